import assert from "node:assert/strict";
import { makeAlert, makeChannel, makeNotification, makeNotifications, makeUnit, UNIT_ID } from "../testing.ts";
import type { OutcomeName, Unit } from "../delivery/types.ts";
import { email } from "./email.ts";

const SECRETS = {
  RESEND_API_KEY: "re_test",
  RESEND_FROM: "alerts@example.com",
  ALERT_EMAIL_TO: "ops@example.com, dev@example.com",
};
const NOW = new Date("2026-03-02T08:00:00Z");
const CONTEXT = { unit: makeUnit(), secrets: SECRETS };

const emailUnit = (changes: Partial<Unit> = {}) =>
  makeUnit({
    channel: makeChannel({ kind: "email", destination: null, config: { to: ["user@example.com"] } }),
    ...changes,
  });

async function build(unit: Unit, secrets: Record<string, string | undefined> = SECRETS) {
  const request = await email.buildRequest({ unit, secrets, now: NOW });
  const body = JSON.parse(request.body) as { from: string; to: string[]; subject: string; text: string; html: string };
  return { ...request, email: body };
}

Deno.test("the resend package writes the request, with the unit's id as its idempotency key", async () => {
  const request = await build(emailUnit());
  assert.deepEqual([request.url, request.origin], ["https://api.resend.com/emails", "operator"]);
  assert.equal(request.headers["idempotency-key"], UNIT_ID);
  assert.equal(request.headers.authorization, "Bearer re_test");
  assert.deepEqual([request.email.from, request.email.to], ["alerts@example.com", ["user@example.com"]]);
  assert.equal(request.email.subject, "🚨 Job Alert: nightly-backup overdue");
  assert.match(request.email.text, /Job: nightly-backup\nStatus: healthy\nLast Run: .+\nHours Overdue: 25\n/);
  assert.match(request.email.text, /1f0c2a34/);
  assert.equal(
    (await build(emailUnit(), { ...SECRETS, RESEND_BASE_URL: "http://127.0.0.1:9/resend/" })).url,
    "http://127.0.0.1:9/resend/emails",
  );
});

Deno.test("subjects of reminder, recovery, test and group", async () => {
  const subject = async (unit: Unit) => (await build(unit)).email.subject;
  assert.equal(
    await subject(emailUnit({ notifications: [makeNotification({ event: "reminder" })] })),
    "🚨 Job Alert: nightly-backup still overdue",
  );
  assert.equal(
    await subject(emailUnit({ notifications: [makeNotification({ event: "resolved" })] })),
    "✅ Job Recovered: nightly-backup",
  );
  assert.equal(await subject(emailUnit({ notifications: [makeNotification({ event: "test" })] })), "🔔 Heartbase Test");
  assert.equal(await subject(emailUnit({ notifications: makeNotifications(3) })), "🚨 3 alerts: 3 opened");
});

Deno.test("names can add no header and no markup", async () => {
  const name = 'x\r\nBcc: all@evil.example\u0000<img src=x onerror="alert(1)">\'&';
  for (
    const notifications of [
      [makeNotification({ alert: makeAlert({ subject_name: name, message: name }) })],
      makeNotifications(2, { alert: makeAlert({ subject_name: name }) }),
    ]
  ) {
    const { subject, text, html } = (await build(emailUnit({ notifications }))).email;
    assert.ok(!/\p{Cc}/u.test(subject));
    assert.ok(!/\nBcc/.test(text));
    assert.ok(!html.includes("<img") && html.includes("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&amp;"));
  }
});

Deno.test("an attempt later asks for the same to the byte", async () => {
  const later = emailUnit({
    attempt: 4,
    notifications: [makeNotification({ alert: makeAlert({ resolved_at: "2026-03-02T09:00:00Z" }) })],
  });
  assert.equal((await build(later)).body, (await build(emailUnit())).body);
});

Deno.test("the operator's channel goes to ALERT_EMAIL_TO; a user's never does", async () => {
  const channel = makeChannel({ kind: "email", source: "environment", destination: null, config: {} });
  assert.deepEqual((await build(makeUnit({ channel }))).email.to, ["ops@example.com", "dev@example.com"]);
  for (
    const config of [null, {}, { to: [] }, { to: "a@b.c" }, { to: [7, " "] }, {
      to: Array.from({ length: 51 }, () => "a@b.c"),
    }]
  ) {
    await assert.rejects(build(emailUnit({ channel: makeChannel({ kind: "email", config }) })), {
      code: "destination_missing",
      permanent: true,
    });
  }
});

Deno.test("a missing key or sender is a permanent error, and the package's own environment lookup is not used", async () => {
  await assert.rejects(build(emailUnit(), { RESEND_FROM: "a@b.c" }), { code: "secret_missing", permanent: true });
  await assert.rejects(build(emailUnit(), { RESEND_API_KEY: "re_x" }), { code: "secret_missing" });
  assert.equal(email.isConfigured?.(SECRETS), true);
  for (const name of ["RESEND_API_KEY", "RESEND_FROM", "ALERT_EMAIL_TO"]) {
    assert.equal(email.isConfigured?.({ ...SECRETS, [name]: undefined }), false);
  }
});

Deno.test("Resend's answers", () => {
  const table: [number, string, OutcomeName][] = [
    [200, "", "delivered"],
    [400, "validation_error", "failed"],
    [401, "missing_api_key", "failed"],
    [403, "invalid_api_key", "failed"],
    [404, "not_found", "failed"],
    [409, "concurrent_idempotent_requests", "retry"],
    [409, "invalid_idempotent_request", "failed"],
    [410, "", "failed"],
    [422, "missing_required_field", "failed"],
    [429, "rate_limit_exceeded", "retry"],
    [429, "daily_quota_exceeded", "retry"],
    [429, "monthly_quota_exceeded", "retry"],
    [403, "daily_quota_exceeded", "retry"],
    [500, "application_error", "retry"],
    [503, "", "retry"],
  ];
  for (const [status, name, outcome] of table) {
    const headers = new Headers({ "retry-after": "9" });
    const answer = email.readResponse(
      { status, headers, text: JSON.stringify({ name, message: "why" }) },
      NOW,
      CONTEXT,
    );
    assert.equal(answer.outcome, outcome, `${status} ${name}`);
    assert.equal(answer.retryAfterSeconds, outcome === "retry" ? 9 : undefined);
    if (outcome !== "delivered") assert.match(answer.reason ?? "", /why/);
  }
  assert.equal(
    email.readResponse({ status: 500, headers: new Headers(), text: "<html>" }, NOW, CONTEXT).outcome,
    "retry",
  );
  assert.equal(
    email.readResponse({ status: 400, headers: new Headers(), text: "null" }, NOW, CONTEXT).outcome,
    "failed",
  );
});
