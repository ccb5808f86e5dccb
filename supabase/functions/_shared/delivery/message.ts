import type { Alert, JsonObject, Notification, NotificationEvent, Severity, Unit } from "./types.ts";

/** What every channel says, before it is written in the channel's own format. Plain text, free of control characters. */
export interface Message {
  /** A group of notifications in one message, or the event of the only one. */
  event: NotificationEvent | "group";
  severity: Severity;
  icon: string;
  /** What sort of message it is, without the subject's name: `Job Health Alert`. */
  headline: string;
  /** What happened, in a line: `Job Alert: backup overdue`. */
  title: string;
  /** Label and value, in order; empty for a group. */
  facts: [label: string, value: string][];
  /** Sentences for a single notification; a line per notification for a group. */
  lines: string[];
  /** The first eight characters of the unit's id, by which a repeat is recognised. */
  reference: string;
}

/** How many notifications of a group are listed. */
export const LISTED = 20;

const NAME_LIMIT = 200;
const TEXT_LIMIT = 500;
const LINE_LIMIT = 300;
const HOUR_MS = 3_600_000;

/**
 * The message of a unit. A retry must say the same to the byte (providers compare what comes under one idempotency key),
 * so it is made of what cannot change between attempts: never of the current time, the attempt, or what an alert became
 * after a notification was written.
 */
export function composeMessage(unit: Unit): Message {
  const [first] = unit.notifications;
  if (!first) throw new TypeError("the unit has no notifications");
  return unit.count > 1 || unit.notifications.length > 1 ? groupMessage(unit) : singleMessage(unit, first);
}

/** Whole hours from the job's last run to the notification; null when it is not about a run. */
export function hoursOverdue(notification: Notification): number | null {
  const lastRun = Date.parse(textOf(notification.alert.details, "last_run_at") ?? "");
  const hours = Math.floor((Date.parse(notification.created_at) - lastRun) / HOUR_MS);
  return Number.isFinite(hours) ? Math.max(hours, 0) : null;
}

/** `2026-03-01 06:00:00 UTC`; what is no timestamp stays as it is. */
export function formatTime(timestamp: string): string {
  const at = new Date(timestamp);
  if (Number.isNaN(at.getTime())) return plain(timestamp, 40);
  return at.toISOString().replace("T", " ").replace(/\.\d{3}Z$/, " UTC");
}

/** One line of well-formed text without control, line-separating or direction-changing characters, at most `limit` long. */
export function plain(text: string, limit = TEXT_LIMIT): string {
  const clean = text.toWellFormed().replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, " ")
    .trim();
  const characters = [...clean];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join("")}…` : clean;
}

/** The name that a subject goes by in messages. */
export function subjectName(alert: Alert): string {
  return plain(alert.subject_name ?? textOf(alert.details, "job_name") ?? alert.subject_id ?? "unnamed", NAME_LIMIT);
}

/** The events of a group, counted; null when the unit stands for more than it lists and the database counted none. */
export function countEvents(unit: Unit): Record<NotificationEvent, number> | null {
  const counts: Record<NotificationEvent, number> = { opened: 0, reminder: 0, resolved: 0, test: 0 };
  if (unit.counts) return { ...counts, ...unit.counts };
  if (unit.count > unit.notifications.length) return null;
  for (const { event } of unit.notifications) counts[event] += 1;
  return counts;
}

function singleMessage(unit: Unit, notification: Notification): Message {
  const { alert, event } = notification;
  const kind = kindOf(alert);
  const name = subjectName(alert);
  return {
    event,
    severity: alert.severity,
    icon: iconOf(event, alert),
    headline: headlineOf(event, kind, alert),
    title: titleOf(event, kind, name, alert),
    facts: event === "test" ? [] : factsOf(notification, kind, name),
    lines: [plain(alert.message)].filter((line) => line !== ""),
    reference: referenceOf(unit),
  };
}

function iconOf(event: NotificationEvent, alert: Alert): string {
  if (event === "resolved") return "✅";
  if (event === "test") return "🔔";
  if (alert.subject_kind === "job" || alert.severity === "critical") return "🚨";
  return alert.severity === "warning" ? "⚠️" : "ℹ️";
}

function headlineOf(event: NotificationEvent, kind: string, alert: Alert): string {
  if (event === "test") return "Heartbase Test";
  if (event === "resolved") return `${kind} Recovered`;
  const headline = ["job", "tetrahedron"].includes(alert.subject_kind) ? `${kind} Health Alert` : `${kind} Alert`;
  return event === "reminder" ? `${headline} (reminder)` : headline;
}

/** The kind of subject as people say it: a tetrahedron is a mesh. */
function kindOf(alert: Alert): string {
  return alert.subject_kind === "tetrahedron" ? "Mesh" : capitalised(plain(alert.subject_kind, 40));
}

function titleOf(event: NotificationEvent, kind: string, name: string, alert: Alert): string {
  if (event === "test") return "Heartbase Test";
  if (event === "resolved") return `${kind} Recovered: ${name}`;
  const still = event === "reminder" ? "still " : "";
  return `${kind} Alert: ${name} ${still}${troubleOf(alert)}`;
}

/** The trouble in a word: `overdue` for a stale job, otherwise what the alert's type ends with. */
function troubleOf(alert: Alert): string {
  if (alert.alert_type === "job-stale") return "overdue";
  const type = plain(alert.alert_type, 60);
  if (alert.subject_kind === "tetrahedron" && type.startsWith("mesh-")) return type.slice("mesh-".length);
  return type.startsWith(`${alert.subject_kind}-`) ? type.slice(alert.subject_kind.length + 1) : type;
}

function factsOf(notification: Notification, kind: string, name: string): Message["facts"] {
  const { alert, event } = notification;
  const facts: Message["facts"] = [[kind, name]];
  if (event === "resolved") {
    facts.push(["Status", "Recovered"], ["Down Since", formatTime(alert.detected_at)]);
    facts.push(["Recovered At", formatTime(alert.resolved_at ?? notification.created_at)]);
    if (alert.resolution) facts.push(["Resolution", plain(alert.resolution, NAME_LIMIT)]);
    return facts;
  }
  facts.push(["Status", plain(textOf(alert.details, "status") ?? alert.severity, NAME_LIMIT)]);
  const lastRun = textOf(alert.details, "last_run_at");
  const hours = hoursOverdue(notification);
  if (lastRun) facts.push(["Last Run", formatTime(lastRun)]);
  if (hours !== null && alert.alert_type !== "job-failing") facts.push(["Hours Overdue", String(hours)]);
  const failures = alert.details?.consecutive_failures;
  if (alert.alert_type === "job-failing" && typeof failures === "number") facts.push(["Failures", String(failures)]);
  const error = textOf(alert.details, "error");
  if (error) facts.push(["Error", plain(error)]);
  if (alert.alert_type === "mesh-degrading") {
    const lastHeartbeat = textOf(alert.details, "last_heartbeat_at");
    facts.push(["Last Heartbeat", lastHeartbeat ? formatTime(lastHeartbeat) : "never"]);
  }
  if (event === "reminder") facts.push(["Since", formatTime(alert.detected_at)]);
  return facts;
}

function groupMessage(unit: Unit): Message {
  const counts = countEvents(unit);
  const onlyRecoveries = counts !== null && counts.resolved === unit.count;
  const severity = worstSeverity(unit.notifications);
  const noun = onlyRecoveries ? "recoveries" : "alerts";
  const listed = unit.notifications.slice(0, LISTED);
  const more = unit.count - listed.length;
  return {
    event: "group",
    severity,
    icon: onlyRecoveries ? "✅" : "🚨",
    headline: `${unit.count} ${noun}`,
    title: `${unit.count} ${noun}${onlyRecoveries || !counts ? "" : `: ${describeCounts(counts)}`}`,
    facts: [],
    lines: [...listed.map(lineOf), ...(more > 0 ? [`and ${more} more`] : [])],
    reference: referenceOf(unit),
  };
}

function describeCounts(counts: Record<NotificationEvent, number>): string {
  const parts: [number, string][] = [
    [counts.opened, "opened"],
    [counts.reminder, "reminded"],
    [counts.resolved, "recovered"],
    [counts.test, counts.test === 1 ? "test" : "tests"],
  ];
  return parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`).join(", ");
}

function lineOf(notification: Notification): string {
  const { alert, event } = notification;
  const kind = kindOf(alert);
  const title = titleOf(event, kind, subjectName(alert), alert);
  const hours = event === "resolved" || alert.alert_type !== "job-stale" ? null : hoursOverdue(notification);
  return plain(`${iconOf(event, alert)} ${title}${hours === null ? "" : ` (${hours} h)`}`, LINE_LIMIT);
}

function worstSeverity(notifications: Notification[]): Severity {
  const severities = notifications.map((notification) => notification.alert.severity);
  return (["critical", "warning"] as const).find((severity) => severities.includes(severity)) ?? "info";
}

function referenceOf(unit: Unit): string {
  return unit.unit_id.slice(0, 8);
}

function textOf(details: JsonObject | null, key: string): string | null {
  const value = details?.[key];
  return typeof value === "string" && value !== "" ? value : null;
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
