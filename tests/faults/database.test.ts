import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { openDatabase } from "../../scripts/local/database.ts";
import { codeOf } from "../../scripts/local/errors.ts";
import { inTransaction } from "../../scripts/lib/database.cjs";
import { endBackend } from "../support/backends.ts";
import { startTestStack, type TestStack, waitFor } from "../support/stack.ts";

/** How many connections REST has at most. */
const REST_CONNECTIONS = 10;

/** Codes of what runs on a connection that closes: which of them depends on what is noticed first. */
const CLOSED = /^(CONNECTION_CLOSED|ECONNRESET|EPIPE|57P01)$/;

let stack: TestStack;
/** What nobody caught: in a terminal, the end of `npm start`. */
const uncaught: string[] = [];
const keep = (error: unknown) =>
  void uncaught.push(error instanceof Error ? error.stack ?? error.message : String(error));

before(async () => {
  process.on("uncaughtException", keep).on("unhandledRejection", keep);
  stack = await startTestStack({ cron: true, functions: false });
});
after(async () => {
  await stack?.stop();
  process.off("uncaughtException", keep).off("unhandledRejection", keep);
});
afterEach(() => assert.deepEqual(uncaught.splice(0), []));

describe("the local stack, while the database goes under load and comes again", () => {
  /** A request's status, with the code of a failure. One that has no answer within a minute throws: it never has one. */
  async function ask(path: string, body?: Record<string, unknown>): Promise<string> {
    const { api_url, secret_key } = stack.status;
    const response = await fetch(`${api_url}/rest/v1/${path}`, {
      method: body ? "POST" : "GET",
      headers: { apikey: secret_key, authorization: `Bearer ${secret_key}`, "content-type": "application/json" },
      signal: AbortSignal.timeout(60_000),
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return response.ok ? "ok" : `${response.status} ${(JSON.parse(text) as { code: string }).code}`;
  }

  /** Asks without pause, on every connection that REST has and twice as many again, until told to stop. */
  function load() {
    const answers: Record<string, number> = {};
    let on = true;
    const count = (answer: string) => answers[answer] = (answers[answer] ?? 0) + 1;
    const repeat = async (work: () => Promise<unknown>) => {
      while (on) {
        await work();
        // Leaves the database what it takes to start, however fast refusals come.
        await sleep(10);
      }
    };
    const rest = (n: number) => async () =>
      count(
        await (n % 2 === 0
          ? ask("rpc/update_job_heartbeat", { p_job_name: `job-${n}` })
          : ask("job_heartbeats?select=job_name&limit=5")).catch((error: unknown) =>
            `no answer: ${error} ${codeOf(error)}`
          ),
      );
    // What the stack's own pools do, of which an error is all that may come.
    const pool = (work: () => Promise<unknown>) => () => work().catch(() => {});
    const loops = [
      ...Array.from({ length: 3 * REST_CONNECTIONS }, (_, n) => repeat(rest(n))),
      ...Array.from({ length: 4 }, () => repeat(pool(() => stack.sql`select pg_sleep(0.002)`))),
      ...Array.from({ length: 4 }, () =>
        repeat(pool(() =>
          stack.sql.begin(async (sql) => {
            await sql`select 1`;
            await sleep(2);
            await sql`select net.http_get(${`${stack.status.inbox_url}/`})`;
          })
        ))),
    ];
    return {
      answers,
      async stop() {
        on = false;
        await Promise.all(loops);
        return answers;
      },
    };
  }

  /** Holds this process still, so that answers and the end of their connections are found together. */
  const hold = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  const whileHeld = (signal: NodeJS.Signals) => async () => {
    const stopped = stack.postgres.stop({ mode: "immediate" });
    process.kill(stack.postgres.pid!, signal);
    hold(200);
    await stopped;
  };

  const ways: [string, () => Promise<void>][] = [
    ["stopped", () => stack.postgres.stop()],
    ["stopped at once", () => stack.postgres.stop({ mode: "immediate" })],
    ["killed", whileHeld("SIGKILL")],
    ["stopped at once while the stack is busy otherwise", whileHeld("SIGQUIT")],
  ];
  it("away before the first request: that is refused like any other", async () => {
    await stack.postgres.stop();
    assert.equal(await ask("job_heartbeats"), "503 PGRST001");
    assert.equal(await ask("rpc/update_job_heartbeat", { p_job_name: "first" }), "503 PGRST001");
    await stack.postgres.start();
    assert.equal(await ask("job_heartbeats"), "ok");
  });

  it("started before its stop has ended: it is there again", async () => {
    const stopped = stack.postgres.stop();
    await stack.postgres.start();
    await stopped;
    assert.equal(await ask("job_heartbeats"), "ok");
  });

  for (const [way, goAway] of ways) {
    it(`${way}: each request is answered, and all connections come again`, async () => {
      const { answers, stop } = load();
      await waitFor("answers under load", () => (answers["ok"] ?? 0) > 30);
      await goAway();
      const refused = answers["503 PGRST001"] ?? 0;
      await waitFor("refusals while it is away", () => (answers["503 PGRST001"] ?? 0) > refused + 30);
      await stack.postgres.start();
      const before = answers["ok"] ?? 0;
      await waitFor("answers after it is back", () => (answers["ok"] ?? 0) > before + 30);
      assert.deepEqual(Object.keys(await stop()).sort(), ["503 PGRST001", "ok"], JSON.stringify(answers));
      await everyConnectionWorks();
    });
  }

  it("killed unasked: it is started again, and the workers go on", async () => {
    const { answers, stop } = load();
    await waitFor("answers under load", () => (answers["ok"] ?? 0) > 30);
    process.kill(stack.postgres.pid!, "SIGKILL");
    await waitFor("refusals", () => (answers["503 PGRST001"] ?? 0) > 0);
    const before = answers["ok"] ?? 0;
    await waitFor("answers after it is back", () => (answers["ok"] ?? 0) > before + 30);
    assert.deepEqual(Object.keys(await stop()).sort(), ["503 PGRST001", "ok"], JSON.stringify(answers));
    await everyConnectionWorks();

    // Its own 5 seconds are little where everything rests for once.
    const [sent] = await stack.sql`
      select net.http_get(${`${stack.status.inbox_url}/`}, timeout_milliseconds => 60000) as id`;
    await waitFor("pg_net's answer", async () => {
      // What was under way when the database was killed may come under the same number: they begin anew.
      const answers = await stack.sql`
        select from net._http_response where id = ${sent!["id"] as string} and status_code = 200`;
      return answers.length > 0;
    });
    const [job] = await stack.sql`select cron.schedule('look', '1 seconds', 'select 1') as id`;
    await waitFor("a run of a cron job", async () => {
      const runs = await stack.sql`
        select from cron.job_run_details where jobid = ${job!["id"] as string} and status = 'succeeded'`;
      return runs.length > 0;
    });
    await stack.sql`select cron.unschedule('look')`;
  });

  /** As many requests at once as REST has connections wait for one lock, and all get it in the end. */
  async function everyConnectionWorks() {
    const asked = await stack.sql.begin(async (sql) => {
      await sql`lock table job_heartbeats in access exclusive mode`;
      const asked = Array.from({ length: REST_CONNECTIONS }, () => ask("job_heartbeats?select=job_name&limit=1"));
      await waitFor("every connection", async () => {
        const [row] = await stack.sql`
          select count(*)::int as waiting from pg_stat_activity
          where application_name = 'supabase-lite' and wait_event_type = 'Lock'`;
        return row!["waiting"] === REST_CONNECTIONS;
      });
      return { asked };
    });
    assert.deepEqual(await Promise.all(asked.asked), Array(REST_CONNECTIONS).fill("ok"));
  }
});

describe("the process of the local stack", () => {
  it("outlives a warning of Node that is an Error, which @supabase/lite does not expect", () => {
    process.emitWarning(Object.assign(new Error("Made by a test."), { name: "MaxListenersExceededWarning" }));
  });
});

describe("a connection of the local stack that its server ends", () => {
  let database: postgres.Sql;

  before(() => {
    database = openDatabase(stack.status.db_url, { max: 2, onnotice: () => {} });
  });
  after(() => database?.end({ timeout: 1 }));

  const pidOf = async (sql: postgres.ISql) => {
    const [row] = await sql<[{ pid: number }]>`select pg_backend_pid() as pid`;
    return row.pid;
  };
  const outcomeOf = (work: PromiseLike<unknown>) => work.then(() => "ok", codeOf);
  const isWhole = async () => {
    const both = await Promise.all([database.reserve(), database.reserve()]);
    const outcomes = await Promise.all(both.map((session) => outcomeOf(session`select 1`)));
    both.forEach((session) => session.release());
    return outcomes.every((outcome) => outcome === "ok");
  };

  it("refuses all that is asked of a reserved one, which does not come back with its release", async () => {
    const reserved = await database.reserve();
    const pid = await pidOf(reserved);
    await endBackend(stack.sql, pid);
    const outcomes: string[] = [];
    for (let n = 0; n < 3; n++) outcomes.push(await outcomeOf(reserved`select ${n}::int`));
    outcomes.push(await outcomeOf(reserved.unsafe("rollback")));
    for (const outcome of outcomes) assert.match(outcome, CLOSED);
    // The first may be told of the end, the second of the closing that follows it, and the others find it closed.
    assert.deepEqual(outcomes.slice(2), ["CONNECTION_CLOSED", "CONNECTION_CLOSED"]);
    reserved.release();
    reserved.release();
    assert.ok(await isWhole());
  });

  it("fails a transaction between two of its statements, and all of it", async () => {
    await stack.sql`create table half (id int)`;
    const outcome = await outcomeOf(database.begin(async (sql) => {
      await sql`insert into half values (1)`;
      await endBackend(stack.sql, await pidOf(sql));
      await sql`insert into half values (2)`.catch(() => {});
      await sql`insert into half values (3)`;
    }));
    assert.match(outcome, CLOSED);
    assert.deepEqual([...await stack.sql`select id from half`], []);
    assert.ok(await isWhole());
  });

  it("fails a transaction that does not look, at its commit", async () => {
    const outcome = await outcomeOf(database.begin(async (sql) => {
      await endBackend(stack.sql, await pidOf(sql));
    }));
    assert.match(outcome, CLOSED);
    assert.ok(await isWhole());
  });

  it("fails what waits behind the statement that it ended, at once", async () => {
    const reserved = await database.reserve();
    const pid = await pidOf(reserved);
    const outcomes = Promise.all([1, 2, 3].map(() => outcomeOf(reserved`select pg_sleep(60)`)));
    await endBackend(stack.sql, pid);
    for (const outcome of await outcomes) assert.match(outcome, CLOSED);
    reserved.release();
    assert.ok(await isWhole());
  });
});

describe("a transaction of a script", () => {
  it("fails, and does not end the process, when its server is stopped", async () => {
    const sql = postgres(stack.status.db_url, { max: 2, onnotice: () => {} });
    let stopped: Promise<void> | undefined;
    const outcome = inTransaction(sql, async (transaction) => {
      const [{ pid }] = await transaction<[{ pid: number }]>`select pg_backend_pid() as pid`;
      const sleeping = transaction`select pg_sleep(60)`.execute();
      await waitFor("the statement to run", async () => {
        const [row] = await stack.sql`select wait_event from pg_stat_activity where pid = ${pid}`;
        return row?.["wait_event"] === "PgSleep";
      });
      stopped = stack.postgres.stop();
      await Promise.all([sleeping, stopped]);
    }).then(() => "done", codeOf);
    assert.match(await outcome, /^(CONNECTION_CLOSED|ECONNRESET|EPIPE)$/);
    // The statement ends before the server has.
    await stopped;
    await sql.end({ timeout: 1 });
    await stack.postgres.start();
  });
});

describe("a pool of the local stack", () => {
  let database: postgres.Sql;

  before(() => {
    database = openDatabase(stack.status.db_url, {
      max: 2,
      onnotice: () => {},
      connection: { application_name: "pool of two" },
    });
  });
  after(() => database?.end({ timeout: 1 }));

  it("undoes a savepoint alone, and goes on", async () => {
    const rows = await database.begin(async (sql) => {
      await sql`create temporary table kept (id int) on commit drop`;
      await sql`insert into kept values (1)`;
      await assert.rejects(
        sql.savepoint(async (inner) => {
          await inner`insert into kept values (2)`;
          await inner`select 1 / 0`;
        }),
        { code: "22012" },
      );
      await sql.savepoint((inner) => inner`insert into kept values (3)`);
      return await sql<{ id: number }[]>`select id from kept order by id`;
    });
    assert.deepEqual(rows.map(({ id }) => id), [1, 3]);
  });

  it("rolls back for a statement that failed though nobody looked, and names it", async () => {
    await stack.sql`create table unlooked (id int)`;
    await assert.rejects(
      database.begin(async (sql) => {
        await sql`insert into unlooked values (1)`;
        await sql`select 1 / 0`.catch(() => {});
        await sql`insert into unlooked values (2)`;
      }),
      { code: "22012" },
    );
    assert.deepEqual([...await stack.sql`select id from unlooked`], []);
  });

  it("takes and gives arrays, JSON and fragments", async () => {
    const condition = database`${1} = any (${[1, 2]}::int[])`;
    const [row] = await database`
      select array['a', 'b"c'] as texts, array[[1, 2], [3, 4]] as numbers, ${database.json({ a: [1] })}::jsonb as json
      where ${condition}`;
    assert.deepEqual({ ...row }, { texts: ["a", 'b"c'], numbers: [[1, 2], [3, 4]], json: { a: [1] } });
  });

  it("lets more queries than connections wait their turn, and keeps to its maximum", async () => {
    await Promise.all(Array.from({ length: 20 }, () => database`select pg_sleep(0.01)`));
    const [row] = await stack.sql`
      select count(*)::int as n from pg_stat_activity where application_name = 'pool of two'`;
    assert.equal(row!["n"], 2);
  });

  it("waits for what runs when it is ended, and refuses what comes later", async () => {
    const ending = openDatabase(stack.status.db_url, { max: 1 });
    await ending`select 1`;
    const running = ending`select pg_sleep(0.2)`.then(() => "done");
    await ending.end({ timeout: 60 });
    assert.equal(await running, "done");
    await assert.rejects(ending`select 1`, { code: "CONNECTION_ENDED" });
  });

  it("ends what runs longer than it was given", async () => {
    const ending = openDatabase(stack.status.db_url, { max: 1 });
    await ending`select 1`;
    const running = ending`select pg_sleep(60)`.then(() => "done", codeOf);
    await ending.end({ timeout: 0 });
    assert.equal(await running, "CONNECTION_CLOSED");
  });
});
