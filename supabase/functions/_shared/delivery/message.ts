import { countMore, type Entry, entryOf, heardBy, isReport, resultsOf } from "./report.ts";
import { wordingOf } from "./subjects/index.ts";
import type { Fact } from "./subjects/wording.ts";
import { plain } from "./text.ts";
import type { Notification, NotificationEvent, Severity, Unit } from "./types.ts";

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
  /** In order; empty for a group. */
  facts: Fact[];
  /** Sentences for a single notification; a line per notification for a group. */
  lines: string[];
  /** The results of a tenant's report, each shown by itself; empty for any other message, and for a group. */
  entries: Entry[];
  /** The first eight characters of the unit's id, by which a repeat is recognised. */
  reference: string;
}

/** How many notifications of a group are listed. */
export const LISTED = 20;

const LINE_LIMIT = 300;

/**
 * The message of a unit. A retry must say the same to the byte (providers compare what comes under one idempotency key),
 * so it is made of what cannot change between attempts: never of the current time, the attempt, or what an alert became
 * after a notification was written.
 */
export function composeMessage(given: Unit): Message {
  const unit = heardBy(given);
  const [first] = unit.notifications;
  if (!first) throw new TypeError("the unit has no notifications");
  return unit.count > 1 || unit.notifications.length > 1 ? groupMessage(unit) : singleMessage(unit, first);
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
  const wording = wordingOf(notification);
  const { event, alert } = notification;
  const hasEntries = event !== "test" && isReport(alert);
  const more = hasEntries ? countMore(alert) : 0;
  return {
    event,
    severity: alert.severity,
    icon: wording.icon(notification),
    headline: wording.headline(notification),
    title: wording.title(notification),
    facts: wording.facts(notification),
    lines: [...wording.lines(notification), ...(more > 0 ? [`and ${more} more in the dashboard`] : [])],
    entries: hasEntries ? resultsOf(alert).map(entryOf) : [],
    reference: referenceOf(unit),
  };
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
    entries: [],
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
  const wording = wordingOf(notification);
  const title = `${wording.icon(notification)} ${wording.title(notification)}`;
  return plain(`${title}${wording.remark(notification)}`, LINE_LIMIT);
}

function worstSeverity(notifications: Notification[]): Severity {
  const severities = notifications.map((notification) => notification.alert.severity);
  return (["critical", "warning"] as const).find((severity) => severities.includes(severity)) ?? "info";
}

function referenceOf(unit: Unit): string {
  return unit.unit_id.slice(0, 8);
}
