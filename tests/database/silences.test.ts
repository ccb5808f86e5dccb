import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type postgres from "postgres";
import { startTestStack, type TestStack, waitFor } from "../support/stack.ts";

// What a silence that changes and an alert that opens meanwhile do to each other needs two sessions, so that pgTAP cannot test it.

let stack: TestStack;
let other: postgres.ReservedSql;
let otherPid: number;
before(async () => {
  stack = await startTestStack({ functions: false });
  other = await stack.sql.reserve();
  [{ pid: otherPid }] = await other<[{ pid: number }]>`select pg_backend_pid() as pid`;
});
after(async () => {
  other?.release();
  await stack?.stop();
});
beforeEach(async () => {
  // Those that are to wait do so for as long as it takes.
  await other`reset lock_timeout`;
  await stack.sql`delete from silences`;
  await stack.sql`delete from guardian_alerts`;
  await stack.sql`delete from notification_channels where source = 'database'`;
  await stack.sql`insert into notification_channels (name, kind) values ('ops', 'webhook')`;
});

const openAlert = (sql: postgres.ISql) =>
  sql`
    insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message)
    values ('service', 'api', 'api', 'down', 'critical', 'The API is down.')`;

async function makeSilence(hours = 1): Promise<string> {
  const [row] = await stack.sql<[{ id: string }]>`
    insert into silences (starts_at, ends_at) values (now() - interval '1 hour', now() + ${`${hours} hours`}::interval)
    returning id`;
  return row.id;
}

/** The message: whether it is due, and whether a silence holds it. */
async function message(): Promise<{ isDue: boolean; isHeld: boolean }> {
  const [row] = await stack.sql<[{ isDue: boolean; isHeld: boolean }]>`
    select next_attempt_at <= now() as "isDue", held_until > now() is true as "isHeld" from notifications`;
  return { ...row };
}

async function claim(): Promise<number> {
  const [row] = await stack.sql<[{ units: number }]>`
    select jsonb_array_length(claim_notifications() -> 'units') as units`;
  return row.units;
}

/** Resolves once the other session is waiting for a lock. */
async function untilItWaits(): Promise<void> {
  await waitFor("the session to wait for a lock", async () => {
    const [session] = await stack.sql`select wait_event_type from pg_stat_activity where pid = ${otherPid}`;
    return session?.["wait_event_type"] === "Lock";
  });
}

/** Changes a silence while an alert is opening under it, which the change waits for. */
async function changeMeanwhile(change: (id: string) => postgres.PendingQuery<postgres.Row[]>): Promise<void> {
  const id = await makeSilence();
  let changing: Promise<unknown> | undefined;
  await stack.sql.begin(async (sql) => {
    await openAlert(sql);
    changing = change(id).execute();
    await untilItWaits();
  });
  await changing;
}

test("a silence that is ended while an alert opens under it waits for the alert, and lets its message go", async () => {
  await changeMeanwhile((id) => other`select end_silence(${id})`);
  assert.deepEqual(await message(), { isDue: true, isHeld: false });
  assert.equal(await claim(), 1);
});

test("a silence that is deleted while an alert opens under it does so as well", async () => {
  await changeMeanwhile((id) => other`delete from silences where id = ${id}`);
  assert.deepEqual(await message(), { isDue: true, isHeld: false });
  assert.equal(await claim(), 1);
});

test("an alert does not wait for somebody who edits a silence; its message is held before it is sent", async () => {
  const id = await makeSilence();
  await other`set lock_timeout = '2s'`;
  await stack.sql.begin(async (sql) => {
    await sql`update silences set reason = 'Moving.' where id = ${id}`;
    await openAlert(other);
  });
  assert.deepEqual(await message(), { isDue: true, isHeld: false });
  assert.equal(await claim(), 0);
  assert.deepEqual(await message(), { isDue: false, isHeld: true });
});

test("a silence that is deleted while an alert opens does not undo the alert", async () => {
  const id = await makeSilence();
  await other`set lock_timeout = '2s'`;
  await stack.sql.begin(async (sql) => {
    await sql`delete from silences where id = ${id}`;
    await openAlert(other);
  });
  assert.deepEqual(await message(), { isDue: true, isHeld: false });
});

test("two silences over an alert that are ended at once leave nothing held", async () => {
  const [short, long] = [await makeSilence(1), await makeSilence(2)];
  await openAlert(stack.sql);
  assert.deepEqual(await message(), { isDue: false, isHeld: true });
  let ending: Promise<unknown> | undefined;
  await stack.sql.begin(async (sql) => {
    await sql`select end_silence(${long})`;
    // The first has handed the message to the second, which therefore waits until that is so.
    ending = other`select end_silence(${short})`.execute();
    await untilItWaits();
  });
  await ending;
  assert.deepEqual(await message(), { isDue: true, isHeld: false });
});

test("a silence holds what waits from its commit on", async () => {
  await openAlert(stack.sql);
  await stack.sql.begin(async (sql) => {
    await sql`select create_silence(p_for => '1 hour')`;
    assert.deepEqual(await message(), { isDue: true, isHeld: false });
  });
  assert.deepEqual(await message(), { isDue: false, isHeld: true });
  assert.equal(await claim(), 0);
});
