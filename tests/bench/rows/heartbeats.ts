import type { Sql } from "postgres";
import { BARE_UPDATE, clear, type Context, HEARTBEAT, insertHealthyJobs } from "../context.ts";
import type { Statement } from "../drivers.ts";
import { figureOf, interleave } from "../measure.ts";
import type { Row } from "../report.ts";

const JOBS = 10_000;

/** Heartbeats per second beside the bare UPDATE, and how many of them were HOT updates. */
export async function heartbeats({ stack, driver, quick, progress }: Context): Promise<Row[]> {
  const [rounds, seconds] = quick ? [3, 0.4] : [7, 2];
  const heartbeat: Statement = { name: "heartbeat", text: HEARTBEAT, jobs: JOBS };
  const bare: Statement = { name: "bare", text: BARE_UPDATE.replaceAll("\n", " "), jobs: JOBS };
  await clear(stack);
  await insertHealthyJobs(stack, JOBS);
  const url = stack.status.db_url;
  const rows: Row[] = [];
  const updates = { all: 0, hot: 0 };
  for (const clients of [1, 8, 16]) {
    progress(`heartbeats: ${clients} client${clients === 1 ? "" : "s"}, ${rounds} rounds`);
    const warm = await driver.run(url, heartbeat, clients, 100);
    const perClient = Math.max(50, Math.round(warm.perSecond * seconds / clients));
    await settle(stack.sql, 0);
    const { value, reference, ratio } = await interleave(rounds, async () => {
      const before = await updateCounts(stack.sql);
      const run = await driver.run(url, heartbeat, clients, perClient);
      const after = await settle(stack.sql, before.all + run.count);
      updates.all += after.all - before.all;
      updates.hot += after.hot - before.hot;
      return run.perSecond;
    }, async () => {
      const before = await updateCounts(stack.sql);
      const run = await driver.run(url, bare, clients, perClient);
      await settle(stack.sql, before.all + run.count);
      return run.perSecond;
    });
    rows.push({
      row: `heartbeats, ${clients} client${clients === 1 ? "" : "s"}`,
      unit: "/s",
      value,
      reference: { what: "bare UPDATE", figure: reference },
      ratio,
      aim: { of: "ratio", least: 0.7 },
    });
  }
  const [size] = await stack.sql`select pg_relation_size('public.job_heartbeats')::int as bytes`;
  progress(`heartbeats: ${updates.all} in all; the table ended at ${(size!["bytes"] as number) / JOBS} bytes a job`);
  rows.push({
    row: "heartbeats, share of HOT updates",
    unit: "",
    value: figureOf([updates.hot / updates.all]),
    aim: { of: "value", least: 0.99 },
  });
  return rows;
}

export interface UpdateCounts {
  readonly all: number;
  readonly hot: number;
}

export async function updateCounts(sql: Sql, table = "job_heartbeats"): Promise<UpdateCounts> {
  const [row] = await sql<UpdateCounts[]>`
    select n_tup_upd::float8 as "all", n_tup_hot_upd::float8 as hot
    from pg_stat_user_tables where schemaname = 'public' and relname = ${table}`;
  return row!;
}

/** Backends hand their counts in when they end; that is a moment after their client has gone. */
export async function settle(sql: Sql, expected: number, table = "job_heartbeats"): Promise<UpdateCounts> {
  let counts = await updateCounts(sql, table);
  for (let wait = 0; wait < 100 && (counts.all < expected || wait < 2); wait++) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    counts = await updateCounts(sql, table);
  }
  if (counts.all < expected) throw new Error(`${expected} updates were made, pg_stat_user_tables knows ${counts.all}`);
  return counts;
}
