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
  /** Messages that wait behind a silence. */
  held: number;
  /** Until when nobody is told of it; null when they are. */
  silencedUntil: number | null;
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

/** Which jobs, and how many of each list. */
export interface Asked {
  /** Only jobs with this in their name or description; "" for all. */
  search: string;
  /** Only jobs in one of these states; null for all. */
  states: JobState[] | null;
  jobs: number;
  alerts: number;
  channels: number;
}

/** What the overview shows, as read at about one time. Its lists may go on in the database. */
export interface Snapshot {
  asked: Asked;
  counts: JobCounts;
  /** Trouble first, then by name. */
  jobs: Job[];
  hasMoreJobs: boolean;
  openAlerts: Alert[];
  openAlertCount: number;
  recentAlerts: Alert[];
  channels: Channel[];
  channelCount: number;
  waitingMessages: number;
  deadMessages: number;
}

export const TROUBLE: JobState[] = ["stale", "failing"];

export function isTrouble(state: JobState): boolean {
  return TROUBLE.includes(state);
}
