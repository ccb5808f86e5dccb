import { capitalised, formatTime, plain, textOf } from "../text.ts";
import type { Alert, Notification } from "../types.ts";

const NAME_LIMIT = 200;

/** Label and value. */
export type Fact = [label: string, value: string];

/**
 * How the alerts of a kind of subject are worded. Only what cannot change between two attempts may be said: see
 * composeMessage.
 */
export interface Wording {
  icon(notification: Notification): string;
  /** What sort of message it is, without the subject's name. */
  headline(notification: Notification): string;
  /** What happened, in a line. */
  title(notification: Notification): string;
  facts(notification: Notification): Fact[];
  /** The sentences below the facts. */
  lines(notification: Notification): string[];
  /** What a group's line says after the title. */
  remark(notification: Notification): string;
}

/** Where a kind of subject differs from the others. */
export interface Particulars {
  /** The kind as people say it. */
  kind?: (alert: Alert) => string;
  /** What follows the kind in a headline. */
  noun?: string;
  icon?: (alert: Alert) => string;
  /** The trouble in a word. */
  trouble?: (alert: Alert) => string;
  /** What is known of the trouble, besides its status. */
  troubleFacts?: (notification: Notification) => Fact[];
  remark?: Wording["remark"];
}

/** The common wording, but for what is particular. */
export function makeWording(particulars: Particulars = {}): Wording {
  const {
    kind = (alert) => capitalised(plain(alert.subject_kind, 40)),
    noun = "Alert",
    icon = severityIcon,
    trouble = (alert) => withoutKind(alert, alert.subject_kind),
    troubleFacts = () => [],
    remark = () => "",
  } = particulars;
  return {
    icon: ({ event, alert }) => event === "resolved" ? "✅" : icon(alert),
    headline({ event, alert }) {
      if (event === "resolved") return `${kind(alert)} Recovered`;
      const headline = `${kind(alert)} ${noun}`;
      return event === "reminder" ? `${headline} (reminder)` : headline;
    },
    title({ event, alert }) {
      if (event === "resolved") return `${kind(alert)} Recovered: ${subjectName(alert)}`;
      const still = event === "reminder" ? "still " : "";
      return `${kind(alert)} Alert: ${subjectName(alert)} ${still}${trouble(alert)}`;
    },
    facts(notification) {
      const { alert, event } = notification;
      const subject: Fact = [kind(alert), subjectName(alert)];
      if (event === "resolved") {
        return [
          subject,
          ["Status", "Recovered"],
          ["Down Since", formatTime(alert.detected_at)],
          ["Recovered At", resolvedAt(notification)],
          ...resolutionFacts(alert),
        ];
      }
      return [
        subject,
        ["Status", shortText(textOf(alert.details, "status") ?? alert.severity)],
        ...troubleFacts(notification),
        ...(event === "reminder" ? [["Since", formatTime(alert.detected_at)] satisfies Fact] : []),
      ];
    },
    lines: ({ alert }) => [plain(alert.message)].filter((line) => line !== ""),
    remark,
  };
}

/** The name that a subject goes by in messages. */
export function subjectName(alert: Alert): string {
  return shortText(alert.subject_name ?? textOf(alert.details, "job_name") ?? alert.subject_id ?? "unnamed");
}

/** A name, or another text of that length. */
export function shortText(text: string): string {
  return plain(text, NAME_LIMIT);
}

/** The alert's type without the kind of subject that it begins with. */
export function withoutKind(alert: Alert, kind: string): string {
  const type = plain(alert.alert_type, 60);
  return type.startsWith(`${kind}-`) ? type.slice(kind.length + 1) : type;
}

export function resolvedAt({ alert, created_at }: Notification): string {
  return formatTime(alert.resolved_at ?? created_at);
}

export function resolutionFacts(alert: Alert): Fact[] {
  return alert.resolution ? [["Resolution", shortText(alert.resolution)]] : [];
}

export function errorFacts(alert: Alert): Fact[] {
  const error = textOf(alert.details, "error");
  return error ? [["Error", plain(error)]] : [];
}

export function severityIcon(alert: Alert): string {
  if (alert.severity === "critical") return "🚨";
  return alert.severity === "warning" ? "⚠️" : "ℹ️";
}
