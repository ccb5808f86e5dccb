import assert from "node:assert/strict";
import { NOBODY, serve, serveRaw } from "../_shared/testing.ts";
import { createRecorder } from "./recorder.ts";

const SECRET_KEY = "sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz";
const HASH = "ab".repeat(32);
const REPORT = { cpu_pct: 1, mem_used_pct: 2, disk_used_pct: 3 };

const recordTo = (url: string, timeoutMs = 60_000) =>
  createRecorder(() => ({ supabaseUrl: url, secretKey: SECRET_KEY }), timeoutMs)(HASH, REPORT);

Deno.test("a report is one call with the project's secret key and the hash", async () => {
  await using server = serve(() => new Response(null, { status: 204 }));
  await recordTo(server.url);
  assert.equal(server.received.length, 1);
  const [{ path, headers, body }] = server.received as [typeof server.received[0]];
  assert.deepEqual([path, headers.get("apikey")], ["/rest/v1/rpc/record_machine_metrics", SECRET_KEY]);
  assert.deepEqual(JSON.parse(body), { p_key_hash: HASH, p_metrics: REPORT });
});

const refusals: [string, number, Record<string, string>, Record<string, unknown>][] = [
  ["a key that does not hold is 401", 401, { code: "PT401", message: "invalid_machine_key", details: "x" }, {
    code: "invalid_machine_key",
    status: 401,
  }],
  ["what is wrong with a report is the message", 400, {
    code: "22023",
    message: "invalid_metrics",
    details: "cpu_pct is required",
  }, { code: "invalid_metrics", status: 400, message: "cpu_pct is required" }],
  ["what Postgres cannot hold is the report's fault", 400, {
    code: "22P05",
    message: "unsupported Unicode escape sequence",
  }, { code: "invalid_metrics", status: 400, message: "unsupported Unicode escape sequence" }],
  ["a database that is away is 503", 503, { code: "PGRST001", message: "Database connection error." }, {
    code: "database_unreachable",
    status: 503,
  }],
  ["a refused secret key is the project's fault, not the agent's", 401, { code: "PGRST301", message: "JWT invalid" }, {
    name: "Error",
    message: "record_machine_metrics answered 401: PGRST301 - JWT invalid",
  }],
  ["a missing function is the project's fault", 404, { code: "PGRST202", message: "Could not find the function" }, {
    name: "Error",
  }],
];
for (const [fact, status, body, error] of refusals) {
  Deno.test(fact, async () => {
    await using server = serve(() => Response.json(body, { status }));
    await assert.rejects(recordTo(server.url), error);
  });
}

Deno.test("a database that hangs, or that nothing answers for, is 503", async () => {
  await using hangs = serveRaw(() => {});
  await assert.rejects(recordTo(hangs.url, 200), { code: "database_unreachable", status: 503 });
  await assert.rejects(recordTo(NOBODY), { code: "database_unreachable" });
});
