import postgres from "postgres";
import { clear, type Context, insertHealthyJobs } from "../context.ts";
import { figureOf, interleave, timed } from "../measure.ts";
import type { Row } from "../report.ts";

const FEW = 10_000;

/** The sweep with nothing due, over many jobs and over few; and what a job takes on disk. */
export async function sweep({ stack, startAnother, quick, progress }: Context): Promise<Row[]> {
  const many = quick ? 100_000 : 1_000_000;
  const rounds = quick ? 50 : 200;
  const large = await startAnother();
  await clear(stack);
  await insertHealthyJobs(stack, FEW);
  progress(`sweep: inserting ${many} jobs`);
  await insertHealthyJobs(large, many);

  const connections = [large, stack].map(({ status }) => postgres(status.db_url, { max: 1, onnotice: () => {} }));
  const [overMany, overFew] = [connections[0]!, connections[1]!];
  const rows: Row[] = [];
  try {
    for (const name of ["evaluate_jobs", "tick"]) {
      progress(`sweep: private.${name}(), ${rounds} times over ${many} and ${FEW} jobs in turn`);
      const call = (sql: postgres.Sql) => () =>
        timed(() => sql.unsafe(`select private.${name}()`, [], { prepare: true }));
      // A session plans a function's statements anew for its first five calls.
      await interleave(10, call(overMany), call(overFew));
      const { value, reference } = await interleave(rounds, call(overMany), call(overFew));
      rows.push({
        row: `${name}(), nothing due of ${many.toLocaleString("en-US")} jobs`,
        unit: "ms",
        value,
        reference: { what: `${FEW.toLocaleString("en-US")} jobs`, figure: reference },
        // Single calls are too short to be compared one by one.
        ratio: figureOf([value.median / reference.median]),
        aim: { of: "ratio", most: 2 },
      });
    }
  } finally {
    await Promise.all(connections.map((sql) => sql.end({ timeout: 5 })));
  }
  const [size] = await large.sql<{ table: number; all: number }[]>`
    select pg_table_size('public.job_heartbeats')::float8 as table, pg_total_relation_size('public.job_heartbeats')::float8 as all`;
  rows.push({
    row: "a job on disk, with its indexes",
    unit: "B",
    value: figureOf([size!.all / many]),
    reference: { what: "table alone", figure: figureOf([size!.table / many]) },
    ratio: figureOf([size!.all / size!.table]),
  });
  return rows;
}
