import assert from "node:assert/strict";
import type { DrainResult } from "../_shared/delivery/sender.ts";
import type { HealthcheckAnswer, JsonObject, Rpc, RpcContract } from "../_shared/delivery/types.ts";
import { HeartbaseError } from "../_shared/errors.ts";
import type { FunctionDeps } from "../_shared/runtime.ts";
import { memoryLog } from "../_shared/testing.ts";
import { createHandler } from "./handler.ts";

const SECRET = "function-secret-for-tests";
const DRAINED: DrainResult = { claimed: 1, delivered: 1, retried: 0, failed: 0, stale: 0, left: 0 };
const CHECK: HealthcheckAnswer = {
  timestamp: "2026-03-02T08:00:00+00:00",
  trigger: "manual",
  jobs_checked: 2,
  healthy_jobs: ["etl"],
  unhealthy_jobs: [{
    job_name: "nightly-backup",
    last_run_at: "2026-03-01T06:00:00+00:00",
    hours_overdue: 26,
    status: "healthy",
    metadata: { rows: 3 },
    reason: "stale",
  }],
  alerts_sent: 1,
  suppressed_alerts: 0,
};

interface Faults {
  check?: () => Promise<HealthcheckAnswer>;
  drain?: () => Promise<DrainResult>;
  heartbeat?: () => Promise<null>;
  secret?: string;
  connect?: () => never;
}

function setUp(faults: Faults = {}) {
  const memory = memoryLog([SECRET]);
  const order: string[] = [];
  const triggers: string[] = [];
  const heartbeats: RpcContract["update_job_heartbeat"]["args"][] = [];
  const rpc = ((name: string, args: Record<string, unknown>) => {
    order.push(name);
    if (name === "run_healthcheck") {
      triggers.push(String(args.p_trigger));
      return faults.check?.() ?? Promise.resolve(CHECK);
    }
    heartbeats.push(args as RpcContract["update_job_heartbeat"]["args"]);
    return faults.heartbeat?.() ?? Promise.resolve(null);
  }) as Rpc;
  const drain = (budgetMs: number) => {
    order.push(`drain ${budgetMs}`);
    return faults.drain?.() ?? Promise.resolve(DRAINED);
  };
  let clock = Date.parse("2026-03-02T08:00:00Z");
  const deps: FunctionDeps = {
    functionSecret: () => faults.secret ?? SECRET,
    log: () => memory.log,
    now: () => new Date(clock += 10),
    connect: faults.connect ?? (() => ({ rpc, drain })),
  };
  const call = (init: RequestInit = {}, authorization: string | null = `Bearer ${SECRET}`) =>
    createHandler(deps)(
      new Request("http://localhost/cron-healthcheck", {
        method: "POST",
        headers: authorization ? { authorization } : {},
        ...init,
      }),
    );
  return { call, order, triggers, heartbeats, ...memory };
}

Deno.test("the answer is the runbook's, and no more", async () => {
  const { call, order, heartbeats } = setUp();
  const response = await call();
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("access-control-allow-origin"), "*");
  assert.deepEqual(await response.json(), {
    success: true,
    timestamp: "2026-03-02T08:00:00+00:00",
    duration_ms: 10,
    summary: {
      healthy_jobs: ["etl"],
      unhealthy_jobs: [{
        job_name: "nightly-backup",
        last_run_at: "2026-03-01T06:00:00+00:00",
        hours_overdue: 26,
        status: "healthy",
        metadata: { rows: 3 },
      }],
      alerts_sent: 1,
      suppressed_alerts: 0,
    },
  });
  assert.deepEqual(order, ["run_healthcheck", "drain 10000", "update_job_heartbeat"]);
  assert.deepEqual(heartbeats, [{
    p_job_name: "cron_healthcheck",
    p_status: "healthy",
    p_metadata: { execution_time: "2026-03-02T08:00:00.010Z", jobs_checked: 2, alerts_sent: 1, duration_ms: 10 },
  }]);
});

Deno.test("GET and POST with any body; the trigger is taken when there is one", async () => {
  const bodies: [string | undefined, string][] = [
    [undefined, "manual"],
    ["", "manual"],
    ['{"trigger":"cron","timestamp":"2026-03-02 08:00:00+00"}', "cron"],
    ['{"trigger":"emergency"}', "emergency"],
    ['{"trigger":""}', "manual"],
    ['{"trigger":7}', "manual"],
    ['{"trigger":"a\\u0000b\\n"}', "a b"],
    [JSON.stringify({ trigger: "x".repeat(500) }), `${"x".repeat(99)}…`],
    ["not json", "manual"],
    ["null", "manual"],
    ["[1]", "manual"],
    ["[".repeat(9_999), "manual"],
  ];
  for (const [body, trigger] of bodies) {
    const { call, triggers } = setUp();
    assert.equal((await call({ body })).status, 200, body);
    assert.deepEqual(triggers, [trigger]);
  }
  const { call, triggers } = setUp();
  assert.equal((await call({ method: "GET" })).status, 200);
  assert.deepEqual(triggers, ["manual"]);
});

Deno.test("without the function secret nothing runs", async () => {
  const { call, order } = setUp();
  for (
    const authorization of [
      null,
      "Bearer",
      `Bearer ${SECRET}x`,
      "Bearer sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH",
    ]
  ) {
    const response = await call({}, authorization);
    const body = await response.json();
    assert.deepEqual([response.status, body.code, typeof body.message], [401, "unauthorized", "string"]);
  }
  const unset = await setUp({ secret: "" }).call();
  assert.deepEqual([unset.status, (await unset.json()).code], [500, "function_secret_unset"]);
  assert.deepEqual(order, []);
});

Deno.test("OPTIONS is a preflight, other methods are 405, a large body is 413", async () => {
  const { call, order } = setUp();
  const options = await call({ method: "OPTIONS" }, null);
  assert.equal(options.status, 200);
  assert.match(options.headers.get("access-control-allow-headers") ?? "", /authorization/);
  for (const method of ["PUT", "PATCH", "DELETE", "HEAD"]) assert.equal((await call({ method })).status, 405, method);
  const large = await call({ body: "x".repeat(10_001) });
  assert.deepEqual([large.status, (await large.json()).code], [413, "payload_too_large"]);
  assert.deepEqual(order, []);
});

Deno.test("a failing check or delivery is 500 and a failed heartbeat, without secrets", async () => {
  const broken = () => Promise.reject(new HeartbaseError("database_error", `refused for ${SECRET}`));
  for (const faults of [{ check: broken }, { drain: broken }]) {
    const { call, heartbeats, lines } = setUp(faults);
    const response = await call();
    assert.equal(response.status, 500);
    const { success, error, timestamp } = await response.json();
    assert.deepEqual([success, error], [false, "refused for [redacted]"]);
    assert.ok(!Number.isNaN(Date.parse(timestamp)));
    assert.equal(heartbeats.length, 1);
    const { p_status, p_metadata } = heartbeats[0] ?? {};
    assert.deepEqual([p_status, (p_metadata as JsonObject).error], ["failed", "refused for [redacted]"]);
    assert.ok(!lines.join("").includes(SECRET));
  }
});

Deno.test("an own heartbeat that cannot be written is logged and changes no answer", async () => {
  const heartbeat = () => Promise.reject(new HeartbaseError("database_error", "no"));
  const healthy = setUp({ heartbeat });
  assert.equal((await healthy.call()).status, 200);
  assert.ok(healthy.events().includes("own_heartbeat_failed"));
  const failed = setUp({ heartbeat, check: () => Promise.reject(new Error("away")) });
  assert.equal((await failed.call()).status, 500);
});

Deno.test("a missing configuration is named", async () => {
  const connect = () => {
    throw new HeartbaseError("configuration_missing", "SUPABASE_URL is not set.");
  };
  const response = await setUp({ connect }).call();
  assert.deepEqual([response.status, await response.json()], [500, {
    code: "configuration_missing",
    message: "SUPABASE_URL is not set.",
  }]);
});
