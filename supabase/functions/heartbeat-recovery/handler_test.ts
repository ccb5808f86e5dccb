import assert from "node:assert/strict";
import type { Rpc } from "../_shared/delivery/types.ts";
import { HeartbaseError } from "../_shared/errors.ts";
import type { TenantDeps } from "../_shared/tenants/runtime.ts";
import { memoryLog } from "../_shared/testing.ts";
import { createHandler } from "./handler.ts";

const SECRET = "cron-secret-for-tests";

interface Setting {
  batches?: string[][];
  failing?: string[];
  secrets?: (string | undefined)[];
  isEnabled?: boolean;
  claim?: () => Promise<never>;
}

function setUp({ batches = [], failing = [], ...setting }: Setting = {}) {
  const memory = memoryLog([SECRET]);
  const finished: unknown[] = [];
  let claims = 0;
  const rpc = (async (name: string, args: Record<string, unknown>) => {
    await Promise.resolve();
    if (name === "claim_unhealthy_tenants") {
      await setting.claim?.();
      return (batches[claims++] ?? []).map((tenantId) => ({ executionId: `e-${tenantId}`, tenantId, httpChecks: [] }));
    }
    if (name === "run_tenants") {
      return (args.p_claims as { executionId: string }[]).map(({ executionId }) => {
        const tenantId = executionId.slice(2);
        return { executionId, tenantId, ...(failing.includes(tenantId) ? { error: "P0001 poisoned" } : {}) };
      });
    }
    finished.push(args.p_results);
    const failed = (args.p_results as { error: string | null }[]).filter(({ error }) => error !== null).length;
    const recovered = (args.p_results as unknown[]).length - failed;
    return { checked: 7, recovered, failed, failureRate: 0.1, linusDispatchNeeded: failed > 0 };
  }) as Rpc;
  let clock = Date.parse("2026-03-02T08:00:00Z");
  const unexpected = () => Promise.reject(new Error("unexpected"));
  const deps: TenantDeps = {
    cronSecrets: () => setting.secrets ?? [SECRET],
    isEnabled: () => setting.isEnabled ?? true,
    log: () => memory.log,
    now: () => new Date(clock += 10),
    connect: () => ({ rpc, drain: unexpected, measure: unexpected, callFunction: unexpected, sleep: unexpected }),
  };
  const call = async (method = "POST", authorization = `Bearer ${SECRET}`) => {
    const response = await createHandler(deps)(
      new Request("http://localhost/heartbeat-recovery", { method, headers: { authorization } }),
    );
    const { durationMs, ...body } = await response.json();
    return { status: response.status, body, durationMs };
  };
  return { call, finished };
}

Deno.test("when all are well nobody is looked at, and that is recorded once", async () => {
  for (const method of ["GET", "POST"]) {
    const { call, finished } = setUp();
    const { status, body, durationMs } = await call(method);
    const well = { success: true, checked: 7, recovered: 0, failed: 0, linusDispatchNeeded: false };
    assert.deepEqual([status, body], [200, well]);
    assert.ok(durationMs > 0);
    assert.deepEqual(finished, [[]]);
  }
});

Deno.test("each batch is recorded as it ends, and one that cannot be helped says so for all", async () => {
  const { call, finished } = setUp({ batches: [["a", "b"], ["c"]], failing: ["b"] });
  assert.deepEqual((await call()).body, {
    success: true,
    checked: 7,
    recovered: 2,
    failed: 1,
    linusDispatchNeeded: true,
  });
  assert.deepEqual(finished, [
    [{ tenantId: "a", error: null }, { tenantId: "b", error: "P0001 poisoned" }],
    [{ tenantId: "c", error: null }],
  ]);
});

Deno.test("CRON_SECRET auth enforced: 401 without it, 500 when there is none", async () => {
  const { call, finished } = setUp();
  const refused = await call("POST", "Bearer wrong");
  assert.deepEqual([refused.status, refused.body.code], [401, "unauthorized"]);
  const unset = await setUp({ secrets: [undefined] }).call();
  assert.deepEqual([unset.status, unset.body.code], [500, "cron_secret_unset"]);
  assert.deepEqual(finished, []);
});

Deno.test("while HEARTBEAT_ENABLED is false nothing is done, and that is success", async () => {
  const { call, finished } = setUp({ isEnabled: false, batches: [["a"]] });
  const { status, body } = await call();
  const nothing = { checked: 0, recovered: 0, failed: 0, linusDispatchNeeded: false };
  assert.deepEqual([status, body], [200, { success: true, skipped: true, ...nothing }]);
  assert.deepEqual(finished, []);
});

Deno.test("a database that cannot be asked is an error with its code; other methods are 405", async () => {
  const away = () => Promise.reject(new HeartbaseError("database_unreachable", "gone", { status: 503 }));
  const { status, body } = await setUp({ claim: away }).call();
  assert.deepEqual([status, body.code], [503, "database_unreachable"]);
  assert.equal((await setUp().call("PUT")).status, 405);
});
