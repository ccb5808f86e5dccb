import type { Database } from "../../../supabase/functions/_shared/database.types.ts";
import type { Client } from "../lib/client.ts";
import { dataOf } from "../lib/errors.ts";
import { parseInterval } from "../lib/interval.ts";
import { parseTime } from "../lib/time.ts";
import { type Alert, type Channel, compareJobs, type Job, type JobState, type Snapshot } from "./model.ts";

/** Jobs read at once, by name. In a larger project the rest is found by searching; jobs in trouble are read in any case. */
export const JOB_WINDOW = 500;
const TROUBLE_WINDOW = 200;
const ALERT_WINDOW = 100;
const RECENT_WINDOW = 50;
const TIMEOUT_MS = 15_000;

/** Column defaults of the settings that the panel explains (private.setting_definitions). */
const DEFAULT_STALE_AFTER = 86_400;
const DEFAULT_REPEAT_AFTER = 21_600;

type Row<T extends keyof Database["public"]["Tables"]> = Database["public"]["Tables"][T]["Row"];
type ViewRow<T extends keyof Database["public"]["Views"]> = Database["public"]["Views"][T]["Row"];

/** Reads everything that the panel shows. `search`: only jobs with this in their name; "" for all. */
export async function readSnapshot(client: Client, search: string, outer: AbortSignal): Promise<Snapshot> {
  const signal = AbortSignal.any([outer, AbortSignal.timeout(TIMEOUT_MS)]);
  const [summary, stale, failing, jobs, open, recent, channels, settings] = await Promise.all([
    client.from("healthcheck_summary").select("*").abortSignal(signal).single().then(dataOf),
    client.from("healthcheck_stale_jobs").select("job_name, deadline").limit(TROUBLE_WINDOW).abortSignal(signal)
      .then(dataOf),
    client.from("job_heartbeats").select("*").gt("consecutive_failures", 0).limit(TROUBLE_WINDOW).abortSignal(signal)
      .then(dataOf),
    readJobs(client, search, signal),
    client.from("healthcheck_recent_alerts").select("*", { count: "exact" }).is("resolved_at", null)
      .limit(ALERT_WINDOW).abortSignal(signal)
      .then((answer) => ({ rows: dataOf(answer), count: answer.count })),
    client.from("healthcheck_recent_alerts").select("*").not("resolved_at", "is", null)
      .limit(RECENT_WINDOW).abortSignal(signal).then(dataOf),
    client.from("notification_channel_status").select("*").order("name").abortSignal(signal).then(dataOf),
    client.from("app_settings").select("key, value").in("key", ["stale_after", "alert_repeat_after"])
      .abortSignal(signal).then(dataOf),
  ]);

  const setting = (key: string) => parseInterval(settings.find((row) => row.key === key)?.value ?? null);
  const repeatAfter = setting("alert_repeat_after") ?? DEFAULT_REPEAT_AFTER;
  const deadlines = new Map(stale.map((row) => [row.job_name ?? "", parseTime(row.deadline)]));
  const rows = new Map([...jobs.rows, ...failing].map((row) => [row.job_name, row]));
  const staleAfter = setting("stale_after") ?? DEFAULT_STALE_AFTER;
  const isStale = (row: Row<"job_heartbeats">) =>
    deadlines.has(row.job_name) || (stale.length === TROUBLE_WINDOW && isOverdue(row, staleAfter));
  const missing = [...deadlines.keys()].filter((name) => !rows.has(name));
  for (const row of await readNamedJobs(client, missing, signal)) rows.set(row.job_name, row);

  const total = Number(summary.total_jobs);
  const paused = Number(summary.paused_jobs);
  return {
    counts: {
      total,
      paused,
      // A paused job counts as healthy in the view.
      healthy: Number(summary.healthy_jobs) - paused,
      stale: Number(summary.stale_jobs),
      failing: Number(summary.failing_jobs),
    },
    jobs: [...rows.values()].map((row) => toJob(row, isStale(row), deadlines, repeatAfter)).sort(compareJobs),
    matchingJobs: jobs.count ?? total,
    openAlerts: open.rows.map(toAlert),
    openAlertCount: open.count ?? open.rows.length,
    recentAlerts: recent.map(toAlert),
    channels: channels.map(toChannel),
    staleAfter,
    repeatAfter,
  };
}

async function readJobs(client: Client, search: string, signal: AbortSignal) {
  let query = client.from("job_heartbeats").select("*", { count: "exact" });
  if (search) query = query.ilike("job_name", `%${search.replace(/[\\%_*]/g, "\\$&")}%`);
  const answer = await query.order("job_name").limit(JOB_WINDOW).abortSignal(signal);
  return { rows: dataOf(answer), count: answer.count };
}

/** Jobs by name, in requests whose addresses stay short. */
async function readNamedJobs(client: Client, names: string[], signal: AbortSignal): Promise<Row<"job_heartbeats">[]> {
  const chunks: string[][] = [];
  let length = Infinity;
  for (const name of names) {
    const size = encodeURIComponent(name).length + 10;
    if (length + size > 4000) {
      chunks.push([]);
      length = 0;
    }
    chunks.at(-1)!.push(name);
    length += size;
  }
  const parts = await Promise.all(
    chunks.map((chunk) =>
      client.from("job_heartbeats").select("*").in("job_name", chunk).abortSignal(signal).then(dataOf)
    ),
  );
  return parts.flat();
}

/** For jobs beyond the stale ones read: the same rule by this computer's clock, without credit for outages. */
function isOverdue(row: Row<"job_heartbeats">, staleAfter: number): boolean {
  const seconds = (parseInterval(row.expected_every) ?? staleAfter) + (parseInterval(row.grace) ?? 0);
  const lastRunAt = parseTime(row.last_run_at);
  return lastRunAt !== null && lastRunAt + seconds * 1000 < Date.now();
}

function toJob(
  row: Row<"job_heartbeats">,
  isStale: boolean,
  deadlines: Map<string, number | null>,
  repeatAfter: number,
): Job {
  const alertedAt = parseTime(row.last_alert_at);
  const repeat = parseInterval(row.alert_repeat_after) ?? repeatAfter;
  const quietUntil = alertedAt === null ? null : alertedAt + repeat * 1000;
  return {
    name: row.job_name,
    description: row.description,
    state: stateOf(row, isStale),
    lastRunAt: parseTime(row.last_run_at),
    expectedEvery: parseInterval(row.expected_every),
    grace: parseInterval(row.grace) ?? 0,
    lastDuration: parseInterval(row.last_duration),
    startedAt: parseTime(row.last_started_at),
    nextCheckAt: parseTime(row.next_check_at),
    deadline: deadlines.get(row.job_name) ?? null,
    consecutiveFailures: row.consecutive_failures,
    quietUntil: quietUntil !== null && quietUntil > Date.now() ? quietUntil : null,
    evaluationError: row.evaluation_error,
  };
}

/** `isStale` is the database's verdict; a job that is late and running is late. */
function stateOf(row: Row<"job_heartbeats">, isStale: boolean): JobState {
  if (row.paused) return "paused";
  if (isStale) return "stale";
  if (row.consecutive_failures >= row.failure_threshold) return "failing";
  return row.status === "running" ? "running" : "healthy";
}

function toAlert(row: ViewRow<"healthcheck_recent_alerts">): Alert {
  return {
    id: row.id,
    kind: row.subject_kind,
    subject: row.subject_name,
    type: row.alert_type,
    severity: row.severity === "info" || row.severity === "warning" ? row.severity : "critical",
    message: row.message,
    detectedAt: parseTime(row.detected_at),
    acknowledgedAt: parseTime(row.acknowledged_at),
    resolvedAt: parseTime(row.resolved_at),
    resolution: row.resolution,
    reminders: row.reminder_count,
    delivered: Number(row.delivered_count),
    waiting: Number(row.pending_count),
    dead: Number(row.dead_count),
  };
}

function toChannel(row: ViewRow<"notification_channel_status">): Channel {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    enabled: row.enabled,
    disabledReason: row.disabled_reason,
    hint: row.destination_hint,
    failures: row.failure_count,
    lastSuccessAt: parseTime(row.last_success_at),
    lastErrorAt: parseTime(row.last_error_at),
    lastError: row.last_error,
    waiting: Number(row.pending_count),
    dead: Number(row.dead_count),
    oldestWaitingAt: parseTime(row.oldest_pending_at),
  };
}
