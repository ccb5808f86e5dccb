import { useCallback, useEffect, useState } from "react";
import { Announcer } from "../lib/announce.tsx";
import { type Config, loadConfig } from "../lib/config.ts";
import { messageOf } from "../lib/errors.ts";
import { Message } from "../panel/Message.tsx";
import { AlivePage } from "./AlivePage.tsx";

/** Reads the configuration, then shows whether the project behind it lives. Nobody needs to sign in. */
export function App() {
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
      <AlivePage config={config} />
      <Announcer />
    </>
  );
}
