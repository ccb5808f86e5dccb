import postgres from "postgres";
import { clear, type Context, insertTetrahedrons, tetrahedronId, vertexId } from "../context.ts";
import { type Figure, figureOf, interleave, timed } from "../measure.ts";
import type { Row } from "../report.ts";

const TETRAHEDRONS = 10_000;
const DAYS = 30;
const NEWEST = "select * from public.mesh_heartbeats where tetrahedron_id = $1 order by created_at desc limit 10";

/** The newest heartbeats of a tetrahedron among those of a month, for the server and for one of its vertices. */
export async function meshLog({ stack, quick, progress }: Context): Promise<Row[]> {
  const { sql } = stack;
  const each = quick ? 100 : 1_000;
  const rounds = quick ? 50 : 200;
  const total = (TETRAHEDRONS * each).toLocaleString("en-US");
  await clear(stack);
  await insertTetrahedrons(stack, TETRAHEDRONS);
  await insertMonth(sql, each, (done) => progress(`mesh log: ${done} of ${each} heartbeats of each tetrahedron`));
  const [log] = await sql`
    select count(*)::int as partitions, pg_size_pretty(sum(pg_total_relation_size(inhrelid))) as size
    from pg_inherits where inhparent = 'public.mesh_heartbeats'::regclass`;
  progress(`mesh log: ${total} heartbeats in ${log!["partitions"]} partitions, ${log!["size"]} with their indexes`);

  const sessions = [true, false].map(() => postgres(stack.status.db_url, { max: 1, onnotice: () => {} }));
  const [server, vertex] = [sessions[0]!, sessions[1]!];
  try {
    // Planned anew each time, which is the dearer way to ask.
    const asServer = async (number: number) => {
      await checkPlan(server, number);
      return await timed(() => expectTen(server.unsafe(NEWEST, [tetrahedronId(number)], { prepare: false })));
    };
    const asVertex = (number: number) =>
      vertex.begin(async (transaction) => {
        await transaction`
          select set_config('request.jwt.claim.sub', ${vertexId(number)}, true),
            set_config('request.jwt.claims', ${JSON.stringify({ sub: vertexId(number), role: "authenticated" })}, true),
            set_config('role', 'authenticated', true)`;
        await checkPlan(transaction, number);
        return await timed(() => expectTen(transaction.unsafe(NEWEST, [tetrahedronId(number)], { prepare: false })));
      });
    const randomly = (ask: (number: number) => Promise<number>) => () =>
      ask(1 + Math.floor(Math.random() * TETRAHEDRONS));
    await interleave(5, randomly(asVertex), randomly(asServer));
    const { value, reference } = await interleave(rounds, randomly(asVertex), randomly(asServer));
    const what = `newest 10 of a tetrahedron of ${total} heartbeats`;
    const row = (row: string, value: Figure): Row => ({ row, unit: "ms", value, aim: { of: "value", most: 5 } });
    return [
      row(what, reference),
      {
        ...row(`${what}, as its vertex`, value),
        reference: { what: "without row level security", figure: reference },
        ratio: figureOf([value.median / reference.median]),
      },
    ];
  } finally {
    await Promise.all(sessions.map((session) => session.end({ timeout: 5 })));
    await clear(stack);
  }
}

/** So many heartbeats of every tetrahedron, evenly over the last month, in the order in which they came. */
async function insertMonth(sql: postgres.Sql, each: number, progress: (done: number) => void): Promise<void> {
  // Each call makes eight days.
  for (const daysAgo of [DAYS - 1, 21, 13, 5]) {
    await sql`select private.maintain_mesh_partitions(now() - ${daysAgo}::int * interval '1 day')`;
  }
  const step = each / 20;
  for (let done = 0; done < each; done += step) {
    progress(done);
    await sql.begin(async (sql) => {
      // Their tetrahedrons are there: the foreign key would only look each of them up.
      await sql`set local session_replication_role = replica`;
      await sql`
        insert into public.mesh_heartbeats (tetrahedron_id, source, payload, created_at)
        select t.id, 'device', '{"ping": true}', now() - ${DAYS - 1}::int * interval '1 day' * (1 - n / ${each}::float8)
        from generate_series(${done}::int, ${done + step - 1}::int) n, public.tetrahedrons t`;
    });
  }
  await sql`vacuum (analyze) public.mesh_heartbeats`;
  await sql`checkpoint`;
}

/** Rejects unless every partition is read by the index that is made for it, and nothing is sorted. */
async function checkPlan(sql: postgres.ISql, number: number): Promise<void> {
  const lines = await sql.unsafe(`explain (costs off) ${NEWEST.replace("$1", `'${tetrahedronId(number)}'`)}`);
  const plan = lines.map((line) => line["QUERY PLAN"] as string);
  const scans = plan.filter((line) => / on mesh_heartbeats_/.test(line));
  const byIndex = scans.filter((line) => /Index Scan using \w+_tetrahedron_id_created_at_idx on /.test(line));
  if (scans.length < DAYS || byIndex.length < scans.length || plan.some((line) => /Seq Scan|\bSort$/.test(line))) {
    throw new Error(`The newest heartbeats are not read by index:\n${plan.join("\n")}`);
  }
}

async function expectTen(rows: PromiseLike<readonly unknown[]>): Promise<void> {
  const { length } = await rows;
  if (length !== 10) throw new Error(`10 heartbeats were to be found, not ${length}`);
}
