import assert from "node:assert/strict";
import type { Rpc } from "../_shared/delivery/types.ts";
import { HeartbaseError } from "../_shared/errors.ts";
import { memoryLog } from "../_shared/testing.ts";
import { createHandler, metricsSecret } from "./handler.ts";

const SECRET = "metrics-secret-for-tests";
const TEXT = `# HELP heartbase_job_stale 1 when the deadline has passed.
# TYPE heartbase_job_stale gauge
heartbase_job_stale{job_name="größer \\"x\\""} 0
`;

function setUp(render: () => Promise<string> = () => Promise.resolve(TEXT), secret: string | undefined = SECRET) {
  const memory = memoryLog([SECRET]);
  const calls: [string, unknown][] = [];
  const rpc = ((name: string, args: unknown) => {
    calls.push([name, args]);
    return render();
  }) as Rpc;
  const handler = createHandler({ secret: () => secret, log: () => memory.log, connect: () => ({ rpc }) });
  const call = (method = "GET", authorization: string | null = `Bearer ${SECRET}`) =>
    handler(new Request("http://localhost/metrics", { method, headers: authorization ? { authorization } : {} }));
  return { call, calls, ...memory };
}

Deno.test("an authorised GET answers the database's text as it is, in Prometheus' text format 0.0.4", async () => {
  const { call, calls } = setUp();
  const response = await call();
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.deepEqual(new Uint8Array(await response.arrayBuffer()), new TextEncoder().encode(TEXT));
  assert.deepEqual(calls, [["render_metrics", {}]]);
});

Deno.test("without the secret nothing is read", async () => {
  const { call, calls } = setUp();
  const wrong = [null, "", SECRET, `Basic ${SECRET}`, `Bearer ${SECRET}x`, "Bearer wrong"];
  for (const authorization of wrong) {
    const response = await call("GET", authorization);
    assert.deepEqual([response.status, response.headers.get("www-authenticate")], [401, "Bearer"]);
    const { code, message } = await response.json();
    assert.deepEqual([code, /METRICS_SECRET/.test(message)], ["unauthorized", true]);
  }
  const unset = await setUp(undefined, "").call();
  assert.deepEqual([unset.status, (await unset.json()).code], [500, "function_secret_unset"]);
  assert.deepEqual(calls, []);
});

Deno.test("METRICS_SECRET is the secret; where it is unset or blank, HEARTBASE_FUNCTION_SECRET is", () => {
  const read = (values: Record<string, string>) => metricsSecret((name) => values[name]);
  assert.equal(read({ METRICS_SECRET: " scrape ", HEARTBASE_FUNCTION_SECRET: "function" }), "scrape");
  assert.equal(read({ METRICS_SECRET: "  ", HEARTBASE_FUNCTION_SECRET: "function" }), "function");
  assert.equal(read({ HEARTBASE_FUNCTION_SECRET: "function" }), "function");
  assert.equal(read({}), undefined);
});

Deno.test("OPTIONS is a preflight, other methods are 405", async () => {
  const { call, calls } = setUp();
  assert.equal((await call("OPTIONS", null)).status, 200);
  for (const method of ["POST", "PUT", "DELETE", "HEAD"]) {
    const response = await call(method);
    assert.deepEqual([response.status, response.headers.get("allow")], [405, "GET, OPTIONS"], method);
  }
  assert.deepEqual(calls, []);
});

Deno.test("a failure is an error answer with its code and no secret", async () => {
  const { call, lines } = setUp(() =>
    Promise.reject(new HeartbaseError("database_unreachable", `lost ${SECRET}`, { status: 503 }))
  );
  const response = await call();
  assert.deepEqual([response.status, await response.json()], [503, {
    code: "database_unreachable",
    message: "lost [redacted]",
  }]);
  assert.ok(!lines.join("").includes(SECRET));
  assert.equal((await setUp(() => Promise.reject(new TypeError("x"))).call()).status, 500);
});
