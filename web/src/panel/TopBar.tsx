import type { Config } from "../lib/config.ts";
import { describeAgo } from "../lib/time.ts";
import { useNow } from "../lib/useNow.ts";
import type { Polled } from "../lib/usePolling.ts";
import { Mark } from "./Mark.tsx";

interface Props {
  config: Config;
  email: string;
  /** What the view has read; null while there is nothing to read again. */
  shown: Polled<unknown> | null;
  onHelp(): void;
  onSignOut(): Promise<void>;
}

export function TopBar({ config, email, shown, onHelp, onSignOut }: Props) {
  return (
    <header className="top-bar">
      <div className="top-bar-inner">
        <div className="brand">
          <Mark />
          <strong>Heartbase</strong>
          <span className="project muted">{new URL(config.apiUrl).host}</span>
        </div>
        <div className="top-bar-tools">
          {shown && <Freshness polled={shown} />}
          <a className="button small" href="./alive.html">Alive</a>
          {config.inboxUrl && (
            <a className="button small" href={config.inboxUrl} target="_blank" rel="noreferrer">Inbox</a>
          )}
          <button type="button" className="button small keys-help" aria-label="Keys" title="Keys" onClick={onHelp}>
            ?
          </button>
          <span className="who muted" title={`Signed in as ${email}`}>{email}</span>
          <button type="button" className="button small" onClick={() => void onSignOut()}>Sign out</button>
        </div>
      </div>
    </header>
  );
}

function Freshness({ polled: { loadedAt, error, refresh } }: { polled: Polled<unknown> }) {
  const text = useNow((now) => loadedAt === 0 ? "Loading" : `Updated ${describeAgo(loadedAt, now)}`);
  return (
    <button
      type="button"
      className={`freshness ${error === null ? "is-live" : "is-lost"}`}
      title="Read again now. The panel does so every 10 seconds while it is visible."
      onClick={() => void refresh()}
    >
      <span className="beacon" aria-hidden="true" />
      {text}
      <span className="visually-hidden">. Read again now</span>
    </button>
  );
}
