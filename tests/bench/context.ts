import type { Stack } from "../../scripts/local/stack.ts";
import type { Driver } from "./drivers.ts";
import type { Row } from "./report.ts";

/** What every group of rows works with. */
export interface Context {
  readonly quick: boolean;
  readonly driver: Driver;
  /** The stack of this run; groups run one after the other and begin by emptying what they use. */
  readonly stack: Stack;
  /** Starts one more stack, stopped at the end of the run; with edge functions where they are what is measured. */
  startAnother(options?: { functions: boolean }): Promise<Stack>;
  /** A line for people who wait. */
  progress(line: string): void;
}

/** Measures one group of rows. */
export type Group = (context: Context) => Promise<Row[]>;

/** Empties jobs, tetrahedrons and their heartbeats, alerts and the outbox, and what refers to them. */
export async function clear({ sql }: Stack): Promise<void> {
  await sql`truncate public.job_heartbeats, public.tetrahedrons, public.mesh_heartbeats, public.guardian_alerts,
    public.notifications, private.edge_requests cascade`;
}

/** So many healthy jobs, named by number, none due; as a project that has run for a while has them. */
export async function insertHealthyJobs({ sql }: Stack, count: number): Promise<void> {
  await sql`
    insert into public.job_heartbeats (job_name, next_check_at)
    select g::text, now() + interval '12 hours' + g % 43200 * interval '1 second' from generate_series(1, ${count}::int) g`;
  await sql`vacuum (analyze) public.job_heartbeats`;
  await sql`checkpoint`;
}

/** The statement that a heartbeat cannot be cheaper than: the columns that each one changes. */
export const BARE_UPDATE = `update public.job_heartbeats set last_run_at = now(), status = 'healthy', metadata = '{}',
  updated_at = now(), heartbeat_count = heartbeat_count + 1 where job_name = :job`;
export const HEARTBEAT = "select public.update_job_heartbeat(:job)";

/** The id of a tetrahedron by its number, and that of the user who is its first vertex. */
export const tetrahedronId = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
export const vertexId = (number: number) => `00000000-0000-4000-9000-${String(number).padStart(12, "0")}`;

/** So many tetrahedrons, heard just now, none due, whose ids end in their numbers. */
export async function insertTetrahedrons({ sql }: Pick<Stack, "sql">, count: number): Promise<void> {
  await sql.begin(async (sql) => {
    // Without triggers a million take a third of the time.
    await sql`set local session_replication_role = replica`;
    await sql`
      insert into public.tetrahedrons (id, name, vertices, last_heartbeat_at, next_check_at)
      select ('00000000-0000-4000-8000-' || lpad(g::text, 12, '0'))::uuid, g::text,
        array['00000000-0000-4000-9000-' || lpad(g::text, 12, '0'), g || 'b', g || 'c', g || 'd'], now(), now() + interval '12 hours' + g % 43200 * interval '1 second'
      from generate_series(1, ${count}::int) g`;
  });
  await sql`vacuum (analyze) public.tetrahedrons`;
  await sql`checkpoint`;
}

const TETRAHEDRON = "('00000000-0000-4000-8000-' || lpad(:job::text, 12, '0'))::uuid";
/** The two statements that a mesh heartbeat cannot be cheaper than. */
export const BARE_INSERT_AND_UPDATE = `with heard as (update public.tetrahedrons set last_heartbeat_at = now(),
  heartbeat_count = heartbeat_count + 1 where id = ${TETRAHEDRON} returning id)
  insert into public.mesh_heartbeats (tetrahedron_id, source, payload) select id, 'device', '{}' from heard`;
export const MESH_HEARTBEAT = `select public.record_mesh_heartbeat(${TETRAHEDRON}, 'device', '{}')`;

/** The same for a batch, taken as it is: nothing is looked at, locked in order or answered. */
export const BARE_BATCH = `with batch as materialized (
    select * from jsonb_to_recordset($1::text::jsonb) as h(t_uuid uuid, src text, payload jsonb)
  ), heard as (
    update public.tetrahedrons t set last_heartbeat_at = now(), heartbeat_count = t.heartbeat_count + 1
    from batch b where t.id = b.t_uuid
  )
  insert into public.mesh_heartbeats (tetrahedron_id, source, payload) select t_uuid, src, payload from batch`;
export const MESH_BATCH = "select public.record_mesh_heartbeats($1::text::jsonb)";
