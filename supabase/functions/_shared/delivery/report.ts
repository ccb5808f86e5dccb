import { capitalised, plain } from "./text.ts";
import type { Alert, Json, JsonObject, Notification, Unit } from "./types.ts";

/** A result of a tenant's report, as every channel shows it. Plain text, free of control characters. */
export interface Entry {
  icon: string;
  title: string;
  /** Empty when there is nothing to add to the title. */
  text: string;
  /** What can be done about it. */
  action: { url: string; label: string } | null;
}

const TITLE_LIMIT = 120;
const TEXT_LIMIT = 400;
const LABEL_LIMIT = 60;
const URL_LIMIT = 2_000;

const PRIORITIES = ["urgent", "high", "medium", "low"];

const ICONS: ReadonlyMap<Json | undefined, string> = new Map([
  ["ok", "✅"],
  ["warning", "⚠️"],
  ["alert", "🚨"],
  ["error", "❌"],
]);

/** Whether an alert tells results of a tenant's checks: those of one run, or of a day. */
export function isReport(alert: Alert): boolean {
  return isDigest(alert) || alert.subject_kind === "tenant" && alert.alert_type === "tenant-report";
}

/** Whether it is the digest of a tenant's day. */
export function isDigest(alert: Alert): boolean {
  return alert.subject_kind === "tenant" && alert.alert_type === "tenant-digest";
}

/**
 * The unit with its reports cut to what its channel's kind hears of: the database has written that into each result, so
 * that a retry says the same.
 */
export function heardBy(unit: Unit): Unit {
  if (!unit.notifications.some(({ alert }) => isReport(alert))) return unit;
  const { kind } = unit.channel;
  return { ...unit, notifications: unit.notifications.map((notification) => cutTo(kind, notification)) };
}

/** The results of a report, the most urgent first. */
export function resultsOf(alert: Alert): JsonObject[] {
  const results = alert.details?.results;
  return (Array.isArray(results) ? results.filter(isObject) : [])
    .sort((a, b) => rankOf(a) - rankOf(b));
}

/** How many results ask for somebody at once. What has recovered does not, however urgent it was. */
export function countUrgent(results: JsonObject[]): number {
  return results.filter(({ priority, recovered }) => priority === "urgent" && recovered !== true).length;
}

/** How many results did not fit into the alert. */
export function countMore(alert: Alert): number {
  const more = alert.details?.more;
  return typeof more === "number" && more > 0 ? Math.floor(more) : 0;
}

export function entryOf(result: JsonObject): Entry {
  const title = plain(textIn(result.title) || textIn(result.checkId) || "Check", TITLE_LIMIT);
  const text = plain(textIn(result.message), TEXT_LIMIT);
  return {
    icon: ICONS.get(result.status) ?? "ℹ️",
    title: result.recovered === true ? `${title} (recovered)` : title,
    text: text === title ? "" : text,
    action: actionOf(result),
  };
}

/** A link that leaves the message must be safe wherever it is shown: https, without a user name, and percent-encoded. */
function actionOf({ actionUrl, actionLabel }: JsonObject): Entry["action"] {
  if (typeof actionUrl !== "string" || !URL.canParse(actionUrl)) return null;
  const url = new URL(actionUrl);
  if (url.protocol !== "https:" || url.username || url.password || url.href.length > URL_LIMIT) return null;
  return { url: url.href, label: capitalised(plain(textIn(actionLabel), LABEL_LIMIT)) || "Open" };
}

function cutTo(kind: string, notification: Notification): Notification {
  const { alert } = notification;
  if (!isReport(alert)) return notification;
  const results = resultsOf(alert).filter(({ channels }) => Array.isArray(channels) && channels.includes(kind));
  return { ...notification, alert: { ...alert, details: { ...alert.details, results } } };
}

function rankOf({ priority }: JsonObject): number {
  const rank = typeof priority === "string" ? PRIORITIES.indexOf(priority) : -1;
  return rank === -1 ? PRIORITIES.length : rank;
}

function textIn(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
