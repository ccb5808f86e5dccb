import { countUrgent, isReport, resultsOf } from "../report.ts";
import { plain, textOf } from "../text.ts";
import type { Alert } from "../types.ts";
import { errorFacts, makeWording, shortText, subjectName, type Wording } from "./wording.ts";

const common = makeWording({ troubleFacts: ({ alert }) => errorFacts(alert) });

/** Tenants: `tenant-report`, whose results stand in the message one by one, and what else becomes of a tenant. */
export const tenant: Wording = {
  ...common,

  icon(notification) {
    const { alert } = notification;
    if (!isReport(alert)) return common.icon(notification);
    return countUrgent(resultsOf(alert)) > 0 ? "🚨" : "📊";
  },

  headline: (notification) =>
    isReport(notification.alert) ? titleOf(notification.alert) : common.headline(notification),

  title: (notification) => isReport(notification.alert) ? titleOf(notification.alert) : common.title(notification),

  facts(notification) {
    const { alert } = notification;
    if (!isReport(alert)) return common.facts(notification);
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
  const urgent = countUrgent(results);
  if (urgent > 0) return `${urgent} Urgent ${urgent === 1 ? "Alert" : "Alerts"}`;
  return `Status Update: ${results.length} ${results.length === 1 ? "Item" : "Items"}`;
}
