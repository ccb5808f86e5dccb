import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type postgres from "postgres";
import { startTestStack, type TestStack, waitFor } from "../support/stack.ts";

// What two sessions do to each other needs two of them, so that pgTAP cannot test it.

let stack: TestStack;
/** May not wait for the locks of another session. */
let other: postgres.ReservedSql;
/** Waits for them as long as it takes. */
let patient: postgres.ReservedSql;
let patientPid: number;
before(async () => {
  stack = await startTestStack({ functions: false });
  other = await stack.sql.reserve();
  await other`set lock_timeout = '2s'`;
  patient = await stack.sql.reserve();
  [{ pid: patientPid }] = await patient<[{ pid: number }]>`select pg_backend_pid() as pid`;
});
after(async () => {
  other?.release();
  patient?.release();
  await stack?.stop();
});
beforeEach(async () => {
  await stack.sql`delete from guardian_alerts`;
  await stack.sql`delete from job_heartbeats`;
  await stack.sql`delete from tetrahedrons`;
  await stack.sql`delete from private.outages`;
  await stack.sql`update private.evaluator_state set last_tick_at = null`;
  await stack.sql`delete from notification_channels where source = 'database'`;
  await stack.sql`insert into notification_channels (name, kind) values ('ops', 'webhook')`;
});

const makeStaleJob = () =>
  stack.sql`
    insert into job_heartbeats (job_name, last_run_at, expected_every) values ('backup', now() - interval '2 h', '1 h')`;

async function makeTetrahedrons(): Promise<string[]> {
  const rows = await stack.sql<{ id: string }[]>`
    insert into tetrahedrons (name, vertices) values ('one', '{a,b,c,d}'), ('two', '{a,b,c,d}') returning id`;
  return rows.map((row) => row.id);
}

interface BatchAnswer {
  readonly recorded: number;
  readonly errors: readonly (readonly [number, string])[];
}

async function recordBatch(sql: postgres.ISql, ids: string[]): Promise<BatchAnswer> {
  const [row] = await sql<[{ answer: { recorded: number; errors: { index: number; message: string }[] } }]>`
    select record_mesh_heartbeats(${sql.json(ids.map((t_uuid) => ({ t_uuid, src: "gateway" })))}) as answer`;
  const { recorded, errors } = row.answer;
  return { recorded, errors: errors.map(({ index, message }) => [index, message] as const) };
}

async function evaluate(sql: postgres.ISql): Promise<number> {
  const [row] = await sql<[{ alerted: number }]>`select private.evaluate_jobs() as alerted`;
  return row.alerted;
}

async function claim(sql: postgres.ISql): Promise<number> {
  const [row] = await sql<[{ units: number }]>`
    select jsonb_array_length(claim_notifications() -> 'units') as units`;
  return row.units;
}

/** Resolves once the patient session is waiting for a lock. */
async function untilItWaits(): Promise<void> {
  await waitFor("the session to wait for a lock", async () => {
    const [session] = await stack.sql`select wait_event_type from pg_stat_activity where pid = ${patientPid}`;
    return session?.["wait_event_type"] === "Lock";
  });
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

test("somebody's open transaction on alerts holds up neither other jobs nor a heartbeat for long", async () => {
  await makeStaleJob();
  await stack.sql`
    insert into job_heartbeats (job_name, last_run_at, expected_every)
    select 'held ' || n, now() - interval '2 h', '1 h' from generate_series(1, 200) n`;
  await evaluate(stack.sql);
  await stack.sql`update job_heartbeats set last_run_at = now() where job_name like 'held %'`;
  await stack.sql`
    insert into job_heartbeats (job_name, last_run_at, expected_every) values ('other', now() - interval '2 h', '1 h')`;
  await stack.sql.begin(async (sql) => {
    await sql`update guardian_alerts set details = '{}'`;
    // It waits for a second, or for as long as the transaction is open, which is as long as this waits for it.
    await other`set statement_timeout = '1min'`;
    await other`select update_job_heartbeat('backup')`;
    // A second for all, and little for each: a second for each would be three minutes.
    assert.equal(await evaluate(other), 1);
    await other`reset statement_timeout`;
  });
  const jobs = await stack.sql`
    select evaluation_error, next_check_at <= now() + interval '1 minute' as soon, count(*)::int as jobs
    from job_heartbeats group by 1, 2 order by 1`;
  assert.deepEqual(jobs.map((row) => ({ ...row })), [
    { evaluation_error: "55P03 canceling statement due to lock timeout", soon: true, jobs: 201 },
    { evaluation_error: null, soon: false, jobs: 1 },
  ]);
  await stack.sql`update job_heartbeats set next_check_at = now() where evaluation_error is not null`;
  await evaluate(stack.sql);
  const open = await stack.sql`select subject_id from guardian_alerts where resolved_at is null`;
  assert.deepEqual(open.map((row) => row["subject_id"]), ["other"], "a minute later the heartbeats end their alerts");
});

test("an alert that somebody resolves while a heartbeat waits for them ends once, as they said", async () => {
  await makeStaleJob();
  await evaluate(stack.sql);
  let heartbeat: Promise<unknown> | undefined;
  await stack.sql.begin(async (sql) => {
    await sql`select resolve_alert(id, 'Known.') from guardian_alerts`;
    heartbeat = patient`select update_job_heartbeat('backup')`.execute();
    await untilItWaits();
  });
  await heartbeat;
  // It waits for a second at most: what took longer is looked at a minute later.
  await stack.sql`update job_heartbeats set next_check_at = now() where evaluation_error like '55P03 %'`;
  await evaluate(stack.sql);
  const [alert] = await stack.sql`select resolution, auto_resolved from guardian_alerts`;
  assert.deepEqual({ ...alert }, { resolution: "Known.", auto_resolved: false });
  const [job] = await stack.sql`select evaluation_error from job_heartbeats`;
  assert.equal(job?.["evaluation_error"], null);
});

test("a unit that is being cancelled is no unit, and the sender does not wait for it", async () => {
  await makeStaleJob();
  await evaluate(stack.sql);
  assert.equal(await claim(stack.sql), 1);
  await stack.sql`update notifications set next_attempt_at = now()`;
  await stack.sql`update notification_channels set next_send_at = '-infinity'`;
  await stack.sql.begin(async (sql) => {
    await sql`update notifications set state = 'cancelled', lease = null, finished_at = now()`;
    const [answer] = await other<[{ units: unknown[] }]>`select claim_notifications() -> 'units' as units`;
    assert.deepEqual(answer.units, []);
  });
  assert.deepEqual((await stack.sql`select state, attempts from notifications`).map((row) => ({ ...row })), [
    { state: "cancelled", attempts: 1 },
  ]);
});

test("two ticks that find the same outage record it once", async () => {
  await stack.sql`update private.evaluator_state set last_tick_at = '2026-03-01 12:00+00'`;
  const note = (sql: postgres.ISql) =>
    sql<[{ noted: boolean }]>`
      select private.note_outage('2026-03-01 14:01+00', '2026-03-01 14:00+00') as noted`;
  let second: Promise<[{ noted: boolean }]> | undefined;
  await stack.sql.begin(async (sql) => {
    assert.equal((await note(sql))[0].noted, true);
    second = note(patient).execute();
    await untilItWaits();
  });
  assert.equal((await second)?.[0].noted, false);
  assert.equal((await stack.sql`select from private.outages`).length, 1);
  assert.equal((await stack.sql`select from guardian_alerts where alert_type = 'outage'`).length, 1);
});

test("a health check does not wait for a job that somebody is editing", async () => {
  await makeStaleJob();
  await stack.sql`update job_heartbeats set next_check_at = 'infinity'`;
  await stack.sql.begin(async (sql) => {
    await sql`update job_heartbeats set description = 'x'`;
    const [answer] = await other<[{ report: { alerts_sent: number } }]>`select run_healthcheck() as report`;
    assert.equal(answer.report.alerts_sent, 0);
  });
  const [answer] = await other<[{ report: { alerts_sent: number } }]>`select run_healthcheck() as report`;
  assert.equal(answer.report.alerts_sent, 1);
});

test("two channels made at once by a user who may have one more: one is refused", async () => {
  const userId = "5c5c5c5c-0000-4000-8000-000000000001";
  await stack.sql`insert into auth.users (id, email) values (${userId}, 'owner@example.com')`;
  await stack.sql`insert into app_settings (key, value) values ('channels_per_user', '1')`;
  const create = async (sql: postgres.ISql) => {
    await sql`select set_config('role', 'authenticated', false),
      set_config('request.jwt.claims', ${JSON.stringify({ sub: userId, role: "authenticated" })}, false)`;
    return await sql`select create_notification_channel('mine', 'webhook', 'https://example.com/hook')`;
  };
  let second: Promise<unknown> | undefined;
  try {
    await stack.sql.begin(async (sql) => {
      await create(sql);
      second = create(patient).catch((error: unknown) => error);
      await untilItWaits();
      await sql`reset role`;
      await sql`reset request.jwt.claims`;
    });
    assert.match(String(await second), /too_many_channels/);
  } finally {
    await patient`reset role`;
    await patient`reset request.jwt.claims`;
    await stack.sql`delete from app_settings where key = 'channels_per_user'`;
  }
});

test("a batch waits for a tetrahedron that is being deleted, reports it, and stores the others", async () => {
  const ids = await makeTetrahedrons();
  let batch: Promise<BatchAnswer> | undefined;
  await stack.sql.begin(async (sql) => {
    await sql`delete from tetrahedrons where id = ${ids[0]!}`;
    batch = recordBatch(patient, ids);
    await untilItWaits();
  });
  assert.deepEqual(await batch, { recorded: 1, errors: [[0, "tetrahedron_not_found"]] });
});

test("a tetrahedron that is deleted while a batch is recorded takes its heartbeats along", async () => {
  const ids = await makeTetrahedrons();
  let deletion: Promise<unknown> | undefined;
  await stack.sql.begin(async (sql) => {
    assert.deepEqual(await recordBatch(sql, ids), { recorded: 2, errors: [] });
    deletion = patient`delete from tetrahedrons where id = ${ids[0]!}`.execute();
    await untilItWaits();
  });
  await deletion;
  const left = await stack.sql`select tetrahedron_id from mesh_heartbeats`;
  assert.deepEqual(left.map((row) => row["tetrahedron_id"] as string), [ids[1]]);
});

async function replay(sql: postgres.ISql): Promise<number> {
  const [row] = await sql<[{ replayed: number }]>`select replay_notifications() as replayed`;
  return row.replayed;
}

/** A message about a stale job that was refused for good. */
async function makeDeadLetter(): Promise<void> {
  await makeStaleJob();
  await evaluate(stack.sql);
  await stack.sql`
    update notifications set state = 'dead', attempts = 1, finished_at = now(), last_error = 'because', created_at = now() - interval '1 h'`;
  await stack.sql`update guardian_alerts set created_at = now() - interval '1 h'`;
}

test("two who replay at once bring a dead message back once", async () => {
  await makeDeadLetter();
  let second: Promise<number> | undefined;
  await stack.sql.begin(async (sql) => {
    assert.equal(await replay(sql), 1);
    second = replay(patient);
    await untilItWaits();
  });
  assert.equal(await second, 0);
  const messages = await stack.sql`select replays from notifications`;
  assert.deepEqual(messages.map((row) => row["replays"]), [1]);
});

test("a message whose alert is just ending is left for the next replay, which tells both", async () => {
  await makeDeadLetter();
  await stack.sql.begin(async (sql) => {
    await sql`update guardian_alerts set resolved_at = now()`;
    assert.equal(await replay(other), 0);
  });
  assert.equal(await replay(other), 1);
  const messages = await stack.sql`select event, state from notifications order by event`;
  assert.deepEqual(messages.map((row) => `${row["event"]} ${row["state"]}`), ["opened pending", "resolved pending"]);
});

test("an alert that ends while its message is replayed waits, and then calls the message off", async () => {
  await makeDeadLetter();
  let end: Promise<unknown> | undefined;
  await stack.sql.begin(async (sql) => {
    assert.equal(await replay(sql), 1);
    end = patient`update guardian_alerts set resolved_at = now()`.execute();
    await untilItWaits();
  });
  await end;
  const messages = await stack.sql`select event, state from notifications`;
  assert.deepEqual(messages.map((row) => `${row["event"]} ${row["state"]}`), ["opened cancelled"]);
});
