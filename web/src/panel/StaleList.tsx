import { messageOf } from "../lib/errors.ts";
import { describeClock } from "../lib/time.ts";
import type { Polled } from "../lib/usePolling.ts";

/** Says above a list that it is old, and why. */
export function StaleList({ polled: { data, error, loadedAt } }: { polled: Polled<unknown> }) {
  if (error === null) return null;
  return (
    <p className="notice bad">
      <span>
        {messageOf(error)}{" "}
        {data ? `Showing what was known at ${describeClock(loadedAt)}.` : "Nothing could be read yet."}
      </span>
    </p>
  );
}
