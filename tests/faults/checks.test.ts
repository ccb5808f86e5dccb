import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import postgres from "postgres";
import { CronWorker } from "../../scripts/local/cron-worker.ts";
import { NetWorker } from "../../scripts/local/net-worker.ts";
import { startTestStack, type TestStack, waitFor } from "../support/stack.ts";

// A platform that is really broken, where it takes several sessions or commits. What one transaction can show is in
// supabase/tests/database/checks.

interface Answer {
  status: string;
  priority?: string;
  title?: string;
  message: string;
  data?: Record<string, unknown>;
}

let stack: TestStack;
const sessions: { sql: postgres.Sql; pid: number }[] = [];

before(async () => {
  const settings = {
    max_connections: "40",
    max_prepared_transactions: "5",
    wal_level: "logical",
    // None comes between but those that a test asks for; nor does autovacuum, whose snapshot could keep what is dead.
    checkpoint_timeout: "1h",
    autovacuum: "off",
  };
  stack = await startTestStack({ functions: false, server: { settings } });
  // Its look at the queue is a transaction too: asked as of tomorrow, it is one that has been open for long.
  await stack.net.stop();
});
after(() => stack?.stop());
afterEach(async () => {
  // What a test that failed left behind holds its locks, and would hold up the others.
  const prepared = await stack.sql<{ gid: string }[]>`select gid from pg_prepared_xacts`;
  for (const { gid } of prepared) await stack.sql.unsafe(`rollback prepared '${gid}'`);
  await endSessions();
});

/** Ends the sessions that were opened, and waits until the server has none of them any more. */
async function endSessions(): Promise<void> {
  const ended = sessions.splice(0);
  await Promise.all(ended.map(({ sql }) => sql.end({ timeout: 1 })));
  await waitFor("the end of the sessions", async () => {
    const left = await stack.sql`select from pg_stat_activity where pid = any (${ended.map(({ pid }) => pid)})`;
    return left.length === 0;
  });
}

/** A session of its own, ended after the test. */
async function openSession(): Promise<{ sql: postgres.Sql; pid: number }> {
  const sql = postgres(stack.status.db_url, { max: 1, onnotice: () => {}, max_lifetime: null });
  const [{ pid }] = await sql<[{ pid: number }]>`select pg_backend_pid() as pid`;
  sessions.push({ sql, pid });
  return { sql, pid };
}

/** What a check answers at an instant that SQL gives. */
async function ask(check: string, args: Record<string, unknown> = {}, at = "now()"): Promise<Answer> {
  const [row] = await stack.sql.unsafe<[{ answer: Answer }]>(
    `select private.check_${check}(null, ${at}, '${JSON.stringify(args)}') as answer`,
  );
  return row.answer;
}

/** The same in words, such as "warning high". */
async function says(check: string, args: Record<string, unknown> = {}, at = "now()"): Promise<string> {
  const { status, priority } = await ask(check, args, at);
  return [status, priority].filter(Boolean).join(" ");
}

/** An instant of pg_stat_activity or pg_locks of a process, exactly, plus an interval. */
const since = (column: string, pid: number, interval: string) =>
  `(select min(${column}) + interval '${interval}' from ${
    column === "waitstart" ? "pg_locks" : "pg_stat_activity"
  } where pid = ${pid})`;

/** Resolves once a process waits for a lock, and since when is known. */
const untilWaiting = (pid: number) =>
  waitFor(`process ${pid} waits for a lock`, async () => {
    const rows = await stack.sql`select from pg_locks where pid = ${pid} and not granted and waitstart is not null`;
    return rows.length > 0;
  });

/** Hands over what this pool's sessions have counted. */
const flushStatistics = (sql: postgres.ISql) => sql`select pg_stat_force_next_flush()`;

describe("a platform that is well", () => {
  it("hears nothing of any check", async () => {
    const checks = await stack.sql<{ name: string }[]>`
      select substr(proname, 7) as name from pg_proc
      where pronamespace = 'private'::regnamespace and proname like 'check\_%'
        and proargtypes = '25 1184 3802' and prorettype = 'jsonb'::regtype
      order by 1`;
    assert.ok(checks.length >= 32, `${checks.length} checks`);
    const answers = await Promise.all(checks.map(async ({ name }) => `${name}: ${await says(name)}`));
    assert.deepEqual(answers, checks.map(({ name }) => `${name}: ok`));
  });
});

describe("statements that wait for a lock", () => {
  before(() => stack.sql`create table accounts (id integer primary key)`);
  after(() => stack.sql`drop table accounts`);

  it("are told after 30 seconds, with who holds it", async () => {
    const holder = await openSession();
    const waiter = await openSession();
    const next = await openSession();
    await holder.sql`begin`;
    await holder.sql`lock table accounts`;
    const waiting = waiter.sql`truncate accounts`.execute();
    await untilWaiting(waiter.pid);
    const waitingNext = next.sql`select * from accounts where id = 42`.execute();
    await untilWaiting(next.pid);

    assert.equal(await says("lock_waits", {}, since("waitstart", waiter.pid, "30 seconds")), "ok");
    const answer = await ask("lock_waits", { after: "0 seconds" }, since("waitstart", waiter.pid, "1 hour"));
    assert.equal(`${answer.status} ${answer.priority}`, "alert high");
    assert.match(
      answer.message,
      /^Statements that wait for a lock for longer than 0 s: 2, the first since 01:00:00\. /,
    );
    assert.ok(
      answer.message.endsWith(
        `Process ${holder.pid} of the role postgres (idle in transaction) holds it: select pg_terminate_backend(${holder.pid});`,
      ),
      answer.message,
    );
    assert.equal(answer.data?.["blocked_by"], holder.pid);
    assert.doesNotMatch(JSON.stringify(answer), /accounts|truncate/, "no statement is in it");
    const later = since("waitstart", waiter.pid, "30.000001 seconds");
    assert.equal(await says("lock_waits", {}, later), "alert high");
    assert.equal(await says("lock_waits", { after: "1 minute" }, later), "ok");

    await holder.sql`rollback`;
    await Promise.all([waiting, waitingNext]);
    assert.equal(await says("lock_waits", { after: "0 seconds" }, "now() + interval '1 hour'"), "ok");
  });

  it("are told where a prepared transaction holds it, which is told itself", async () => {
    const holder = await openSession();
    const waiter = await openSession();
    await holder.sql`begin`;
    await holder.sql`lock table accounts`;
    await holder.sql`prepare transaction 'forgotten'`;
    const waiting = waiter.sql`select * from accounts`.execute();
    await untilWaiting(waiter.pid);

    const { message } = await ask("lock_waits", {}, "now() + interval '1 hour'");
    assert.match(message, /A prepared transaction holds it: see pg_prepared_xacts\.$/);
    const prepared = (interval: string) => `(select prepared + interval '${interval}' from pg_prepared_xacts)`;
    assert.equal(await says("prepared_transactions", {}, prepared("15 minutes")), "ok");
    const answer = await ask("prepared_transactions", {}, prepared("15.1 minutes"));
    assert.equal(`${answer.status} ${answer.priority}`, "alert high");
    assert.match(answer.message, /^'forgotten', the first since .* UTC: commit prepared, or rollback prepared\.$/);
    assert.equal(await says("prepared_transactions", { after: "1 hour" }, prepared("1 hour")), "ok");

    await stack.sql`rollback prepared 'forgotten'`;
    await waiting;
    assert.equal(await says("prepared_transactions", {}, "now() + interval '1 hour'"), "ok");
  });

  it("are left out where waiting is meant", async () => {
    const holder = await openSession();
    const waiter = await openSession();
    await holder.sql`select pg_advisory_lock(1)`;
    const waiting = waiter.sql`select pg_advisory_lock(1)`.execute();
    await untilWaiting(waiter.pid);
    assert.equal(await says("lock_waits", {}, "now() + interval '1 hour'"), "ok");
    await holder.sql`select pg_advisory_unlock(1)`;
    await waiting;
  });
});

describe("transactions", () => {
  it("that are idle are told after five minutes, also when they failed", async () => {
    for (const statement of ["select 'secret'", "select 1/0"]) {
      const idle = await openSession();
      await idle.sql`begin`;
      await idle.sql.unsafe(statement).catch(() => {});
      assert.equal(await says("idle_transactions", {}, since("state_change", idle.pid, "5 minutes")), "ok");
      const later = since("state_change", idle.pid, "5 minutes 0.000001 seconds");
      const answer = await ask("idle_transactions", {}, later);
      assert.equal(`${answer.status} ${answer.priority}`, "warning high");
      assert.equal(
        answer.message,
        `Transactions that are idle for longer than 5 min: 1. The longest is process ${idle.pid} of the role postgres, ` +
          `since 00:05:00. It keeps its locks: select pg_terminate_backend(${idle.pid}); and set ` +
          "idle_in_transaction_session_timeout for the role.",
      );
      assert.doesNotMatch(JSON.stringify(answer), /secret/, "no statement is in it");
      assert.equal(await says("idle_transactions", { after: "10 minutes" }, later), "ok");
      // What is idle is not long at work.
      assert.equal(await says("long_transactions", {}, "now() + interval '1 day'"), "ok");
      await idle.sql`rollback`;
      assert.equal(await says("idle_transactions", {}, "now() + interval '1 hour'"), "ok");
    }
  });

  it("that work are told after 15 minutes, the oldest first", async () => {
    const old = await openSession();
    const young = await openSession();
    const working = [];
    for (const { sql } of [old, young]) {
      await sql`begin`;
      const sleep = sql`select pg_sleep(600)`.execute();
      sleep.catch(() => {});
      working.push(sleep);
    }
    await waitFor("both work", async () => {
      const rows = await stack
        .sql`select from pg_stat_activity where pid in (${old.pid}, ${young.pid}) and state = 'active'`;
      return rows.length === 2;
    });
    assert.equal(await says("long_transactions", {}, since("xact_start", old.pid, "15 minutes")), "ok");
    const answer = await ask("long_transactions", {}, since("xact_start", young.pid, "15 minutes 0.000001 seconds"));
    // As long as the old one was alone.
    const [{ age }] = await stack.sql<[{ age: string }]>`
      select date_trunc('second', max(xact_start) - min(xact_start) + interval '15 minutes 0.000001 seconds')::text as age
      from pg_stat_activity where pid in (${old.pid}, ${young.pid})`;
    assert.equal(`${answer.status} ${answer.priority}`, "warning high");
    assert.match(
      answer.message,
      new RegExp(
        `: 2\\. The oldest is process ${old.pid} of the role postgres, since ${age}\\..* pg_cancel_backend\\(${old.pid}\\);$`,
      ),
    );
    assert.doesNotMatch(JSON.stringify(answer), /pg_sleep/, "no statement is in it");
    assert.equal(await says("long_transactions", { after: "1 day" }, "now() + interval '23 hours'"), "ok");
    await stack.sql`select pg_cancel_backend(pid) from unnest(${[old.pid, young.pid]}::int[]) pid`;
    await Promise.allSettled(working);
    assert.equal(await says("long_transactions", {}, "now() + interval '1 day'"), "ok");
  });
});

describe("connections", () => {
  it("near the limit are told, and well again when they are given back", async () => {
    assert.equal(await says("connections"), "ok");
    // 40 but for the 3 of superusers.
    const used = async () => {
      const [row] = await stack.sql<[{ count: number }]>`
        select count(*)::int as count from pg_stat_activity where backend_type = 'client backend'`;
      return row.count;
    };
    while (await used() < 30) await openSession();
    assert.equal(await says("connections"), "warning high");
    while (await used() < 34) await openSession();
    const answer = await ask("connections");
    assert.equal(`${answer.status} ${answer.priority}`, "alert urgent");
    assert.match(
      answer.message,
      /^3[4-7] of 37 connections are in use, \d+ of them idle, most by the role postgres\. Let its clients use the pooler/,
    );
    await endSessions();
    assert.equal(await says("connections"), "ok");
  });
});

describe("deadlocks", () => {
  it("since the last sample are counted", async () => {
    await stack.sql`create table pairs (id integer primary key)`;
    await stack.sql`insert into pairs values (1), (2)`;
    await stack.sql`select private.sample_platform()`;
    assert.equal(await says("deadlocks", { max: 0 }), "ok");
    const both = [await openSession(), await openSession()] as const;
    const lock = ({ sql }: typeof both[number], id: number) => sql`select from pairs where id = ${id} for update`;
    for (const [index, session] of both.entries()) {
      await session.sql`set deadlock_timeout = '10ms'`;
      await session.sql`begin`;
      await lock(session, index + 1);
    }
    const outcomes = await Promise.allSettled([lock(both[0], 2), lock(both[1], 1)]);
    assert.equal(outcomes.filter(({ status }) => status === "rejected").length, 1);
    for (const { sql } of both) {
      await sql`rollback`;
      await flushStatistics(sql);
    }
    const answer = await waitFor("the deadlock is counted", async () => {
      const answer = await ask("deadlocks", { max: 0 });
      return answer.status === "ok" ? null : answer;
    });
    assert.match(answer.message, /^1 deadlocks since .* UTC\. Let transactions lock rows in one order; /);
    assert.equal(await says("deadlocks"), "ok", "one is no more than five");
    await stack.sql`select private.sample_platform()`;
    assert.match((await ask("deadlocks")).message, /^0 deadlocks since /, "the next night begins anew");
    await stack.sql`drop table pairs`;
  });
});

describe("tables that autovacuum does not reach", () => {
  it("are told when over 10,000 rows and 30 % are dead, until they are vacuumed", async () => {
    const { sql } = await openSession();
    await sql`create table bloated (id integer) with (autovacuum_enabled = off)`;
    await sql`insert into bloated select generate_series(1, 20000)`;
    await sql`delete from bloated where id <= 10000`;
    await flushStatistics(sql);
    assert.equal(await says("dead_tuples"), "ok");
    await sql`delete from bloated where id <= 10001`;
    await flushStatistics(sql);
    const answer = await ask("dead_tuples");
    assert.deepEqual(answer, {
      status: "warning",
      priority: "medium",
      title: "Tables hold many dead rows",
      message:
        "Dead rows that vacuum did not get to: public.bloated (up to 10001 rows, 50 %). Run vacuum (analyze) on them; " +
        "if that frees nothing, an old transaction, replication slot or prepared transaction holds it back.",
      data: { tables: [{ name: "public.bloated", dead: 10001, percent: 50 }] },
    });
    assert.equal(await says("dead_tuples", { percent: 10001 * 100 / 20000 }), "ok");
    assert.equal(await says("dead_tuples", { percent: 50 }), "warning medium");
    assert.equal(await says("dead_tuples", { min_rows: 10001 }), "ok");
    await sql`vacuum bloated`;
    await flushStatistics(sql);
    assert.equal(await says("dead_tuples"), "ok");
    await sql`drop table bloated`;
  });

  it("are told when over 10,000 rows and 30 % changed, until they are analysed", async () => {
    const { sql } = await openSession();
    await sql`create table stale (id integer) with (autovacuum_enabled = off)`;
    await sql`insert into stale select generate_series(1, 10000)`;
    await flushStatistics(sql);
    assert.equal(await says("stale_statistics"), "ok");
    await sql`insert into stale values (10001)`;
    await flushStatistics(sql);
    const answer = await ask("stale_statistics");
    assert.equal(`${answer.status} ${answer.priority}`, "warning low");
    assert.equal(
      answer.message,
      "Changed much since they were analysed: public.stale (up to 10001 rows). Run analyze on them, and see that autovacuum is on.",
    );
    await sql`analyze stale`;
    await flushStatistics(sql);
    assert.equal(await says("stale_statistics"), "ok");
    await sql`update stale set id = id where id <= 3001`;
    await flushStatistics(sql);
    // Below 10,000 rows tables of our own may be told as well.
    const isTold = async (args: { min_rows: number; percent?: number }) =>
      (await ask("stale_statistics", args)).message.includes("public.stale");
    assert.ok(await isTold({ min_rows: 3000 }), "3001 of 10001 are over 30 %");
    assert.ok(!await isTold({ min_rows: 3001 }));
    assert.ok(!await isTold({ min_rows: 3000, percent: 31 }));
    await sql`drop table stale`;
  });
});

describe("indexes", () => {
  it("that create index concurrently left invalid are told, those under way are not", async () => {
    const { sql } = await openSession();
    const builder = await openSession();
    await sql`create table emails (id integer primary key, email text)`;
    await sql`insert into emails values (1, 'a'), (2, 'a')`;

    await sql`begin`;
    await sql`delete from emails where id = 3`;
    const building = builder.sql`create index concurrently emails_plain on emails (email)`.execute();
    await untilWaiting(builder.pid);
    const [invalid] = await stack.sql`select count(*)::int as count from pg_index where not indisvalid`;
    assert.equal(invalid?.["count"], 1);
    assert.equal(await says("invalid_indexes"), "ok", "it is being made");
    await sql`commit`;
    await building;

    await sql`begin`;
    await sql`delete from emails where id = 3`;
    const dropping = builder.sql`drop index concurrently emails_plain`.execute();
    await untilWaiting(builder.pid);
    const [dropped] = await stack.sql`select count(*)::int as count from pg_index where not indisvalid`;
    assert.equal(dropped?.["count"], 1);
    assert.equal(await says("invalid_indexes"), "ok", "it is being dropped");
    await sql`commit`;
    await dropping;

    await assert.rejects(
      async () => await sql`create unique index concurrently emails_unique on emails (email)`,
      /could not create unique index/,
    );
    const answer = await ask("invalid_indexes");
    assert.equal(`${answer.status} ${answer.priority}`, "warning medium");
    assert.deepEqual(answer.data, { indexes: ["public.emails_unique"] });
    await sql`delete from emails where id = 2`;
    await sql`reindex index concurrently emails_unique`;
    assert.equal(await says("invalid_indexes"), "ok");
    await sql`drop table emails`;
  });

  it("that a query used are not called unused", async () => {
    const { sql } = await openSession();
    await sql`create table notes (id integer primary key, note text)`;
    await sql`insert into notes select n, 'note ' || n from generate_series(1, 1000) n`;
    await sql`create index notes_note_idx on notes (note)`;
    await sql`delete from private.platform_samples`;
    await sql`select private.sample_platform()`;
    const told = async () => {
      const { data } = await ask("unused_indexes", { min_bytes: 8192 }, "now() + interval '15 days'");
      const indexes = (data?.["indexes"] ?? []) as { name: string }[];
      return indexes.some(({ name }) => name === "public.notes_note_idx");
    };
    assert.equal(await told(), true);
    await sql`set enable_seqscan = off`;
    await sql`select id from notes where note = 'note 1'`;
    await flushStatistics(sql);
    assert.equal(await told(), false);
    await sql`drop table notes`;
  });
});

describe("a sequence at its end", () => {
  it("is told before inserts fail", async () => {
    const { sql } = await openSession();
    await sql`create table tickets (id smallint generated always as identity primary key)`;
    await sql`select setval('tickets_id_seq', 32766)`;
    await sql`insert into tickets default values`;
    assert.equal(await says("sequences"), "alert urgent");
    await assert.rejects(
      async () => await sql`insert into tickets default values`,
      /reached maximum value of sequence/,
    );
    await sql`drop table tickets`;
  });
});

describe("replication slots", () => {
  it("that nobody reads keep log, until it is lost", async () => {
    const { sql } = await openSession();
    await sql`select pg_create_logical_replication_slot('reader', 'pgoutput')`;
    assert.equal(await says("replication_slots"), "ok");
    const write = async () => {
      await sql`select pg_logical_emit_message(false, 'test', repeat('x', 1000000))`;
      await sql`select pg_switch_wal()`;
    };
    await write();
    const behind = await ask("replication_slots", { warning_bytes: 1_000_000 });
    assert.equal(`${behind.status} ${behind.priority}`, "warning high");
    assert.match(behind.message, /^Log that slots keep on disk: reader \(\d+ [kM]B\)\. Start its reader/);
    // What the server itself keeps at most counts before the argument does.
    await sql`alter system set max_slot_wal_keep_size = '2MB'`;
    await sql`select pg_reload_conf()`;
    // How much a switch of the log adds depends on where it stood.
    await waitFor("the setting is read, and the slot behind it", async () => {
      await write();
      return await says("replication_slots") === "alert urgent";
    });
    await waitFor("the slot is lost", async () => {
      await write();
      await sql`checkpoint`;
      const [slot] = await sql`select wal_status from pg_replication_slots where slot_name = 'reader'`;
      return slot?.["wal_status"] === "lost";
    });
    const lost = await ask("replication_slots");
    assert.equal(lost.status, "alert");
    assert.match(lost.message, /^Log that slots keep on disk: reader \(lost\)\. /);
    await sql`select pg_drop_replication_slot('reader')`;
    await sql`alter system reset max_slot_wal_keep_size`;
    await sql`select pg_reload_conf()`;
    assert.equal(await says("replication_slots"), "ok");
  });
});

describe("pg_cron", () => {
  let cron: CronWorker;
  before(async () => {
    // Heartbase's own jobs would run between.
    await stack.sql`select cron.unschedule(jobname) from cron.job`;
    cron = new CronWorker(stack.status.db_url, () => {});
    // A minute that begins before there are jobs is none that they are due in.
    await cron.tick();
  });
  after(() => cron?.stop());

  it("says of a job whose run failed, and of one whose run does not end", async () => {
    await stack.sql`select cron.schedule('broken', '* * * * *', 'select 1/0')`;
    await stack.sql`select cron.schedule('endless', '* * * * *', 'select pg_sleep(600)')`;
    await cron.tick(Date.now() + 60_000);
    const failed = await waitFor("the failure", async () => {
      const answer = await ask("cron_failures");
      return answer.status === "ok" ? null : answer;
    });
    assert.equal(
      failed.message,
      "The last run failed of broken: ERROR:  division by zero. Mend its command, and see cron.job_run_details for the rest.",
    );
    const stuck = await waitFor("the run", async () => {
      const answer = await ask("cron_stuck", {}, "now() + interval '61 minutes'");
      // The session of the other may still be ending.
      return /^Running for longer than 1 h: endless, the first since /.test(answer.message) ? answer : null;
    });
    assert.equal(await says("cron_stuck"), "ok", "not yet");
    // One that runs is not overdue, however long.
    assert.doesNotMatch((await ask("cron_overdue", {}, "now() + interval '1 day'")).message, /endless/);
    await stack.sql`select pg_cancel_backend((${stuck.data!["runs"]![0 as never]["pid"]})::int)`;
    await cron.idle();
    await waitFor(
      "the end of its session",
      async () => await says("cron_stuck", {}, "now() + interval '61 minutes'") === "ok",
    );
  });

  it("that stood still leaves every job overdue", async () => {
    const at = "greatest(now(), pg_postmaster_start_time()) + interval '2 hours'";
    const answer = await ask("cron_overdue", {}, at);
    assert.equal(`${answer.status} ${answer.priority}`, "alert high");
    // Whichever of the two was due first.
    assert.match(answer.message, /: (broken, endless|endless, broken), the first since /);
    assert.equal(await says("cron_overdue", { grace: "1 day" }, at), "ok");
  });
});

describe("pg_net", () => {
  it("whose worker is dead leaves calls without an answer, until it is back", async () => {
    await stack.net.stop();
    await stack.sql`delete from private.edge_requests`;
    await stack.sql`select private.invoke_edge_function('notify')`;
    assert.equal(await says("net_worker"), "ok", "an answer may still come");
    const answer = await ask("net_worker", {}, "now() + interval '6 minutes'");
    assert.equal(`${answer.status} ${answer.priority}`, "alert urgent");
    assert.match(
      answer.message,
      /^1 calls of edge functions got no answer since .* UTC\. Restart the worker of pg_net: /,
    );
    await stack.sql`select net.http_get('http://127.0.0.1:1/') from generate_series(1, 199)`;
    assert.equal(await says("net_backlog"), "warning medium");

    const worker = new NetWorker(stack.status.db_url, () => {});
    try {
      await worker.start();
      await waitFor("the answers", async () => {
        const [row] = await stack.sql`select count(*)::int as count from net._http_response`;
        return row?.["count"] === 200;
      });
      await stack.sql`select private.harvest_edge_requests()`;
      assert.equal(await says("net_worker", {}, "now() + interval '6 minutes'"), "ok");
      assert.equal(await says("net_backlog"), "ok");
      const failures = await ask("net_failures");
      assert.equal(`${failures.status} ${failures.priority}`, "alert high", "nobody listened");
    } finally {
      await worker.stop();
    }
  });
});
