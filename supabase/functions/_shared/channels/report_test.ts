// How a tenant's report reads in the channels that every project has.
import assert from "node:assert/strict";
import type { JsonObject, Unit } from "../delivery/types.ts";
import {
  makeAlert,
  makeChannel,
  makeNotification,
  makeNotifications,
  makeReport,
  makeResult,
  makeUnit,
} from "../testing.ts";
import type { ChannelAdapter } from "./adapter.ts";
import { email } from "./email.ts";
import { slack } from "./slack.ts";
import { telegram } from "./telegram.ts";
import { webhook } from "./webhook.ts";

const SECRETS = { RESEND_API_KEY: "re_x", RESEND_FROM: "a@b.c", TELEGRAM_BOT_TOKEN: "1:x" };
const CONFIGS: Record<string, JsonObject> = { email: { to: ["d@e.f"] }, telegram: { chat_id: "-5" } };
const NASTY = "<!channel> <b>x</b> *_[](){}.!|\\ @all &lt;\n\u202e https://evil.example";
const URLS = [
  "http://plain.example",
  "javascript:alert(1)",
  "/relative",
  "https://user:word@evil.example",
  `https://long.example/${"x".repeat(2_000)}`,
];

function unitOf(kind: string, alert = makeReport(), changes: Partial<Unit> = {}): Unit {
  return makeUnit({
    channel: makeChannel({ kind, config: CONFIGS[kind] ?? {} }),
    notifications: [makeNotification({ alert })],
    ...changes,
  });
}

async function bodyOf(adapter: ChannelAdapter, unit: Unit): Promise<string> {
  const request = await adapter.buildRequest({ unit, secrets: SECRETS, now: new Date("2026-03-02T08:00:00Z") });
  return request.body;
}

interface Email {
  subject: string;
  text: string;
  html: string;
}

interface Block {
  type: string;
  text?: { text: string };
  accessory?: { type: string; url: string; text: { type: string; text: string } };
}

const emailOf = async (unit: Unit) => JSON.parse(await bodyOf(email, unit)) as Email;
const blocksOf = async (unit: Unit) => (JSON.parse(await bodyOf(slack, unit)) as { blocks: Block[] }).blocks;
const telegramOf = async (unit: Unit) => (JSON.parse(await bodyOf(telegram, unit)) as { text: string }).text;

Deno.test("an email counts the urgent ones, and has an entry a result, the most urgent first", async () => {
  const { subject, text, html } = await emailOf(unitOf("email"));
  assert.equal(subject, "🚨 1 Urgent Alert");
  assert.deepEqual(text.split("\n"), [
    "🚨 1 Urgent Alert",
    "",
    "Tenant: Acme",
    "Status: has alerts",
    "",
    "🚨 License expires",
    "L-1 expires tomorrow.",
    "Renew: https://app.example.com/licenses?id=1&x=2",
    "",
    "🚨 Margin",
    "A margin of 9 %.",
    "",
    "⚠️ Low stock",
    "3 products run out.",
    "",
    "Heartbase · 1f0c2a34",
  ]);
  assert.ok(html.includes('<a href="https://app.example.com/licenses?id=1&amp;x=2">Renew</a>'));
  assert.ok(html.includes("<strong>⚠️ Low stock</strong><br>3 products run out."));
});

Deno.test("subjects: one and more, urgent or not, recovered, all clear", async () => {
  const subject = async (...results: JsonObject[]) =>
    (await emailOf(unitOf("email", makeReport({}, results.map((result) => makeResult(result)))))).subject;
  const urgent = { priority: "urgent", status: "alert" };
  assert.equal(await subject(urgent, urgent, {}), "🚨 2 Urgent Alerts");
  assert.equal(await subject({}), "📊 Status Update: 1 Item");
  assert.equal(await subject({}, { priority: "high" }), "📊 Status Update: 2 Items");
  assert.equal(await subject({ ...urgent, status: "ok", recovered: true }), "📊 Status Update: 1 Item");
  assert.equal(await subject(), "📊 Status Update: 0 Items");
});

Deno.test("a channel is told what its kind hears of, and no more", async () => {
  const sections = (await blocksOf(unitOf("slack"))).filter(({ type }) => type === "section");
  assert.deepEqual(sections.map(({ text }) => text?.text), [
    "*Tenant:* Acme\n*Status:* has alerts",
    "🚨 *License expires*\nL-1 expires tomorrow.",
    "🚨 *Margin*\nA margin of 9 %.",
  ]);
  assert.deepEqual(sections.map(({ accessory }) => accessory), [undefined, {
    type: "button",
    text: { type: "plain_text", text: "Renew" },
    url: "https://app.example.com/licenses?id=1&x=2",
  }, undefined]);
  const none = makeReport({}, [makeResult({ channels: ["whatsapp"] })]);
  for (const adapter of [email, slack, telegram, webhook]) {
    assert.ok(!(await bodyOf(adapter, unitOf(adapter.kind, none))).includes("Low stock"), adapter.kind);
  }
});

Deno.test("Telegram lists them, with the links in the open", async () => {
  assert.deepEqual((await telegramOf(unitOf("telegram"))).split("\n"), [
    "🚨 *1 Urgent Alert*",
    "",
    "Tenant: Acme",
    "Status: has alerts",
    "",
    "🚨 License expires",
    "L\\-1 expires tomorrow\\.",
    "Renew: https://app\\.example\\.com/licenses?id\\=1&x\\=2",
    "",
    "🚨 Margin",
    "A margin of 9 %\\.",
    "",
    "⚠️ Low stock",
    "3 products run out\\.",
    "",
    "Heartbase · 1f0c2a34",
  ]);
});

Deno.test("a webhook is sent the results", async () => {
  const { type, timestamp, data } = JSON.parse(await bodyOf(webhook, unitOf("webhook")));
  assert.deepEqual([type, timestamp], ["tenant.report", "2026-03-02T07:30:00+00:00"]);
  assert.deepEqual([data.subject, data.overall_status, data.counts.urgent, data.more], [
    { kind: "tenant", id: "acme", name: "Acme" },
    "has_alerts",
    1,
    0,
  ]);
  assert.deepEqual(data.results.map((result: { checkId: string }) => result.checkId), [
    "licenses",
    "margin",
    "low_stock",
  ]);
  assert.deepEqual(data.results[2].data, { count: 3 });
});

Deno.test("a digest reads as a report does, under its own name, and wakes nobody by its looks", async () => {
  const details = { day: "2026-03-02", counts: { urgent: 1 }, results: makeReport().details?.results ?? [], more: 2 };
  const digest = makeReport({ alert_type: "tenant-digest", details });
  const { subject, text } = await emailOf(unitOf("email", digest));
  assert.equal(subject, "📊 Digest of the Day: 5 Items");
  assert.deepEqual(text.split("\n").slice(0, 6), [
    "📊 Digest of the Day: 5 Items",
    "",
    "Tenant: Acme",
    "",
    "🚨 License expires",
    "L-1 expires tomorrow.",
  ]);
  assert.ok(text.includes("and 2 more in the dashboard") && !text.includes("2 alerts, 1 warning"));
  const sections = (await blocksOf(unitOf("slack", digest))).filter(({ type }) => type === "section");
  assert.ok(!sections.some(({ text }) => text?.text.includes("Low stock")), "what Slack does not hear of");
  const { type, data } = JSON.parse(await bodyOf(webhook, unitOf("webhook", digest)));
  assert.deepEqual([type, data.day, data.results.length, "execution_id" in data], [
    "tenant.digest",
    "2026-03-02",
    3,
    false,
  ]);
});

Deno.test("in a group a report is a line, and a webhook's is without the results' data", async () => {
  const notifications = [makeNotification({ alert: makeReport() }), ...makeNotifications(1)];
  const { text } = await emailOf(unitOf("email", undefined, { notifications, count: 2 }));
  assert.ok(text.includes("\n🚨 1 Urgent Alert (Acme): License expires; Margin; Low stock\n"), text);
  const group = JSON.parse(await bodyOf(webhook, unitOf("webhook", undefined, { notifications, count: 2 })));
  const [report, job] = group.data.notifications;
  assert.deepEqual([group.type, report.type, job.type], ["alerts.grouped", "tenant.report", "alert.opened"]);
  assert.equal(report.details.results.length, 3);
  assert.ok(report.details.results.every((result: JsonObject) => !("data" in result)));
});

Deno.test("what did not fit into the alert is said", async () => {
  const report = makeReport();
  const more = { ...report, details: { ...report.details, more: 7 } };
  assert.match((await emailOf(unitOf("email", more))).text, /\nand 7 more in the dashboard\n/);
  assert.equal((await blocksOf(unitOf("slack", more))).at(-2)?.text?.text, "and 7 more in the dashboard");
});

Deno.test("a retry is the same to the byte, in every channel", async () => {
  for (const adapter of [email, slack, telegram, webhook]) {
    const [first, later] = [{ attempt: 1 }, { attempt: 7, lease: "other", lease_expires_at: "2030-01-01T00:00:00Z" }];
    const bodies = [
      await bodyOf(adapter, unitOf(adapter.kind, makeReport(), first)),
      await bodyOf(adapter, unitOf(adapter.kind, makeReport(), later)),
    ];
    assert.equal(bodies[0], bodies[1], adapter.kind);
  }
});

Deno.test("titles, messages and labels stand as they are, and no other link than https is made", async () => {
  const channels = ["email", "slack", "telegram", "webhook"];
  const results = URLS.map((actionUrl) =>
    makeResult({ channels, title: NASTY, message: NASTY, actionUrl, actionLabel: NASTY })
  );
  const report = makeReport({ subject_name: NASTY }, results);
  const { html, subject } = await emailOf(unitOf("email", report));
  assert.ok(!/<b>|<a /.test(html) && html.includes("&lt;b&gt;") && !subject.includes("\n"));
  const blocks = await blocksOf(unitOf("slack", report));
  assert.ok(blocks.every(({ accessory }) => accessory === undefined));
  for (const block of blocks) assert.ok(!/[<>\u202e]/.test(block.text?.text ?? ""));
  const text = await telegramOf(unitOf("telegram", report));
  assert.ok(text.includes("\\*\\_\\[\\]\\(\\)\\{\\}\\.\\!\\|\\\\ @\u2060all"), text);
  for (const body of [html, text, JSON.stringify(blocks)]) {
    assert.ok(!/plain\.example|javascript|relative|word@|long\.example/.test(body));
  }
});

Deno.test("a link keeps what it leads to, and its label cannot", async () => {
  const actionUrl = 'https://ok.example/@a/(x)?q="<\n\u202ee&amp;';
  const report = makeReport({}, [makeResult({ actionUrl, actionLabel: "@all", channels: ["email", "telegram"] })]);
  const expected = "https://ok.example/@a/(x)?q=%22%3C%E2%80%AEe&amp;";
  assert.ok((await emailOf(unitOf("email", report))).text.includes(`\n@all: ${expected}\n`));
  assert.ok((await telegramOf(unitOf("telegram", report))).replaceAll("\\", "").includes(`@\u2060all: ${expected}`));
});

Deno.test("fifty of the longest results keep within Slack's and Telegram's limits", async () => {
  const result = makeResult({
    title: "&".repeat(5_000),
    message: "<".repeat(5_000),
    actionUrl: `https://x.example/${"x".repeat(1_900)}`,
    actionLabel: "😀".repeat(500),
    channels: ["slack", "telegram"],
  });
  const report = makeReport({}, Array.from({ length: 50 }, () => result));
  const blocks = await blocksOf(unitOf("slack", report));
  assert.equal(blocks.length, 49);
  assert.equal(blocks.at(-2)?.text?.text, "and 5 more, which Slack has no room for");
  for (const { text, accessory } of blocks) {
    assert.ok((text?.text.length ?? 0) <= 3_000);
    assert.ok([...accessory?.text.text ?? ""].length <= 75 && (accessory?.url.length ?? 0) <= 3_000);
  }
  const shown = (await telegramOf(unitOf("telegram", report))).replace(/\\(.)/g, "$1");
  assert.ok(shown.length <= 4_096 + 2 && /…\n\nHeartbase · 1f0c2a34$/.test(shown));
});

Deno.test("what else becomes of a tenant reads as other alerts do", async () => {
  const alert = makeAlert({
    subject_kind: "tenant",
    subject_name: "Acme",
    alert_type: "tenant-recovery-failed",
    message: "The recovery of Acme failed.",
    details: { error: "boom" },
  });
  const { subject, text } = await emailOf(unitOf("email", alert));
  assert.equal(subject, "🚨 Tenant Alert: Acme recovery-failed");
  assert.ok(text.includes("Error: boom") && text.includes("The recovery of Acme failed."));
});
