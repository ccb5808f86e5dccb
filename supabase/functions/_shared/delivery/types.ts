import type { AliveLease, AliveState, ProbeAnswer, SystemHealth } from "../alive.ts";
import type { InsightLease, InsightOutcome } from "../memory/types.ts";
import type { Database, Json } from "../database.types.ts";
import type { StatusBadges, StatusPage } from "../status.ts";
import type {
  Claim,
  Execution,
  HttpFacts,
  MeasuredClaim,
  RecoveryAnswer,
  RemediationDone,
  RemediationOutcome,
} from "../tenants/types.ts";

export type { Json };
export type JsonObject = { [key: string]: Json | undefined };

export type NotificationEvent = "opened" | "reminder" | "resolved" | "test";
export type Severity = "info" | "warning" | "critical";

/** The alert that a notification speaks of, as it stood when the notification was claimed. */
export interface Alert {
  id: string;
  subject_kind: string;
  subject_id: string | null;
  subject_name: string | null;
  alert_type: string;
  severity: Severity;
  message: string;
  details: JsonObject | null;
  detected_at: string;
  resolved_at: string | null;
  auto_resolved: boolean;
  resolution: string | null;
  /** Facts at the time it ended, of a subject that came back by itself. Databases of before they were kept have none. */
  resolved_details?: JsonObject | null;
}

export interface Notification {
  id: string;
  event: NotificationEvent;
  /** How many reminders came before: 0 for what is no reminder. */
  slot: number;
  created_at: string;
  alert: Alert;
}

/** A channel with everything that a send needs; never logged. */
export interface Channel {
  id: string;
  name: string;
  /** A key of the channel registry. */
  kind: string;
  /** `environment`: the operator's own channel, its secrets in the environment or in Vault; `owners`: to a tenant's owners. */
  source: "environment" | "database" | "owners";
  config: JsonObject | null;
  /** The decrypted URL of a channel that has one. */
  destination: string | null;
  /** Secrets that Vault holds for the channel, by the name of the variable that they stand for. */
  secrets?: Record<string, string> | null;
  /** Standard Webhooks secrets, the newest first; two while one is being rotated. */
  signing_secrets?: string[] | null;
}

/** One message to send: a notification, or several that go to one channel as a group. */
export interface Unit {
  /** Stable over retries: the idempotency key. */
  unit_id: string;
  lease: string;
  lease_expires_at: string;
  attempt: number;
  max_attempts: number;
  channel: Channel;
  /** How many notifications the unit stands for. */
  count: number;
  /** How many of each event; absent when the database does not count them. */
  counts?: Partial<Record<NotificationEvent, number>> | null;
  /** The oldest of them, at most 20. */
  notifications: Notification[];
}

export interface ClaimAnswer {
  units: Unit[];
  /** When the next notification can be claimed; null when nothing waits. */
  next_due_at: string | null;
  /** The database's clock at the claim, which leases are measured against. */
  now?: string | null;
}

export type OutcomeName = "delivered" | "retry" | "failed" | "gone";

/** What became of one attempt. */
export interface Outcome {
  /** `failed` is for good; `gone` also disables the channel. */
  outcome: OutcomeName;
  /** Why, when it is not delivered. */
  reason?: string;
  /** The HTTP status, when there was an answer. */
  status?: number;
  /** The least that the provider asked to wait. */
  retryAfterSeconds?: number;
  /** What the channel's config must say from now on. Never logged. */
  config?: JsonObject;
}

export interface UnhealthyJob {
  job_name: string;
  last_run_at: string;
  /** Null when the last run lies at no finite time. */
  hours_overdue: number | null;
  status: string | null;
  metadata: JsonObject | null;
  reason: "stale" | "failing";
}

export interface HealthcheckAnswer {
  timestamp: string;
  trigger: string;
  jobs_checked: number;
  healthy_jobs: string[];
  unhealthy_jobs: UnhealthyJob[];
  alerts_sent: number;
  suppressed_alerts: number;
}

type Functions = Database["public"]["Functions"];

/**
 * The database functions that edge functions call. The arguments are the generated types'; the answers are ours where the
 * database says no more than jsonb.
 */
export interface RpcContract {
  claim_notifications: { args: Functions["claim_notifications"]["Args"]; answer: ClaimAnswer };
  acknowledge_notification: {
    args: Omit<Functions["acknowledge_notification"]["Args"], "p_config"> & {
      p_outcome: OutcomeName;
      p_config?: JsonObject;
    };
    answer: Functions["acknowledge_notification"]["Returns"];
  };
  run_healthcheck: { args: Functions["run_healthcheck"]["Args"]; answer: HealthcheckAnswer };
  update_job_heartbeat: { args: Functions["update_job_heartbeat"]["Args"]; answer: null };
  render_metrics: { args: Functions["render_metrics"]["Args"]; answer: Functions["render_metrics"]["Returns"] };
  begin_alive_check: { args: Functions["begin_alive_check"]["Args"]; answer: AliveState & Partial<AliveLease> };
  run_alive_probe: { args: Functions["run_alive_probe"]["Args"]; answer: ProbeAnswer };
  claim_tenant: { args: Functions["claim_tenant"]["Args"]; answer: Claim };
  claim_tenants: { args: Functions["claim_tenants"]["Args"]; answer: Claim[] };
  claim_unhealthy_tenants: { args: Functions["claim_unhealthy_tenants"]["Args"]; answer: Claim[] };
  finish_recovery: { args: { p_results: { tenantId: string; error: string | null }[] }; answer: RecoveryAnswer };
  run_tenants: { args: { p_claims: MeasuredClaim[] }; answer: Execution[] };
  call_remediation: {
    args: Functions["call_remediation"]["Args"];
    answer: { succeeded: boolean; error: string | null };
  };
  cancel_remediation: { args: Functions["cancel_remediation"]["Args"]; answer: boolean };
  finish_remediation: {
    args: { p_run_id: string; p_lease: string; p_outcome: RemediationOutcome; p_facts: HttpFacts | null };
    answer: RemediationDone;
  };
  release_remediation: { args: Functions["release_remediation"]["Args"]; answer: null };
  claim_insights: { args: Functions["claim_insights"]["Args"]; answer: InsightLease };
  finish_insights: { args: { p_lease: string; p_outcomes: InsightOutcome[] }; answer: number };
  status_badges: { args: Functions["status_badges"]["Args"]; answer: StatusBadges | null };
  status_page: { args: Functions["status_page"]["Args"]; answer: StatusPage | null };
  system_health: { args: Record<string, never>; answer: SystemHealth };
  finish_alive_check: { args: Functions["finish_alive_check"]["Args"]; answer: AliveState };
}

export type RpcName = keyof RpcContract;

/** Calls a database function; throws a HeartbaseError when it fails. */
export type Rpc = <N extends RpcName>(name: N, args: RpcContract[N]["args"]) => Promise<RpcContract[N]["answer"]>;
