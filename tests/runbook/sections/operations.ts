import assert from "node:assert/strict";
import { describe } from "node:test";
import type postgres from "postgres";
import { type Row, type Runbook, type Sql } from "../book.ts";

/** The blocks under "operations". */
export function operationsSection(book: Runbook): void {
  const { block, send, rows, rejects, undone, deliverAll, tick, job } = book;

  describe("operations", () => {
    /** Jobs on both sides of each boundary, to the microsecond, as of the transaction's now(). */
    const JOBS = `
      insert into job_heartbeats (job_name, last_run_at, last_alert_at, status, metadata) values
        ('fresh', now() - interval '1 hour', null, 'healthy', '{"rows": 1}'),
        ('alerted before, well now', now() - interval '23:59:59.999999', now() - interval '47:59:59.999999', 'healthy', '{}'),
        ('alerted long ago', now() - interval '2 hours', now() - interval '48 hours', 'healthy', '{}'),
        ('at the boundary', now() - interval '24 hours', null, 'healthy', '{}'),
        ('just stale', now() - interval '24:00:00.000001', null, 'healthy', '{}'),
        ('silenced', now() - interval '26 hours', now() - interval '5:59:59.999999', 'slow', '{}'),
        ('due again', now() - interval '30 hours', now() - interval '6 hours', 'healthy', '{}'),
        ('recently alerted', now() - interval '50 hours', now() - interval '2 hours', 'failed', '{}')`;
    const withJobs = (use: (sql: postgres.TransactionSql) => Promise<void>) =>
      undone(async (sql) => {
        await sql.unsafe(JOBS);
        await use(sql);
      });
    const names = (found: Row[]) => found.map((row) => row["job_name"]);

    block(
      "Monitor stale jobs",
      "stale jobs, longest silent first, with the hours field of their silence",
      (text) =>
        withJobs(async (sql) => {
          const found = await send(sql, text);
          assert.deepEqual(
            found.map((row) => [row["job_name"], Number(row["hours_overdue"]), row["status"], row["last_alert_info"]]),
            [
              ["recently alerted", 2, "failed", "2 hours ago"],
              ["due again", 6, "healthy", "6 hours ago"],
              ["silenced", 2, "slow", "5 hours ago"],
              ["just stale", 0, "healthy", "Never alerted"],
            ],
          );
          assert.deepEqual(Object.keys(found[0]!), [
            "job_name",
            "last_run_at",
            "hours_overdue",
            "status",
            "last_alert_at",
            "last_alert_info",
          ]);
        }),
    );
    block(
      "Monitor stale jobs (2)",
      "the view gives the same jobs with whole hours, and knows schedules",
      (text) =>
        withJobs(async (sql) => {
          const found = await send(sql, text);
          assert.deepEqual(found.map((row) => [row["job_name"], Number(row["hours_overdue"])]), [
            ["recently alerted", 50],
            ["due again", 30],
            ["silenced", 26],
            ["just stale", 24],
          ]);
          await sql`update job_heartbeats set expected_every = '1 hour', grace = '59 minutes' where job_name = 'alerted long ago'`;
          await sql`update job_heartbeats set expected_every = '2 days' where job_name = 'silenced'`;
          await sql`update job_heartbeats set paused = true where job_name = 'due again'`;
          assert.deepEqual(names(await send(sql, text)), ["recently alerted", "just stale", "alerted long ago"]);
        }),
    );

    block("Check alert history", "alerts of the last 48 hours, latest first", (text) =>
      withJobs(async (sql) => {
        const found = await send(sql, text);
        assert.deepEqual(names(found), ["recently alerted", "silenced", "due again", "alerted before, well now"]);
        assert.deepEqual(Object.keys(found[0]!), ["job_name", "last_run_at", "last_alert_at", "status", "metadata"]);
      }));
    block("Check alert history (2)", "the alerts themselves with their messages", async (text) => {
      await job("late", "25 h");
      await job("silent", "25 h", { last_alert_at: new Date() });
      await tick();
      await deliverAll();
      const found = await send(book.stack.sql, text);
      assert.deepEqual(
        found.map((
          row,
        ) => [
          row["subject_name"],
          row["alert_type"],
          row["reminder_count"],
          Number(row["delivered_count"]),
          Number(row["dead_count"]),
        ]),
        [["late", "job-stale", 0, 2, 0]],
      );
    });

    block("View healthy jobs", "jobs that ran within 24 hours, latest first", (text) =>
      withJobs(async (sql) => {
        const found = await send(sql, text);
        assert.deepEqual(found.map((row) => [row["job_name"], Number(row["hours_since_last_run"])]), [
          ["fresh", 1],
          ["alerted long ago", 2],
          ["alerted before, well now", 23],
        ]);
      }));
    block(
      "View healthy jobs (2)",
      "the view has them, the boundary and paused ones too",
      (text) =>
        withJobs(async (sql) => {
          await sql`update job_heartbeats set paused = true where job_name = 'due again'`;
          assert.deepEqual(names(await send(sql, text)), [
            "fresh",
            "alerted long ago",
            "alerted before, well now",
            "at the boundary",
            "due again",
          ]);
        }),
    );

    block("Anti-spam analysis", "jobs by the day of their last alert, within 7 days", (text) =>
      undone(async (sql) => {
        await sql`insert into job_heartbeats (job_name, last_alert_at) values
          ('a', date_trunc('day', now())), ('b', date_trunc('day', now())), ('c', date_trunc('day', now()) - interval '1 microsecond'),
          ('d', now() - interval '7 days'), ('e', null)`;
        const found = await send(sql, text);
        assert.deepEqual(found.map((row) => [Number(row["alerts_sent"]), Number(row["unique_jobs_alerted"])]), [
          [2, 2],
          [1, 1],
        ]);
        const [days] =
          await sql`select date_trunc('day', now()) as today, date_trunc('day', now()) - interval '1 day' as yesterday`;
        assert.deepEqual(found.map((row) => row["alert_date"]), [days!["today"], days!["yesterday"]]);
      }));
    block("Anti-spam analysis (2)", "delivered messages by day, channel and event", async (text) => {
      await job("late", "25 h");
      await job("later", "26 h");
      await tick();
      await deliverAll();
      await book.stack.sql`select update_job_heartbeat('late')`;
      await deliverAll();
      // Midnight may have been between two of them.
      await book.stack.sql`update notifications set finished_at = (select min(finished_at) from notifications)`;
      const found = await send(book.stack.sql, text);
      assert.deepEqual(found.map((row) => [row["channel"], row["event"], Number(row["messages"])]), [
        ["Email (RESEND_API_KEY)", "opened", 2],
        ["Email (RESEND_API_KEY)", "resolved", 1],
        ["Slack (SLACK_WEBHOOK_URL)", "opened", 2],
        ["Slack (SLACK_WEBHOOK_URL)", "resolved", 1],
      ]);
    });

    const letItDie = async () => {
      await job("late", "25 h");
      await tick();
      await book.stack.sql`
        update notifications n set state = 'dead', finished_at = now(), last_error = 'because'
        from notification_channels c where c.id = n.channel_id and c.kind = 'slack'`;
    };
    block("Check 4: did messages die?", "what died, for which channel, and of what", async (text) => {
      await letItDie();
      const found = await send(book.stack.sql, text);
      assert.deepEqual(
        found.map((row) => [row["channel_name"], row["last_error"]]),
        [["Slack (SLACK_WEBHOOK_URL)", "because"]],
      );
      assert.match(String(found[0]!["message"]), /^Job "late" has not run/);
    });
    block("Check 4: did messages die? (2)", "sends it again", async (text) => {
      await letItDie();
      assert.deepEqual(await send(book.stack.sql, text), [{ replay_notifications: 1 }]);
      await deliverAll();
      assert.equal(book.stack.received().slack.length, 1);
    });

    block(
      "Alerts are suppressed",
      "which stale jobs are suppressed, and since when",
      (text) =>
        withJobs(async (sql) => {
          const found = await send(sql, text);
          const statuses = Object.fromEntries(found.map((row) => [row["job_name"], row["alert_status"]]));
          assert.deepEqual(statuses, {
            "just stale": "Never alerted (should alert)",
            silenced: "Suppressed (< 6h since last alert)",
            "due again": "Should alert (>= 6h since last alert)",
            "recently alerted": "Suppressed (< 6h since last alert)",
          });
          const hours = Object.fromEntries(found.map((row) => [row["job_name"], String(row["hours_since_alert"])]));
          assert.deepEqual(hours, {
            "just stale": "Infinity",
            silenced: "5",
            "due again": "6",
            "recently alerted": "2",
          });
          await sql`select private.tick()`;
          const alerted = await sql`select subject_id from guardian_alerts order by subject_id`;
          const promised = found.filter((row) => /should alert/i.test(String(row["alert_status"])))
            .map((row) => row["job_name"]).sort();
          assert.deepEqual(alerted.map((row) => row["subject_id"]), promised, "the tick does what the query says");
        }),
    );
    block("Alerts are suppressed (2)", "the view says why and until when", (text) =>
      withJobs(async (sql) => {
        await sql`select private.tick()`;
        await sql`select acknowledge_alert(id) from guardian_alerts where subject_id = 'due again'`;
        const found = await send(sql, text);
        assert.deepEqual(found.map((row) => [row["job_name"], row["reason"]]), [
          ["due again", "acknowledged"],
          ["just stale", "alerted within the repeat interval"],
          ["recently alerted", "silenced"],
          ["silenced", "silenced"],
        ]);
        const silenced = found.find((row) => row["job_name"] === "silenced")!;
        const [until] =
          await sql`select last_alert_at + interval '6 hours' as at from job_heartbeats where job_name = 'silenced'`;
        assert.deepEqual(silenced["suppressed_until"], until!["at"]);
      }));

    block("Check job execution", "every job, latest first", (text) =>
      withJobs(async (sql) => {
        const found = await send(sql, text);
        assert.deepEqual(names(found), [
          "fresh",
          "alerted long ago",
          "alerted before, well now",
          "at the boundary",
          "just stale",
          "silenced",
          "due again",
          "recently alerted",
        ]);
        assert.equal(Number(found[1]!["hours_since_heartbeat"]), 2);
        await sql`select update_job_heartbeat('fresh', 'running')`;
        const [first] = await send(sql, text);
        assert.deepEqual(
          [first!["status"], Number(first!["hours_since_heartbeat"])],
          ["running", 1],
          "a start does not move last_run_at",
        );
      }));

    block(
      "Recommended alerts",
      "our view begins with these columns and counts the same",
      (text) =>
        withJobs(async (sql) => {
          await rejects(sql.savepoint((inner) => send(inner, text)), "42P07");
          await sql`alter view public.healthcheck_summary rename to ours`;
          await send(sql, text);
          const reference = await columnsOf(sql, "public.healthcheck_summary");
          const ours = await columnsOf(sql, "public.ours");
          assert.equal(reference.length, 6);
          assert.deepEqual(ours.slice(0, reference.length), reference);
          // At the boundary itself the reference says stale and its own query for stale jobs does not.
          await sql`delete from job_heartbeats where job_name = 'at the boundary'`;
          const [expected] = await rows(sql, "select * from public.healthcheck_summary");
          const [found] = await rows(
            sql,
            `select ${reference.map((column) => column["name"]).join(", ")} from public.ours`,
          );
          assert.deepEqual(found, expected);
          assert.deepEqual([
            Number(expected!["total_jobs"]),
            Number(expected!["healthy_jobs"]),
            Number(expected!["stale_jobs"]),
          ], [7, 3, 4]);
        }),
    );
    const columnsOf = async (sql: Sql, relation: string) =>
      await rows(
        sql,
        `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type
         from pg_attribute a where a.attrelid = '${relation}'::regclass and a.attnum > 0 order by a.attnum`,
      );
    block("Recommended alerts (2)", "paused jobs are healthy, failing ones are not", (text) =>
      withJobs(async (sql) => {
        await sql`update job_heartbeats set paused = true where job_name = 'due again'`;
        await sql`select update_job_heartbeat('fresh', 'failed')`;
        const [found] = await send(sql, text);
        assert.deepEqual(Object.values(found!).map(Number), [8, 4, 3, 4, 1, 1]);
      }));

    block("Key metrics", "alerts opened within a day, and those that resolved within minutes", async (text) => {
      await job("a", "25 h");
      await job("b", "25 h");
      await tick();
      await book.stack.sql`select update_job_heartbeat('a')`;
      const [found] = await send(book.stack.sql, text);
      assert.deepEqual(Object.values(found!).map(Number), [2, 1]);
    });
  });
}
