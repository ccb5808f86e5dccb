import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { ok, startTestStack, type TestStack, waitFor } from "../support/stack.ts";

describe("a Telegram channel", () => {
  let stack: TestStack;
  let machineId: number;

  before(async () => {
    stack = await startTestStack();
    await ok(stack.admin.rpc("create_notification_channel", {
      p_name: "Family chat",
      p_kind: "telegram",
      p_config: { chat_id: "-5" },
      p_subject_kinds: ["machine"],
    }));
    await ok(stack.admin.rpc("create_notification_channel", {
      p_name: "Receiver",
      p_kind: "webhook",
      p_destination: `${stack.status.inbox_url}/webhook/receiver`,
      p_subject_kinds: ["machine"],
    }));
    const machine = await ok(stack.admin.rpc("register_machine", { p_name: "web-1 *_[]!", p_hostname: "web.example" }));
    machineId = (machine as { id: number }).id;
    // Without a base URL nothing rings by itself: each test decides when a sender runs.
    await stack.sql`delete from app_settings where key = 'edge_base_url'`;
    await report();
    await check("now()");
  });
  after(() => stack?.stop());
  beforeEach(() => stack.clearFaults());

  const report = () =>
    stack
      .sql`update machines set last_seen = now(), heartbeat_count = heartbeat_count + 1, next_check_at = now() where id = ${machineId}`;
  const check = (at: string) => stack.sql`select private.check_machines(${stack.sql.unsafe(at)})`;
  const drain = async () => {
    await stack.passDeliveryTime();
    const response = await stack.invoke("notify");
    assert.equal(response.status, 200, await response.clone().text());
    return await response.json() as Record<string, number>;
  };
  const channel = async () => {
    const [row] = await stack
      .sql`select config, enabled, disabled_reason, last_error from notification_channels where name = 'Family chat'`;
    return row!;
  };

  it("hears that a machine went offline, at the place to which its group has moved", async () => {
    await stack.fault({ channel: "telegram", kind: "migrate", to: "-1009" });
    await check("now() + interval '10 minutes'");
    // Slack, email and the webhook at once; Telegram twice, some 5 seconds apart, which one sender has the time for unless it rests.
    const counts: Record<string, number> = {};
    await waitFor("the message, at the new place", async () => {
      for (const [what, count] of Object.entries(await drain())) counts[what] = (counts[what] ?? 0) + count;
      return stack.received().telegram.length > 0;
    });
    assert.deepEqual(counts, { claimed: 5, delivered: 4, retried: 1, failed: 0, stale: 0 });
    assert.deepEqual((await channel())["config"], { chat_id: "-1009" });
    const [message, ...others] = stack.received().telegram;
    assert.deepEqual([message!.to, others], ["-1009", []]);
    assert.deepEqual(message!.text.split("\n").slice(0, 5), [
      "🔴 Machine Offline Alert",
      "",
      "Machine: web-1 *_[]!",
      "Hostname: web.example",
      "Status: Offline",
    ]);
    const offline = JSON.parse(stack.received().webhook[0]!.text) as { event: string };
    assert.equal(offline.event, "machine.offline");
  });

  it("hears that it is back", async () => {
    await report();
    await check("now()");
    await drain();
    assert.match(stack.received().telegram[1]!.text, /^🟢 Machine Recovery Alert\n[^]*Status: Back Online/);
    const online = JSON.parse(stack.received().webhook[1]!.text) as { event: string; machine: { status: string } };
    assert.deepEqual([online.event, online.machine.status], ["machine.online", "online"]);
    assert.equal(stack.received().telegram.length, 2);
  });

  it("is switched off when its bot is thrown out", async () => {
    await stack.fault({ channel: "telegram", kind: "status", status: 403 });
    await check("now() + interval '10 minutes'");
    await drain();
    const { enabled, disabled_reason } = await channel();
    assert.equal(enabled, false);
    assert.match(disabled_reason, /bot was blocked/);
  });
});
