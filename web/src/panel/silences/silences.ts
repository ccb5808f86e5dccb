import type { Database } from "../../../../supabase/functions/_shared/database.types.ts";
import type { Client } from "../../lib/client.ts";
import { dataOf } from "../../lib/errors.ts";
import { parseTime } from "../../lib/time.ts";

export type SilenceState = "current" | "coming" | "ended";

export interface Silence {
  id: string;
  state: SilenceState;
  /** Null, as tenantId, for the project's. */
  ownerId: string | null;
  tenantId: string | null;
  /** The alert that is snoozed, and what it says; null for silences of other kinds. */
  alertId: string | null;
  alertMessage: string | null;
  /** Null for any, as the two that follow. */
  subjectKind: string | null;
  subjectId: string | null;
  alertType: string | null;
  /** What the subject was called when it was last alerted about. */
  subjectName: string | null;
  reason: string | null;
  startsAt: number;
  endsAt: number;
  createdBy: string | null;
  createdByEmail: string | null;
}

export interface SilenceList {
  /** Current ones, then coming ones. */
  silences: Silence[];
  total: number;
  ended: Silence[];
  /** Tenants that the operator may silence, and those of which they may end snoozes. */
  adminOf: string[];
  memberOf: string[];
}

/** What is silenced: the project's alerts, a tenant's, or the operator's own. */
export type Scope = "project" | "me" | { tenantId: string };

export interface NewSilence {
  scope: Scope;
  /** "" for any, as the three that follow. */
  kind: string;
  subjectId: string;
  alertType: string;
  reason: string;
  /** Null for now. */
  startsAt: Date | null;
  /** How long, as Postgres reads it, or until when. */
  end: string | Date;
}

/** A subject that can be chosen: its key, and what people call it. */
export interface Subject {
  id: string;
  name: string;
}

export const KINDS: Record<string, { one: string; many: string }> = {
  job: { one: "job", many: "jobs" },
  machine: { one: "machine", many: "machines" },
  tetrahedron: { one: "mesh", many: "meshes" },
  tenant: { one: "tenant", many: "tenants" },
  service: { one: "service", many: "services" },
};

const ENDED_WINDOW = 30;
const SUBJECT_WINDOW = 500;
const TIMEOUT_MS = 15_000;

/** The first `count` that are current or coming, the latest that have ended, and whose the operator may end. */
export async function readSilences(
  client: Client,
  userId: string,
  count: number,
  outer: AbortSignal,
): Promise<SilenceList> {
  const signal = AbortSignal.any([outer, AbortSignal.timeout(TIMEOUT_MS)]);
  const [open, ended, memberships] = await Promise.all([
    client.from("silence_status").select("*", { count: "exact" }).neq("state", "ended")
      .order("state", { ascending: false }).order("ends_at").order("id").limit(count).abortSignal(signal)
      .then((answer) => ({ rows: dataOf(answer), count: answer.count })),
    client.from("silence_status").select("*").eq("state", "ended").order("ends_at", { ascending: false })
      .limit(ENDED_WINDOW).abortSignal(signal).then(dataOf),
    client.from("tenant_members").select("tenant_id, role").eq("user_id", userId)
      .in("role", ["owner", "admin", "member"]).order("tenant_id").abortSignal(signal).then(dataOf),
  ]);
  return {
    silences: open.rows.map(toSilence),
    total: open.count ?? open.rows.length,
    ended: ended.map(toSilence),
    adminOf: memberships.filter(({ role }) => role !== "member").map((row) => row.tenant_id),
    memberOf: memberships.map((row) => row.tenant_id),
  };
}

function toSilence(row: Database["public"]["Views"]["silence_status"]["Row"]): Silence {
  return {
    id: row.id,
    state: row.state === "ended" || row.state === "coming" ? row.state : "current",
    ownerId: row.owner_id,
    tenantId: row.tenant_id,
    alertId: row.alert_id,
    alertMessage: row.alert_message,
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    alertType: row.alert_type,
    subjectName: row.subject_name,
    reason: row.reason,
    startsAt: parseTime(row.starts_at) ?? 0,
    endsAt: parseTime(row.ends_at) ?? 0,
    createdBy: row.created_by,
    createdByEmail: row.created_by_email,
  };
}

export async function createSilence(client: Client, silence: NewSilence): Promise<void> {
  const { scope, kind, subjectId, alertType, reason, startsAt, end } = silence;
  dataOf(
    await client.rpc("create_silence", {
      ...(typeof end === "string" ? { p_for: end } : { p_ends_at: end.toISOString() }),
      ...(startsAt && { p_starts_at: startsAt.toISOString() }),
      ...(kind && { p_subject_kind: kind }),
      ...(subjectId && { p_subject_id: subjectId }),
      ...(alertType && { p_alert_type: alertType }),
      ...(reason && { p_reason: reason }),
      ...(typeof scope === "object" && { p_tenant_id: scope.tenantId }),
    }),
  );
}

/** Ends it; what it held goes out. */
export async function endSilence(client: Client, id: string): Promise<void> {
  const { error, status } = await client.rpc("end_silence", { p_silence_id: id });
  dataOf({ data: true, error, status });
}

/** Silences one alert; `time` is an interval as Postgres reads it. */
export async function snoozeAlert(client: Client, alertId: string, time: string): Promise<void> {
  dataOf(await client.rpc("snooze_alert", { p_alert_id: alertId, p_for: time }));
}

/** What an alert is about, as a silence of the same would name it; null when it is gone. */
export async function readAlertSubject(client: Client, alertId: string) {
  const rows = dataOf(
    await client.from("guardian_alerts").select("subject_kind, subject_id, subject_name, owner_id, tenant_id")
      .eq("id", alertId).limit(1),
  );
  return rows[0] ?? null;
}

/** Subjects of a kind that the operator sees, by name; none of kinds that have no list. */
export async function readSubjects(client: Client, kind: string): Promise<Subject[]> {
  switch (kind) {
    case "job":
      return dataOf(await client.from("job_heartbeats").select("job_name").order("job_name").limit(SUBJECT_WINDOW))
        .map(({ job_name }) => ({ id: job_name, name: job_name }));
    case "machine":
      return dataOf(await client.from("machines").select("id, name").order("name").limit(SUBJECT_WINDOW))
        .map(({ id, name }) => ({ id: String(id), name }));
    case "tetrahedron":
      return dataOf(await client.from("tetrahedrons").select("id, name").order("name").limit(SUBJECT_WINDOW));
    case "tenant":
      return dataOf(await client.from("tenants").select("id, name").order("name").limit(SUBJECT_WINDOW));
    default:
      return [];
  }
}
