import assert from "node:assert/strict";
import { outcomeOfStatus, parseRetryAfter, RETRY_AFTER_LIMIT } from "./outcome.ts";
import type { OutcomeName } from "./types.ts";

const NOW = new Date("2026-03-02T08:00:00Z");
const answer = (status: number, headers: HeadersInit = {}) => ({ status, headers: new Headers(headers), text: "" });

Deno.test("the outcome of every status", () => {
  const table: [OutcomeName, number[]][] = [
    ["delivered", [200, 201, 202, 204, 299]],
    ["retry", [408, 425, 429, 500, 501, 502, 503, 504, 507, 520, 599]],
    ["gone", [410]],
    ["failed", [
      300,
      301,
      302,
      303,
      304,
      307,
      308,
      400,
      401,
      403,
      404,
      405,
      409,
      411,
      413,
      418,
      422,
      424,
      426,
      428,
      431,
      451,
    ]],
  ];
  for (const [outcome, statuses] of table) {
    for (const status of statuses) assert.equal(outcomeOfStatus(answer(status), NOW).outcome, outcome, String(status));
  }
});

Deno.test("Retry-After: seconds, the three forms of a date, nonsense", () => {
  const table: [string | null, number | null][] = [
    [null, null],
    ["", null],
    ["0", 0],
    ["7", 7],
    [" 120 ", 120],
    ["1.2", 2],
    ["-5", null],
    ["1e9", null],
    ["soon", null],
    ["2026-03-02", null],
    ["99999999999999999999", RETRY_AFTER_LIMIT],
    ["Mon, 02 Mar 2026 08:00:30 GMT", 30],
    ["Monday, 02-Mar-26 08:01:00 GMT", 60],
    ["Mon Mar  2 08:02:00 2026", 120],
    ["Mon, 02 Mar 2026 07:00:00 GMT", 0],
    ["Mon, 02 Mar 2099 07:00:00 GMT", RETRY_AFTER_LIMIT],
    ["Mon, 99 Foo 2026 07:00:00 GMT", null],
  ];
  for (const [header, seconds] of table) assert.equal(parseRetryAfter(header, NOW), seconds, String(header));
});

Deno.test("a retry carries Retry-After; a failure does not", () => {
  assert.equal(outcomeOfStatus(answer(429, { "retry-after": "7" }), NOW).retryAfterSeconds, 7);
  assert.equal(
    outcomeOfStatus(answer(503, { "retry-after": "Mon, 02 Mar 2026 08:00:30 GMT" }), NOW).retryAfterSeconds,
    30,
  );
  assert.equal("retryAfterSeconds" in outcomeOfStatus(answer(503), NOW), false);
  assert.equal("retryAfterSeconds" in outcomeOfStatus(answer(400, { "retry-after": "7" }), NOW), false);
});

Deno.test("a date without a zone is UTC wherever this runs", () => {
  const zone = Deno.env.get("TZ");
  Deno.env.set("TZ", "America/New_York");
  try {
    assert.notEqual(new Date(NOW).getTimezoneOffset(), 0);
    assert.equal(parseRetryAfter("Mon Mar  2 08:02:00 2026", NOW), 120);
  } finally {
    if (zone === undefined) Deno.env.delete("TZ");
    else Deno.env.set("TZ", zone);
  }
});
