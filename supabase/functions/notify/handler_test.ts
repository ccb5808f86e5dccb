import assert from "node:assert/strict";
import type { DrainResult } from "../_shared/delivery/sender.ts";
import { HeartbaseError } from "../_shared/errors.ts";
import type { FunctionDeps } from "../_shared/runtime.ts";
import { memoryLog } from "../_shared/testing.ts";
import { createHandler } from "./handler.ts";

const SECRET = "function-secret-for-tests";
const RESULT: DrainResult = { claimed: 5, delivered: 1, retried: 1, failed: 1, stale: 1, left: 1 };

function setUp(
  drain: (budgetMs: number) => Promise<DrainResult> = () => Promise.resolve(RESULT),
  secret: string | undefined = SECRET,
) {
  const memory = memoryLog([SECRET]);
  const budgets: number[] = [];
  const deps: FunctionDeps = {
    functionSecret: () => secret,
    log: () => memory.log,
    now: () => new Date(),
    connect: () => ({
      rpc: () => Promise.reject(new Error("unexpected")),
      drain: (budgetMs) => {
        budgets.push(budgetMs);
        return drain(budgetMs);
      },
    }),
  };
  const call = (method = "POST", authorization: string | null = `Bearer ${SECRET}`, body?: string) =>
    createHandler(deps)(
      new Request("http://localhost/notify", { method, body, headers: authorization ? { authorization } : {} }),
    );
  return { call, budgets, ...memory };
}

Deno.test("an authorised POST drains the outbox and answers its counts", async () => {
  const { call, budgets } = setUp();
  const response = await call("POST", undefined, '{"source":"doorbell"}');
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { claimed: 5, delivered: 1, retried: 1, failed: 1, stale: 1 });
  assert.deepEqual(budgets, [25_000]);
});

Deno.test("without the function secret nothing is drained", async () => {
  const { call, budgets } = setUp();
  for (const authorization of [null, "Bearer wrong", "Bearer sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH"]) {
    const response = await call("POST", authorization);
    assert.deepEqual([response.status, (await response.json()).code], [401, "unauthorized"]);
  }
  const unset = await setUp(undefined, "").call();
  assert.deepEqual([unset.status, (await unset.json()).code], [500, "function_secret_unset"]);
  assert.deepEqual(budgets, []);
});

Deno.test("OPTIONS is a preflight, other methods are 405, a large body is 413", async () => {
  const { call, budgets } = setUp();
  const options = await call("OPTIONS", null);
  assert.deepEqual([options.status, options.headers.get("access-control-allow-origin")], [200, "*"]);
  const get = await call("GET");
  assert.deepEqual([get.status, get.headers.get("allow")], [405, "POST, OPTIONS"]);
  assert.equal((await call("POST", undefined, "x".repeat(10_001))).status, 413);
  assert.deepEqual(budgets, []);
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
