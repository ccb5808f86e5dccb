import assert from "node:assert/strict";
import type { Rpc } from "../delivery/types.ts";
import { memoryLog, serve, serveRaw } from "../testing.ts";
import { createCallFunction, type RemediationPorts, runRemediations } from "./remediations.ts";
import type { HttpFacts, Remediation, RemediationDone, RemediationOutcome } from "./types.ts";

const SECRET = "function-secret-for-tests";
const FACTS: HttpFacts = { status_code: 200, latency_ms: 3, error: null, body_matches: null, tls_days_left: null };

function makeRemediation(runId: string, changes: Partial<Remediation> = {}): Remediation {
  return {
    runId,
    lease: `lease of ${runId}`,
    tenantId: "acme",
    checkId: "mood",
    action: "fix",
    kind: "rpc",
    timeoutMs: 10_000,
    recheckAfterMs: 0,
    result: { status: "alert", data: { count: 1 } },
    arguments: {},
    ...changes,
  };
}

const edge = (runId: string, changes: Partial<Remediation> = {}) =>
  makeRemediation(runId, { kind: "edge_function", functionName: "restart", ...changes });

interface Setting {
  call?: (runId: string) => Promise<{ succeeded: boolean; error: string | null }>;
  cancel?: (runId: string) => Promise<boolean>;
  finish?: (runId: string) => Promise<never>;
  callFunction?: (name: string, body: string, timeoutMs: number) => Promise<RemediationOutcome>;
  /** When it is, in milliseconds after the start. */
  clock?: () => number;
}

function setUp(setting: Setting = {}) {
  const { log, events } = memoryLog();
  const calls: unknown[][] = [];
  const rpc = (async (name: string, args: { p_run_id: string; p_lease: string; p_outcome?: RemediationOutcome }) => {
    const { p_run_id, p_lease, ...rest } = args;
    assert.equal(p_lease, `lease of ${p_run_id}`);
    calls.push([name, p_run_id, ...(name === "finish_remediation" ? [rest] : [])]);
    await Promise.resolve();
    if (name === "call_remediation") return await (setting.call?.(p_run_id) ?? { succeeded: true, error: null });
    if (name === "cancel_remediation") return await (setting.cancel?.(p_run_id) ?? true);
    if (name === "release_remediation") return null;
    await setting.finish?.(p_run_id);
    return { runId: p_run_id, action: "fix", status: args.p_outcome?.error ? "failed" : "succeeded" };
  }) as Rpc;
  const slept: number[] = [];
  const ports: RemediationPorts = {
    rpc,
    measure: (rule) => {
      calls.push(["measure", rule.url]);
      return Promise.resolve(FACTS);
    },
    callFunction: (name, body, timeoutMs) => {
      calls.push(["function", name, JSON.parse(body), timeoutMs]);
      return setting.callFunction?.(name, body, timeoutMs) ?? Promise.resolve({ result: { ok: true }, error: null });
    },
    sleep: (milliseconds) => {
      slept.push(milliseconds);
      return Promise.resolve();
    },
    now: () => new Date(setting.clock?.() ?? 0),
    log,
  };
  const run = (remediations: Remediation[], endsAt = 105_000) => runRemediations(ports, remediations, endsAt);
  return { run, calls, slept, events };
}

const namesOf = (done: RemediationDone[]) => done.map(({ runId, status }) => `${runId} ${status}`);

Deno.test("a function of the database is called by its run, and the check asked again after it", async () => {
  const { run, calls } = setUp();
  assert.deepEqual(namesOf(await run([makeRemediation("a")])), ["a succeeded"]);
  assert.deepEqual(calls, [
    ["call_remediation", "a"],
    ["finish_remediation", "a", { p_outcome: { error: null }, p_facts: null }],
  ]);
});

Deno.test("an edge function is told what it is about, and what it answers is handed on", async () => {
  const { run, calls } = setUp();
  assert.deepEqual(namesOf(await run([edge("a", { arguments: { hard: true } })])), ["a succeeded"]);
  assert.deepEqual(calls, [
    ["function", "restart", {
      runId: "a",
      action: "fix",
      tenantId: "acme",
      checkId: "mood",
      result: { status: "alert", data: { count: 1 } },
      arguments: { hard: true },
    }, 10_000],
    ["finish_remediation", "a", { p_outcome: { result: { ok: true }, error: null }, p_facts: null }],
  ]);
});

Deno.test("what is too long for a body of 10,000 bytes goes without the facts of the result", async () => {
  const { run, calls } = setUp();
  await run([edge("a", { result: { status: "alert", data: { text: "é".repeat(5_000) } } })]);
  assert.deepEqual((calls[0]?.[2] as Remediation).result, { status: "alert" });
});

Deno.test("an http check is measured again after the action and the wait that it wants", async () => {
  const { run, calls, slept } = setUp();
  await run([edge("a", { recheckAfterMs: 15_000, rule: { url: "https://example.com/" } })]);
  assert.deepEqual(slept, [15_000]);
  assert.deepEqual(calls.slice(1), [
    ["measure", "https://example.com/"],
    ["finish_remediation", "a", { p_outcome: { result: { ok: true }, error: null }, p_facts: FACTS }],
  ]);
});

Deno.test("one that fails is not waited for, and stops no other", async () => {
  const { run, slept, events } = setUp({
    call: (runId) =>
      runId === "b"
        ? Promise.reject(new Error("the database is gone"))
        : Promise.resolve({ succeeded: runId !== "a", error: runId === "a" ? "P0001 no" : null }),
    callFunction: () => Promise.resolve({ error: "HTTP 500" }),
  });
  const remediations = ["a", "b", "c"].map((runId) => makeRemediation(runId, { recheckAfterMs: 1_000 }));
  const done = await run([...remediations, edge("d", { recheckAfterMs: 1_000 })]);
  assert.deepEqual(namesOf(done).sort(), ["a failed", "c succeeded", "d failed"]);
  assert.deepEqual(slept, [1_000]);
  assert.ok(events().includes("remediation_not_recorded"));
});

Deno.test("what cannot be recorded is left to the end of its lease", async () => {
  const { run, events } = setUp({ finish: () => Promise.reject(new Error("the database is gone")) });
  assert.deepEqual(await run([makeRemediation("a")]), []);
  assert.deepEqual(events(), ["remediation_not_recorded"]);
});

Deno.test("a call that takes longer than its time-out is cancelled, and its answer is what counts", async () => {
  let end = (_: { succeeded: boolean; error: string }) => {};
  const { run, calls, events } = setUp({
    call: () => new Promise((resolve) => end = resolve),
    cancel: () => {
      end({ succeeded: false, error: "It was ended after 50 ms." });
      return Promise.resolve(true);
    },
  });
  assert.deepEqual(namesOf(await run([makeRemediation("a", { timeoutMs: 50 })])), ["a failed"]);
  assert.deepEqual(calls.map(([name]) => name), ["call_remediation", "cancel_remediation", "finish_remediation"]);
  assert.deepEqual(events(), ["remediation_too_long", "remediation_finished"]);
});

Deno.test("a call that begins only after its time-out is cancelled once it is at work", async () => {
  let end = (_: { succeeded: boolean; error: string }) => {};
  let asked = 0;
  const { run, calls } = setUp({
    call: () => new Promise((resolve) => end = resolve),
    cancel: () => {
      asked += 1;
      if (asked === 3) end({ succeeded: false, error: "It was ended after 50 ms." });
      return Promise.resolve(asked === 3);
    },
  });
  assert.deepEqual(namesOf(await run([makeRemediation("a", { timeoutMs: 50 })])), ["a failed"]);
  const cancelled = Array.from({ length: 3 }, () => "cancel_remediation");
  assert.deepEqual(calls.map(([name]) => name), ["call_remediation", ...cancelled, "finish_remediation"]);
});

Deno.test("five run at once, and no more", async () => {
  let running = 0;
  let most = 0;
  const { run } = setUp({
    callFunction: async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      return { error: null };
    },
  });
  const remediations = Array.from({ length: 12 }, (_, index) => edge(`r${index}`));
  assert.equal((await run(remediations)).length, 12);
  assert.equal(most, 5);
});

Deno.test("what would not be over in time is given back, and nothing is done about it", async () => {
  // 10 s for the action, 10 s to end it, 3 s to ask again.
  const early = setUp({ clock: () => 82_000 });
  assert.deepEqual(namesOf(await early.run([makeRemediation("a")])), ["a succeeded"]);
  const late = setUp({ clock: () => 82_001 });
  assert.deepEqual(await late.run([makeRemediation("a")]), []);
  assert.deepEqual(late.calls, [["release_remediation", "a"]]);
  assert.deepEqual(late.events(), ["remediation_put_off"]);
});

function connect(functionsUrl: string, secret: string | undefined = SECRET) {
  const { log } = memoryLog([SECRET]);
  return createCallFunction({ functionsUrl, secret, fetch, log });
}

Deno.test("an edge function is called with the function secret, and its answer is kept without it", async () => {
  await using server = serve(() => Response.json({ restarted: 1, echo: SECRET }));
  assert.deepEqual(await connect(server.url)("restart-sync", '{"a":1}', 60_000), {
    result: { restarted: 1, echo: "[redacted]" },
    error: null,
  });
  const [{ method, path, headers, body }] = server.received as [typeof server.received[number]];
  assert.deepEqual([method, path, headers.get("authorization"), body], [
    "POST",
    "/restart-sync",
    `Bearer ${SECRET}`,
    '{"a":1}',
  ]);
});

Deno.test("what is no success is an error with what was answered; a redirect is none", async () => {
  const answers: Record<string, () => Response> = {
    "/broken": () => new Response("no", { status: 500 }),
    "/moved": () => new Response(null, { status: 302, headers: { location: "https://example.com/" } }),
    "/empty": () => new Response(null, { status: 204 }),
    "/long": () => new Response("x".repeat(20_000)),
  };
  await using server = serve(({ path }) => answers[path]!());
  const call = connect(server.url);
  assert.deepEqual(await call("broken", "{}", 60_000), { result: "no", error: "HTTP 500" });
  assert.deepEqual(await call("moved", "{}", 60_000), { result: null, error: "HTTP 302" });
  assert.deepEqual(await call("empty", "{}", 60_000), { result: null, error: null });
  assert.deepEqual(await call("long", "{}", 60_000), { result: { truncated: "x".repeat(1_000) }, error: null });
  assert.equal(server.received.length, 4);
});

Deno.test("one that does not answer in time is an error", async () => {
  await using silent = serveRaw(() => {});
  assert.deepEqual(await connect(silent.url)("slow", "{}", 200), { error: "It did not answer within 0.2 s." });
});

Deno.test("nothing but an edge function of the project is called, and not without the secret", async () => {
  await using server = serve(() => new Response("ok"));
  for (const name of ["", "../rest/v1/rpc/x", "https://example.com", "a/b", "a?b"]) {
    assert.deepEqual(await connect(server.url)(name, "{}", 60_000), {
      error: "This is not the name of an edge function.",
    });
  }
  const { log } = memoryLog();
  const call = createCallFunction({ functionsUrl: server.url, secret: undefined, fetch, log });
  assert.deepEqual(await call("restart", "{}", 60_000), { error: "HEARTBASE_FUNCTION_SECRET is not set." });
  assert.deepEqual(server.received, []);
});
