import { type ReactNode, useCallback, useEffect, useState } from "react";
import { Message } from "../panel/Message.tsx";
import { Announcer } from "./announce.tsx";
import { type Config, loadConfig } from "./config.ts";
import { messageOf } from "./errors.ts";

/** Reads the configuration, then shows a page that nobody needs to sign in for. */
export function WithConfig({ children }: { children(config: Config): ReactNode }) {
  const [config, setConfig] = useState<Config | null>(null);
  const [error, setError] = useState<unknown>(null);

  const load = useCallback(() => {
    setError(null);
    loadConfig().then(setConfig, setError);
  }, []);
  useEffect(load, [load]);

  if (error !== null) {
    return (
      <Message title="The page has no configuration">
        <p role="alert">{messageOf(error)}</p>
        <button type="button" className="button primary" onClick={load}>Try again</button>
      </Message>
    );
  }
  if (!config) {
    return (
      <main className="lone">
        <p className="muted" role="status">Loading…</p>
      </main>
    );
  }
  return (
    <>
      {children(config)}
      <Announcer />
    </>
  );
}
