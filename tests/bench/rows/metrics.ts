import { clear, type Context, insertHealthyJobs, insertTetrahedrons } from "../context.ts";
import { figureOf, timed } from "../measure.ts";
import type { Row } from "../report.ts";

const SUBJECTS = 10_000;
/** Heartbeats of each tetrahedron in the log, one every half minute. */
const HEARTBEATS = 100;

/** A scrape of many jobs, tetrahedrons and machines, over a long log of heartbeats. */
export async function metrics({ stack, quick, progress }: Context): Promise<Row[]> {
  const { sql } = stack;
  await clear(stack);
  await insertHealthyJobs(stack, SUBJECTS);
  await insertTetrahedrons(stack, SUBJECTS);
  progress(`metrics: logging ${SUBJECTS * HEARTBEATS} heartbeats`);
  await sql`
    insert into machines (name, status, last_seen, cpu_pct, mem_used_pct, disk_used_pct)
    select 'machine ' || n, 'online', now(), 12.5, 50, 75 from generate_series(1, ${SUBJECTS}::int) n`;
  await sql`
    insert into mesh_heartbeats (tetrahedron_id, source, created_at)
    select t.id, 'device', now() - n * interval '30 seconds'
    from tetrahedrons t, generate_series(1, ${HEARTBEATS}::int) n`;
  await sql`analyze machines, mesh_heartbeats`;
  const rounds = quick ? 5 : 20;
  progress(`metrics: render_metrics(), ${rounds} times`);
  const samples: number[] = [];
  for (let round = 0; round < rounds; round++) samples.push(await timed(() => sql`select render_metrics()`));
  await sql`delete from machines`;
  return [{
    row: `a scrape of ${SUBJECTS.toLocaleString("en-US")} jobs, tetrahedrons and machines each`,
    unit: "ms",
    value: figureOf(samples),
    aim: { of: "value", most: 1000 },
  }];
}
