import assert from "node:assert/strict";
import type { Channel, OutcomeName, Unit } from "../delivery/types.ts";
import {
  makeAlert,
  makeChannel,
  makeNotification,
  makeNotifications,
  makeReport,
  makeResult,
  makeUnit,
} from "../testing.ts";
import type { ChannelContext, Secrets } from "./adapter.ts";
import { push } from "./push.ts";

const NOW = new Date("2026-03-02T08:00:00Z");
const SECRETS = { NTFY_URL: "https://ntfy.example/operators-topic", NTFY_TOKEN: "tk_operators" };

interface Publication {
  topic: string;
  title: string;
  message: string;
  priority: number;
  tags: string[];
  click?: string;
  actions?: { action: string; label: string; url: string }[];
}

const pushUnit = (changes: Partial<Unit> = {}, channel: Partial<Channel> = {}) =>
  makeUnit({
    channel: makeChannel({ kind: "push", destination: "https://ntfy.sh/mine-4711", ...channel }),
    ...changes,
  });

async function request(unit: Unit, secrets: Secrets = SECRETS) {
  const built = await push.buildRequest({ unit, secrets, now: NOW });
  return { ...built, sent: JSON.parse(built.body) as Publication };
}

const sentFor = async (changes: Partial<Unit>) => (await request(pushUnit(changes))).sent;

Deno.test("an alert is published as JSON to the server's root, its topic in the body alone", async () => {
  const { url, origin, headers, sent } = await request(pushUnit());
  assert.deepEqual([url, origin], ["https://ntfy.sh/", "user"]);
  assert.deepEqual(Object.keys(headers), ["content-type"]);
  assert.deepEqual([sent.topic, sent.title, sent.priority, sent.tags], [
    "mine-4711",
    "Job Alert: nightly-backup overdue",
    5,
    ["rotating_light"],
  ]);
  assert.match(sent.message, /^Job: nightly-backup\n[^]*No heartbeat since the deadline\.\nHeartbase · 1f0c2a34$/);
});

Deno.test("warning, information, recovery, test and group", async () => {
  const of = async (changes: Partial<Unit>) => {
    const { priority, tags } = await sentFor(changes);
    return [priority, ...tags];
  };
  const withSeverity = (severity: "warning" | "info") => [makeNotification({ alert: makeAlert({ severity }) })];
  assert.deepEqual(await of({ notifications: withSeverity("warning") }), [4, "warning"]);
  assert.deepEqual(await of({ notifications: withSeverity("info") }), [3, "information_source"]);
  assert.deepEqual(await of({ notifications: [makeNotification({ event: "resolved" })] }), [3, "white_check_mark"]);
  assert.deepEqual(await of({ notifications: [makeNotification({ event: "test" })] }), [3, "bell"]);
  assert.equal((await sentFor({ notifications: makeNotifications(3) })).title, "3 alerts: 3 opened");
});

Deno.test("a tenant's report has its urgent and high results, and a button for what can be done", async () => {
  const sent = await sentFor({ notifications: [makeNotification({ alert: makeReport() })] });
  assert.equal(sent.title, "1 Urgent Alert");
  assert.match(sent.message, /\n🚨 License expires: L-1 expires tomorrow\.\n🚨 Margin: A margin of 9 %\.\nHeartbase/);
  assert.ok(!sent.message.includes("Low stock"));
  const url = "https://app.example.com/licenses?id=1&x=2";
  assert.deepEqual([sent.click, sent.actions], [url, [{ action: "view", label: "Renew", url }]]);
  const link = makeResult({ channels: ["push"], actionUrl: url });
  const many = makeReport({}, [link, link, link, link]);
  assert.equal((await sentFor({ notifications: [makeNotification({ alert: many })] })).actions?.length, 3);
});

Deno.test("names and messages add no header and no line", async () => {
  const name = "x\r\nPriority: 1\nTitle: forged";
  const { headers, sent } = await request(
    pushUnit({ notifications: [makeNotification({ alert: makeAlert({ subject_name: name, message: name }) })] }),
  );
  assert.deepEqual(Object.keys(headers), ["content-type"]);
  assert.equal(sent.title, "Job Alert: x Priority: 1 Title: forged overdue");
  assert.ok(!/\nPriority|\nTitle/.test(sent.message));
});

Deno.test("what is too long loses whole lines from its end, and never the reference", async () => {
  const result = makeResult({ channels: ["push"], title: "é".repeat(500), message: "日".repeat(500) });
  const alert = makeReport({}, Array.from({ length: 50 }, () => result));
  const { title, message } = await sentFor({ notifications: [makeNotification({ alert })] });
  assert.equal(title, "Status Update: 50 Items");
  assert.ok(new TextEncoder().encode(message).length <= 4_096);
  assert.ok(message.endsWith("…\nHeartbase · 1f0c2a34"));
});

Deno.test("an attempt later publishes the same to the byte", async () => {
  const [first, later] = await Promise.all([request(pushUnit()), request(pushUnit({ attempt: 7, lease: "other" }))]);
  assert.deepEqual(later, first);
});

Deno.test("the operator's channel uses NTFY_URL and NTFY_TOKEN; a user's never does", async () => {
  const operators = await request(pushUnit({}, { source: "environment", destination: null }));
  assert.deepEqual([operators.url, operators.origin, operators.sent.topic], [
    "https://ntfy.example/",
    "operator",
    "operators-topic",
  ]);
  assert.equal(operators.headers.authorization, "Bearer tk_operators");
  assert.equal((await request(pushUnit())).headers.authorization, undefined);
  await assert.rejects(request(pushUnit({}, { destination: null })), { code: "destination_missing", permanent: true });
});

Deno.test("a server below a path, and URLs that name no topic", async () => {
  const { url, sent } = await request(pushUnit({}, { destination: "https://home.example:8443/ntfy/my_topic" }));
  assert.deepEqual([url, sent.topic], ["https://home.example:8443/ntfy/", "my_topic"]);
  for (const path of ["/", "/a%20b", "/topic/", `/${"x".repeat(65)}`, "/topic?auth=x", "/topic#x"]) {
    await assert.rejects(
      request(pushUnit({}, { destination: `https://ntfy.sh${path}` })),
      { code: "destination_invalid", permanent: true },
      path,
    );
  }
});

Deno.test("ntfy's answers", () => {
  const operators = { unit: pushUnit({}, { source: "environment", destination: null }), secrets: SECRETS };
  const users = { unit: pushUnit(), secrets: {} };
  const read = (status: number, text = "", context: ChannelContext = operators, headers = {}) =>
    push.readResponse({ status, headers: new Headers(headers), text }, NOW, context);
  const outcomes: [number, OutcomeName][] = [
    [200, "delivered"],
    [400, "failed"],
    [401, "failed"],
    [403, "failed"],
    [404, "failed"],
    [413, "failed"],
    [429, "retry"],
    [500, "retry"],
    [507, "retry"],
  ];
  for (const [status, outcome] of outcomes) assert.equal(read(status).outcome, outcome, String(status));
  assert.equal(read(429, "", operators, { "retry-after": "60" }).retryAfterSeconds, 60);
  const forbidden = '{"code":40301,"http":403,"error":"forbidden"}';
  assert.equal(read(403, forbidden).reason, "HTTP 403: forbidden: the topic is protected; check NTFY_TOKEN");
  assert.equal(
    read(403, forbidden, users).reason,
    "HTTP 403: the topic is protected; only topics that anybody may publish to can be used",
  );
});
