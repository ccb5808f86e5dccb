import type { Stack } from "../../scripts/local/stack.ts";
import type { Driver } from "./drivers.ts";
import type { Row } from "./report.ts";

/** What every group of rows works with. */
export interface Context {
  readonly quick: boolean;
  readonly driver: Driver;
  /** The stack of this run; groups run one after the other and begin by emptying what they use. */
  readonly stack: Stack;
  /** Starts one more stack, stopped at the end of the run. */
  startAnother(): Promise<Stack>;
  /** A line for people who wait. */
  progress(line: string): void;
}

/** Measures one group of rows. */
export type Group = (context: Context) => Promise<Row[]>;

/** Empties jobs, alerts and the outbox. */
export async function clear({ sql }: Stack): Promise<void> {
  await sql`truncate public.job_heartbeats, public.guardian_alerts, public.notifications, private.edge_requests`;
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
