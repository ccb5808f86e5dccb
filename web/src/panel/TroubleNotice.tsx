import { messageOf } from "../lib/errors.ts";
import { describeClock } from "../lib/time.ts";
import type { Polled } from "../lib/usePolling.ts";

/** Says that what is shown is old, and why. */
export function TroubleNotice({ polled: { data, error, loadedAt, isLoading, refresh } }: { polled: Polled<unknown> }) {
  if (error === null) return <div role="alert" />;
  return (
    <div role="alert">
      <div className="notice bad">
        <p>
          <strong>{messageOf(error)}</strong>{" "}
          {data ? `Showing what was known at ${describeClock(loadedAt)}.` : "Nothing could be read yet."}{" "}
          Trying again every 10 seconds.
        </p>
        <button type="button" className="button small" aria-disabled={isLoading} onClick={() => void refresh()}>
          {isLoading ? "Trying…" : "Try now"}
        </button>
      </div>
    </div>
  );
}
