import { countMore, countUrgent, isDigest, isReport, resultsOf } from "../report.ts";
import { plain, textOf } from "../text.ts";
import type { Alert } from "../types.ts";
import { errorFacts, makeWording, shortText, subjectName, type Wording } from "./wording.ts";

const common = makeWording({ troubleFacts: ({ alert }) => errorFacts(alert) });

/**
 * Tenants: `tenant-report` and `tenant-digest`, whose results stand in the message one by one, and what else becomes of a tenant.
 */
export const tenant: Wording = {
  ...common,

  icon(notification) {
    const { alert } = notification;
    if (!isReport(alert)) return common.icon(notification);
    return countUrgent(resultsOf(alert)) > 0 && !isDigest(alert) ? "🚨" : "📊";
  },

  headline: (notification) =>
    isReport(notification.alert) ? titleOf(notification.alert) : common.headline(notification),

  title: (notification) => isReport(notification.alert) ? titleOf(notification.alert) : common.title(notification),

  facts(notification) {
    const { alert } = notification;
    if (!isReport(alert)) return common.facts(notification);
    if (isDigest(alert)) return [["Tenant", subjectName(alert)]];
    const status = textOf(alert.details, "overall_status") ?? alert.severity;
    return [["Tenant", subjectName(alert)], ["Status", shortText(status.replaceAll("_", " "))]];
  },

  // The alert's sentence counts what every kind of channel hears of; this one may hear of less.
  lines: (notification) => isReport(notification.alert) ? [] : common.lines(notification),

  remark(notification) {
    const { alert } = notification;
    if (!isReport(alert)) return common.remark(notification);
    const titles = resultsOf(alert).map(({ title }) => typeof title === "string" ? plain(title, 80) : "").filter(
      Boolean,
    );
    return ` (${subjectName(alert)})${titles.length > 0 ? `: ${titles.join("; ")}` : ""}`;
  },
};

function titleOf(alert: Alert): string {
  const results = resultsOf(alert);
  if (isDigest(alert)) return `Digest of the Day: ${itemsOf(results.length + countMore(alert))}`;
  const urgent = countUrgent(results);
  if (urgent > 0) return `${urgent} Urgent ${urgent === 1 ? "Alert" : "Alerts"}`;
  return `Status Update: ${itemsOf(results.length)}`;
}

function itemsOf(count: number): string {
  return `${count} ${count === 1 ? "Item" : "Items"}`;
}
