import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type postgres from "postgres";
import { startTestStack, type TestStack } from "../support/stack.ts";

// What two sessions do to each other needs two of them, so that pgTAP cannot test it.

let stack: TestStack;
let other: postgres.ReservedSql;
before(async () => {
  stack = await startTestStack({ functions: false });
  other = await stack.sql.reserve();
  // Nothing here may wait for the other session's locks.
  await other`set lock_timeout = '2s'`;
});
after(async () => {
  other?.release();
  await stack?.stop();
});
beforeEach(async () => {
  await stack.sql`delete from guardian_alerts`;
  await stack.sql`delete from job_heartbeats`;
  await stack.sql`delete from notification_channels where source = 'database'`;
  await stack.sql`insert into notification_channels (name, kind) values ('ops', 'webhook')`;
});

const makeStaleJob = () =>
  stack.sql`
    insert into job_heartbeats (job_name, last_run_at, expected_every) values ('backup', now() - interval '2 h', '1 h')`;

async function evaluate(sql: postgres.ISql): Promise<number> {
  const [row] = await sql<[{ alerted: number }]>`select private.evaluate_jobs() as alerted`;
  return row.alerted;
}

async function claim(sql: postgres.ISql): Promise<number> {
  const [row] = await sql<[{ units: number }]>`
    select jsonb_array_length(claim_notifications() -> 'units') as units`;
  return row.units;
}

test("a channel that one sender is claiming for is skipped by the other, which does not wait", async () => {
  await makeStaleJob();
  await evaluate(stack.sql);
  await stack.sql.begin(async (sql) => {
    assert.equal(await claim(sql), 1);
    assert.equal(await claim(other), 0);
  });
  const leases = await stack.sql`select attempts from notifications where state = 'leased'`;
  assert.deepEqual(leases.map((row) => row["attempts"]), [1]);
});

test("two evaluators at once alert once, and neither waits", async () => {
  await makeStaleJob();
  await stack.sql.begin(async (sql) => {
    assert.equal(await evaluate(sql), 1);
    assert.equal(await evaluate(other), 0);
  });
  assert.equal(await evaluate(other), 0);
  assert.equal((await stack.sql`select from guardian_alerts`).length, 1);
  assert.equal((await stack.sql`select from notifications`).length, 1);
});

test("a job whose heartbeat is being recorded is not judged, and is well when it is", async () => {
  await makeStaleJob();
  await stack.sql.begin(async (sql) => {
    await sql`select update_job_heartbeat('backup')`;
    assert.equal(await evaluate(other), 0);
  });
  assert.equal(await evaluate(other), 0);
  assert.equal((await stack.sql`select from guardian_alerts`).length, 0);
});

test("a channel that is deleted during a send refuses the sender's report", async () => {
  await makeStaleJob();
  await evaluate(stack.sql);
  const [unit] = await stack.sql<[{ id: string; lease: string }]>`
    select u ->> 'unit_id' as id, u ->> 'lease' as lease from jsonb_array_elements(claim_notifications() -> 'units') u`;
  await stack.sql`delete from notification_channels where name = 'ops'`;
  const [answer] = await other<[{ taken: boolean }]>`
    select acknowledge_notification(${unit.id}, ${unit.lease}, 'delivered') as taken`;
  assert.equal(answer.taken, false);
  assert.deepEqual((await stack.sql`select state from notifications`).map((row) => row["state"]), ["cancelled"]);
});
