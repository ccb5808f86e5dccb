import { useCallback, useEffect, useState } from "react";
import { Announcer } from "../lib/announce.tsx";
import { type Config, loadConfig } from "../lib/config.ts";
import { messageOf } from "../lib/errors.ts";
import { Message } from "../panel/Message.tsx";
import { StatusPage } from "./StatusPage.tsx";

/** Reads the configuration, then shows the page that the address names. Nobody needs to sign in. */
export function App() {
  const [config, setConfig] = useState<Config | null>(null);
  const [error, setError] = useState<unknown>(null);
  const slug = slugOf(location);

  const load = useCallback(() => {
    setError(null);
    loadConfig().then(setConfig, setError);
  }, []);
  useEffect(load, [load]);

  if (slug === null) {
    return (
      <Message title="Which status page?">
        <p>The address names none. It ends in /status/&lt;page&gt;, or in status.html?page=&lt;page&gt;.</p>
      </Message>
    );
  }
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
      <StatusPage config={config} slug={slug} />
      <Announcer />
    </>
  );
}

/** The page that an address names: ?page=acme, or /status/acme; null for none. */
function slugOf({ search, pathname }: Location): string | null {
  const slug = new URLSearchParams(search).get("page") ?? /\/status\/([^/]+)$/.exec(pathname)?.[1] ?? "";
  return /^[a-z0-9-]{1,63}$/.test(slug) ? slug : null;
}
