import type { Client } from "../lib/client.ts";
import { dataOf } from "../lib/errors.ts";
import { parseTime } from "../lib/time.ts";

/** How many days the strip of a job has. */
export const HISTORY_DAYS = 90;
const ALERT_WINDOW = 1000;
const TIMEOUT_MS = 15_000;
const DAY_MS = 86_400_000;

export type DayState = "ok" | "trouble" | "unknown";

export interface Day {
  /** Noon of the day, where the reader is. */
  at: number;
  state: DayState;
  alerts: number;
}

export interface JobHistory {
  /** Oldest first; the last one is today. */
  days: Day[];
  metadata: unknown;
  /** When the job was first heard of. */
  createdAt: number | null;
}

interface Trouble {
  from: number;
  /** Infinity while it lasts. */
  to: number;
}

/** A job's last days by the alerts about it, and what its last heartbeat bore. */
export async function readJobHistory(client: Client, name: string, outer: AbortSignal): Promise<JobHistory> {
  const signal = AbortSignal.any([outer, AbortSignal.timeout(TIMEOUT_MS)]);
  const now = Date.now();
  const since = new Date(now - HISTORY_DAYS * DAY_MS).toISOString();
  const [job, alerts] = await Promise.all([
    client.from("job_heartbeats").select("metadata, created_at").eq("job_name", name).abortSignal(signal).single()
      .then(dataOf),
    client.from("guardian_alerts").select("detected_at, resolved_at").eq("subject_kind", "job").eq("subject_id", name)
      .or(`resolved_at.is.null,resolved_at.gte.${since}`).order("created_at", { ascending: false })
      .limit(ALERT_WINDOW).abortSignal(signal).then(dataOf),
  ]);
  const troubles = alerts.map(({ detected_at, resolved_at }): Trouble => ({
    from: parseTime(detected_at) ?? 0,
    to: resolved_at === null ? Infinity : parseTime(resolved_at) ?? Infinity,
  }));
  const createdAt = parseTime(job.created_at);
  return { days: listDays(now, createdAt, troubles), metadata: job.metadata, createdAt };
}

/** A day is one of trouble when any alert was open in it, and unknown before the job was. */
function listDays(now: number, createdAt: number | null, troubles: Trouble[]): Day[] {
  const days: Day[] = [];
  for (let age = HISTORY_DAYS - 1; age >= 0; age--) {
    const today = new Date(now);
    const begin = new Date(today.getFullYear(), today.getMonth(), today.getDate() - age);
    const end = new Date(today.getFullYear(), today.getMonth(), today.getDate() - age + 1).getTime();
    const alerts = troubles.filter(({ from, to }) => from < end && to >= begin.getTime()).length;
    const isBefore = createdAt !== null && createdAt >= end;
    days.push({
      at: begin.setHours(12),
      state: alerts > 0 ? "trouble" : isBefore ? "unknown" : "ok",
      alerts,
    });
  }
  return days;
}
