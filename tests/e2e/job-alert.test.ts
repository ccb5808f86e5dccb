import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Webhook } from "standardwebhooks";
import { ok, startTestStack, type TestStack, waitFor } from "../support/stack.ts";

describe("a job that falls silent", () => {
  let stack: TestStack;
  let signingSecret: string;

  before(async () => {
    stack = await startTestStack({ cron: true });
    // The real tick, on the real schedule table, every second instead of every minute, and nothing else, whatever time it is.
    await stack.sql`select cron.unschedule(jobname) from cron.job`;
    await stack.sql`select cron.schedule('heartbase-tick', '1 second', 'select private.tick()')`;
    const channel = await ok(stack.admin.rpc("create_notification_channel", {
      p_name: "Receiver",
      p_kind: "webhook",
      p_destination: `${stack.status.inbox_url}/webhook/receiver`,
    })) as { signing_secret: string };
    signingSecret = channel.signing_secret;
  });
  after(() => stack.stop());

  const countsOf = () => {
    const { slack, email, webhook } = stack.received();
    return [slack.length, email.length, webhook.length];
  };
  const settled = async (counts: number[]) => {
    await waitFor(`messages ${counts}`, () => countsOf().every((count, index) => count >= counts[index]!));
    await waitFor("an empty outbox", async () => {
      const [row] = await stack
        .sql`select count(*)::int as open from notifications where state in ('pending', 'leased')`;
      return row!["open"] === 0;
    });
    assert.deepEqual(countsOf(), counts);
  };
  const ticks = async (count: number) => {
    const finished = async () => {
      const [row] = await stack.sql`select count(*)::int as n from cron.job_run_details d join cron.job j using (jobid)
        where j.jobname = 'heartbase-tick' and d.status = 'succeeded'`;
      return row!["n"] as number;
    };
    const start = await finished();
    await waitFor(`${count} more ticks`, async () => await finished() >= start + count);
  };

  it("is heard of through supabase-js", async () => {
    await ok(stack.admin.rpc("update_job_heartbeat", { p_job_name: "backup", p_metadata: { rows: 12 } }));
    const jobs = await ok(stack.admin.from("job_heartbeats").select("job_name, status, metadata"));
    assert.deepEqual(jobs, [{ job_name: "backup", status: "healthy", metadata: { rows: 12 } }]);
    await ticks(1);
    assert.deepEqual(countsOf(), [0, 0, 0]);
  });

  it("is told once to Slack, once by email and once to the webhook when the cron tick finds it stale", async () => {
    await stack.sql`update job_heartbeats set last_run_at = now() - interval '25 hours' where job_name = 'backup'`;
    await settled([1, 1, 1]);
    const { slack, email, webhook } = stack.received();
    assert.match(JSON.stringify(slack[0]!.body), /🚨 Job Health Alert/);
    assert.match(JSON.stringify(slack[0]!.body), /backup/);
    assert.equal(email[0]!.subject, "🚨 Job Alert: backup overdue");
    assert.ok(email[0]!.headers["idempotency-key"]);
    const verified = new Webhook(signingSecret).verify(webhook[0]!.text, webhook[0]!.headers) as { type: string };
    assert.equal(verified.type, "alert.opened");
  });

  it("is not told again by five more ticks", async () => {
    await ticks(5);
    await settled([1, 1, 1]);
  });

  it("is reminded of once after six hours", async () => {
    const tickAfterAlert = (passed: string) =>
      stack.sql`select private.tick(last_alert_at + ${passed}::interval) from job_heartbeats where job_name = 'backup'`;
    await tickAfterAlert("5:59:59.999999");
    await settled([1, 1, 1]);
    await tickAfterAlert("6:00:00");
    await settled([2, 2, 2]);
    await tickAfterAlert("5:59:59.999999");
    await settled([2, 2, 2]);
    const reminder = new Webhook(signingSecret).verify(
      stack.received().webhook[1]!.text,
      stack.received().webhook[1]!.headers,
    ) as { type: string };
    assert.equal(reminder.type, "alert.reminder");
  });

  it("is told to be well once after a heartbeat", async () => {
    await ok(stack.admin.rpc("update_job_heartbeat", { p_job_name: "backup" }));
    await settled([3, 3, 3]);
    await ok(stack.admin.rpc("update_job_heartbeat", { p_job_name: "backup" }));
    await ticks(2);
    await settled([3, 3, 3]);
    assert.match(stack.received().email[2]!.subject ?? "", /^✅ .*backup/);
    const alerts = await ok(stack.admin.from("guardian_alerts").select("alert_type, auto_resolved, reminder_count"));
    assert.deepEqual(alerts, [{ alert_type: "job-stale", auto_resolved: true, reminder_count: 1 }]);
  });
});
