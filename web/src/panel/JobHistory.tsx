import { useCallback } from "react";
import type { Client } from "../lib/client.ts";
import { messageOf } from "../lib/errors.ts";
import { usePolling } from "../lib/usePolling.ts";
import { type Day, HISTORY_DAYS, readJobHistory } from "./jobHistory.ts";
import { Time } from "./Time.tsx";

const REFRESH_MS = 60_000;
const CELL = 8;
const GAP = 2;
const HEIGHT = 22;
const dayFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

/** The last 90 days of a job, a cell a day, and the metadata of its last heartbeat. */
export function JobHistory({ client, jobName }: { client: Client; jobName: string }) {
  const load = useCallback((signal: AbortSignal) => readJobHistory(client, jobName, signal), [client, jobName]);
  const { data, error } = usePolling(load, REFRESH_MS);
  if (!data) {
    return error === null
      ? <p className="muted" role="status">Reading its history…</p>
      : <p className="problem" role="alert">{messageOf(error)}</p>;
  }
  const { days, metadata, createdAt } = data;
  return (
    <div className="job-history">
      <svg
        className="days"
        viewBox={`0 0 ${HISTORY_DAYS * (CELL + GAP) - GAP} ${HEIGHT}`}
        role="img"
        aria-label={describeDays(days)}
      >
        {days.map((day, index) => (
          <rect key={day.at} className={day.state} x={index * (CELL + GAP)} width={CELL} height={HEIGHT} rx={2}>
            <title>{describeDay(day)}</title>
          </rect>
        ))}
      </svg>
      <p className="muted">
        {describeDays(days)} Counted by the alerts that are kept. {createdAt !== null && (
          <>
            First heard of <Time at={createdAt} />.
          </>
        )}
      </p>
      <p>Metadata of the last heartbeat</p>
      <pre tabIndex={0} aria-label={`Metadata of ${jobName}`}><code>{JSON.stringify(metadata, null, 2)}</code></pre>
    </div>
  );
}

function describeDays(days: Day[]): string {
  const troubled = days.filter(({ state }) => state === "trouble").length;
  const known = days.filter(({ state }) => state !== "unknown").length;
  if (known === 1) return troubled === 0 ? "No trouble today." : "Trouble today.";
  const span = `the last ${known} days`;
  return troubled === 0 ? `No trouble in ${span}.` : `Trouble on ${troubled} of ${span}.`;
}

function describeDay({ at, state, alerts }: Day): string {
  const date = dayFormat.format(at);
  if (state === "unknown") return `${date}: not heard of yet`;
  return state === "ok" ? `${date}: no alert` : `${date}: ${alerts} ${alerts === 1 ? "alert" : "alerts"}`;
}
