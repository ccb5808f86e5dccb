import assert from "node:assert/strict";
import { readMarkdownV2 } from "../../../../scripts/local/inbox/markdown-v2.ts";
import type { JsonObject, OutcomeName, Unit } from "../delivery/types.ts";
import {
  MACHINE_RETURN,
  makeAlert,
  makeChannel,
  makeMachineAlert,
  makeNotification,
  makeNotifications,
  makeUnit,
} from "../testing.ts";
import { telegram } from "./telegram.ts";

const TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";
const SECRETS = { TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_CHAT_ID: "-1001", TELEGRAM_API_BASE: undefined };
const NOW = new Date("2026-03-02T08:00:00Z");

interface Body {
  chat_id: string;
  text: string;
  parse_mode: string;
  link_preview_options: unknown;
  message_thread_id?: number;
}

const usersChannel = (config: JsonObject | null = { chat_id: "77" }) =>
  makeChannel({ kind: "telegram", destination: null, signing_secrets: null, config });
const operatorsChannel = (config: JsonObject | null = {}) => ({
  ...usersChannel(config),
  source: "environment" as const,
});
const telegramUnit = (changes: Partial<Unit> = {}) => makeUnit({ channel: usersChannel(), ...changes });

async function build(unit: Unit, secrets: Record<string, string | undefined> = SECRETS) {
  const request = await telegram.buildRequest({ unit, secrets, now: NOW });
  return { ...request, sent: JSON.parse(request.body) as Body };
}

/** The text as Telegram shows it; throws where Telegram refuses. */
async function shown(unit: Unit): Promise<string> {
  const { sent } = await build(unit);
  const read = readMarkdownV2(sent.text);
  assert.ok("text" in read, JSON.stringify(read));
  return read.text;
}

const shownAlert = (...[changes]: Parameters<typeof makeNotification>) =>
  shown(telegramUnit({ notifications: [makeNotification(changes)] }));

Deno.test("a message is one POST of sendMessage, in MarkdownV2 and without previews", async () => {
  const { url, origin, sent } = await build(telegramUnit());
  assert.deepEqual([url, origin], [`https://api.telegram.org/bot${TOKEN}/sendMessage`, "operator"]);
  const { text, ...rest } = sent;
  assert.deepEqual(rest, { chat_id: "77", parse_mode: "MarkdownV2", link_preview_options: { is_disabled: true } });
  assert.ok(text.startsWith("🚨 *Job Health Alert*\n"));
  const base = { ...SECRETS, TELEGRAM_API_BASE: "http://127.0.0.1:9/telegram/" };
  assert.equal((await build(telegramUnit(), base)).url, `http://127.0.0.1:9/telegram/bot${TOKEN}/sendMessage`);
});

Deno.test("a machine that goes offline, and that comes back", async () => {
  const offline = await build(telegramUnit({ notifications: [makeNotification({ alert: makeMachineAlert() })] }));
  assert.equal(
    offline.sent.text,
    [
      "🔴 *Machine Offline Alert*",
      "",
      "Machine: production\\-server",
      "Hostname: prod\\-01",
      "Status: Offline",
      "Last Seen: 2025\\-10\\-10 16:30:00 UTC",
      "",
      "Heartbase · 1f0c2a34",
    ].join("\n"),
  );
  assert.equal(
    await shownAlert({ event: "resolved", alert: makeMachineAlert(MACHINE_RETURN) }),
    [
      "🟢 Machine Recovery Alert",
      "",
      "Machine: production-server",
      "Hostname: prod-01",
      "Status: Back Online",
      "Recovered At: 2025-10-10 17:00:10 UTC",
      "",
      "Heartbase · 1f0c2a34",
    ].join("\n"),
  );
});

Deno.test("every other alert has the common words", async () => {
  assert.equal(
    await shownAlert(),
    [
      "🚨 Job Health Alert",
      "",
      "Job: nightly-backup",
      "Status: healthy",
      "Last Run: 2026-03-01 06:00:00 UTC",
      "Hours Overdue: 25",
      "",
      "No heartbeat since the deadline.",
      "",
      "Heartbase · 1f0c2a34",
    ].join("\n"),
  );
  assert.match(await shownAlert({ event: "resolved" }), /^✅ Job Recovered\n/);
  assert.match(await shownAlert({ event: "reminder", slot: 1 }), /^🚨 Job Health Alert \(reminder\)\n/);
  assert.equal(
    await shownAlert({ event: "test" }),
    "🔔 Heartbase Test\n\nNo heartbeat since the deadline.\n\nHeartbase · 1f0c2a34",
  );
  assert.match(
    await shownAlert({ event: "resolved", alert: makeMachineAlert({ resolution: "By hand." }) }),
    /^✅ Machine Alert Resolved\n[^]*\nResolution: By hand\.\n/,
  );
});

Deno.test("a group has its counts for a heading, and a line per notification", async () => {
  assert.equal(
    await shown(telegramUnit({ notifications: makeNotifications(2) })),
    [
      "🚨 2 alerts: 2 opened",
      "",
      "🚨 Job Alert: job-0 overdue (25 h)",
      "🚨 Job Alert: job-1 overdue (25 h)",
      "",
      "Heartbase · 1f0c2a34",
    ].join("\n"),
  );
});

Deno.test("names stand as they are: no markup, no line, no mention", async () => {
  const names = [
    "*_[](){}.!|\\",
    "_*[]()~`>#+-=|{}.!\\",
    "*Status:* Offline",
    "[click](https://evil.example)",
    "||spoiler|| __under__ ~gone~ ```pre```",
    "\\",
    "ends with \\",
    "<b>x</b> &amp; é 😀 日本",
    ">quote",
    "!",
  ];
  for (const name of names) {
    for (const alert of [makeAlert({ subject_name: name, message: name }), makeMachineAlert({}, { name })]) {
      const lines = (await shownAlert({ alert })).split("\n");
      assert.ok(lines.some((line) => line === `Job: ${name}` || line === `Machine: ${name}`), name);
    }
    const group = await shown(
      telegramUnit({ notifications: makeNotifications(2, { alert: makeAlert({ subject_name: name }) }) }),
    );
    assert.ok(group.includes(`Job Alert: ${name} overdue`), name);
  }
  const forged = await shownAlert({ alert: makeAlert({ subject_name: "x\r\nStatus: fine\u2028y" }) });
  assert.match(forged, /\nJob: x Status: fine y\n/);
  const mention = await shownAlert({ alert: makeAlert({ subject_name: "@somebody", message: "ops@example.com" }) });
  assert.match(mention, /\nJob: @\u2060somebody\n/);
  assert.match(mention, /\nops@example\.com\n/);
});

Deno.test("what is too long loses whole lines from its end, and never the reference", async () => {
  for (const name of ["x".repeat(5_000), ".".repeat(5_000), "\\".repeat(5_000), "😀".repeat(5_000)]) {
    const alert = makeAlert({ subject_name: name, message: name, details: { error: name, status: name } });
    const single = await shownAlert({ alert });
    assert.ok(single.length <= 4_096 && !single.includes("\n…\n"), String(single.length));
    const notifications = makeNotifications(20, { alert: makeAlert({ subject_name: name }) });
    const group = await shown(telegramUnit({ count: 10_000, notifications }));
    assert.ok(group.length <= 4_096 && group.length > 3_000, String(group.length));
    const lines = group.split("\n");
    assert.equal(lines[0], "🚨 10000 alerts");
    assert.deepEqual(lines.slice(-3), ["…", "", "Heartbase · 1f0c2a34"]);
    for (const line of lines.slice(2, -3)) assert.match(line, /^🚨 Job Alert: .+… overdue \(25 h\)$/u);
  }
});

Deno.test("an attempt later asks for the same to the byte", async () => {
  for (const alert of [makeAlert(), makeMachineAlert()]) {
    const first = telegramUnit({ notifications: [makeNotification({ alert })] });
    const later = telegramUnit({
      attempt: 4,
      lease: "other",
      notifications: [makeNotification({ alert: { ...alert, ...MACHINE_RETURN } })],
    });
    assert.equal((await build(later)).body, (await build(first)).body);
  }
});

Deno.test("the operator's channel uses TELEGRAM_CHAT_ID; a user's never does", async () => {
  const chat = async (unit: Unit) => (await build(unit)).sent.chat_id;
  assert.equal(await chat(makeUnit({ channel: operatorsChannel() })), "-1001");
  assert.equal(await chat(makeUnit({ channel: operatorsChannel(null) })), "-1001");
  assert.equal(await chat(telegramUnit()), "77");
  for (const config of [null, {}, { chat_id: "" }, { chat_id: " " }, { chat_id: ["1"] }]) {
    await assert.rejects(build(makeUnit({ channel: usersChannel(config) })), {
      code: "destination_missing",
      permanent: true,
    });
  }
  await assert.rejects(
    build(makeUnit({ channel: operatorsChannel() }), { TELEGRAM_BOT_TOKEN: TOKEN }),
    { code: "destination_missing" },
  );
});

Deno.test("an id may be a number, and a topic goes along", async () => {
  const sent = async (config: JsonObject) => (await build(makeUnit({ channel: usersChannel(config) }))).sent;
  assert.equal((await sent({ chat_id: -1001557912345 })).chat_id, "-1001557912345");
  assert.equal((await sent({ chat_id: "@status" })).chat_id, "@status");
  assert.equal((await sent({ chat_id: "1", message_thread_id: 5 })).message_thread_id, 5);
  assert.equal((await sent({ chat_id: "1", message_thread_id: "5" })).message_thread_id, 5);
  assert.equal("message_thread_id" in await sent({ chat_id: "1", message_thread_id: "General" }), false);
});

Deno.test("a token that is missing or of another form is a permanent error that does not show it", async () => {
  await assert.rejects(build(telegramUnit(), {}), { code: "secret_missing", permanent: true });
  for (const token of ["secret", "1:a/../../x", "1:a?b", "1:a#b", " 1:a", "bot1:abc"]) {
    await assert.rejects(build(telegramUnit(), { TELEGRAM_BOT_TOKEN: token }), (error: Error & { code?: string }) => {
      assert.equal(error.code, "secret_invalid");
      return !error.message.includes(token);
    });
  }
});

const read = (status: number, answer: unknown, unit = telegramUnit(), headers: HeadersInit = {}) =>
  telegram.readResponse(
    { status, headers: new Headers(headers), text: typeof answer === "string" ? answer : JSON.stringify(answer) },
    NOW,
    { unit, secrets: SECRETS },
  );
const refusal = (error_code: number, description: string, parameters?: JsonObject) => ({
  ok: false,
  error_code,
  description,
  ...(parameters && { parameters }),
});

Deno.test("Telegram's answers", () => {
  const table: [number, string, OutcomeName][] = [
    [400, "Bad Request: can't parse entities: Character '.' is reserved", "failed"],
    [400, "Bad Request: chat not found", "gone"],
    [400, "Bad Request: message thread not found", "gone"],
    [400, "Bad Request: message is too long", "failed"],
    [401, "Unauthorized", "failed"],
    [403, "Forbidden: bot was blocked by the user", "gone"],
    [403, "Forbidden: bot was kicked from the supergroup chat", "gone"],
    [403, "Forbidden: user is deactivated", "gone"],
    [404, "Not Found", "failed"],
    [410, "Gone", "failed"],
    [429, "Too Many Requests: retry after 5", "retry"],
    [500, "Internal Server Error", "retry"],
    [502, "Bad Gateway", "retry"],
  ];
  for (const [status, description, outcome] of table) {
    const answer = read(status, refusal(status, description));
    assert.equal(answer.outcome, outcome, `${status} ${description}`);
    assert.ok(answer.reason?.startsWith(`HTTP ${status}: ${description}`));
  }
  assert.equal(read(200, { ok: true, result: { message_id: 1 } }).outcome, "delivered");
  assert.equal(read(200, '{"ok":true,"result":{"text":"cut o').outcome, "delivered");
  assert.equal(read(302, "").outcome, "failed");
  assert.equal(read(403, "<html>blocked by a firewall</html>").outcome, "failed");
  assert.equal(read(400, "null").outcome, "failed");
  assert.equal(read(503, "[]").outcome, "retry");
});

Deno.test("a token that Telegram does not know is named, not shown", () => {
  for (const status of [401, 404]) {
    const { outcome, reason } = read(status, refusal(status, "No"));
    assert.equal(outcome, "failed");
    assert.match(reason ?? "", /check TELEGRAM_BOT_TOKEN$/);
    assert.ok(!reason?.includes(TOKEN));
  }
});

Deno.test("a wait is the longer one of the body's and the header's", () => {
  const wait = (retry_after: unknown, headers: HeadersInit = {}) =>
    read(429, refusal(429, "Too Many Requests", { retry_after } as JsonObject), telegramUnit(), headers)
      .retryAfterSeconds;
  assert.equal(wait(35), 35);
  assert.equal(wait(35, { "retry-after": "7" }), 35);
  assert.equal(wait(3, { "retry-after": "7" }), 7);
  assert.equal(wait("soon", { "retry-after": "7" }), 7);
  assert.equal(wait(1e12), 86_400);
  assert.equal(wait(-1), undefined);
  assert.equal(read(400, refusal(400, "Bad Request: x", { retry_after: 5 })).retryAfterSeconds, undefined);
});

Deno.test("a group that became a supergroup is tried again, and its channel learns the new id", async () => {
  const moved = refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", {
    migrate_to_chat_id: -1001557912345,
  });
  const users = read(400, moved);
  assert.deepEqual([users.outcome, users.config], ["retry", { chat_id: "-1001557912345" }]);
  assert.ok(!users.reason?.includes("1557912345"));

  const operators = read(400, moved, makeUnit({ channel: operatorsChannel() }));
  assert.deepEqual(operators.config, { chat_id: "-1001557912345", migrated_from: "-1001" });
  const channel = operatorsChannel({ ...operators.config });
  assert.equal((await build(makeUnit({ channel }))).sent.chat_id, "-1001557912345");
  const elsewhere = { ...SECRETS, TELEGRAM_CHAT_ID: "-2002" };
  assert.equal((await build(makeUnit({ channel }), elsewhere)).sent.chat_id, "-2002", "a chat set anew counts");
});

Deno.test("limits: one a second to a person, 20 a minute to a group, 30 a second from the bot", () => {
  const limits = (channel: Unit["channel"]) => telegram.limits?.({ unit: makeUnit({ channel }), secrets: SECRETS });
  assert.deepEqual(limits(usersChannel()), [{ key: "telegram 77", everyMs: 1_000 }, { key: "telegram", everyMs: 34 }]);
  assert.deepEqual(limits(operatorsChannel())?.[0], { key: "telegram -1001", everyMs: 3_000 });
  assert.deepEqual(limits(usersChannel({ chat_id: -1001 }))?.[0], { key: "telegram -1001", everyMs: 3_000 });
});
