import type { AliveState, AliveStatus, Probe, Subsystem } from "../_shared/alive.ts";
import type { Rpc } from "../_shared/delivery/types.ts";
import { errorText } from "../_shared/errors.ts";
import type { Logger } from "../_shared/log.ts";
import type { TimedAnswer } from "./probes.ts";

export interface CheckDeps {
  rpc: Rpc;
  askProbes: (probes: readonly Probe[]) => Promise<Record<string, TimedAnswer>>;
  now: () => Date;
  log: Logger;
}

export interface Look {
  state: AliveState;
  /** Whether this call made a check; false when the last one stands, or another one runs. */
  checked: boolean;
}

/**
 * Looks at the state of the boot check, and makes one when it is due (or forced) and none runs: the database says so, once
 * for all instances. A database that does not answer is itself the finding. Never throws.
 */
export async function lookAlive(deps: CheckDeps, force: boolean): Promise<Look> {
  let probes: readonly Probe[] = [];
  let answers: Record<string, TimedAnswer> = {};
  try {
    const { lease, probes: asked, ...state } = await deps.rpc("begin_alive_check", { p_force: force });
    if (lease === undefined || asked === undefined) return { state, checked: false };
    probes = asked;
    answers = await deps.askProbes(probes);
    const finished = await deps.rpc("finish_alive_check", { p_lease: lease, p_subsystems: answers });
    const { phase, subsystems } = finished.status;
    deps.log.info("alive_checked", { phase, failing: failingOf(subsystems) });
    return { state: finished, checked: true };
  } catch (error) {
    deps.log.error("alive_check_failed", { error });
    return { state: withoutDatabase(deps, probes, answers, error), checked: true };
  }
}

/** The names of what fails; with `coreOnly`, of what makes the phase `error`. */
export function failingOf(subsystems: AliveStatus["subsystems"], coreOnly = false): string[] {
  return Object.entries(subsystems)
    .filter(([, { ok, core }]) => !ok && (core || !coreOnly))
    .map(([name]) => name).sort();
}

/** What is known when the database cannot say: it fails, and what else was answered before. */
function withoutDatabase(
  deps: CheckDeps,
  probes: readonly Probe[],
  answers: Record<string, TimedAnswer>,
  error: unknown,
): AliveState {
  const heard = probes.flatMap(({ name, title, core }) => {
    const answer = answers[name];
    if (!answer) return [];
    const { ok, duration_ms, details, error } = answer;
    const subsystem: Subsystem = { ok, core, title, duration_ms };
    if (details) subsystem.details = details;
    if (!ok) subsystem.error = error ?? "It gave no answer.";
    return [[name, subsystem] as const];
  });
  const reason = deps.log.redact(errorText(error)).slice(0, 500);
  const database: Subsystem = { ok: false, core: true, title: "Database", error: reason };
  return {
    status: {
      alive: false,
      phase: "error",
      timestamp: deps.now().toISOString(),
      subsystems: { ...Object.fromEntries(heard), database },
    },
    age_seconds: 0,
    running: false,
    evaluator: {
      ok: false,
      error: "The database did not answer.",
      details: { last_tick_at: null, age_seconds: null },
    },
  };
}
