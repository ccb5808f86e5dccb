import type { Tone } from "../lib/tone.ts";
import type { JobState } from "./model.ts";

const STATE_TONES: Record<JobState, Tone> = {
  healthy: "ok",
  stale: "warn",
  failing: "bad",
  running: "info",
  paused: "off",
};

const STATE_LABELS: Record<JobState, string> = {
  healthy: "Healthy",
  stale: "Stale",
  failing: "Failing",
  running: "Running",
  paused: "Paused",
};

/** A state in a word; the colour only repeats it. */
export function Pill({ tone, children }: { tone: Tone; children: string }) {
  return <span className={`pill ${tone}`}>{children}</span>;
}

export function StatePill({ state }: { state: JobState }) {
  return <Pill tone={STATE_TONES[state]}>{STATE_LABELS[state]}</Pill>;
}
