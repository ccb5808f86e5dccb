import type { Database } from "../../../supabase/functions/_shared/database.types.ts";
import type { Client } from "../lib/client.ts";
import { dataOf } from "../lib/errors.ts";
import { parseInterval } from "../lib/interval.ts";
import { parseTime } from "../lib/time.ts";
import { type Alert, type Channel, compareJobs, type Job, type JobState, type Snapshot } from "./model.ts";

/** Jobs read at once, by name. In a larger project the rest is found by searching; jobs in trouble are read in any case. */
export const JOB_WINDOW = 500;
const TROUBLE_WINDOW = 400;
const ALERT_WINDOW = 100;
const RECENT_WINDOW = 50;
const TIMEOUT_MS = 15_000;

type ViewRow<T extends keyof Database["public"]["Views"]> = Database["public"]["Views"][T]["Row"];

/** The generated types do not know which of a view's columns are never null. */
type JobRow = ViewRow<"healthcheck_jobs"> & { job_name: string; state: JobState; consecutive_failures: number };

/** Reads everything that the panel shows. `search`: only jobs with this in their name; "" for all. */
export async function readSnapshot(client: Client, search: string, outer: AbortSignal): Promise<Snapshot> {
  const signal = AbortSignal.any([outer, AbortSignal.timeout(TIMEOUT_MS)]);
  const [summary, jobs, troubled, open, recent, channels] = await Promise.all([
    client.from("healthcheck_summary").select("*").abortSignal(signal).single().then(dataOf),
    readJobs(client, search, signal),
    readTroubledJobs(client, signal),
    client.from("healthcheck_recent_alerts").select("*", { count: "exact" }).is("resolved_at", null)
      .limit(ALERT_WINDOW).abortSignal(signal)
      .then((answer) => ({ rows: dataOf(answer), count: answer.count })),
    client.from("healthcheck_recent_alerts").select("*").not("resolved_at", "is", null)
      .limit(RECENT_WINDOW).abortSignal(signal).then(dataOf),
    client.from("notification_channel_status").select("*").order("name").abortSignal(signal).then(dataOf),
  ]);

  const rows = new Map([...jobs.rows, ...troubled].map((row) => [row.job_name, row]));
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
    jobs: [...rows.values()].map(toJob).sort(compareJobs),
    matchingJobs: jobs.count ?? total,
    openAlerts: open.rows.map(toAlert),
    openAlertCount: open.count ?? open.rows.length,
    recentAlerts: recent.map(toAlert),
    channels: channels.map(toChannel),
  };
}

/** Jobs by name, with how many there are in all. */
async function readJobs(client: Client, search: string, signal: AbortSignal) {
  let query = client.from("healthcheck_jobs").select("*", { count: "exact" });
  if (search) query = query.ilike("job_name", `%${search.replace(/[\\%_*]/g, "\\$&")}%`);
  const answer = await query.order("job_name").limit(JOB_WINDOW).abortSignal(signal)
    .overrideTypes<JobRow[], { merge: false }>();
  return { rows: dataOf(answer), count: answer.count };
}

/** Jobs in trouble, whatever is searched for: failing ones, which are few, then those that have been silent longest. */
async function readTroubledJobs(client: Client, signal: AbortSignal): Promise<JobRow[]> {
  return dataOf(
    await client.from("healthcheck_jobs").select("*").in("state", ["stale", "failing"]).order("state")
      .order("last_run_at").limit(TROUBLE_WINDOW).abortSignal(signal).overrideTypes<JobRow[], { merge: false }>(),
  );
}

function toJob(row: JobRow): Job {
  return {
    name: row.job_name,
    description: row.description,
    state: row.state,
    lastRunAt: parseTime(row.last_run_at),
    expectedEvery: parseInterval(row.expected_every),
    grace: parseInterval(row.grace) ?? 0,
    lastDuration: parseInterval(row.last_duration),
    startedAt: parseTime(row.last_started_at),
    nextCheckAt: parseTime(row.next_check_at),
    deadline: parseTime(row.deadline),
    consecutiveFailures: row.consecutive_failures,
    quietUntil: parseTime(row.quiet_until),
    evaluationError: row.evaluation_error,
  };
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
    ownerId: row.owner_id,
    tenantId: row.tenant_id,
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
