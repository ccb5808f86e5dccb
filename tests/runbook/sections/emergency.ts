import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { blocks, type Row, type Runbook } from "../book.ts";

/** The blocks under "emergency procedures". */
export function emergencySection(book: Runbook): void {
  const { block, send, rows, undone, deliverAll, tick, job, messages } = book;

  describe("emergency procedures", () => {
    block("Reset an alert timestamp", "one reminder of this job at the next tick", async (text) => {
      await job("your-stale-job-name", "25 h");
      await job("another", "25 h");
      await tick();
      await tick();
      const first = ["opened another", "opened your-stale-job-name"];
      assert.deepEqual(await messages(), first);
      await send(book.stack.sql, text);
      await tick();
      await tick();
      assert.deepEqual(await messages(), [...first, "reminder your-stale-job-name"]);
      // An acknowledgement calls off a reminder that nobody has sent yet.
      await deliverAll();
      await book.stack.sql`select acknowledge_alert(id) from guardian_alerts`;
      await send(book.stack.sql, text);
      await tick();
      await tick();
      const twice = [...first, "reminder your-stale-job-name", "reminder your-stale-job-name"];
      assert.deepEqual(await messages(), twice, "told once more, although acknowledged");
    });
    it("Reset an alert timestamp: ends a silence with a new alert, and tells nothing of a job that is well", async () => {
      const text = blocks.get("Reset an alert timestamp")!;
      await job("your-stale-job-name", "25 h", { last_alert_at: new Date() });
      await tick();
      assert.deepEqual(await messages(), []);
      await send(book.stack.sql, text);
      await tick();
      assert.deepEqual(await messages(), ["opened your-stale-job-name"]);
      await book.stack.sql`select update_job_heartbeat('your-stale-job-name')`;
      await send(book.stack.sql, text);
      await tick();
      assert.deepEqual(await messages(), [], "the opening was never sent, and neither is the recovery");
    });

    const silencedAt = "(select min(last_alert_at) from job_heartbeats where job_name = 'alerted')";
    block("Disable all alerts temporarily", "no alert for 6 hours, then one of each job in trouble", async (text) => {
      await job("alerted", "25 h");
      await job("well", "1 h");
      await job("due in two hours", "22 h");
      await tick();
      await deliverAll();
      await job("stale since", "25 h");
      await send(book.stack.sql, text);
      const [silenced] = await book.stack.sql`select count(distinct last_alert_at)::int as n from job_heartbeats`;
      assert.equal(silenced!["n"], 1);
      for (const passed of ["0", "1 minute", "3 hours", "5:59:59.999999"]) {
        await tick(`${silencedAt} + '${passed}'::interval`);
      }
      assert.deepEqual(await messages(), ["opened alerted"]);
      const [end] = await rows(book.stack.sql, `select (${silencedAt} + '6 hours'::interval)::text as at`);
      await tick(`'${end!["at"]}'`);
      await tick(`'${end!["at"]}'::timestamptz + interval '1 minute'`);
      assert.deepEqual((await messages()).slice(1).sort(), [
        "opened due in two hours",
        "opened stale since",
        "reminder alerted",
      ]);
    });
    it("Disable all alerts temporarily: a recovery is told, and a job that is new is not silenced", async () => {
      await job("alerted", "25 h");
      await tick();
      await deliverAll();
      await send(book.stack.sql, blocks.get("Disable all alerts temporarily")!);
      await job("new", "25 h");
      await book.stack.sql`select update_job_heartbeat('alerted')`;
      await tick();
      assert.deepEqual((await messages()).sort(), ["opened alerted", "opened new", "resolved alerted"]);
    });
    block(
      "Disable all alerts temporarily (2)",
      "ends the silence: all that are in trouble are told of",
      async (text) => {
        await job("a", "25 h");
        await job("b", "1 h");
        await send(book.stack.sql, blocks.get("Disable all alerts temporarily")!);
        await tick();
        assert.deepEqual(await messages(), []);
        await send(book.stack.sql, text);
        await tick();
        assert.deepEqual(await messages(), ["opened a"]);
      },
    );

    block("Bulk job recovery", "one recovery to those who were told, and no new alert", async (text) => {
      await job("told", "30 h");
      await tick();
      await deliverAll();
      await job("not told yet", "30 h");
      await tick();
      await job("well", "1 h", { metadata: { rows: 7 } });
      await job("late by its own schedule", "2 h", { expected_every: "1 hour", last_alert_at: new Date() });
      await send(book.stack.sql, text);
      assert.deepEqual(
        await rows(
          book.stack.sql,
          "select job_name, status, last_run_at = last_alert_at as is_reset from job_heartbeats order by job_name",
        ),
        [
          { job_name: "late by its own schedule", status: "healthy", is_reset: false },
          { job_name: "not told yet", status: "recovered", is_reset: true },
          { job_name: "told", status: "recovered", is_reset: true },
          { job_name: "well", status: "healthy", is_reset: null },
        ],
      );
      await tick();
      await tick();
      assert.deepEqual(await messages(), ["opened told", "resolved told"]);
      await deliverAll();
      assert.deepEqual([book.stack.received().slack.length, book.stack.received().email.length], [2, 2]);
      await book.stack.sql`update job_heartbeats set paused = true where expected_every is not null`;
      await tick("now() + interval '6 hours 1 minute'");
      assert.deepEqual(await messages(), ["opened told", "resolved told"]);
      const open = await book.stack.sql`select subject_id from guardian_alerts where resolved_at is null`;
      assert.equal(open.length, 0);
    });
    block("Bulk job recovery (2)", "recovers the jobs that are late by a schedule of their own", async (text) => {
      await job("late by its own schedule", "2 h", { expected_every: "1 hour" });
      await job("well", "1 h");
      await tick();
      await deliverAll();
      await send(book.stack.sql, text);
      await tick();
      assert.deepEqual(await messages(), ["opened late by its own schedule", "resolved late by its own schedule"]);
      const [well] = await book.stack.sql`select status from job_heartbeats where job_name = 'well'`;
      assert.equal(well!["status"], "healthy");
    });

    block("Data retention", "deletes exactly the given-up jobs, and resolves their alerts", async (text) => {
      const ages: [name: string, created: string, lastRun: string][] = [
        ["given up", "100 days", "31 days"],
        ["given up just now", "90 days 00:00:00.000001", "30 days 00:00:00.000001"],
        ["created at the boundary", "90 days", "31 days"],
        ["ran at the boundary", "91 days", "30 days"],
        ["old but running", "400 days", "1 hour"],
        ["young but silent", "31 days", "31 days"],
      ];
      await undone(async (sql) => {
        for (const [name, created, lastRun] of ages) {
          await sql`insert into job_heartbeats (job_name, created_at, last_run_at)
            values (${name}, now() - ${created}::interval, now() - ${lastRun}::interval)`;
        }
        await sql`select private.tick()`;
        await sql`update notifications set state = 'delivered', attempts = 1, finished_at = now()`;
        await send(sql, text);
        const kept = await sql`select job_name from job_heartbeats order by job_name`;
        assert.deepEqual(kept.map((row) => row["job_name"]), [
          "created at the boundary",
          "old but running",
          "ran at the boundary",
          "young but silent",
        ]);
        const resolved = await sql`
          select a.subject_id, a.resolution, count(n.id)::int as recoveries
          from guardian_alerts a join notifications n on n.alert_id = a.id and n.event = 'resolved'
          where a.resolved_at is not null group by a.id order by a.subject_id`;
        assert.deepEqual(
          resolved.map((row) => ({ ...row })),
          ["given up", "given up just now"].map((subject_id) => ({
            subject_id,
            resolution: "The job was deleted.",
            recoveries: 2,
          })),
        );
      });
    });
    block("Data retention (2)", "prunes history by its settings and says how much", (text) =>
      undone(async (sql) => {
        await sql`insert into private.edge_requests (function_name, request_id, requested_at)
          values ('notify', 1, now() - interval '8 days'), ('notify', 2, now() - interval '6 days')`;
        const [found] = await send(sql, text);
        assert.equal((found!["prune_history"] as Row)["edge_requests"], 1);
      }));
  });
}
