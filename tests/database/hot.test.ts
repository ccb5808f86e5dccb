import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startTestStack, type TestStack } from "../support/stack.ts";

// What a heartbeat costs shows in committed transactions only, so that pgTAP, which rolls back, cannot test it.

const HEARTBEATS = 1000;
const JOBS = 10;

let stack: TestStack;
before(async () => {
  stack = await startTestStack({ functions: false });
});
after(() => stack?.stop());

interface UpdateCounts {
  updates: number;
  hot: number;
}

async function updateCounts(): Promise<UpdateCounts> {
  const [counts] = await stack.sql<[UpdateCounts]>`
    select n_tup_upd::int as updates, n_tup_hot_upd::int as hot
    from pg_stat_user_tables where relid = 'public.job_heartbeats'::regclass`;
  return counts;
}

test("at least 99 % of heartbeats are HOT updates, and each is one update", async () => {
  // One session, whose counters are handed over before they are read.
  const session = await stack.sql.reserve();
  try {
    await session`select update_job_heartbeat('job ' || n) from generate_series(1, ${JOBS}) n`;
    await session`select pg_stat_force_next_flush()`;
    const before = await updateCounts();
    for (let beat = 0; beat < HEARTBEATS; beat++) {
      await session`select update_job_heartbeat(${`job ${1 + beat % JOBS}`}, 'done', ${session.json({ beat })})`;
    }
    await session`select pg_stat_force_next_flush()`;
    await session`select 1`;
    const after = await updateCounts();
    assert.equal(after.updates - before.updates, HEARTBEATS);
    const ratio = (after.hot - before.hot) / HEARTBEATS;
    assert.ok(ratio >= 0.99, `${(ratio * 100).toFixed(1)} % were HOT`);
  } finally {
    session.release();
  }
});

test("a start and a failure below the threshold are HOT updates as well", async () => {
  const session = await stack.sql.reserve();
  try {
    await session`select update_job_heartbeat('patient')`;
    await session`update job_heartbeats set failure_threshold = 1000 where job_name = 'patient'`;
    await session`select pg_stat_force_next_flush()`;
    const before = await updateCounts();
    for (let beat = 0; beat < 100; beat++) {
      await session`select update_job_heartbeat('patient', ${beat % 2 === 0 ? "running" : "failed"})`;
    }
    await session`select pg_stat_force_next_flush()`;
    await session`select 1`;
    const after = await updateCounts();
    assert.equal(after.updates - before.updates, 100);
    assert.ok(after.hot - before.hot >= 99, `${after.hot - before.hot} of 100 were HOT`);
  } finally {
    session.release();
  }
});
