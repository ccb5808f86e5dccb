import type { JsonObject } from "./delivery/types.ts";

export type AlivePhase = "booting" | "operational" | "degraded" | "error";

/** What a probe answers. */
export type ProbeAnswer = {
  ok: boolean;
  error?: string | null;
  details?: JsonObject | null;
};

/** A subsystem as a boot check found it. */
export interface Subsystem {
  ok: boolean;
  /** Whether its failure makes the phase `error`; otherwise it is `degraded`. */
  core: boolean;
  title: string;
  error?: string;
  details?: JsonObject;
  /** How long its answer took, in milliseconds. */
  duration_ms?: number;
}

/** What a boot check found. */
export interface AliveStatus {
  alive: boolean;
  phase: AlivePhase;
  /** When the check ended. */
  timestamp: string;
  subsystems: Record<string, Subsystem>;
}

/** What the database says of the boot check. */
export interface AliveState {
  status: AliveStatus;
  /** How old the status is; null before the first one. */
  age_seconds: number | null;
  /** Whether a check runs. */
  running: boolean;
  /** The evaluator as it is now, however old the status is. */
  evaluator: ProbeAnswer & { details: { last_tick_at: string | null; age_seconds: number | null } };
}

/** One question of a boot check. */
export interface Probe {
  name: string;
  title: string;
  core: boolean;
  /** Who asks: the database (`sql`), or the edge function (`url`, `auth`). */
  asked_by: "sql" | "url" | "auth";
  /** The URL of a `url`. */
  target: string | null;
  timeout_ms: number;
}

/** The right to make a boot check, and what to ask. */
export interface AliveLease {
  lease: string;
  probes: Probe[];
}

/** How well tenants are looked at, and what was found. */
export interface SystemHealth {
  /** unknown: nothing was executed yet. */
  pulse: "alive" | "warning" | "error" | "unknown";
  timestamp: string;
  /** What the pulse is made of: which tenants, and when. */
  details: JsonObject;
}
