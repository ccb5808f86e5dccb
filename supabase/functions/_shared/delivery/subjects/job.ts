import { formatTime, textOf } from "../text.ts";
import type { Notification } from "../types.ts";
import { errorFacts, type Fact, makeWording, withoutKind } from "./wording.ts";

const HOUR_MS = 3_600_000;

/** Jobs: `job-stale` and `job-failing`. */
export const job = makeWording({
  noun: "Health Alert",
  icon: () => "🚨",
  trouble: (alert) => alert.alert_type === "job-stale" ? "overdue" : withoutKind(alert, "job"),
  troubleFacts(notification) {
    const { alert } = notification;
    const facts: Fact[] = [];
    const lastRun = textOf(alert.details, "last_run_at");
    const hours = hoursOverdue(notification);
    if (lastRun) facts.push(["Last Run", formatTime(lastRun)]);
    if (hours !== null && alert.alert_type !== "job-failing") facts.push(["Hours Overdue", String(hours)]);
    const failures = alert.details?.consecutive_failures;
    if (alert.alert_type === "job-failing" && typeof failures === "number") facts.push(["Failures", String(failures)]);
    return [...facts, ...errorFacts(alert)];
  },
  remark(notification) {
    const { alert, event } = notification;
    const hours = event === "resolved" || alert.alert_type !== "job-stale" ? null : hoursOverdue(notification);
    return hours === null ? "" : ` (${hours} h)`;
  },
});

/** Whole hours from the job's last run to the notification; null when it is not about a run. */
export function hoursOverdue(notification: Notification): number | null {
  const lastRun = Date.parse(textOf(notification.alert.details, "last_run_at") ?? "");
  const hours = Math.floor((Date.parse(notification.created_at) - lastRun) / HOUR_MS);
  return Number.isFinite(hours) ? Math.max(hours, 0) : null;
}
