import type { Database, Json } from "../../../../supabase/functions/_shared/database.types.ts";
import type { Client } from "../../lib/client.ts";
import { ApiError, dataOf } from "../../lib/errors.ts";
import { parseTime } from "../../lib/time.ts";

export type Overall = "all_clear" | "has_warnings" | "has_alerts" | "has_errors";
export type CheckStatus = "ok" | "warning" | "alert" | "error";
export type MemberRole = "owner" | "admin" | "member" | "viewer";
export const PRIORITIES = ["low", "medium", "high", "urgent"] as const;
export const CATEGORIES = ["operations", "revenue", "compliance", "customers", "marketing", "system"] as const;
export const CHANNEL_KINDS = ["dashboard", "email", "sms", "whatsapp", "push", "slack", "webhook", "telegram"] as const;

export interface Tenant {
  id: string;
  name: string;
  role: string;
  isPaused: boolean;
  isEnabled: boolean;
  createdAt: number | null;
  lastRunAt: number | null;
  nextRunAt: number | null;
  /** Null before the first execution. */
  overall: Overall | null;
  errors: number;
  alerts: number;
  warnings: number;
  /** What the signed-in user is in it; null for admins of the application who are no members. */
  memberRole: MemberRole | null;
}

export interface Check {
  id: string;
  title: string;
  description: string;
  category: string;
  isOn: boolean;
  isOnByDefault: boolean;
  isOwn: boolean;
  /** Null when it was not asked yet, or is not asked. */
  status: CheckStatus | null;
  priority: string | null;
  message: string | null;
  since: number | null;
  defaultPriority: string;
  actionUrl: string | null;
  actionLabel: string | null;
}

export interface Execution {
  id: string;
  startedAt: number | null;
  /** As the API wrote it: the cursor, to the microsecond. */
  startedAtText: string;
  overall: Overall;
  checks: number;
  results: number;
  news: number;
  suppressed: number;
  durationMs: number;
  isForced: boolean;
}

export interface Failure {
  id: number;
  kind: string;
  message: string;
  at: number | null;
  recoveredAt: number | null;
}

/** A remediation that was begun, or that had to wait. */
export interface Remediation {
  id: string;
  action: string;
  checkId: string;
  at: number | null;
  /** What became of it, in words. */
  outcome: string;
  /** Status of the check before it, and when it was asked again; null when it was not. */
  before: string;
  after: string | null;
  error: string | null;
  /** What the action answered, in short. */
  result: string | null;
}

export interface Member {
  userId: string;
  role: MemberRole;
  since: number | null;
}

/** As the table has it. */
export type TenantSettings =
  & Pick<
    Database["public"]["Tables"]["tenant_settings"]["Row"],
    | "interval_minutes"
    | "active_start_hour"
    | "active_end_hour"
    | "quiet_start_hour"
    | "quiet_end_hour"
    | "timezone"
    | "enabled_checks"
    | "channels"
    | "suppress_all_clear"
    | "enabled"
  >
  & { priority_overrides: Record<string, string> };

export interface TenantDetails {
  tenant: Tenant;
  settings: TenantSettings;
  checks: Check[];
  executions: Execution[];
  failures: Failure[];
  remediations: Remediation[];
  members: Member[];
}

export const PAGE_SIZE = 50;
export const STRIP_LENGTH = 60;
const FAILURES = 5;
const REMEDIATIONS = 10;
const RESULT_LENGTH = 200;
const MOST_ROWS = 1000;
const TIMEOUT_MS = 15_000;
const EXECUTION_COLUMNS =
  "execution_id, started_at, overall_status, checks_run, results_count, notifiable_count, suppressed_count, duration_ms, forced";

function limit(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
}

/** A page of tenants by name, after a tenant; one more than the page has, if there is. */
export async function readTenants(
  client: Client,
  search: string,
  after: Tenant | null,
  signal: AbortSignal,
): Promise<{ tenants: Tenant[]; hasMore: boolean }> {
  const rows = dataOf(
    await client.rpc("list_tenants", {
      ...(search && { p_search: search }),
      ...(after && { p_after_name: after.name, p_after_id: after.id }),
      p_limit: PAGE_SIZE + 1,
    }).abortSignal(limit(signal)),
  );
  return { tenants: rows.slice(0, PAGE_SIZE).map(toTenant), hasMore: rows.length > PAGE_SIZE };
}

/** Everything about one tenant. */
export async function readTenant(client: Client, id: string, outer: AbortSignal): Promise<TenantDetails> {
  const signal = limit(outer);
  const [tenants, settings, checks, executions, failures, remediations, members] = await Promise.all([
    client.from("tenant_overview").select("*").eq("id", id).abortSignal(signal).then(dataOf),
    client.from("tenant_settings").select("*").eq("tenant_id", id).abortSignal(signal).then(dataOf),
    client.from("tenant_checks").select("*").eq("tenant_id", id).order("check_id").limit(MOST_ROWS).abortSignal(signal)
      .then(dataOf),
    client.from("heartbeat_executions").select(EXECUTION_COLUMNS).eq("tenant_id", id)
      .order("started_at", { ascending: false }).limit(STRIP_LENGTH).abortSignal(signal).then(dataOf),
    client.from("heartbeat_failures").select("id, kind, message, occurred_at, recovered_at").eq("tenant_id", id)
      .order("occurred_at", { ascending: false }).limit(FAILURES).abortSignal(signal).then(dataOf),
    client.from("remediation_runs")
      .select("run_id, action, check_id, started_at, status, reason, status_before, status_after, error, result")
      .contains("tenant_ids", [id]).order("started_at", { ascending: false }).limit(REMEDIATIONS).abortSignal(signal)
      .then(dataOf),
    client.from("tenant_members").select("user_id, role, created_at").eq("tenant_id", id).order("created_at")
      .limit(MOST_ROWS).abortSignal(signal).then(dataOf),
  ]);
  const [tenant] = tenants;
  const [own] = settings;
  if (!tenant || !own) throw new ApiError("There is no tenant with this id that you may see.", 404);
  return {
    tenant: toTenant(tenant),
    settings: { ...own, priority_overrides: own.priority_overrides as Record<string, string> },
    checks: checks.map((row): Check => ({
      id: row.check_id,
      title: row.title,
      description: row.description,
      category: row.category,
      isOn: row.is_on === true,
      isOnByDefault: row.default_enabled,
      isOwn: row.is_own === true,
      status: row.status as CheckStatus | null,
      priority: row.priority,
      message: row.message,
      since: parseTime(row.since),
      defaultPriority: row.default_priority,
      actionUrl: row.action_url,
      actionLabel: row.action_label,
    })),
    executions: executions.map(toExecution),
    failures: failures.map((row): Failure => ({
      id: row.id,
      kind: row.kind,
      message: row.message,
      at: parseTime(row.occurred_at),
      recoveredAt: parseTime(row.recovered_at),
    })),
    remediations: remediations.map((row): Remediation => ({
      id: row.run_id,
      action: row.action,
      checkId: row.check_id,
      at: parseTime(row.started_at),
      outcome: OUTCOMES[row.reason ?? row.status] ?? row.status,
      before: row.status_before,
      after: row.status_after,
      error: row.error,
      result: row.result === null ? null : shorten(row.result),
    })),
    members: members.map((row): Member => ({
      userId: row.user_id,
      role: row.role as MemberRole,
      since: parseTime(row.created_at),
    })),
  };
}

const OUTCOMES: Record<string, string> = {
  running: "under way",
  succeeded: "done",
  failed: "failed",
  cooldown: "left out: too soon after the last time",
  max_per_day: "left out: it was done as often as a day allows",
};

function shorten(result: Json): string {
  const text = typeof result === "string" ? result : JSON.stringify(result);
  return text.length > RESULT_LENGTH ? `${text.slice(0, RESULT_LENGTH)}…` : text;
}

/** Executions that began before one, from newer to older. */
export async function readOlderExecutions(client: Client, id: string, before: Execution): Promise<Execution[]> {
  const rows = dataOf(
    await client.from("heartbeat_executions").select(EXECUTION_COLUMNS).eq("tenant_id", id)
      .lt("started_at", before.startedAtText).order("started_at", { ascending: false }).limit(PAGE_SIZE)
      .abortSignal(AbortSignal.timeout(TIMEOUT_MS)),
  );
  return rows.map(toExecution);
}

/** Titles of what an execution found, the worst first. */
export async function readResults(client: Client, executionId: string): Promise<{ status: string; text: string }[]> {
  const rows = dataOf(
    await client.from("heartbeat_executions").select("results").eq("execution_id", executionId)
      .abortSignal(AbortSignal.timeout(TIMEOUT_MS)),
  );
  const results = rows[0]?.results;
  return (Array.isArray(results) ? results : []).filter(isObject)
    .map(({ status, title, message }) => ({
      status: String(status),
      text: `${String(title)}: ${String(message)}`,
    }));
}

/** Has it looked at now; what was found is its next execution. */
export async function lookNow(client: Client, id: string): Promise<void> {
  dataOf(await client.rpc("look_at_tenant", { p_tenant_id: id }));
}

export async function setPaused(client: Client, id: string, paused: boolean): Promise<void> {
  requireOne(dataOf(await client.from("tenants").update({ paused }).eq("id", id).select("id")));
}

export async function saveSettings(client: Client, id: string, settings: TenantSettings): Promise<void> {
  const {
    interval_minutes,
    active_start_hour,
    active_end_hour,
    quiet_start_hour,
    quiet_end_hour,
    timezone,
    enabled_checks,
    priority_overrides,
    channels,
    suppress_all_clear,
  } = settings;
  requireOne(dataOf(
    await client.from("tenant_settings").update({
      interval_minutes,
      active_start_hour,
      active_end_hour,
      quiet_start_hour,
      quiet_end_hour,
      timezone,
      enabled_checks,
      priority_overrides,
      channels,
      suppress_all_clear,
    }).eq("tenant_id", id).select("tenant_id"),
  ));
}

export async function setMemberRole(client: Client, tenantId: string, userId: string, role: MemberRole): Promise<void> {
  requireOne(dataOf(
    await client.from("tenant_members").update({ role }).eq("tenant_id", tenantId).eq("user_id", userId)
      .select("user_id"),
  ));
}

export async function removeMember(client: Client, tenantId: string, userId: string): Promise<void> {
  requireOne(dataOf(
    await client.from("tenant_members").delete().eq("tenant_id", tenantId).eq("user_id", userId).select("user_id"),
  ));
}

/** A link that the page may offer: http or https, with a host. Checks are written by tenants too. */
export function safeLink(url: string | null): string | null {
  return url !== null && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : null;
}

function requireOne(rows: unknown[]): void {
  if (rows.length === 0) throw new ApiError("Nothing was changed: it is gone, or is not yours to change.", 404);
}

function isObject(value: Json | undefined): value is { [key: string]: Json | undefined } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toTenant(row: Database["public"]["Views"]["tenant_overview"]["Row"]): Tenant {
  const counts = isObject(row.counts) ? row.counts : {};
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    isPaused: row.paused,
    isEnabled: row.enabled,
    createdAt: parseTime(row.created_at),
    lastRunAt: parseTime(row.last_run_at),
    nextRunAt: parseTime(row.next_run_at),
    overall: row.overall_status as Overall | null,
    errors: Number(counts["error"] ?? 0),
    alerts: Number(counts["alert"] ?? 0),
    warnings: Number(counts["warning"] ?? 0),
    memberRole: row.member_role as MemberRole | null,
  };
}

type ExecutionRow = Pick<
  Database["public"]["Tables"]["heartbeat_executions"]["Row"],
  | "execution_id"
  | "started_at"
  | "overall_status"
  | "checks_run"
  | "results_count"
  | "notifiable_count"
  | "suppressed_count"
  | "duration_ms"
  | "forced"
>;

function toExecution(row: ExecutionRow): Execution {
  return {
    id: row.execution_id,
    startedAt: parseTime(row.started_at),
    startedAtText: row.started_at,
    overall: row.overall_status as Overall,
    checks: row.checks_run,
    results: row.results_count,
    news: row.notifiable_count,
    suppressed: row.suppressed_count,
    durationMs: row.duration_ms,
    isForced: row.forced,
  };
}
