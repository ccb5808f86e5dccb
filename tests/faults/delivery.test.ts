import assert from "node:assert/strict";
import process from "node:process";
import { after, before, beforeEach, describe, it } from "node:test";
import { ok, startTestStack, type TestStack, waitFor } from "../support/stack.ts";

interface Unit {
  unit_id: string;
  lease: string;
  attempt: number;
  channel: { kind: string };
}

describe("delivery under faults", () => {
  let stack: TestStack;

  before(async () => {
    stack = await startTestStack();
    await ok(stack.admin.rpc("create_notification_channel", {
      p_name: "Receiver",
      p_kind: "webhook",
      p_destination: `${stack.status.inbox_url}/webhook/receiver`,
    }));
    // Without a base URL nothing rings by itself: each test decides when a sender runs.
    await stack.sql`delete from app_settings where key = 'edge_base_url'`;
    // Neither a lease nor a rest of a channel ends by itself, however long a sender takes to start: passDeliveryTime ends them.
    await stack.sql`insert into app_settings values ('delivery_lease', '1 hour'), ('channel_cooldown', '1 hour')`;
    await drain();
  });
  after(() => stack?.stop());
  beforeEach(async () => {
    await stack.clearFaults();
    await stack.sql`delete from job_heartbeats`;
    await stack.sql`update notification_channels set enabled = true`;
    await stack.passDeliveryTime();
    await drain();
    await stack.sql`truncate guardian_alerts cascade`;
    await stack.passDeliveryTime();
    stack.inbox.clear();
  });

  let jobNumber = 0;
  /** Opens one alert, and so one notification per channel. */
  const openAlert = async (): Promise<string> => {
    const name = `job ${++jobNumber}`;
    await stack.sql`insert into job_heartbeats (job_name, last_run_at) values (${name}, now() - interval '25 hours')`;
    await stack.sql`select private.tick()`;
    return name;
  };
  const drain = async () => {
    const response = await stack.invoke("notify");
    assert.equal(response.status, 200, await response.clone().text());
    return await response.json() as Record<string, number>;
  };
  const outbox = async (kind?: string) => {
    const rows = await stack.sql`
      select c.kind, n.event, n.state, n.attempts, n.http_status, n.last_error,
        extract(epoch from n.next_attempt_at - now())::float8 as wait
      from notifications n join notification_channels c on c.id = n.channel_id
      where ${kind ?? null}::text is null or c.kind = ${kind ?? null}
      order by c.kind, n.created_at`;
    return rows as unknown as {
      kind: string;
      event: string;
      state: string;
      attempts: number;
      http_status: number | null;
      last_error: string | null;
      wait: number;
    }[];
  };
  const counts = () => {
    const { slack, email, webhook } = stack.received();
    return { slack: slack.length, email: email.length, webhook: webhook.length };
  };
  const killSender = async () => {
    const { pid } = stack.functions;
    process.kill(pid!, "SIGKILL");
    await waitFor("the sender to be gone", () => stack.functions.pid !== pid);
    await stack.functions.start();
  };

  it("Slack answers 500: the others are told meanwhile, and Slack once it is well", async () => {
    await stack.fault({ channel: "slack", kind: "status", status: 500, times: 1 });
    await openAlert();
    await drain();
    await waitFor("a delivered retry", async () => {
      await stack.passDeliveryTime();
      await drain();
      return (await outbox("slack"))[0]!.state === "delivered";
    });
    assert.deepEqual(counts(), { slack: 1, email: 1, webhook: 1 });
    assert.equal((await outbox("slack"))[0]!.attempts, 2);
  });

  it("a 429 with Retry-After is never retried sooner, and holds the whole channel back", async () => {
    await stack.fault({ channel: "slack", kind: "status", status: 429, retry_after: 3600, times: 1 });
    await openAlert();
    await drain();
    const [slack] = await outbox("slack");
    assert.equal(slack!.state, "pending");
    assert.equal(slack!.http_status, 429);
    // Without it the wait would be of seconds.
    assert.ok(slack!.wait > 3000 && slack!.wait <= 3601, `waits ${slack!.wait} s`);
    await openAlert();
    await drain();
    assert.deepEqual(counts(), { slack: 0, email: 2, webhook: 2 });
    await stack.passDeliveryTime();
    await drain();
    await stack.passDeliveryTime();
    await drain();
    assert.deepEqual(counts(), { slack: 2, email: 2, webhook: 2 });
  });

  it("a receiver that hangs costs one time-out and is tried again", async () => {
    await stack.fault({ channel: "webhook", kind: "hang", times: 1 });
    await openAlert();
    await drain();
    assert.deepEqual({ ...counts(), webhook: 0 }, { slack: 1, email: 1, webhook: 0 });
    await stack.passDeliveryTime();
    await drain();
    assert.deepEqual(counts(), { slack: 1, email: 1, webhook: 1 });
  });

  it("a connection that is reset is tried again", async () => {
    await stack.fault({ channel: "*", kind: "reset", times: 3 });
    await openAlert();
    await drain();
    await waitFor("everything delivered", async () => {
      await stack.passDeliveryTime();
      await drain();
      return (await outbox()).every((row) => row.state === "delivered");
    });
    assert.deepEqual(counts(), { slack: 1, email: 1, webhook: 1 });
  });

  it("a sender killed before it sends loses nothing and repeats nothing", async () => {
    await stack.fault({ channel: "*", kind: "hang", record: false });
    await openAlert();
    const call = stack.invoke("notify").catch(() => null);
    await waitFor("everything leased", async () => (await outbox()).every((row) => row.state === "leased"));
    await killSender();
    await call;
    await stack.clearFaults();
    assert.deepEqual(counts(), { slack: 0, email: 0, webhook: 0 });
    assert.deepEqual(await drain().then((result) => result["claimed"]), 0, "leases still stand");
    await stack.passDeliveryTime();
    await drain();
    assert.deepEqual(counts(), { slack: 1, email: 1, webhook: 1 });
    assert.ok((await outbox()).every((row) => row.state === "delivered" && row.attempts === 2));
  });

  it("a sender killed between send and acknowledge repeats under the same key, so that only Slack can tell", async () => {
    await stack.fault({ channel: "*", kind: "hang", record: true });
    await openAlert();
    const call = stack.invoke("notify").catch(() => null);
    await waitFor("everything accepted by the receivers", () => Object.values(counts()).every((count) => count === 1));
    await killSender();
    await call;
    await stack.clearFaults();
    await stack.passDeliveryTime();
    await drain();
    const { slack, email, webhook } = stack.received();
    assert.equal(email.length, 1, "Resend honours the idempotency key");
    assert.equal(new Set(webhook.map((message) => message.headers["webhook-id"])).size, 1);
    assert.equal(slack.length, 2, "the one window where Slack can repeat");
    assert.ok((await outbox()).every((row) => row.state === "delivered"));
  });

  it("an acknowledgement after the lease was lost is refused", async () => {
    await openAlert();
    const claim = async () =>
      (await ok(stack.admin.rpc("claim_notifications", {})) as unknown as { units: Unit[] }).units
        .find((unit) => unit.channel.kind === "webhook")!;
    const first = await claim();
    await stack.passDeliveryTime();
    const second = await claim();
    assert.equal(second.unit_id, first.unit_id);
    assert.notEqual(second.lease, first.lease);
    const acknowledge = (lease: string) =>
      ok(
        stack.admin.rpc("acknowledge_notification", {
          p_unit_id: first.unit_id,
          p_lease: lease,
          p_outcome: "delivered",
        }),
      );
    assert.equal(await acknowledge(first.lease), false);
    assert.equal((await outbox("webhook"))[0]!.state, "leased");
    assert.equal(await acknowledge(second.lease), true);
    assert.equal(await acknowledge(second.lease), false);
  });

  it("the database stopped at once during a delivery: nothing lost, and told again under the same key only", async () => {
    await stack.fault({ channel: "*", kind: "slow", delay_ms: 6000, record: true });
    const name = await openAlert();
    const call = stack.invoke("notify").catch(() => null);
    await waitFor("everything leased", async () => (await outbox()).every((row) => row.state === "leased"));
    await stack.postgres.restart({ mode: "immediate" });
    await call;
    await stack.clearFaults();
    await waitFor("the database to answer", () => stack.postgres.isHealthy());
    const [alert] = await stack.sql`select count(*)::int as n from guardian_alerts where subject_id = ${name}`;
    assert.equal(alert!["n"], 1);
    await waitFor("everything delivered", async () => {
      await stack.passDeliveryTime();
      await stack.invoke("notify");
      return (await outbox()).every((row) => row.state === "delivered");
    });
    const { email, webhook } = stack.received();
    assert.equal(email.length, 1);
    assert.equal(new Set(webhook.map((message) => message.headers["webhook-id"])).size, 1);
  });

  it("all attempts spent: dead with a reason, and the other channels hear of it once", async () => {
    await stack.sql`insert into app_settings values ('delivery_max_attempts', '2')
      on conflict (key) do update set value = excluded.value`;
    try {
      await stack.fault({ channel: "webhook", kind: "status", status: 503 });
      await openAlert();
      for (let attempt = 0; attempt < 3; attempt++) {
        await drain();
        await stack.passDeliveryTime();
      }
      const [webhook] = await outbox("webhook");
      assert.equal(webhook!.state, "dead");
      assert.match(webhook!.last_error ?? "", /503/);
      const alerts = await stack
        .sql`select count(*)::int as n from guardian_alerts where alert_type = 'delivery-failed'`;
      assert.equal(alerts[0]!["n"], 1);
      assert.equal((await outbox("webhook")).length, 1, "the failing channel is not told of itself");
      assert.deepEqual(counts(), { slack: 2, email: 2, webhook: 0 });
    } finally {
      await stack.sql`delete from app_settings where key = 'delivery_max_attempts'`;
    }
  });

  it("a receiver that fails three times is left alone for a while, and nothing is lost", async () => {
    const triedOnce = async () => (await outbox("webhook")).reduce((sum, row) => sum + row.attempts, 0) === 1;
    await stack.fault({ channel: "webhook", kind: "status", status: 503, times: 1 });
    await stack.sql`update notification_channels set failure_count = 2 where kind = 'webhook'`;
    await openAlert();
    await drain();
    await openAlert();
    await stack.sql`update notifications set next_attempt_at = now() where state = 'pending'`;
    await drain();
    assert.ok(await triedOnce(), "after the third failure neither message was tried, though the receiver is well");
    assert.deepEqual(counts(), { slack: 2, email: 2, webhook: 0 });
    await waitFor("everything delivered", async () => {
      await stack.passDeliveryTime();
      await drain();
      return (await outbox("webhook")).every((row) => row.state === "delivered");
    });
    assert.equal(counts().webhook, 2);
    const [channel] = await stack
      .sql`select failure_count, cooldown_until from notification_channels where kind = 'webhook'`;
    assert.deepEqual({ ...channel }, { failure_count: 0, cooldown_until: null });
  });

  it("a crash on the last attempt ends as dead", async () => {
    await openAlert();
    await ok(stack.admin.rpc("claim_notifications", {}));
    await stack.sql`update notifications set attempts = 11`;
    await stack.passDeliveryTime();
    await stack.sql`select private.tick()`;
    assert.ok((await outbox()).filter((row) => row.attempts === 11).every((row) => row.state === "dead"));
  });

  it("a webhook that answers 410 is switched off and its owner told elsewhere", async () => {
    await stack.fault({ channel: "webhook", kind: "status", status: 410, times: 1 });
    await openAlert();
    await drain();
    const [channel] = await stack
      .sql`select enabled, disabled_reason from notification_channels where kind = 'webhook'`;
    assert.equal(channel!["enabled"], false);
    assert.match(channel!["disabled_reason"] as string, /410/);
    await stack.passDeliveryTime();
    await drain();
    assert.deepEqual(counts(), { slack: 2, email: 2, webhook: 0 });
  });

  it("a channel deleted during a send: the acknowledgement is refused and nothing breaks", async () => {
    const { id } = await ok(stack.admin.rpc("create_notification_channel", {
      p_name: "Short-lived",
      p_kind: "webhook",
      p_destination: `${stack.status.inbox_url}/webhook/short-lived`,
    })) as { id: string };
    await stack.sql`update notification_channels set enabled = false where id <> ${id}`;
    await stack.fault({ channel: "webhook", kind: "hang", record: true });
    await openAlert();
    const call = stack.invoke("notify");
    await waitFor("the send", () => stack.received().webhook.length);
    // It rests until the channel is gone, so that it cannot be told of a time-out before.
    const { pid } = stack.functions;
    process.kill(pid!, "SIGSTOP");
    try {
      await stack.sql`delete from notification_channels where id = ${id}`;
    } finally {
      process.kill(pid!, "SIGCONT");
    }
    const result = await (await call).json() as Record<string, number>;
    assert.equal(result["stale"], 1);
    const [left] = await stack.sql`select state, last_error from notifications where channel_id is null`;
    assert.deepEqual({ ...left }, { state: "cancelled", last_error: "The channel was deleted." });
  });

  it("a recovery before the opening went out: neither is sent", async () => {
    const name = await openAlert();
    await ok(stack.admin.rpc("update_job_heartbeat", { p_job_name: name }));
    await drain();
    assert.deepEqual(counts(), { slack: 0, email: 0, webhook: 0 });
    assert.ok((await outbox()).every((row) => row.state === "cancelled"));
  });

  it("a recovery while the opening is being retried: both are sent, in order", async () => {
    await stack.fault({ channel: "webhook", kind: "status", status: 500, times: 1 });
    const name = await openAlert();
    await ok(stack.admin.rpc("claim_notifications", {})).then(async (claimed) => {
      for (const unit of (claimed as unknown as { units: Unit[] }).units) {
        await ok(stack.admin.rpc("acknowledge_notification", {
          p_unit_id: unit.unit_id,
          p_lease: unit.lease,
          p_outcome: "retry",
          p_error: "HTTP 500",
          // Not to be sent again before the test says so.
          p_retry_after_seconds: 3600,
        }));
      }
    });
    await stack.clearFaults();
    await ok(stack.admin.rpc("update_job_heartbeat", { p_job_name: name }));
    await stack.sql`update notification_channels set next_send_at = '-infinity'`;
    assert.equal(
      (await ok(stack.admin.rpc("claim_notifications", {})) as unknown as { units: Unit[] }).units.length,
      0,
    );
    await waitFor("everything delivered", async () => {
      await stack.passDeliveryTime();
      await drain();
      return (await outbox()).every((row) => row.state === "delivered");
    });
    assert.deepEqual(
      stack.received().webhook.map((message) => (message.body as { type: string }).type),
      ["alert.opened", "alert.resolved"],
    );
  });

  it("two senders at once send everything once", async () => {
    for (let n = 0; n < 4; n++) await openAlert();
    await Promise.all([drain(), drain(), drain()]);
    await waitFor("everything delivered", async () => {
      await stack.passDeliveryTime();
      await Promise.all([drain(), drain()]);
      return (await outbox()).every((row) => row.state === "delivered");
    });
    assert.ok((await outbox()).every((row) => row.attempts === 1));
  });

  it("a storm of 500 is one message per channel, and so is its recovery", async () => {
    await stack.sql`insert into job_heartbeats (job_name, last_run_at)
      select 'storm ' || g, now() - interval '25 hours' from generate_series(1, 500) g`;
    await stack.sql`select private.tick()`;
    await drain();
    assert.deepEqual(counts(), { slack: 1, email: 1, webhook: 1 });
    await stack.sql`update job_heartbeats set last_run_at = now(), status = 'recovered'`;
    await stack.passDeliveryTime();
    await stack.sql`select private.tick()`;
    await drain();
    assert.deepEqual(counts(), { slack: 2, email: 2, webhook: 2 });
  });

  it("a function that is away: the outbox waits, and the next tick delivers", async () => {
    await stack.sql`insert into app_settings values ('edge_base_url', ${stack.status.api_url})`;
    await stack.sql`select private.set_secret('heartbase_function_secret', ${stack.status.function_secret})`;
    try {
      await stack.functions.stop();
      await openAlert();
      await waitFor("the failed call to be known", async () => {
        await stack.sql`select private.harvest_edge_requests()`;
        const [row] = await stack.sql`select status_code from private.edge_requests
          where completed_at is not null order by id desc limit 1`;
        return row?.["status_code"] === 503;
      });
      assert.ok((await outbox()).every((row) => row.state === "pending"));
      await stack.functions.start();
      await stack.sql`select private.tick()`;
      await waitFor("the delivery", async () => (await outbox()).every((row) => row.state === "delivered"));
      assert.deepEqual(counts(), { slack: 1, email: 1, webhook: 1 });
    } finally {
      await stack.sql`delete from app_settings where key = 'edge_base_url'`;
    }
  });

  it("pg_net's tables lost in a crash: the next tick calls again", async () => {
    await stack.functions.stop();
    await openAlert();
    await stack.sql`insert into app_settings values ('edge_base_url', ${stack.status.api_url})`;
    await stack.sql`select private.set_secret('heartbase_function_secret', ${stack.status.function_secret})`;
    try {
      await stack.postgres.restart({ mode: "immediate" });
      await waitFor("the database to answer", () => stack.postgres.isHealthy());
      const [queue] = await stack.sql`select count(*)::int as n from net.http_request_queue`;
      assert.equal(queue!["n"], 0);
      await stack.functions.start();
      await stack.sql`select private.tick()`;
      await waitFor("the delivery", async () => (await outbox()).every((row) => row.state === "delivered"));
      assert.deepEqual(counts(), { slack: 1, email: 1, webhook: 1 });
    } finally {
      await stack.sql`delete from app_settings where key = 'edge_base_url'`;
    }
  });
});
