import postgres from "postgres";
import { BARE_UPDATE, clear, type Context, HEARTBEAT, insertHealthyJobs } from "../context.ts";
import { interleave } from "../measure.ts";
import type { Row } from "../report.ts";

const JOBS = 10_000;

/** WAL written by a heartbeat, commit included, once each page has had its image after a checkpoint. */
export async function wal({ stack, quick, progress }: Context): Promise<Row[]> {
  const rounds = quick ? 3 : 5;
  await clear(stack);
  await insertHealthyJobs(stack, JOBS);
  const sql = postgres(stack.status.db_url, { max: 1, onnotice: () => {} });
  try {
    // The same records, written sooner or later: waiting for the disk changes no byte.
    await sql`set synchronous_commit = off`;
    const bytesPerRun = async (statement: string): Promise<number> => {
      const [start] = await sql`select pg_current_wal_insert_lsn() as lsn`;
      await sql.unsafe(`do $$ begin
        for job in 1..${JOBS} loop
          ${statement.replace(/^select /, "perform ").replaceAll(":job", "job::text")};
          commit;
        end loop;
      end $$`);
      const [written] = await sql`
        select (pg_current_wal_insert_lsn() - ${start!["lsn"] as string}::pg_lsn)::float8 / ${JOBS}::int as bytes`;
      return written!["bytes"] as number;
    };
    progress(`wal: ${rounds} rounds over ${JOBS} jobs`);
    await bytesPerRun(HEARTBEAT);
    const { value, reference, ratio } = await interleave(
      rounds,
      () => bytesPerRun(HEARTBEAT),
      () => bytesPerRun(BARE_UPDATE),
    );
    return [{
      row: "WAL of a heartbeat",
      unit: "B",
      value,
      reference: { what: "bare UPDATE", figure: reference },
      ratio,
    }];
  } finally {
    await sql.end({ timeout: 5 });
  }
}
