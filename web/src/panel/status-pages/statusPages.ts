import type { Client } from "../../lib/client.ts";
import { ApiError, dataOf } from "../../lib/errors.ts";
import { containing } from "../../lib/like.ts";
import { parseTime } from "../../lib/time.ts";

export interface StatusPage {
  id: string;
  slug: string;
  title: string;
  description: string;
  /** Null for a page of the project. */
  tenantId: string | null;
  isEnabled: boolean;
  badgeKey: string;
  /** Whether the operator may change it. */
  mayChange: boolean;
}

export type SubjectKind = "job" | "tetrahedron" | "machine" | "tenant" | "service";

/** A subject under its public name. */
export interface Component {
  /** Null while it has not been saved. */
  key: string | null;
  name: string;
  description: string;
  group: string;
  kind: SubjectKind;
  subjectId: string;
  /** What the operator calls it; its id where they may not see it, and of what is gone. */
  subjectName: string;
}

export type NoticeKind = "incident" | "maintenance";
export type Impact = "none" | "minor" | "major";

export interface Update {
  id: string;
  status: string;
  body: string;
  at: number | null;
}

export interface Notice {
  id: string;
  kind: NoticeKind;
  title: string;
  status: string;
  /** What everybody sees: what is scheduled follows the clock. */
  shownStatus: string;
  impact: Impact;
  components: string[];
  startsAt: number | null;
  endsAt: number | null;
  /** Latest first. */
  updates: Update[];
}

export interface PageDetails {
  page: StatusPage;
  components: Component[];
  notices: Notice[];
}

/** Something that a page can name. */
export interface Subject {
  kind: SubjectKind;
  id: string;
  name: string;
}

export const STATUSES: Record<NoticeKind, string[]> = {
  incident: ["investigating", "identified", "monitoring", "resolved"],
  maintenance: ["scheduled", "in_progress", "completed"],
};

export const KIND_LABELS: Record<SubjectKind, string> = {
  job: "Jobs",
  machine: "Machines",
  tetrahedron: "Meshes",
  tenant: "Tenants",
  service: "Services",
};

export const ONE_OF_KIND: Record<SubjectKind, string> = {
  job: "Job",
  machine: "Machine",
  tetrahedron: "Mesh",
  tenant: "Tenant",
  service: "Service",
};

const TIMEOUT_MS = 15_000;
const PAGE_COLUMNS = "id, slug, title, description, tenant_id, enabled, badge_key";
/** More are found by their names. */
const SUBJECTS_SHOWN = 50;
const NOTICES_SHOWN = 30;

interface Reader {
  client: Client;
  userId: string;
  isAdmin: boolean;
}

/** The pages that the operator may see and that have `search` in their title, by title; and the tenants for which they may make one. */
export async function readStatusPages(
  reader: Reader,
  { search, count }: { search: string; count: number },
  outer: AbortSignal,
): Promise<{ pages: StatusPage[]; total: number; tenants: string[] }> {
  const signal = limit(outer);
  let query = reader.client.from("status_pages").select(PAGE_COLUMNS, { count: "exact" });
  if (search) query = query.ilike("title", containing(search));
  const [answer, tenants] = await Promise.all([
    query.order("title").order("id").limit(count).abortSignal(signal),
    readOwnTenants(reader, signal),
  ]);
  const pages = dataOf(answer).map((row) => toPage(row, reader.isAdmin, tenants));
  return { pages, total: answer.count ?? pages.length, tenants };
}

/** One page with what it names and what was said on it; null when there is none of this slug. */
export async function readStatusPage(reader: Reader, slug: string, outer: AbortSignal): Promise<PageDetails | null> {
  const { client } = reader;
  const signal = limit(outer);
  const [rows, tenants] = await Promise.all([
    client.from("status_pages").select(PAGE_COLUMNS).eq("slug", slug).abortSignal(signal).then(dataOf),
    readOwnTenants(reader, signal),
  ]);
  const row = rows[0];
  if (!row) return null;
  const [components, notices] = await Promise.all([
    client.from("status_page_components").select("key, name, description, group_name, subject_kind, subject_id")
      .eq("page_id", row.id).order("position").order("name").abortSignal(signal).then(dataOf),
    client.from("status_page_notices").select("id, kind, title, status, impact, components, starts_at, ends_at")
      .eq("page_id", row.id).order("starts_at", { ascending: false }).limit(NOTICES_SHOWN).abortSignal(signal)
      .then(dataOf),
  ]);
  const [updates, names] = await Promise.all([
    notices.length === 0 ? [] : client.from("status_page_updates")
      .select("id, notice_id, status, body, created_at").in("notice_id", notices.map(({ id }) => id))
      .order("created_at", { ascending: false }).limit(1000).abortSignal(signal).then(dataOf),
    readSubjectNames(client, components, signal),
  ]);
  return {
    page: toPage(row, reader.isAdmin, tenants),
    components: components.map((each) => ({
      key: each.key,
      name: each.name,
      description: each.description,
      group: each.group_name ?? "",
      kind: each.subject_kind as SubjectKind,
      subjectId: each.subject_id,
      subjectName: names.get(`${each.subject_kind}/${each.subject_id}`) ?? each.subject_id,
    })),
    notices: notices.map((each) => ({
      id: each.id,
      kind: each.kind as NoticeKind,
      title: each.title,
      status: each.status,
      shownStatus: statusNow(each, Date.now()),
      impact: each.impact as Impact,
      components: each.components,
      startsAt: parseTime(each.starts_at),
      endsAt: parseTime(each.ends_at),
      updates: updates.filter(({ notice_id }) => notice_id === each.id)
        .map(({ id, status, body, created_at }) => ({ id, status, body, at: parseTime(created_at) })),
    })),
  };
}

/** What subjects are called whose ids say nothing, by kind and id. */
async function readSubjectNames(
  client: Client,
  components: { subject_kind: string; subject_id: string }[],
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const ids = (kind: SubjectKind) =>
    components.filter(({ subject_kind }) => subject_kind === kind).map(({ subject_id }) => subject_id);
  const [machines, meshes, tenants] = [ids("machine").map(Number), ids("tetrahedron"), ids("tenant")];
  const rows = await Promise.all([
    machines.length === 0 ? [] : client.from("machines").select("id, name").in("id", machines).abortSignal(signal)
      .then((answer) => dataOf(answer).map(({ id, name }) => [`machine/${id}`, name] as const)),
    meshes.length === 0 ? [] : client.from("tetrahedrons").select("id, name").in("id", meshes).abortSignal(signal)
      .then((answer) => dataOf(answer).map(({ id, name }) => [`tetrahedron/${id}`, name] as const)),
    tenants.length === 0 ? [] : client.from("tenants").select("id, name").in("id", tenants).abortSignal(signal)
      .then((answer) => dataOf(answer).map(({ id, name }) => [`tenant/${id}`, name] as const)),
  ]);
  return new Map(rows.flat());
}

/** As the database's notice_status. */
function statusNow(
  { status, starts_at, ends_at }: { status: string; starts_at: string; ends_at: string | null },
  now: number,
): string {
  if (status !== "scheduled" || now < Date.parse(starts_at)) return status;
  return ends_at === null || now < Date.parse(ends_at) ? "in_progress" : "completed";
}

/** Subjects that a page may name, whose names have `search` in them: the first ones of each kind. */
export async function findSubjects(
  client: Client,
  tenantId: string | null,
  search: string,
  outer: AbortSignal,
): Promise<Subject[]> {
  const signal = limit(outer);
  const pattern = containing(search);
  const jobs = client.from("job_heartbeats").select("job_name").ilike("job_name", pattern).order("job_name");
  const machines = client.from("machines").select("id, name").ilike("name", pattern).order("name");
  const meshes = client.from("tetrahedrons").select("id, name").ilike("name", pattern).order("name");
  const tenants = client.from("tenants").select("id, name").ilike("name", pattern).order("name");
  const services = client.from("alive_subsystems").select("name, title").ilike("title", pattern).order("title");
  if (tenantId !== null) {
    for (const query of [jobs, machines, meshes]) query.eq("tenant_id", tenantId);
    tenants.eq("id", tenantId);
  }
  const [jobRows, machineRows, meshRows, tenantRows, serviceRows] = await Promise.all([
    jobs.limit(SUBJECTS_SHOWN).abortSignal(signal).then(dataOf),
    machines.limit(SUBJECTS_SHOWN).abortSignal(signal).then(dataOf),
    meshes.limit(SUBJECTS_SHOWN).abortSignal(signal).then(dataOf),
    tenants.limit(SUBJECTS_SHOWN).abortSignal(signal).then(dataOf),
    // A service is the project's.
    tenantId === null ? services.limit(SUBJECTS_SHOWN).abortSignal(signal).then(dataOf) : [],
  ]);
  return [
    ...jobRows.map(({ job_name }): Subject => ({ kind: "job", id: job_name, name: job_name })),
    ...machineRows.map(({ id, name }): Subject => ({ kind: "machine", id: String(id), name })),
    ...meshRows.map(({ id, name }): Subject => ({ kind: "tetrahedron", id, name })),
    ...tenantRows.map(({ id, name }): Subject => ({ kind: "tenant", id, name })),
    ...serviceRows.map(({ name, title }): Subject => ({ kind: "service", id: name, name: title })),
  ];
}

export async function createStatusPage(
  client: Client,
  page: { slug: string; title: string; tenantId: string | null },
): Promise<void> {
  dataOf(
    await client.rpc("create_status_page", {
      p_slug: page.slug,
      p_title: page.title,
      ...(page.tenantId !== null && { p_tenant_id: page.tenantId }),
    }),
  );
}

export async function changeStatusPage(
  client: Client,
  id: string,
  changes: { slug?: string; title?: string; description?: string; enabled?: boolean },
): Promise<void> {
  const answer = await client.from("status_pages").update(changes).eq("id", id).select("id");
  // The constraint's own words are for programs.
  if (answer.status === 409) throw new ApiError("There is a status page of this address already.", 409);
  dataOf(answer);
}

export async function deleteStatusPage(client: Client, id: string): Promise<void> {
  dataOf(await client.from("status_pages").delete().eq("id", id).select("id"));
}

export async function rotateBadgeKey(client: Client, id: string): Promise<void> {
  dataOf(await client.rpc("rotate_status_badge_key", { p_page_id: id }));
}

export async function saveComponents(client: Client, id: string, components: readonly Component[]): Promise<void> {
  dataOf(
    await client.rpc("set_status_page_components", {
      p_page_id: id,
      p_components: components.map(({ kind, subjectId, name, description, group }) => ({
        subject_kind: kind,
        subject_id: subjectId,
        name: name.trim(),
        description: description.trim(),
        group,
      })),
    }),
  );
}

export interface NewNotice {
  kind: NoticeKind;
  title: string;
  body: string;
  impact: Impact;
  components: string[];
  startsAt: Date | null;
  endsAt: Date | null;
}

export async function postNotice(client: Client, pageId: string, notice: NewNotice): Promise<void> {
  const { kind, title, body, impact, components, startsAt, endsAt } = notice;
  dataOf(
    await client.rpc("post_status_notice", {
      p_page_id: pageId,
      p_kind: kind,
      p_title: title,
      p_body: body,
      p_impact: kind === "incident" ? impact : "none",
      p_components: components,
      ...(startsAt && { p_starts_at: startsAt.toISOString() }),
      ...(endsAt && { p_ends_at: endsAt.toISOString() }),
    }),
  );
}

export async function updateNotice(client: Client, id: string, body: string, status: string): Promise<void> {
  dataOf(await client.from("status_page_updates").insert({ notice_id: id, body, status }).select("id"));
}

export async function deleteNotice(client: Client, id: string): Promise<void> {
  dataOf(await client.from("status_page_notices").delete().eq("id", id).select("id"));
}

/** The tenants that the operator is an owner or admin of. */
async function readOwnTenants({ client, userId }: Reader, signal: AbortSignal): Promise<string[]> {
  const rows = dataOf(
    await client.from("tenant_members").select("tenant_id").eq("user_id", userId).in("role", ["owner", "admin"])
      .order("tenant_id").limit(200).abortSignal(signal),
  );
  return rows.map(({ tenant_id }) => tenant_id);
}

interface PageRow {
  id: string;
  slug: string;
  title: string;
  description: string;
  tenant_id: string | null;
  enabled: boolean;
  badge_key: string;
}

function toPage(row: PageRow, isAdmin: boolean, ownTenants: string[]): StatusPage {
  return {
    id: row.id,
    slug: row.slug,
    title: row.title,
    description: row.description,
    tenantId: row.tenant_id,
    isEnabled: row.enabled,
    badgeKey: row.badge_key,
    mayChange: isAdmin || (row.tenant_id !== null && ownTenants.includes(row.tenant_id)),
  };
}

function limit(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
}
