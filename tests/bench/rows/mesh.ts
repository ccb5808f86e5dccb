import { BARE_INSERT_AND_UPDATE, clear, type Context, insertTetrahedrons, MESH_HEARTBEAT } from "../context.ts";
import type { Statement } from "../drivers.ts";
import { figureOf, interleave, timed } from "../measure.ts";
import type { Row } from "../report.ts";
import { settle, updateCounts } from "./heartbeats.ts";

const TETRAHEDRONS = 10_000;
const BATCH = 1_000;

/** Mesh heartbeats per second beside the bare INSERT and UPDATE, the share of HOT updates, and batches. */
export async function mesh({ stack, driver, quick, progress }: Context): Promise<Row[]> {
  const [rounds, seconds] = quick ? [3, 0.4] : [7, 2];
  const heartbeat: Statement = { name: "mesh", text: MESH_HEARTBEAT, jobs: TETRAHEDRONS };
  const bare: Statement = { name: "bare", text: BARE_INSERT_AND_UPDATE.replaceAll("\n", " "), jobs: TETRAHEDRONS };
  await clear(stack);
  await insertTetrahedrons(stack, TETRAHEDRONS);
  const url = stack.status.db_url;
  const table = "tetrahedrons";
  const rows: Row[] = [];
  const updates = { all: 0, hot: 0 };
  for (const clients of [1, 8]) {
    progress(`mesh heartbeats: ${clients} client${clients === 1 ? "" : "s"}, ${rounds} rounds`);
    const warm = await driver.run(url, heartbeat, clients, 100);
    const perClient = Math.max(50, Math.round(warm.perSecond * seconds / clients));
    await settle(stack.sql, 0, table);
    const { value, reference, ratio } = await interleave(rounds, async () => {
      const before = await updateCounts(stack.sql, table);
      const run = await driver.run(url, heartbeat, clients, perClient);
      const after = await settle(stack.sql, before.all + run.count, table);
      updates.all += after.all - before.all;
      updates.hot += after.hot - before.hot;
      return run.perSecond;
    }, async () => {
      const before = await updateCounts(stack.sql, table);
      const run = await driver.run(url, bare, clients, perClient);
      await settle(stack.sql, before.all + run.count, table);
      return run.perSecond;
    });
    rows.push({
      row: `mesh heartbeats, ${clients} client${clients === 1 ? "" : "s"}`,
      unit: "/s",
      value,
      reference: { what: "bare INSERT + UPDATE", figure: reference },
      ratio,
      aim: { of: "ratio", least: 0.7 },
    });
  }
  rows.push({
    row: "mesh heartbeats, share of HOT updates",
    unit: "",
    value: figureOf([updates.hot / updates.all]),
    aim: { of: "value", least: 0.99 },
  });
  rows.push(await batches(stack.sql, rounds, progress));
  return rows;
}

/** Batches of a thousand by SQL, each of other tetrahedrons than the one before. */
async function batches(sql: Context["stack"]["sql"], rounds: number, progress: Context["progress"]): Promise<Row> {
  progress(`mesh heartbeats: batches of ${BATCH}, ${rounds} rounds`);
  const samples: number[] = [];
  for (let round = -2; round < rounds; round++) {
    const first = (round + 2) * BATCH % TETRAHEDRONS;
    const heartbeats = Array.from({ length: BATCH }, (_, n) => ({
      t_uuid: `00000000-0000-4000-8000-${String(first + n + 1).padStart(12, "0")}`,
      src: "gateway",
      payload: { ping: true },
    }));
    const ms = await timed(() => sql`select public.record_mesh_heartbeats(${sql.json(heartbeats)})`);
    if (round >= 0) samples.push(BATCH / ms * 1000);
  }
  return {
    row: `mesh heartbeats, batches of ${BATCH}`,
    unit: "/s",
    value: figureOf(samples),
    aim: { of: "value", least: 50_000 },
  };
}
