import assert from "node:assert/strict";
import type { Probe } from "../_shared/alive.ts";
import type { Rpc } from "../_shared/delivery/types.ts";
import { HeartbaseError } from "../_shared/errors.ts";
import { memoryLog } from "../_shared/testing.ts";
import { lookAlive } from "./check.ts";
import { makeLease, makeState, NOW } from "./testing.ts";

const PROBES: Probe[] = [
  { name: "auth", title: "Auth", core: false, asked_by: "auth", target: null, timeout_ms: 4_000 },
  { name: "database", title: "Database", core: true, asked_by: "sql", target: null, timeout_ms: 4_000 },
  { name: "shop", title: "Shop", core: true, asked_by: "url", target: "https://a.example/", timeout_ms: 1_000 },
];
const ANSWERS = {
  auth: { ok: false, error: "HTTP 500", details: { status: 500 }, duration_ms: 7 },
  database: { ok: true, duration_ms: 3 },
  shop: { ok: true, duration_ms: 9 },
};

function setUp(answers: Partial<Record<string, () => unknown>>) {
  const memory = memoryLog(["a-secret"]);
  const asked: string[][] = [];
  const finished: unknown[] = [];
  const rpc = ((name: string, args: unknown) =>
    Promise.resolve().then(() => {
      if (name === "finish_alive_check") finished.push(args);
      return answers[name]?.();
    })) as Rpc;
  const askProbes = (probes: readonly Probe[]) => {
    asked.push(probes.map(({ name }) => name));
    return Promise.resolve(ANSWERS);
  };
  const look = (force = false) => lookAlive({ rpc, askProbes, now: () => NOW, log: memory.log }, force);
  return { look, asked, finished, ...memory };
}

const lost = () => {
  throw new HeartbaseError("database_unreachable", "no answer for a-secret");
};

Deno.test("without a lease the state is taken as it is, and nothing is asked", async () => {
  const { look, asked, finished } = setUp({ begin_alive_check: () => makeState() });
  assert.deepEqual(await look(), { state: makeState(), checked: false });
  assert.deepEqual([asked, finished], [[], []]);
});

Deno.test("with a lease every probe is asked, and what the database makes of the answers is the state", async () => {
  const found = makeState({ phase: "degraded" });
  const { look, asked, finished } = setUp({
    begin_alive_check: () => ({ ...makeState(), ...makeLease(PROBES) }),
    finish_alive_check: () => found,
  });
  assert.deepEqual(await look(true), { state: found, checked: true });
  assert.deepEqual(asked, [["auth", "database", "shop"]]);
  assert.deepEqual(finished, [{ p_lease: makeLease().lease, p_subsystems: ANSWERS }]);
});

Deno.test("a database that cannot begin is the finding", async () => {
  const { look, asked, events } = setUp({ begin_alive_check: lost });
  const { state, checked } = await look();
  assert.deepEqual([checked, state.status, state.age_seconds, state.evaluator.ok], [
    true,
    {
      alive: false,
      phase: "error",
      timestamp: NOW.toISOString(),
      subsystems: { database: { ok: false, core: true, title: "Database", error: "no answer for [redacted]" } },
    },
    0,
    false,
  ]);
  assert.deepEqual([asked, events()], [[], ["alive_check_failed"]]);
});

Deno.test("a database that is lost during a check is the finding, beside what the others answered", async () => {
  const { look } = setUp({
    begin_alive_check: () => ({ ...makeState(), ...makeLease(PROBES) }),
    finish_alive_check: lost,
  });
  const { state } = await look();
  assert.deepEqual([state.status.phase, state.status.subsystems], ["error", {
    auth: { ok: false, core: false, title: "Auth", error: "HTTP 500", details: { status: 500 }, duration_ms: 7 },
    database: { ok: false, core: true, title: "Database", error: "no answer for [redacted]" },
    shop: { ok: true, core: true, title: "Shop", duration_ms: 9 },
  }]);
});
