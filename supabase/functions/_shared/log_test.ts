import assert from "node:assert/strict";
import { errorResponse } from "./http.ts";
import { createLogger } from "./log.ts";
import { createRedact } from "./redact.ts";
import { HeartbaseError } from "./errors.ts";
import { memoryLog } from "./testing.ts";

const HOOK = "https://hooks.example.com/services/T000/B000/XXXXSECRETXXXX?token=abc%20def12345";

Deno.test("a secret is masked in every spelling", () => {
  const redact = createRedact([HOOK, 'pass"word\n1']);
  const spellings = [
    HOOK,
    new URL(HOOK).href,
    encodeURIComponent(HOOK),
    "/services/T000/B000/XXXXSECRETXXXX",
    'pass"word\n1',
    'pass\\"word\\n1',
  ];
  for (const text of spellings) assert.equal(redact(`failed at ${text}!`), "failed at [redacted]!");
  assert.ok(!redact("token abc def12345 seen").includes("def12345"));
});

Deno.test("what looks like a credential is masked even when unknown", () => {
  const redact = createRedact([]);
  const texts = [
    "https://hooks.slack.com/services/T1/B1/abcdef",
    "re_AbCd1234_abcdefghijklmnop",
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz",
    "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYSJ9.c2lnbmF0dXJl",
    "someone@example.com",
  ];
  for (const text of texts) assert.equal(redact(`<${text}>`), "<[redacted]>");
  const token = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";
  assert.equal(redact(`<${token}>`), "<[redacted]>");
  for (const spelling of [token, encodeURIComponent(token), "1:local"]) {
    assert.equal(
      redact(`POST https://x.example/bot${spelling}/sendMessage`),
      "POST https://x.example/bot[redacted]/sendMessage",
    );
  }
  assert.equal(redact("12345678:30 robots, bot1:x"), "12345678:30 robots, bot1:x");
  assert.equal(redact("Authorization: Bearer abcdef0123456789"), "Authorization: Bearer [redacted]");
  assert.equal(redact("postgresql://postgres:pw@db:5432/x"), "postgresql://[redacted]@db:5432/x");
  assert.equal(redact("re-established after a retry"), "re-established after a retry");
});

Deno.test("a log line is one line of JSON without secrets: in values, keys, errors and causes' messages", () => {
  const { log, lines } = memoryLog(["TOPSECRET"]);
  log.with(["CHANNELKEY"]).error("failed", {
    text: "a TOPSECRET\nb",
    CHANNELKEY: { deep: ["CHANNELKEY"] },
    error: new Error("TOPSECRET was refused"),
    big: 10n,
  });
  const [line] = lines;
  assert.ok(line && !line.includes("\n") && !line.includes("TOPSECRET") && !line.includes("CHANNELKEY"));
  assert.equal((JSON.parse(line) as { event: string }).event, "failed");
});

Deno.test("a field that cannot be serialised does not stop the program", () => {
  const lines: string[] = [];
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  createLogger({ write: (line) => lines.push(line) }).info("odd", { circular });
  assert.match(lines[0] ?? "", /"event":"odd".*"unloggable"/);
});

Deno.test("an unexpected error is logged and not shown; ours is shown redacted", async () => {
  const { log, lines } = memoryLog(["TOPSECRET"]);
  const unexpected = errorResponse(new TypeError("x of undefined"), log);
  assert.deepEqual([unexpected.status, (await unexpected.json()).code], [500, "internal_error"]);
  assert.match(lines[0] ?? "", /x of undefined/);
  const ours = errorResponse(new HeartbaseError("nope", "TOPSECRET is wrong", { status: 400 }), log);
  assert.deepEqual([ours.status, await ours.json()], [400, { code: "nope", message: "[redacted] is wrong" }]);
});
