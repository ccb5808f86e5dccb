import type { Database } from "../../../supabase/functions/_shared/database.types.ts";
import type { Client } from "../lib/client.ts";
import { dataOf } from "../lib/errors.ts";
import { parseInterval } from "../lib/interval.ts";
import { parseTime } from "../lib/time.ts";
import type { Alert, Asked, Channel, Job, JobState, Snapshot } from "./model.ts";

const RECENT_WINDOW = 50;
const RECENT_MS = 48 * 3_600_000;
const TIMEOUT_MS = 15_000;

type ViewRow<T extends keyof Database["public"]["Views"]> = Database["public"]["Views"][T]["Row"];

type ListedJob = Database["public"]["Functions"]["list_jobs"]["Returns"][number];
/** The generated types do not know which of a function's columns may be null, nor which words a state is one of. */
type JobRow =
  & { [Column in keyof ListedJob]: ListedJob[Column] | null }
  & { job_name: string; state: JobState; consecutive_failures: number };

/** Reads what the overview shows: a page of each list, whatever the size of the project. */
export async function readSnapshot(client: Client, asked: Asked, outer: AbortSignal): Promise<Snapshot> {
  const signal = AbortSignal.any([outer, AbortSignal.timeout(TIMEOUT_MS)]);
  const messages = (states: string[]) =>
    client.from("notifications").select("id", { count: "exact", head: true }).in("state", states).abortSignal(signal);
  const [jobs, summary, open, recent, channels, waitingMessages, deadMessages] = await Promise.all([
    readJobs(client, asked, signal),
    client.from("healthcheck_summary").select("*").abortSignal(signal).single().then(dataOf),
    readOpenAlerts(client, asked, signal),
    client.from("healthcheck_recent_alerts").select("*")
      .gte("resolved_at", new Date(Date.now() - RECENT_MS).toISOString())
      .limit(RECENT_WINDOW).abortSignal(signal).then(dataOf),
    client.from("notification_channel_status").select("*", { count: "exact" }).order("name").order("id")
      .limit(asked.channels).abortSignal(signal)
      .then((answer) => ({ rows: dataOf(answer), count: answer.count })),
    // What a silence holds is not late. Postgres reads "now" as its own time.
    countOf(messages(["pending", "leased"]).or("held_until.is.null,held_until.lte.now")),
    countOf(messages(["dead"])),
  ]);

  const paused = Number(summary.paused_jobs);
  return {
    asked,
    counts: {
      total: Number(summary.total_jobs),
      paused,
      // A paused job counts as healthy in the view.
      healthy: Number(summary.healthy_jobs) - paused,
      stale: Number(summary.stale_jobs),
      failing: Number(summary.failing_jobs),
    },
    jobs: jobs.slice(0, asked.jobs).map(toJob),
    hasMoreJobs: jobs.length > asked.jobs,
    openAlerts: open.rows.map(toAlert),
    openAlertCount: open.count,
    recentAlerts: recent.map(toAlert),
    channels: channels.rows.map(toChannel),
    channelCount: channels.count ?? channels.rows.length,
    waitingMessages,
    deadMessages,
  };
}

/** One more than is asked for, which tells whether there are more: counting all that match would cost as much as judging them. */
async function readJobs(client: Client, { search, states, jobs }: Asked, signal: AbortSignal): Promise<JobRow[]> {
  const page = { p_limit: jobs + 1, p_search: search, ...(states && { p_states: states }) };
  return dataOf(
    await client.rpc("list_jobs", page).abortSignal(signal).overrideTypes<JobRow[], { merge: false }>(),
  );
}

/** Counted where they are kept, which is cheaper than in the view, and only when there are more than were read. */
async function readOpenAlerts(client: Client, { alerts }: Asked, signal: AbortSignal) {
  const rows = dataOf(
    await client.from("healthcheck_recent_alerts").select("*").is("resolved_at", null).limit(alerts).abortSignal(
      signal,
    ),
  );
  if (rows.length < alerts) return { rows, count: rows.length };
  const open = client.from("guardian_alerts").select("id", { count: "exact", head: true }).is("resolved_at", null);
  return { rows, count: await countOf(open.abortSignal(signal)) };
}

async function countOf(
  answer: PromiseLike<{ error: { message: string } | null; status: number; count: number | null }>,
): Promise<number> {
  const { error, status, count } = await answer;
  dataOf({ data: true, error, status });
  return count ?? 0;
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
    held: Number(row.held_count),
    silencedUntil: parseTime(row.silenced_until),
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
