// What Heartbase relies on of pg_cron, asked of the local stand-in and, where it is installed, of the real extension.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CRON_TARGETS, eventually, type RunningCron } from "./targets.ts";

const ACCEPTED = [
  "* * * * *",
  "*/15 0,6,12,18 1 */3 sun",
  "0 */6 * * *",
  "* * * jan-mar mon-fri",
  "* * * * 7",
  "@hourly",
];
const REFUSED = ["", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "*/0 * * * *"]
  .concat(
    [
      "5/10 * * * *",
      "5x * * * *",
      "1,, * * * *",
      "-1 * * * *",
      "a * * * *",
      "* * L * *",
      "@every",
      "0 seconds",
      "60 seconds",
    ],
  );

for (const target of CRON_TARGETS) {
  describe(`pg_cron: ${target.name}`, { skip: target.skip, concurrency: false }, () => {
    let cron: RunningCron;
    before(async () => {
      cron = await target.start();
      await cron.sql`create extension if not exists pg_cron`;
      await cron.sql.unsafe(`
        create role customer login password 'postgres';
        grant usage on schema cron to customer;
        create table public.effects (who text);
        grant insert on public.effects to customer;
      `).simple();
    });
    after(() => cron?.stop());

    const schedule = async (name: string, when: string, command: string) => {
      const [row] = await cron.sql<{ id: string }[]>`select cron.schedule(${name}, ${when}, ${command}) as id`;
      return row!.id;
    };
    const finished = (jobid: string, count = 1) =>
      eventually(`${count} finished runs of job ${jobid}`, async () => {
        const runs = await cron.sql`
          select * from cron.job_run_details where jobid = ${jobid} and status in ('succeeded', 'failed') order by runid`;
        return runs.length >= count && runs;
      });

    it("accepts the schedules that cron knows", async () => {
      for (const when of [...ACCEPTED, ...(target.isRecent ? ["0 0 $ * *", "30 seconds", "1 second"] : [])]) {
        await schedule("accepted", when, "select 1");
      }
      await cron.sql`select cron.unschedule('accepted')`;
    });

    it("refuses other schedules with `invalid schedule: …`", async () => {
      for (const when of REFUSED) {
        await assert.rejects(schedule("refused", when, "select 1"), {
          code: "22023",
          message: `invalid schedule: ${when}`,
        });
      }
    });

    it("keeps one job of a name and user, and overwrites it", async () => {
      const first = await schedule("same", "* * * * *", "select 1");
      assert.equal(await schedule("same", "0 0 1 1 *", "select 2"), first);
      const jobs = await cron.sql`select * from cron.job where jobname = 'same'`;
      assert.equal(jobs.length, 1);
      const { jobid, schedule: when, command, nodename, nodeport, database, username, active, jobname } = jobs[0]!;
      assert.deepEqual(
        { jobid, when, command, nodename, nodeport, database, username, active, jobname },
        {
          jobid: first,
          when: "0 0 1 1 *",
          command: "select 2",
          nodename: "localhost",
          nodeport: cron.server.port,
          database: "postgres",
          username: "postgres",
          active: true,
          jobname: "same",
        },
      );
      const [gone] = await cron.sql`select cron.unschedule('same') as done`;
      assert.equal(gone?.["done"], true);
    });

    it("raises when a job to unschedule does not exist", async () => {
      await assert.rejects(cron.sql`select cron.unschedule('nobody')`, /could not find valid entry for job 'nobody'/);
      await assert.rejects(cron.sql`select cron.unschedule(4711)`, /could not find valid entry for job 4711/);
      await assert.rejects(cron.sql`select cron.alter_job(4711, active := false)`, /Job 4711 does not exist/);
    });

    it("changes what alter_job names and keeps the rest", async () => {
      const id = await schedule("altered", "* * * * *", "select 1");
      await cron.sql`select cron.alter_job(${id}, schedule := '5 4 * * *', active := false)`;
      const [job] = await cron.sql`select schedule, command, active from cron.job where jobid = ${id}`;
      assert.deepEqual({ ...job }, { schedule: "5 4 * * *", command: "select 1", active: false });
      await assert.rejects(cron.sql`select cron.alter_job(${id}, schedule := 'bad')`, /invalid schedule: bad/);
      await cron.sql`select cron.unschedule(${id}::bigint)`;
    });

    it("leaves an inactive job inactive when one of its name is scheduled", async () => {
      const id = await schedule("asleep", "* * * * *", "select 1");
      await cron.sql`select cron.alter_job(${id}, active := false)`;
      assert.equal(await schedule("asleep", "5 4 * * *", "select 2"), id);
      const [job] = await cron.sql`select schedule, command, active from cron.job where jobid = ${id}`;
      assert.deepEqual({ ...job }, { schedule: "5 4 * * *", command: "select 2", active: false });
      await cron.sql`select cron.unschedule('asleep')`;
      await schedule("asleep", "5 4 * * *", "select 2");
      const [anew] = await cron.sql`select active from cron.job where jobname = 'asleep'`;
      assert.equal(anew?.["active"], true, "one that was unscheduled before is active");
      await cron.sql`select cron.unschedule('asleep')`;
    });

    it("shows a user only its own jobs, and lets it make jobs only for itself", async () => {
      await schedule("of postgres", "0 0 1 1 *", "select 1");
      await cron.sql.begin(async (sql) => {
        await sql`set local role customer`;
        await sql`select cron.schedule('of customer', '0 0 1 1 *', 'select 1')`;
        const seen = await sql`select jobname, username from cron.job`;
        assert.deepEqual(seen.map((row) => ({ ...row })), [{ jobname: "of customer", username: "customer" }]);
        for (const call of ["cron.unschedule('of postgres')", "cron.alter_job(1, active := false)"]) {
          await assert.rejects(sql.savepoint((inner) => inner.unsafe(`select ${call}`)));
        }
        await assert.rejects(
          sql.savepoint((inner) => inner`select cron.schedule_in_database('x', '* * * * *', 'select 1', 'postgres')`),
          { code: "42501" },
        );
        await assert.rejects(sql.savepoint((inner) => inner`update cron.job set username = 'postgres'`), {
          code: "42501",
        });
      });
    });

    it("runs what is due, as its user, and says in job_run_details how it went", async () => {
      await cron.farFromNextMinute();
      const query = await schedule("query", "* * * * *", "select 1");
      const several = await schedule("several", "* * * * *", "select 1; insert into public.effects values ('x')");
      const written = await schedule("written", "* * * * *", "insert into public.effects values ('y'), ('z')");
      const broken = await schedule("broken", "* * * * *", "insert into public.effects values ('lost'); select 1/0");
      const [asUser] = await cron.sql<{ id: string }[]>`
        select cron.schedule_in_database('as user', '* * * * *', 'insert into public.effects values (current_user)',
          'postgres', 'customer') as id`;
      const named = await schedule(
        "named",
        "* * * * *",
        "insert into public.effects values (current_setting('application_name'))",
      );
      const idle = await schedule("idle", "* * * * *", "select 1");
      await cron.sql`select cron.alter_job(${idle}, active := false)`;
      const never = await schedule("another time", "0 0 30 2 *", "select 1");
      await cron.nextMinute();

      const [ok] = await finished(query);
      const { status, return_message, database, username, command } = ok!;
      assert.deepEqual({ status, return_message, database, username, command }, {
        status: "succeeded",
        return_message: "1 row",
        database: "postgres",
        username: "postgres",
        command: "select 1",
      });
      assert.ok(ok!["job_pid"] > 0 && ok!["start_time"] <= ok!["end_time"]);

      assert.equal((await finished(several))[0]!["status"], "succeeded");
      assert.equal((await finished(written))[0]!["return_message"], "INSERT 0 2");
      // The real one says for a moment that it succeeded: what its first statement did.
      const failed = await eventually("the failure", async () => {
        const [run] = await finished(broken);
        return run!["status"] === "failed" && run;
      });
      assert.equal(failed["return_message"], "ERROR:  division by zero\n");
      assert.equal((await finished(asUser!.id))[0]!["username"], "customer");
      assert.equal((await finished(named))[0]!["status"], "succeeded");
      const effects = await cron.sql`select who from public.effects order by who`;
      assert.deepEqual(effects.map((row) => row["who"]), ["customer", "pg_cron", "x", "y", "z"]);
      const unwanted = await cron.sql`select 1 from cron.job_run_details where jobid in (${idle}, ${never})`;
      assert.equal(unwanted.length, 0);
    });

    it("marks runs that a restart interrupted as failed", async () => {
      await cron.sql`delete from cron.job`;
      await cron.sql`
        insert into cron.job_run_details (jobid, status, start_time) values (77, 'running', now()), (78, 'starting', null)`;
      await cron.server.restart({ mode: "fast" });
      await eventually("the interrupted runs are failed", async () => {
        await cron.look();
        const runs = await cron.sql`
          select status, return_message from cron.job_run_details where jobid in (77, 78)`.catch(() => []);
        return runs.length === 2 &&
          runs.every((run) => run["status"] === "failed" && run["return_message"] === "server restarted");
      });
    });
  });
}

const [standIn] = CRON_TARGETS;
describe(`pg_cron: ${standIn!.name}, what takes the real one minutes to show`, { concurrency: false }, () => {
  let cron: RunningCron;
  before(async () => {
    cron = await standIn!.start();
    await cron.sql`create extension pg_cron`;
  });
  after(() => cron?.stop());

  it("runs one instance of a job at a time and queues the others", async () => {
    const lock = await cron.sql.reserve();
    await lock`select pg_advisory_lock(1)`;
    const [job] = await cron.sql`select cron.schedule('long', '* * * * *', 'select pg_advisory_xact_lock(1)') as id`;
    for (let minute = 0; minute < 3; minute++) await cron.nextMinute();
    const runs = () => cron.sql`select status from cron.job_run_details where jobid = ${job?.["id"]} order by runid`;
    await eventually("the first run waits", async () => (await runs())[0]?.["status"] === "running");
    assert.equal((await runs()).length, 1);
    await lock`select pg_advisory_unlock(1)`;
    lock.release();
    const done = await eventually("all three ran", async () => {
      const all = await runs();
      return all.length === 3 && all.every((run) => run["status"] === "succeeded") && all;
    });
    assert.equal(done.length, 3);
  });

  it("never runs the minutes that it missed", async () => {
    await cron.sql`delete from cron.job_run_details`;
    await cron.sql`delete from cron.job`;
    const [job] = await cron.sql`select cron.schedule('hourly', '0 * * * *', 'select 1') as id`;
    await cron.jumpTo?.(new Date("2031-05-05T10:59:00Z"));
    await cron.jumpTo?.(new Date("2031-05-05T13:30:00Z"));
    const runs = await cron.sql`select 1 from cron.job_run_details where jobid = ${job?.["id"]}`;
    assert.equal(runs.length, 0);
  });
});
