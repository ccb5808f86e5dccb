import postgres from "postgres";
import {
  BARE_BATCH,
  BARE_INSERT_AND_UPDATE,
  clear,
  type Context,
  insertTetrahedrons,
  MESH_BATCH,
  MESH_HEARTBEAT,
  tetrahedronId,
} from "../context.ts";
import type { Statement } from "../drivers.ts";
import { figureOf, interleave, timed } from "../measure.ts";
import type { Row } from "../report.ts";
import { settle, updateCounts } from "./heartbeats.ts";

const TETRAHEDRONS = 10_000;
const BATCH = 1_000;

/** Mesh heartbeats per second beside the bare INSERT and UPDATE, the share of HOT updates, and batches. */
export async function mesh(context: Context): Promise<Row[]> {
  const { stack, driver, quick, progress } = context;
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
  rows.push(await batches(context, rounds));
  return rows;
}

/** Batches by SQL, each of other tetrahedrons than the one before, beside the bare statements for the same JSON. */
async function batches({ stack, progress }: Context, rounds: number): Promise<Row> {
  progress(`mesh heartbeats: batches of ${BATCH}, ${rounds} rounds`);
  await clear(stack);
  await insertTetrahedrons(stack, TETRAHEDRONS);
  const batches = Array.from(
    { length: TETRAHEDRONS / BATCH },
    (_, batch) =>
      JSON.stringify(Array.from({ length: BATCH }, (_, n) => ({
        t_uuid: tetrahedronId(batch * BATCH + n + 1),
        src: "gateway",
        payload: { ping: true },
      }))),
  );
  const sql = postgres(stack.status.db_url, { max: 1, onnotice: () => {} });
  try {
    const perSecond = (statement: string) => async () => {
      const ms = await timed(async () => {
        for (const batch of batches) await sql.unsafe(statement, [batch], { prepare: true });
      });
      return TETRAHEDRONS / ms * 1000;
    };
    const [recorded, bare] = [perSecond(MESH_BATCH), perSecond(BARE_BATCH)];
    await interleave(1, recorded, bare);
    const { value, reference, ratio } = await interleave(rounds, recorded, bare);
    return {
      row: `mesh heartbeats, batches of ${BATCH}`,
      unit: "/s",
      value,
      reference: { what: "bare INSERT + UPDATE", figure: reference },
      ratio,
      aim: { of: "value", least: 50_000 },
    };
  } finally {
    await sql.end({ timeout: 5 });
  }
}
