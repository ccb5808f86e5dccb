import assert from "node:assert/strict";
import process from "node:process";
import { after, before, beforeEach, describe, it } from "node:test";
import postgres from "postgres";
import { endBackend } from "../support/backends.ts";
import { startTestStack, type TestStack, waitFor } from "../support/stack.ts";

interface Run {
  run_id: string;
  lease: string;
}

let stack: TestStack;

before(async () => {
  stack = await startTestStack();
  await stack.sql`delete from app_settings where key = 'edge_base_url'`;
  await stack.sql`update notification_channels set enabled = false where source = 'environment'`;
  await stack.sql`
    insert into tenants (id, name, role, created_at) values ('acme', 'Acme', 'customer', now() - interval '8 days')`;
});
after(() => stack?.stop());
beforeEach(async () => {
  await stack.sql`delete from check_remediations`;
  await stack.sql`delete from check_definitions where not is_builtin`;
  await stack.sql`delete from remediation_runs`;
  await stack.sql`delete from tenant_check_states`;
  await stack.sql`delete from heartbeat_executions`;
  await stack.sql`delete from playbook_events`;
  await stack.sql`
    update private.tenant_run_states set next_run_at = '-infinity', execution_id = null, claimed_at = null, lease_expires_at = null`;
});

/** A check that says what a function of the database says, the only one that is asked, with something attached to it. */
async function attach(checkFunction: string, args: object, action: string, actionArguments: object = {}) {
  await stack.sql`
    insert into check_definitions (id, title, category, evaluator, rule)
    values ('broken', 'Broken', 'system', 'sql', ${
    stack.sql.json({ function: checkFunction, arguments: args } as never)
  })`;
  await stack.sql`update tenant_settings set enabled_checks = '{broken}', channels = '{dashboard}'`;
  await stack.sql`
    insert into check_remediations (check_id, action, on_statuses, arguments, cooldown, max_per_day)
    values ('broken', ${action}, '{warning,alert,error}', ${stack.sql.json(actionArguments as never)}, '0', 3)`;
}

async function makeAction(name: string, body: string, timeout = "10 seconds") {
  await stack.sql.unsafe(
    `create or replace function private.${name}() returns void language plpgsql security definer as $$ begin ${body}; end $$`,
  );
  await stack.sql`
    insert into private.remediation_actions (name, kind, target, timeout, description)
    values (${name}, 'rpc', ${`private.${name}`}, ${timeout}, 'x')
    on conflict (name) do nothing`;
}

const heartbeat = async () => {
  const response = await stack.invoke("heartbeat");
  assert.equal(response.status, 200, await response.clone().text());
};
const runs = () => stack.sql`select * from remediation_runs order by started_at`;
const told = async () =>
  (await stack.sql<{ results: { status: string; message: string }[] }[]>`
    select results from heartbeat_notifications order by created_at`).flatMap(({ results }) => results);
/** Has the tenants looked at, and nothing done about it: whoever claimed is gone. */
const claim = async (sql: postgres.ISql) => {
  const [row] = await sql<[{ claims: { executionId: string }[] }]>`select claim_tenants() as claims`;
  await sql`select run_tenants(${sql.json(row.claims as never)})`;
  return await sql<Run[]>`select run_id, lease from remediation_runs where status = 'running'`;
};

describe("a database that is really broken", () => {
  it("end_idle_transactions ends the sessions that are idle in a transaction, and no others", async () => {
    const open = async (name: string) => {
      const sql = postgres(stack.status.db_url, {
        max: 1,
        onnotice: () => {},
        max_lifetime: null,
        connection: { application_name: name },
      });
      const [{ pid }] = await sql<[{ pid: number }]>`select pg_backend_pid() as pid`;
      return { sql, pid };
    };
    const [idle, failed, plain, busy] = [
      await open("idle"),
      await open("failed"),
      await open("plain"),
      await open("busy"),
    ];
    const pids = [idle, failed, plain, busy].map(({ pid }) => pid);
    try {
      await stack.sql`create table ledger (id integer primary key)`;
      await idle.sql`begin`;
      await idle.sql`lock table ledger`;
      await failed.sql`begin`;
      await assert.rejects(async () => await failed.sql`select 1 / 0`);
      await busy.sql`begin`;
      const working = busy.sql`select pg_sleep(60)`.execute();
      working.catch(() => {});
      await waitFor("two sessions idle for a second", async () => {
        const rows = await stack.sql`
          select from pg_stat_activity where state like 'idle in transaction%' and state_change < now() - interval '1 second'`;
        return rows.length === 2;
      });
      await attach("private.check_idle_transactions", { after: "1 second" }, "end_idle_transactions", {
        after: "1 second",
      });
      await heartbeat();
      const [run] = await runs();
      const { ended, refused } = run!["result"] as { ended: { application: string }[]; refused: unknown[] };
      assert.deepEqual([run!["status"], run!["status_before"], run!["status_after"]], ["succeeded", "warning", "ok"]);
      assert.deepEqual(ended.map(({ application }) => application).sort(), ["failed", "idle"]);
      assert.deepEqual(refused, []);
      const left = await stack.sql`select pid from pg_stat_activity where pid = any (${pids}) order by backend_start`;
      assert.deepEqual(left.map(({ pid }) => pid), [plain.pid, busy.pid]);
      await stack.sql`insert into ledger values (1)`;
      const [{ status, message }] = await told() as [{ status: string; message: string }];
      assert.equal(status, "ok");
      assert.match(
        message,
        /^The remediation end_idle_transactions ran at .* This is well again\. It was: Transactions that are idle/,
      );
    } finally {
      const left = await stack.sql`select pid from pg_stat_activity where pid = any (${pids})`;
      for (const { pid } of left) await endBackend(stack.sql, pid);
      await Promise.all([idle, failed, plain, busy].map(({ sql }) => sql.end({ timeout: 1 })));
    }
  });

  it("end_idle_transactions waits for a session that is slow to end", async () => {
    const sql = postgres(stack.status.db_url, { max: 1, onnotice: () => {}, max_lifetime: null });
    const [{ pid }] = await sql<[{ pid: number }]>`select pg_backend_pid() as pid`;
    try {
      await sql`begin`;
      await waitFor("a session idle for a second", async () => {
        const rows = await stack.sql`
          select from pg_stat_activity
          where pid = ${pid} and state = 'idle in transaction' and state_change < now() - interval '1 second'`;
        return rows.length === 1;
      });
      await attach("private.check_idle_transactions", { after: "1 second" }, "end_idle_transactions", {
        after: "1 second",
      });
      process.kill(pid, "SIGSTOP");
      const awake = setTimeout(() => process.kill(pid, "SIGCONT"), 3000);
      try {
        await heartbeat();
      } finally {
        clearTimeout(awake);
        const [left] = await stack.sql`select from pg_stat_activity where pid = ${pid}`;
        if (left) process.kill(pid, "SIGCONT");
      }
      const [run] = await runs();
      assert.deepEqual([run!["status"], run!["status_after"]], ["succeeded", "ok"]);
    } finally {
      await sql.end({ timeout: 1 });
    }
  });

  it("end_idle_transactions leaves the roles that it is told to leave", async () => {
    const sql = postgres(stack.status.db_url, { max: 1, onnotice: () => {}, max_lifetime: null });
    try {
      await sql`begin`;
      await sql`select 1`;
      await waitFor("a session idle for a second", async () => {
        const rows = await stack.sql`
          select from pg_stat_activity where state = 'idle in transaction' and state_change < now() - interval '1 second'`;
        return rows.length === 1;
      });
      await attach("private.check_idle_transactions", { after: "1 second" }, "end_idle_transactions", {
        after: "1 second",
        except: ["postgres"],
      });
      await heartbeat();
      const [run] = await runs();
      assert.deepEqual([run!["result"], run!["status_after"]], [{ ok: true, ended: [], refused: [] }, "warning"]);
      await sql`rollback`;
    } finally {
      await sql.end({ timeout: 1 });
    }
  });

  it("analyze_stale_tables analyses the tables whose statistics are stale, and leaves one that is locked", async () => {
    const sql = postgres(stack.status.db_url, { max: 1, onnotice: () => {}, max_lifetime: null });
    try {
      for (const name of ["stale", "locked"]) {
        await sql.unsafe(`create table ${name} (id integer) with (autovacuum_enabled = false)`);
        await sql.unsafe(`insert into ${name} select generate_series(1, 20000)`);
      }
      await sql`select pg_stat_force_next_flush()`;
      await attach("private.check_stale_statistics", { min_rows: 10000 }, "analyze_stale_tables");
      await sql`begin`;
      await sql`lock table locked`;
      await heartbeat();
      await sql`rollback`;
      const [first] = await runs();
      assert.deepEqual([first!["status"], first!["status_after"]], ["succeeded", "warning"]);
      const analyzed = async () =>
        (await stack
          .sql`select relname from pg_stat_user_tables where relname in ('stale', 'locked') and last_analyze is not null
          order by 1`).map(({ relname }) => relname);
      assert.deepEqual(await analyzed(), ["stale"]);
      await stack.sql`update private.tenant_run_states set next_run_at = '-infinity'`;
      await heartbeat();
      const [, second] = await runs();
      assert.deepEqual([second!["status"], second!["status_after"]], ["succeeded", "ok"]);
      assert.deepEqual(await analyzed(), ["locked", "stale"]);
    } finally {
      await sql.end({ timeout: 1 });
      await stack.sql`drop table if exists stale, locked`;
    }
  });

  it("install_schedules repairs what was removed, changed and switched off", async () => {
    await stack.sql`select cron.unschedule('heartbase-tick')`;
    await stack.sql`select cron.schedule('heartbase-prune', '0 0 1 1 *', 'select 1')`;
    await stack.sql`select cron.alter_job(jobid, active => false) from cron.job where jobname = 'heartbase-recovery'`;
    await stack.sql`
      create or replace function private.check_schedules(tenant_id text, now_at timestamptz, arguments jsonb) returns jsonb
      language sql stable as $$
        select jsonb_build_object('status', case when count(*) = 0 then 'ok' else 'alert' end)
        from (select s.* from private.schedules() s
          except select j.jobname, j.schedule, j.command from cron.job j where j.active) missing $$`;
    await stack.sql`update private.remediation_actions set recheck_after = '0' where name = 'install_schedules'`;
    await attach("private.check_schedules", {}, "install_schedules");
    await heartbeat();
    const [run] = await runs();
    assert.deepEqual([run!["status"], run!["result"], run!["status_after"]], ["succeeded", {
      repaired: ["heartbase-prune", "heartbase-recovery", "heartbase-tick"],
    }, "ok"]);
  });
});

describe("whoever runs it", () => {
  before(() =>
    stack.sql`
      create function private.check_alarmed(tenant_id text, now_at timestamptz, arguments jsonb) returns jsonb
      language sql stable as $$ select '{"status": "alert", "message": "It is broken."}'::jsonb $$`
  );

  it("is killed while the action is at work: it has failed when the lease ends, its statement too, and the news are told", async () => {
    await makeAction("sleep_long", "perform pg_sleep(120)", "25 seconds");
    await attach("private.check_alarmed", {}, "sleep_long");
    const gone = assert.rejects(
      stack.invoke("heartbeat").then((response) => {
        if (!response.ok) throw new Error(String(response.status));
      }),
    );
    const atWork = async () =>
      (await stack.sql`select from pg_locks where locktype = 'advisory' and objsubid = 1
        and (classid::bigint << 32 | objid::bigint) in (select private.remediation_lock(run_id) from remediation_runs)`)
        .length;
    await waitFor("the action to be at work", atWork);
    process.kill(stack.functions.pid!, "SIGKILL");
    await gone;
    assert.equal((await runs())[0]!["status"], "running");
    assert.deepEqual(await told(), []);

    const sweep = async (at: string) =>
      (await stack.sql.unsafe(`select private.sweep_remediations(${at}) as count`))[0]!["count"];
    assert.equal(await sweep("now()"), 0);
    assert.equal(await atWork(), 1, "until the lease ends nothing is done");
    await sweep("now() + interval '10 minutes'");
    await waitFor("its statement to end", async () => (await runs())[0]!["called_at"]);
    assert.equal(await atWork(), 0);
    assert.equal(await sweep("now() + interval '10 minutes'"), 1);
    const [run] = await runs();
    assert.deepEqual([run!["status"], run!["error"], run!["status_after"]], [
      "failed",
      "It was ended after 25 s.",
      "alert",
    ]);
    assert.deepEqual((await told()).map(({ status }) => status), ["alert"]);
    await waitFor("the functions to be there again", async () => {
      try {
        return (await stack.invoke("alive/ping", { method: "GET" })).ok;
      } catch {
        return false;
      }
    });
  });

  it("is gone between claim and call: not known counts as failed, and as one of the day", async () => {
    await makeAction("never_called", "null");
    await attach("private.check_alarmed", {}, "never_called");
    await stack.sql`update check_remediations set max_per_day = 1`;
    assert.equal((await claim(stack.sql)).length, 1);
    await stack.sql`update remediation_runs set lease_expires_at = now()`;
    await stack.sql`update private.tenant_run_states set next_run_at = '-infinity'`;
    await heartbeat();
    assert.deepEqual((await runs()).map(({ status, reason, called_at }) => [status, reason, called_at]), [
      ["failed", null, null],
      ["skipped", "max_per_day", null],
    ]);
    assert.deepEqual((await told()).map(({ status }) => status), ["alert"]);
    assert.deepEqual((await stack.sql`select type from playbook_events`).map(({ type }) => type), [
      "remediation_failed",
    ]);
  });

  it("comes twice: the action is called once, and the second is refused", async () => {
    await stack.sql`create table calls (at timestamptz)`;
    await makeAction("count_calls", "insert into public.calls values (clock_timestamp()); perform pg_sleep(0.5)");
    await attach("private.check_alarmed", {}, "count_calls");
    const [run] = await claim(stack.sql);
    const call = () => stack.admin.rpc("call_remediation", { p_run_id: run!.run_id, p_lease: run!.lease });
    const answers = await Promise.all([call(), call(), call()]);
    assert.deepEqual(answers.map(({ error }) => error?.message ?? "called").sort(), [
      "called",
      "remediation_lease_lost",
      "remediation_lease_lost",
    ]);
    assert.equal((await stack.sql`select from calls`).length, 1);
    const finish = () => stack.admin.rpc("finish_remediation", { p_run_id: run!.run_id, p_lease: run!.lease });
    const ends = await Promise.all([finish(), finish()]);
    assert.deepEqual(ends.map(({ error }) => error?.message ?? "finished").sort(), [
      "finished",
      "remediation_lease_lost",
    ]);
    assert.equal((await told()).length, 1);
    await stack.sql`drop table calls`;
  });

  it("comes with another: two executions at once begin one run of a check of the platform", async () => {
    await makeAction("once", "null");
    await attach("private.check_alarmed", {}, "once");
    await stack.sql`update check_definitions set rule = rule || '{"per": "platform"}' where id = 'broken'`;
    await stack.sql`
      insert into tenants (id, name, role, created_at) values ('beta', 'Beta', 'customer', now() - interval '8 days')`;
    await stack.sql`update tenant_settings set enabled_checks = '{broken}', channels = '{dashboard}'`;
    const claimOne = async (sql: postgres.ISql) =>
      (await sql<[{ claims: { executionId: string }[] }]>`select claim_tenants(1) as claims`)[0].claims;
    const run = (sql: postgres.ISql, claims: { executionId: string }[]) =>
      sql`select run_tenants(${sql.json(claims as never)})`;
    const [one, two] = [await claimOne(stack.sql), await claimOne(stack.sql)];
    assert.notEqual(one[0]!.executionId, two[0]!.executionId);
    let second: Promise<unknown> | undefined;
    await stack.sql.begin(async (sql) => {
      await run(sql, one);
      second = run(stack.sql, two).execute();
      await waitFor(
        "the second to wait for the first",
        async () =>
          (await stack.sql`select from pg_stat_activity where wait_event_type = 'Lock' and query like '%run_tenants%'`)
            .length,
      );
    });
    await second;
    assert.deepEqual((await runs()).map(({ status }) => status), ["running"]);
    assert.equal((await stack.sql`select from heartbeat_executions`).length, 2);
    await stack.sql`delete from tenants where id = 'beta'`;
  });
});
