import assert from "node:assert/strict";
import { HeartbaseError } from "./errors.ts";
import { errorResponse, readBody, readText } from "./http.ts";
import { memoryLog } from "./testing.ts";

const post = (body: BodyInit | null, headers: HeadersInit = {}) =>
  new Request("http://localhost/", { method: "POST", body, headers });

Deno.test("a body of exactly the limit is read, one byte more is 413", async () => {
  assert.equal((await readBody(post("x".repeat(10_000)))).length, 10_000);
  await assert.rejects(readBody(post("x".repeat(10_001))), { code: "payload_too_large", status: 413 });
});

Deno.test("a stream is cut off at the limit, whatever its length claims, and let go", async () => {
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(1_000).fill(120)),
    cancel: () => void (cancelled = true),
  });
  await assert.rejects(readBody(post(endless, { "content-length": "5" })), { code: "payload_too_large" });
  assert.ok(cancelled);
});

Deno.test("no body is an empty text; a character cut in two does no harm", async () => {
  assert.equal(await readBody(post(null)), "");
  const { text, complete } = await readText(new Response("aé").body, 2);
  assert.deepEqual([text.slice(0, 1), complete], ["a", false]);
});

Deno.test("an error that knows how long to wait says so in Retry-After", async () => {
  const { log } = memoryLog();
  const throttled = new HeartbaseError("throttled", "Wait.", { status: 429, retryAfterSeconds: 7 });
  assert.equal(errorResponse(throttled, log).headers.get("retry-after"), "7");
  const plain = errorResponse(new HeartbaseError("not_found", "Nothing.", { status: 404 }), log);
  assert.deepEqual([plain.status, plain.headers.has("retry-after")], [404, false]);
  assert.deepEqual(await plain.json(), { code: "not_found", message: "Nothing." });
});
