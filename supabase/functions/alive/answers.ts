import type { AliveState, SystemHealth } from "../_shared/alive.ts";
import { failingOf } from "./check.ts";
import type { Remembered } from "./memory.ts";

/** What everybody may know of why a subsystem fails. */
const HIDDEN_ERROR = "failed";

/** The body of a status: in full for operators, for everybody else the names of the subsystems and whether they are well. */
export function statusBody(seen: Remembered<AliveState>, now: Date, isOperator: boolean) {
  const { status: { alive, phase, timestamp, subsystems }, running } = seen.value;
  const shown = isOperator ? subsystems : Object.fromEntries(
    Object.entries(subsystems).map(([name, { ok }]) => [name, ok ? { ok } : { ok, error: HIDDEN_ERROR }]),
  );
  return {
    ok: true,
    status: { alive, phase, timestamp, age_seconds: ageOf(seen, now), running, subsystems: shown },
  };
}

/** The body of a health answer: `ok` when no core subsystem fails and the evaluator is on time. */
export function healthBody(seen: Remembered<AliveState>, now: Date) {
  const { status: { alive, phase, timestamp, subsystems }, evaluator } = seen.value;
  const failing = new Set(failingOf(subsystems, true));
  if (!evaluator.ok) failing.add("evaluator");
  return {
    ok: alive && evaluator.ok,
    phase,
    timestamp,
    age_seconds: ageOf(seen, now),
    evaluator: { ok: evaluator.ok, age_seconds: evaluator.details.age_seconds },
    failing: [...failing].sort(),
  };
}

/** The body of a pulse: `ok` unless it is an error. What it is made of is for operators. */
export function systemHealthBody({ pulse, timestamp, details }: SystemHealth, isOperator: boolean) {
  const body = { ok: pulse !== "error", pulse, timestamp };
  return isOperator ? { ...body, details } : body;
}

/** The age that the database told, and the time since. */
function ageOf({ value, at }: Remembered<AliveState>, now: Date): number | null {
  if (value.age_seconds === null) return null;
  return Math.round((value.age_seconds + Math.max(now.getTime() - at, 0) / 1000) * 10) / 10;
}
