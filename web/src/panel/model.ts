export type JobState = "stale" | "failing" | "running" | "healthy" | "paused";

export interface Job {
  name: string;
  description: string | null;
  state: JobState;
  lastRunAt: number | null;
  /** Seconds. */
  expectedEvery: number | null;
  grace: number;
  lastDuration: number | null;
  startedAt: number | null;
  nextCheckAt: number | null;
  /** When it must have run again at the latest. */
  deadline: number | null;
  consecutiveFailures: number;
  /** Until when nobody is told of a trouble, again or at all; null when they would be. */
  quietUntil: number | null;
  evaluationError: string | null;
}

export interface Alert {
  id: string;
  kind: string;
  subject: string;
  type: string;
  severity: "info" | "warning" | "critical";
  message: string;
  detectedAt: number | null;
  acknowledgedAt: number | null;
  resolvedAt: number | null;
  resolution: string | null;
  reminders: number;
  delivered: number;
  waiting: number;
  dead: number;
}

export interface Channel {
  id: string;
  /** Null, as tenantId, for the project's own. */
  ownerId: string | null;
  tenantId: string | null;
  name: string;
  kind: string;
  enabled: boolean;
  disabledReason: string | null;
  hint: string | null;
  failures: number;
  lastSuccessAt: number | null;
  lastErrorAt: number | null;
  lastError: string | null;
  waiting: number;
  dead: number;
  oldestWaitingAt: number | null;
}

export interface JobCounts {
  total: number;
  healthy: number;
  stale: number;
  failing: number;
  paused: number;
}

/** Everything that the panel shows, as read at about one time. */
export interface Snapshot {
  counts: JobCounts;
  jobs: Job[];
  /** How many jobs the search matches in the database; more than `jobs` holds in a large project. */
  matchingJobs: number;
  openAlerts: Alert[];
  openAlertCount: number;
  recentAlerts: Alert[];
  channels: Channel[];
}

export function isTrouble(state: JobState): boolean {
  return state === "stale" || state === "failing";
}

const STATE_ORDER: JobState[] = ["stale", "failing", "running", "healthy", "paused"];

/** Trouble first, then by name. */
export function compareJobs(a: Job, b: Job): number {
  return STATE_ORDER.indexOf(a.state) - STATE_ORDER.indexOf(b.state) || a.name.localeCompare(b.name);
}
