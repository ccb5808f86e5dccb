import type { AliveStatus } from "../lib/alive.ts";
import type { Tone } from "../lib/tone.ts";
import type { HeartbeatState } from "../lib/useAlive.ts";
import { Pill } from "./Pill.tsx";

const PHASE_TONES: Record<AliveStatus["phase"], Tone> = {
  booting: "info",
  operational: "ok",
  degraded: "warn",
  error: "bad",
};

/** The phase; without its colour once nobody knows whether it still holds. */
export function PhasePill({ status, state }: { status: AliveStatus | null; state: HeartbeatState }) {
  if (!status) return <Pill tone="off">{state === "waiting" ? "asking" : "unknown"}</Pill>;
  if (state === "lost") return <Pill tone="off">{`was ${status.phase}`}</Pill>;
  return <Pill tone={PHASE_TONES[status.phase]}>{status.phase}</Pill>;
}

const STATE_PILLS: Record<HeartbeatState, [Tone, string]> = {
  waiting: ["info", "Heartbeat …"],
  ok: ["ok", "Heartbeat OK"],
  degraded: ["warn", "Heartbeat DEGRADED"],
  lost: ["bad", "Heartbeat LOST"],
};

export function HeartbeatPill({ state }: { state: HeartbeatState }) {
  const [tone, text] = STATE_PILLS[state];
  return <Pill tone={tone}>{text}</Pill>;
}
