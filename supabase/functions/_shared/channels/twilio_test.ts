import assert from "node:assert/strict";
import type { Channel, OutcomeName, Unit } from "../delivery/types.ts";
import { setUp } from "../delivery/testing.ts";
import {
  makeAlert,
  makeChannel,
  makeNotification,
  makeNotifications,
  makeReport,
  makeResult,
  makeUnit,
  MemoryOutbox,
  NOBODY,
  serve,
  serveRaw,
} from "../testing.ts";
import type { ChannelAdapter, Secrets } from "./adapter.ts";
import { sms } from "./sms.ts";
import { whatsapp } from "./whatsapp.ts";

const NOW = new Date("2026-03-02T08:00:00Z");
const ACCOUNT = `AC${"0123456789abcdef".repeat(2)}`;
const SECRETS = {
  TWILIO_ACCOUNT_SID: ACCOUNT,
  TWILIO_AUTH_TOKEN: "token",
  TWILIO_FROM: "+15550001",
  TWILIO_WHATSAPP_FROM: "+15550002",
  ALERT_SMS_TO: "+15550003",
  ALERT_WHATSAPP_TO: "+15550004",
};
const BOTH: ChannelAdapter[] = [sms, whatsapp];

const unitFor = (adapter: ChannelAdapter, changes: Partial<Unit> = {}, channel: Partial<Channel> = {}) =>
  makeUnit({
    channel: makeChannel({ kind: adapter.kind, destination: null, config: { to: "+15550100" }, ...channel }),
    ...changes,
  });

async function request(adapter: ChannelAdapter, unit = unitFor(adapter), secrets: Secrets = SECRETS) {
  const built = await adapter.buildRequest({ unit, secrets, now: NOW });
  return { ...built, form: Object.fromEntries(new URLSearchParams(built.body)) };
}

const about = (changes: Parameters<typeof makeAlert>[0]) => [makeNotification({ alert: makeAlert(changes) })];
const reported = (...results: Parameters<typeof makeResult>[0][]) => [
  makeNotification({ alert: results.length > 0 ? makeReport({}, results.map(makeResult)) : makeReport() }),
];

Deno.test("an SMS is one form, with basic authentication", async () => {
  const { url, origin, headers, form } = await request(sms);
  assert.deepEqual([url, origin], [`https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT}/Messages.json`, "operator"]);
  assert.equal(headers.authorization, `Basic ${btoa(`${ACCOUNT}:token`)}`);
  assert.deepEqual(form, {
    To: "+15550100",
    From: "+15550001",
    Body: "Job Alert: nightly-backup overdue | No heartbeat since the deadline. (1f0c2a34)",
  });
});

Deno.test("WhatsApp has the same API, with its own numbers", async () => {
  const { form } = await request(whatsapp);
  assert.deepEqual([form.To, form.From], ["whatsapp:+15550100", "whatsapp:+15550002"]);
  assert.match(form.Body ?? "", /^🚨 Job Alert: nightly\p{Pd}backup overdue\n[^]*\nHeartbase · 1f0c2a34$/u);
});

Deno.test("a messaging service picks its sender itself", async () => {
  const service = `MG${"0123456789abcdef".repeat(2)}`;
  const { form } = await request(sms, undefined, { ...SECRETS, TWILIO_FROM: service });
  assert.deepEqual([form.MessagingServiceSid, form.From], [service, undefined]);
});

Deno.test("a tenant's report: SMS has urgent and high results, WhatsApp urgent ones, with the link", async () => {
  const text = await request(sms, unitFor(sms, { notifications: reported() }));
  assert.equal(
    text.form.Body,
    "1 Urgent Alert | Acme | License expires: L-1 expires tomorrow. | Margin: A margin of 9 %. (1f0c2a34)",
  );
  const chat = (await request(whatsapp, unitFor(whatsapp, { notifications: reported() }))).form.Body ?? "";
  assert.ok(chat.includes("License expires") && !chat.includes("Margin"), chat);
  assert.ok(chat.includes("\nRenew: https://app.example.com/licenses?id=1&x=2\n"), chat);
});

Deno.test("an SMS has at most 320 characters, a WhatsApp message 1,600, and both end with the reference", async () => {
  for (const letter of ["x", "é", "日", "😀"]) {
    for (const [adapter, limit] of [[sms, 320], [whatsapp, 1_600]] as const) {
      const long = { title: letter.repeat(500), message: letter.repeat(900), channels: [adapter.kind] };
      for (
        const notifications of [
          reported(...Array.from({ length: 50 }, () => long)),
          about({ subject_name: letter.repeat(900), message: letter.repeat(900) }),
          makeNotifications(20, { alert: makeAlert({ subject_name: letter.repeat(900) }) }),
        ]
      ) {
        const text = (await request(adapter, unitFor(adapter, { notifications }))).form.Body ?? "";
        assert.ok(text.length <= limit && text.length > limit / 5, `${letter} ${text.length}`);
        assert.match(text, /1f0c2a34\)?$/);
        assert.ok(text.isWellFormed() && !text.includes("\ufffd"));
      }
    }
  }
});

Deno.test("names add no field, no line and no markup", async () => {
  const name = "*x*&To=+19990000\r\n_y_ ~z~";
  for (const adapter of BOTH) {
    const { form } = await request(adapter, unitFor(adapter, { notifications: about({ subject_name: name }) }));
    assert.deepEqual(Object.keys(form), ["To", "From", "Body"]);
    assert.ok(form.To?.endsWith("+15550100"));
    assert.ok(form.Body?.replaceAll("\u2060", "").includes("Job Alert: *x*&To=+19990000 _y_ ~z~ overdue"));
  }
  const { form } = await request(whatsapp, unitFor(whatsapp, { notifications: about({ subject_name: name }) }));
  assert.ok(!/(?<!\u2060)[*_~](?=[xyz])/.test(form.Body ?? ""), form.Body);
});

Deno.test("an attempt later asks for the same to the byte", async () => {
  for (const adapter of BOTH) {
    const later = await request(adapter, unitFor(adapter, { attempt: 7, lease: "other" }));
    assert.deepEqual(later, await request(adapter), adapter.kind);
  }
});

Deno.test("the operator's channel goes to the environment's number; another never does", async () => {
  for (const [adapter, to] of [[sms, "+15550003"], [whatsapp, "whatsapp:+15550004"]] as const) {
    const operators = unitFor(adapter, {}, { source: "environment", config: {} });
    assert.equal((await request(adapter, operators)).form.To, to);
    for (const config of [{}, { to: ["+15550100"] }, { to: "15550100" }, { to: "+15550100,+15550101" }]) {
      await assert.rejects(request(adapter, unitFor(adapter, {}, { config })), {
        code: "destination_missing",
        permanent: true,
      });
    }
  }
});

Deno.test("secrets that are missing or of another form are permanent errors that do not show them", async () => {
  for (const name of ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM"]) {
    await assert.rejects(request(sms, undefined, { ...SECRETS, [name]: undefined }), {
      code: "secret_missing",
      permanent: true,
    });
  }
  for (const [name, value] of [["TWILIO_ACCOUNT_SID", "AC1/../x"], ["TWILIO_FROM", "5550001"]] as const) {
    await assert.rejects(request(sms, undefined, { ...SECRETS, [name]: value }), (error: Error) => {
      return error.message.includes(name) && !error.message.includes(value);
    });
  }
});

Deno.test("Twilio's answers", () => {
  const read = (status: number, code?: number, headers = {}) =>
    sms.readResponse(
      { status, headers: new Headers(headers), text: code ? JSON.stringify({ code, message: "why", status }) : "" },
      NOW,
      { unit: unitFor(sms), secrets: SECRETS },
    );
  const outcomes: [number, number | undefined, OutcomeName][] = [
    [201, undefined, "delivered"],
    [400, 21211, "gone"],
    [400, 21610, "gone"],
    [400, 21614, "gone"],
    [400, 21606, "failed"],
    [401, 20003, "failed"],
    [404, 20404, "failed"],
    [410, undefined, "failed"],
    [429, 20429, "retry"],
    [500, 20500, "failed"],
    [503, undefined, "failed"],
  ];
  for (const [status, code, outcome] of outcomes) {
    assert.equal(read(status, code).outcome, outcome, `${status} ${code}`);
  }
  assert.equal(read(429, 20429, { "retry-after": "9" }).retryAfterSeconds, 9);
  assert.match(read(401, 20003).reason ?? "", /check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN$/);
  assert.equal(read(503).reason, "may have been sent, and is not sent again: HTTP 503");
});

Deno.test("what may have been sent is held; a connection that never opened is tried again", async () => {
  await using hangs = serveRaw(() => {});
  await using resets = serveRaw((connection) => connection.close());
  await using ill = serve(() => new Response("", { status: 500 }));
  const outcomes: [string, OutcomeName, RegExp][] = [
    [hangs.url, "failed", /^may have been sent, and is not sent again: timeout/],
    [resets.url, "failed", /^may have been sent, and is not sent again: network/],
    [ill.url, "failed", /^may have been sent, and is not sent again: HTTP 500/],
    [NOBODY, "retry", /^network/],
  ];
  for (const [url, outcome, reason] of outcomes) {
    const outbox = new MemoryOutbox().add(unitFor(sms));
    const timeout = url === hangs.url ? { timeoutMs: 300 } : {};
    await setUp(outbox, { secrets: { ...SECRETS, TWILIO_API_BASE: url } }).drain(timeout);
    const [acknowledged] = outbox.acknowledged;
    assert.equal(acknowledged?.p_outcome, outcome, acknowledged?.p_error);
    assert.match(acknowledged?.p_error ?? "", reason);
  }
  const unresolved = new MemoryOutbox().add(unitFor(sms));
  const guard = () => new Promise<never>(() => {});
  await setUp(unresolved, { secrets: SECRETS, guard }).drain({ timeoutMs: 50 });
  assert.equal(unresolved.acknowledged[0]?.p_outcome, "retry", "the request had not left");
});
