import assert from "node:assert/strict";
import type { Rpc } from "../_shared/delivery/types.ts";
import { HeartbaseError } from "../_shared/errors.ts";
import type { TenantDeps } from "../_shared/tenants/runtime.ts";
import type { Claim, Execution } from "../_shared/tenants/types.ts";
import { memoryLog } from "../_shared/testing.ts";
import { createHandler } from "./handler.ts";

const SECRET = "cron-secret-for-tests";
const FUNCTION_SECRET = "function-secret-for-tests";
const USER = "11111111-2222-4333-8444-555555555555";
const ONE = { tenantId: "acme", userId: USER, role: "customer" };

const makeClaim = (tenantId: string): Claim => ({
  executionId: `e-${tenantId}`,
  tenantId,
  userId: USER,
  role: "customer",
  forced: false,
  leaseExpiresAt: "2026-03-02T08:03:00+00:00",
  httpChecks: [],
});

interface Setting {
  secrets?: (string | undefined)[];
  isEnabled?: boolean;
  due?: string[];
  execution?: (tenantId: string) => Partial<Execution>;
  claimOne?: () => Promise<Claim>;
  claim?: () => Promise<Claim[]>;
  drain?: () => Promise<never>;
}

function setUp(setting: Setting = {}) {
  const memory = memoryLog([SECRET]);
  const calls: unknown[][] = [];
  let due = setting.due ?? [];
  const rpc = ((name: string, args: Record<string, unknown>) => {
    if (name === "claim_tenants") {
      const claims = due.map(makeClaim);
      due = [];
      return setting.claim?.() ?? Promise.resolve(claims);
    }
    calls.push([name, args]);
    if (name === "claim_tenant") return setting.claimOne?.() ?? Promise.resolve(makeClaim(String(args.p_tenant_id)));
    const claims = args.p_claims as { executionId: string }[];
    return Promise.resolve(claims.map(({ executionId }) => {
      const tenantId = executionId.slice(2);
      return { executionId, tenantId, notificationsSent: 0, ...setting.execution?.(tenantId) };
    }));
  }) as Rpc;
  const drain = (budgetMs: number) => {
    calls.push(["drain", budgetMs]);
    return setting.drain?.() ?? Promise.resolve({ claimed: 0, delivered: 0, retried: 0, failed: 0, stale: 0, left: 0 });
  };
  const unexpected = () => Promise.reject(new Error("unexpected"));
  let clock = Date.parse("2026-03-02T08:00:00Z");
  const deps: TenantDeps = {
    cronSecrets: () => setting.secrets ?? [SECRET, FUNCTION_SECRET],
    isEnabled: () => setting.isEnabled ?? true,
    log: () => memory.log,
    now: () => new Date(clock += 10),
    connect: () => ({ rpc, drain, measure: unexpected, callFunction: unexpected, sleep: unexpected }),
  };
  const call = async (body?: unknown, method = "POST", authorization: string | null = `Bearer ${SECRET}`) => {
    const response = await createHandler(deps)(
      new Request("http://localhost/heartbeat", {
        method,
        headers: authorization ? { authorization } : {},
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    );
    return { status: response.status, body: method === "OPTIONS" ? null : await response.json(), response };
  };
  return { call, calls, ...memory };
}

Deno.test("GET and POST look at all tenants that are due, and answer the counts", async () => {
  for (const [body, method] of [[undefined, "GET"], [undefined, "POST"], [{}, "POST"]] as const) {
    const { call, calls } = setUp({ due: ["a", "b", "c"], execution: (id) => id === "b" ? { error: "P0001 x" } : {} });
    const { status, body: { durationMs, ...answer } } = await call(body, method);
    assert.equal(status, 200);
    assert.deepEqual(answer, { success: true, processed: 3, succeeded: 2, failed: 1 });
    assert.ok(durationMs > 0);
    assert.deepEqual(calls.map(([name]) => name), ["run_tenants"]);
  }
});

// 401 without it; the function secret serves as well.
Deno.test("CRON_SECRET auth enforced", async () => {
  const { call, calls } = setUp({ due: ["a"] });
  for (const authorization of [null, "Bearer wrong", `Bearer ${SECRET}x`, "Bearer sb_publishable_x"]) {
    const { status, body } = await call(undefined, "GET", authorization);
    assert.deepEqual([status, body.code], [401, "unauthorized"]);
  }
  assert.deepEqual(calls, []);
  assert.equal((await call(undefined, "GET", `Bearer ${FUNCTION_SECRET}`)).status, 200);
});

Deno.test("without any secret to compare with it is 500", async () => {
  const { status, body } = await setUp({ secrets: [undefined, " "] }).call();
  assert.deepEqual([status, body.code], [500, "cron_secret_unset"]);
});

Deno.test("HEARTBEAT_ENABLED=false answers 200 and does nothing", async () => {
  const { call, calls } = setUp({ isEnabled: false, due: ["a"] });
  const skipped = { success: true, skipped: true, processed: 0, succeeded: 0, failed: 0, durationMs: 0 };
  for (const body of [undefined, ONE]) {
    const answer = await call(body);
    assert.deepEqual([answer.status, answer.body], [200, skipped]);
  }
  assert.deepEqual(calls, []);
  assert.equal((await call(undefined, "POST", "Bearer wrong")).status, 401);
});

Deno.test("POST with a tenant looks at this one, forced if asked, and answers the execution", async () => {
  const { call, calls } = setUp({ execution: () => ({ overallStatus: "all_clear" }) });
  const { status, body } = await call({ ...ONE, force: true });
  assert.equal(status, 200);
  assert.deepEqual(body, {
    success: true,
    result: { executionId: "e-acme", tenantId: "acme", notificationsSent: 0, overallStatus: "all_clear" },
  });
  assert.deepEqual(calls, [
    ["claim_tenant", { p_tenant_id: "acme", p_user_id: USER, p_role: "customer", p_force: true }],
    ["run_tenants", { p_claims: [{ executionId: "e-acme", http: [] }] }],
  ]);
  const failed = await setUp({ execution: () => ({ error: "P0001 poisoned" }) }).call(ONE);
  assert.deepEqual([failed.status, failed.body.success, failed.body.result.error], [200, false, "P0001 poisoned"]);
});

Deno.test("400 names the fields that are missing or wrong", async () => {
  const { call, calls } = setUp();
  const cases: [unknown, string, RegExp][] = [
    [{ tenantId: "acme" }, "missing_fields", /: userId, role\./],
    [{ userId: USER, role: "customer" }, "missing_fields", /: tenantId\./],
    [{ force: true }, "missing_fields", /: tenantId, userId, role\./],
    [{ ...ONE, tenantId: "" }, "missing_fields", /: tenantId\./],
    [{ ...ONE, role: 7 }, "missing_fields", /: role\./],
    [{ ...ONE, userId: "me" }, "invalid_fields", /userId/],
    [{ ...ONE, force: "yes" }, "invalid_fields", /force/],
    ["[]", "invalid_body", /object/],
    ["{", "invalid_json", /JSON/],
  ];
  for (const [request, code, message] of cases) {
    const { status, body } = await call(request);
    assert.deepEqual([status, body.code], [400, code]);
    assert.match(body.message, message);
  }
  assert.deepEqual(calls, []);
});

Deno.test("what the database refuses about one tenant keeps its name and status", async () => {
  const refuse = (code: string, message: string) =>
    setUp({
      claimOne: () =>
        Promise.reject(
          new HeartbaseError("database_error", "claim_tenant: …", {
            cause: { code, message, details: "Because.", hint: "Do so." },
          }),
        ),
    }).call(ONE);
  const cases = [["PT404", "tenant_not_found", 404], ["PT409", "tenant_busy", 409], [
    "22023",
    "invalid_tenant_role",
    400,
  ]] as const;
  for (const [code, name, expected] of cases) {
    const { status, body } = await refuse(code, name);
    assert.deepEqual([status, body], [expected, { code: name, message: "Because. Do so." }]);
  }
  const { status, body } = await refuse("42883", "function does not exist");
  assert.deepEqual([status, body.code], [500, "database_error"]);
});

Deno.test("what was told is sent at once, and that it cannot be sent is no failure of the heartbeat", async () => {
  const told = { due: ["a"], execution: () => ({ notificationsSent: 1 }) };
  const { call, calls } = setUp(told);
  assert.equal((await call()).body.succeeded, 1);
  assert.deepEqual(calls.map(([name]) => name), ["run_tenants", "drain"]);
  const broken = setUp({ ...told, drain: () => Promise.reject(new Error("no outbox")) });
  assert.equal((await broken.call()).body.success, true);
  assert.ok(broken.events().includes("outbox_not_drained"));
});

Deno.test("a database that cannot be asked is an error with its code; other methods are 405", async () => {
  const away = () => Promise.reject(new HeartbaseError("database_unreachable", "gone", { status: 503 }));
  const { status, body } = await setUp({ claim: away }).call();
  assert.deepEqual([status, body.code], [503, "database_unreachable"]);
  const { call } = setUp();
  assert.equal((await call(undefined, "OPTIONS", null)).status, 200);
  const put = await call(undefined, "PUT");
  assert.deepEqual([put.status, put.response.headers.get("allow")], [405, "GET, POST, OPTIONS"]);
});
