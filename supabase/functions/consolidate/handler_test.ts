import assert from "node:assert/strict";
import type { Rpc } from "../_shared/delivery/types.ts";
import { HeartbaseError } from "../_shared/errors.ts";
import type { Insight, InsightLease, InsightOutcome } from "../_shared/memory/types.ts";
import { memoryLog } from "../_shared/testing.ts";
import { createHandler } from "./handler.ts";

const SECRET = "function-secret-for-tests";
const LEASE = "d4d4d4d4-0000-4000-8000-000000000001";

function makeInsight(insightId: number): Insight {
  return {
    insightId,
    tenantId: "acme",
    role: "brand",
    block: "brand_context",
    day: "2026-03-01",
    checkId: `c${insightId}`,
    text: "Look.",
  };
}

interface Options {
  batches?: number[][];
  write?: ((insights: readonly Insight[]) => Promise<InsightOutcome[]>) | null;
  fails?: boolean;
}

function setUp(
  { batches = [[1, 2], [3]], write = writeAll, fails = false }: Options = {},
) {
  const memory = memoryLog([SECRET]);
  const finished: unknown[] = [];
  const left = [...batches];
  let now = 0;
  const rpc = ((name: string, args: unknown) => {
    if (fails) {
      return Promise.reject(
        new HeartbaseError("database_unreachable", "away", { status: 503 }),
      );
    }
    if (name === "finish_insights") return Promise.resolve(finished.push(args));
    const ids = left.shift();
    const answer: InsightLease = {
      lease: ids ? LEASE : null,
      insights: (ids ?? []).map(makeInsight),
    };
    return Promise.resolve(answer);
  }) as Rpc;
  const handler = createHandler({
    functionSecret: () => SECRET,
    log: () => memory.log,
    now: () => new Date(now),
    connect: () => ({ rpc, write }),
  });
  const call = (secret: string | null = SECRET, method = "POST") =>
    handler(
      new Request("http://localhost/consolidate", {
        method,
        headers: secret === null ? {} : { authorization: `Bearer ${secret}` },
      }),
    );
  return { call, finished, left, pass: (ms: number) => now += ms, ...memory };
}

const writeAll = (insights: readonly Insight[]) =>
  Promise.resolve(
    insights.map(({ insightId }): InsightOutcome => ({
      insightId,
      outcome: "written",
    })),
  );

Deno.test("insights are claimed until none is left, written, and each is said to be", async () => {
  const { call, finished } = setUp();
  const response = await call();
  assert.deepEqual([response.status, await response.json()], [200, {
    letta: "on",
    written: 3,
    retried: 0,
    failed: 0,
    off: 0,
  }]);
  assert.deepEqual(finished, [
    {
      p_lease: LEASE,
      p_outcomes: [{ insightId: 1, outcome: "written" }, {
        insightId: 2,
        outcome: "written",
      }],
    },
    { p_lease: LEASE, p_outcomes: [{ insightId: 3, outcome: "written" }] },
  ]);
});

Deno.test("without a memory all insights are off, and the answer says so", async () => {
  const { call, finished } = setUp({ write: null, batches: [[1]] });
  assert.deepEqual(await (await call()).json(), {
    letta: "off",
    written: 0,
    retried: 0,
    failed: 0,
    off: 1,
  });
  assert.deepEqual(finished, [{
    p_lease: LEASE,
    p_outcomes: [{ insightId: 1, outcome: "off" }],
  }]);
});

Deno.test("what failed is counted, and its reason is kept", async () => {
  const outcomes: InsightOutcome[] = [
    { insightId: 1, outcome: "retry", error: "network: away" },
    { insightId: 2, outcome: "failed", error: "letta_refused: HTTP 401" },
  ];
  const { call, finished } = setUp({
    write: () => Promise.resolve(outcomes),
    batches: [[1, 2]],
  });
  assert.deepEqual(await (await call()).json(), {
    letta: "on",
    written: 0,
    retried: 1,
    failed: 1,
    off: 0,
  });
  assert.deepEqual(finished, [{ p_lease: LEASE, p_outcomes: outcomes }]);
});

Deno.test("no batch begins when the time is over", async () => {
  const slow = setUp({
    write: (insights) => {
      slow.pass(20_000);
      return writeAll(insights);
    },
  });
  assert.equal((await (await slow.call()).json()).written, 2);
  assert.deepEqual(slow.left, [[3]]);
});

Deno.test("it takes the function secret and POST, and says when the database is away", async () => {
  const { call, left } = setUp();
  assert.deepEqual([
    (await call(null)).status,
    (await call("wrong")).status,
    (await call(SECRET, "GET")).status,
  ], [401, 401, 405]);
  assert.equal((await call(null, "OPTIONS")).status, 200);
  assert.equal(left.length, 2);
  assert.equal((await setUp({ fails: true }).call()).status, 503);
});
