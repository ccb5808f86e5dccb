// What the tests of this function share: the database's side of a boot check.
import type { AliveLease, AliveState, AliveStatus } from "../_shared/alive.ts";

export const NOW = new Date("2026-03-02T08:00:00Z");

export function makeState(status: Partial<AliveStatus> = {}, changes: Partial<AliveState> = {}): AliveState {
  return {
    status: {
      alive: true,
      phase: "operational",
      timestamp: "2026-03-02T07:59:48+00:00",
      subsystems: {
        database: {
          ok: true,
          core: true,
          title: "Database",
          details: { version: "17.4" },
          duration_ms: 3,
        },
      },
      ...status,
    },
    age_seconds: 12,
    running: false,
    evaluator: { ok: true, details: { last_tick_at: "2026-03-02T07:59:30+00:00", age_seconds: 30 } },
    ...changes,
  };
}

/** A state in which a core subsystem and another one fail, for reasons that name hosts. */
export const FAILING = makeState({
  alive: false,
  phase: "error",
  subsystems: {
    database: { ok: false, core: true, title: "Database", error: "no route to db1.internal" },
    shop: { ok: false, core: false, title: "Shop of ACME", error: "HTTP 500", details: { status: 500 } },
    auth: { ok: true, core: false, title: "Auth" },
  },
});

export function makeLease(probes: AliveLease["probes"] = []): AliveLease {
  return { lease: "d4d4d4d4-0000-4000-8000-000000000001", probes };
}
