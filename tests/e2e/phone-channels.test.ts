import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { ok, startTestStack, type TestStack } from "../support/stack.ts";

describe("push, SMS and WhatsApp channels, and a tenant's report in every kind", () => {
  let stack: TestStack;

  before(async () => {
    stack = await startTestStack();
    await ok(stack.admin.rpc("create_tenant", { p_name: "Acme", p_id: "acme" }));
    const make = (name: string, kind: string, where: { p_destination?: string; p_config?: Record<string, unknown> }) =>
      ok(stack.admin.rpc("create_tenant_channel", {
        p_tenant_id: "acme",
        p_name: name,
        p_kind: kind,
        ...where as { p_destination?: string; p_config?: Record<string, string> },
      }));
    const inbox = stack.status.inbox_url;
    await make("Slack", "slack", { p_destination: `${inbox}/slack/acme` });
    await make("Mail", "email", { p_config: { to: ["acme@example.com"] } });
    await make("Phone", "push", { p_destination: `${inbox}/ntfy/acme-4711` });
    await make("SMS", "sms", { p_config: { to: "+15550100" } });
    await make("Chat", "telegram", { p_config: { chat_id: "-5" } });
    await make("Receiver", "webhook", { p_destination: `${inbox}/webhook/acme` });
    await make("WhatsApp", "whatsapp", { p_config: { to: "+15550101" } });
    // Without a base URL nothing rings by itself: each test decides when a sender runs.
    await stack.sql`delete from app_settings where key = 'edge_base_url'`;
  });
  after(() => stack?.stop());
  beforeEach(() => stack.clearFaults());

  /** A report as a run of checks writes it, of results each with its priority and who hears of it. */
  const report = async (...results: [title: string, priority: string, channels: string[]][]) => {
    const kinds = [...new Set(results.flatMap(([, , channels]) => channels))];
    const details = {
      execution_id: crypto.randomUUID(),
      overall_status: "has_alerts",
      channel_kinds: kinds,
      counts: {},
      results: results.map(([title, priority, channels]) => ({
        checkId: title.toLowerCase(),
        status: "alert",
        priority,
        title,
        message: `${title} is amiss.`,
        actionUrl: "https://app.example.com/fix",
        actionLabel: "Fix",
        recovered: false,
        channels,
      })),
      more: 0,
    };
    await stack.sql`
      insert into guardian_alerts (subject_kind, subject_id, subject_name, tenant_id, alert_type, severity, message, details,
        resolved_at, auto_resolved)
      values ('tenant', 'acme', 'Acme', 'acme', 'tenant-report', 'critical', 'Acme: amiss.', ${
      stack.sql.json(details)
    }, now(),
        true)`;
  };
  const drain = async () => {
    await stack.passDeliveryTime();
    const response = await stack.invoke("notify");
    assert.equal(response.status, 200, await response.clone().text());
    return await response.json() as Record<string, number>;
  };
  const ALL = ["email", "push", "slack", "sms", "telegram", "webhook", "whatsapp"];

  // In every channel as that kind hears of it.
  it("Notification channel dispatch formats correctly", async () => {
    await report(["Stock", "medium", ["email", "telegram", "webhook"]], ["License", "urgent", ALL]);
    assert.deepEqual(await drain(), { claimed: 7, delivered: 7, retried: 0, failed: 0, stale: 0 });
    const { email, push, slack, sms, telegram, webhook, whatsapp } = stack.received();
    assert.deepEqual([email, push, slack, sms, telegram, webhook, whatsapp].map((list) => list.length), [
      1,
      1,
      1,
      1,
      1,
      1,
      1,
    ]);
    assert.equal(email[0]!.subject, "🚨 1 Urgent Alert");
    assert.deepEqual([push[0]!.to, push[0]!.subject], ["acme-4711", "1 Urgent Alert"]);
    const { blocks } = slack[0]!.body as { blocks: { text?: { text: string }; accessory?: { url: string } }[] };
    const section = blocks.find(({ text }) => text?.text.includes("License is amiss."));
    assert.deepEqual(section?.accessory?.url, "https://app.example.com/fix");
    assert.match((email[0]!.body as { html: string }).html, /<a href="https:\/\/app\.example\.com\/fix">Fix<\/a>/);
    assert.match(sms[0]!.text, /^1 Urgent Alert \| Acme \| License: License is amiss\. \([0-9a-f]{8}\)$/);
    assert.deepEqual([sms[0]!.to, whatsapp[0]!.to], ["+15550100", "+15550101"]);
    assert.match(telegram[0]!.text, /🚨 License\nLicense is amiss\.\nFix: https:\/\/app\.example\.com\/fix/);
    const { type, data } = JSON.parse(webhook[0]!.text) as { type: string; data: { results: { title: string }[] } };
    assert.deepEqual([type, data.results.map(({ title }) => title)], ["tenant.report", ["License", "Stock"]]);
    for (const [message] of [push, slack, sms, whatsapp]) assert.ok(!message!.text.includes("Stock"), message!.channel);
    for (const [message] of [email, telegram, webhook]) assert.ok(message!.text.includes("Stock"), message!.channel);
  });

  it("an SMS that may have been sent is held, not repeated, and the others hear of it", async () => {
    await stack.fault({ channel: "sms", kind: "status", status: 503, record: true, times: 1 });
    await report(["License", "urgent", ["sms"]]);
    const before = stack.received().sms.length;
    await drain();
    const [message] = await stack.sql`
      select n.state, n.last_error, c.enabled from notifications n join notification_channels c on c.id = n.channel_id
      where c.name = 'SMS' order by n.created_at desc limit 1`;
    assert.deepEqual([message!["state"], message!["enabled"]], ["dead", true]);
    assert.match(message!["last_error"], /^may have been sent, and is not sent again: HTTP 503/);
    await drain();
    assert.equal(stack.received().sms.length, before + 1, "it was sent again");
    const failed = await stack
      .sql`select from guardian_alerts where alert_type = 'delivery-failed' and resolved_at is null`;
    assert.equal(failed.length, 1);
  });

  it("an SMS that Twilio has no time for is sent later, and a number that wrote STOP is switched off", async () => {
    const before = stack.received().sms.length;
    await stack.fault({ channel: "sms", kind: "status", status: 429, retry_after: 120, times: 1 });
    await report(["License", "urgent", ["sms"]]);
    await drain();
    await drain();
    assert.equal(stack.received().sms.length, before + 1);
    await stack.fault({ channel: "sms", kind: "status", status: 400, times: 1 });
    await report(["License", "urgent", ["sms"]]);
    await drain();
    const [channel] = await stack.sql`select enabled, disabled_reason from notification_channels where name = 'SMS'`;
    assert.equal(channel!["enabled"], false);
    assert.match(channel!["disabled_reason"], /21610 Attempt to send to unsubscribed recipient/);
  });

  it("a push server that has no time is asked later, and no topic is written down", async () => {
    // What became of the SMS is told here as well.
    const reports = () => stack.received().push.filter(({ subject }) => subject === "1 Urgent Alert").length;
    const before = reports();
    await stack.fault({ channel: "push", kind: "status", status: 429, retry_after: 120, times: 1 });
    await report(["License", "urgent", ["push"]]);
    await drain();
    assert.equal(reports(), before);
    await drain();
    assert.equal(reports(), before + 1);
    const shown = await stack.sql`select * from notification_channels where name = 'Phone'`;
    assert.ok(!JSON.stringify(shown).includes("acme-4711"));
  });
});
