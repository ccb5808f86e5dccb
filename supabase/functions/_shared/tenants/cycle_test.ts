import assert from "node:assert/strict";
import { HeartbaseError } from "../errors.ts";
import type { Rpc } from "../delivery/types.ts";
import { memoryLog } from "../testing.ts";
import { runCycle } from "./cycle.ts";
import type { Claim, Execution, HttpFacts, MeasuredClaim } from "./types.ts";

const FACTS: HttpFacts = { status_code: 200, latency_ms: 3, error: null, body_matches: null, tls_days_left: null };

function makeClaim(tenantId: string, urls: string[] = []): Claim {
  return {
    executionId: `execution of ${tenantId}`,
    tenantId,
    userId: null,
    role: "customer",
    forced: false,
    leaseExpiresAt: "2026-03-02T08:03:00+00:00",
    httpChecks: urls.map((url) => ({ checkId: url, rule: { url } })),
  };
}

interface Setting {
  batches: Claim[][];
  /** How long an endpoint, and a batch in the database, takes. */
  askMs?: number;
  runMs?: number;
  run?: (claims: MeasuredClaim[]) => Execution[];
}

/** A cycle of 90 s on a clock that only work moves. */
function setUp({ batches, askMs = 0, runMs = 0, run }: Setting) {
  let clock = 1_000_000;
  const { log, events } = memoryLog();
  const ran: MeasuredClaim[][] = [];
  let claims = 0;
  const rpc = ((name: string, args: { p_claims: MeasuredClaim[]; p_run_id: string }) => {
    if (name === "call_remediation") return Promise.resolve({ succeeded: true, error: null });
    if (name === "finish_remediation") {
      return Promise.resolve({ runId: args.p_run_id, action: "fix", status: "succeeded", notificationsSent: 2 });
    }
    clock += runMs;
    ran.push(args.p_claims);
    const answer = run ?? ((all) => all.map(({ executionId }) => ({ executionId, tenantId: executionId.slice(13) })));
    return Promise.resolve().then(() => answer(args.p_claims));
  }) as Rpc;
  const measure = async () => {
    await Promise.resolve();
    clock += askMs;
    return FACTS;
  };
  const unexpected = () => Promise.reject(new Error("unexpected"));
  const ports = { rpc, measure, callFunction: unexpected, sleep: unexpected, now: () => new Date(clock), log };
  const claim = () => Promise.resolve(batches[claims++] ?? []);
  const cycle = () => runCycle(ports, claim, { startedAt: clock, budgetMs: 90_000 });
  return { cycle, ran, events, claims: () => claims };
}

const batchesOf = (count: number) => Array.from({ length: count }, (_, index) => [makeClaim(`t${index}`)]);

Deno.test("batches are claimed until none is left, and each goes to the database with the facts of its endpoints", async () => {
  const { cycle, ran } = setUp({ batches: [[makeClaim("a", ["u1", "u2"]), makeClaim("b")], [makeClaim("c", ["u3"])]] });
  assert.deepEqual((await cycle()).map(({ tenantId }) => tenantId), ["a", "b", "c"]);
  const facts = (checkId: string) => ({ checkId, facts: FACTS });
  assert.deepEqual(ran, [
    [{ executionId: "execution of a", http: [facts("u1"), facts("u2")] }, { executionId: "execution of b", http: [] }],
    [{ executionId: "execution of c", http: [facts("u3")] }],
  ]);
});

// No batch begins that would not end within 90 s; the rest is not claimed, and left to the next call.
Deno.test("120s max duration respected", async () => {
  const slow = setUp({ batches: batchesOf(9), runMs: 25_000 });
  assert.equal((await slow.cycle()).length, 3);
  assert.equal(slow.claims(), 3);
  const quick = setUp({ batches: batchesOf(9), runMs: 5_000 });
  assert.equal((await quick.cycle()).length, 9);
});

Deno.test("endpoints that could not be asked in time have no facts, and the tenant is looked at all the same", async () => {
  const urls = Array.from({ length: 150 }, (_, index) => `u${index}`);
  const { cycle, ran } = setUp({ batches: [[makeClaim("a", urls)]], askMs: 1_000 });
  assert.equal((await cycle()).length, 1);
  assert.equal(ran[0]?.[0]?.http.length, 100);
});

Deno.test("a tenant that fails, and a batch that fails, stop no other", async () => {
  const { cycle, events } = setUp({
    batches: [[makeClaim("a"), makeClaim("b")], [makeClaim("c")], [makeClaim("d")]],
    run: (claims) =>
      claims.map(({ executionId }) => {
        const tenantId = executionId.slice(13);
        if (tenantId === "c") throw new Error("the database is gone");
        return { executionId, tenantId, ...(tenantId === "a" ? { error: "P0001 poisoned" } : {}) };
      }),
  });
  assert.deepEqual((await cycle()).map(({ tenantId, error }) => [tenantId, error]), [
    ["a", "P0001 poisoned"],
    ["b", undefined],
    ["c", "the database is gone"],
    ["d", undefined],
  ]);
  assert.deepEqual(events(), ["execution_failed", "batch_failed"]);
});

Deno.test("a batch that the database ended for its length is looked at tenant by tenant, as long as there is time", async () => {
  const tooLong = () => {
    throw new HeartbaseError("database_error", "run_tenants: 57014 - canceling statement due to statement timeout", {
      cause: { code: "57014", message: "canceling statement due to statement timeout" },
    });
  };
  const run = (claims: MeasuredClaim[]) =>
    claims.some(({ executionId }) => executionId.endsWith("heavy"))
      ? tooLong()
      : claims.map(({ executionId }) => ({ executionId, tenantId: executionId.slice(13) }));
  const batches = [[makeClaim("a", ["u"]), makeClaim("heavy"), makeClaim("b")]];
  const quick = setUp({ batches, runMs: 15_000, run });
  assert.deepEqual((await quick.cycle()).map(({ tenantId, error }) => [tenantId, error]), [
    ["a", undefined],
    ["heavy", "run_tenants: 57014 - canceling statement due to statement timeout"],
    ["b", undefined],
  ]);
  assert.deepEqual(
    quick.ran.map((claims) => claims.map(({ executionId, http }) => [executionId.slice(13), http.length])),
    [
      [["a", 1], ["heavy", 0], ["b", 0]],
      [["a", 1]],
      [["heavy", 0]],
      [["b", 0]],
    ],
  );
  assert.deepEqual(quick.events(), ["batch_too_long", "execution_failed"]);
  const slow = setUp({ batches, runMs: 40_000, run });
  assert.deepEqual((await slow.cycle()).map(({ error }) => error), [
    undefined,
    "run_tenants: 57014 - canceling statement due to statement timeout",
    "There was no time left to look at it.",
  ]);
});

Deno.test("what is leased for a result is done after it, and the execution says what was done and told", async () => {
  const remediation = {
    runId: "r",
    lease: "l",
    tenantId: "a",
    checkId: "mood",
    action: "fix",
    kind: "rpc" as const,
    timeoutMs: 10_000,
    recheckAfterMs: 0,
    result: {},
    arguments: {},
  };
  const { cycle, events } = setUp({
    batches: [[makeClaim("a"), makeClaim("b")]],
    run: (claims) =>
      claims.map(({ executionId }) => {
        const tenantId = executionId.slice(13);
        return {
          executionId,
          tenantId,
          notificationsSent: 1,
          ...(tenantId === "a" ? { remediations: [remediation] } : {}),
        };
      }),
  });
  const executions = await cycle();
  assert.deepEqual(executions.map(({ tenantId, notificationsSent }) => [tenantId, notificationsSent]), [["a", 3], [
    "b",
    1,
  ]]);
  assert.deepEqual(executions.map(({ remediations }) => remediations), [[{
    runId: "r",
    action: "fix",
    status: "succeeded",
    notificationsSent: 2,
  }], undefined]);
  assert.deepEqual(events(), ["remediation_finished"]);
});
