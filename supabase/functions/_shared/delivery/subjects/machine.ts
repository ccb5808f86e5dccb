import { type MachineEvent, machineEventOf } from "../machine-event.ts";
import { formatTime } from "../text.ts";
import type { Notification } from "../types.ts";
import {
  errorFacts,
  type Fact,
  makeWording,
  resolutionFacts,
  resolvedAt,
  shortText,
  subjectName,
  type Wording,
} from "./wording.ts";

const common = makeWording({ troubleFacts: ({ alert }) => errorFacts(alert) });

/** Machines: `machine-offline`. An alert that ended although the machine did not come back is told as ended, no more. */
export const machine: Wording = {
  ...common,

  icon(notification) {
    const found = machineEventOf(notification);
    if (!found) return common.icon(notification);
    return found.event === "machine.offline" ? "🔴" : "🟢";
  },

  headline(notification) {
    const found = machineEventOf(notification);
    if (found) return found.event === "machine.offline" ? "Machine Offline Alert" : "Machine Recovery Alert";
    return notification.event === "resolved" ? "Machine Alert Resolved" : common.headline(notification);
  },

  title(notification) {
    const isEndAlone = notification.event === "resolved" && !machineEventOf(notification);
    return isEndAlone ? `Machine Alert Resolved: ${subjectName(notification.alert)}` : common.title(notification);
  },

  facts(notification) {
    const found = machineEventOf(notification);
    if (found) return eventFacts(found, notification);
    if (notification.event !== "resolved") return common.facts(notification);
    const { alert } = notification;
    return [
      ["Machine", subjectName(alert)],
      ["Status", "Resolved"],
      ["Offline Since", formatTime(alert.detected_at)],
      ["Resolved At", resolvedAt(notification)],
      ...resolutionFacts(alert),
    ];
  },

  // The alert's sentence speaks of the silence alone: the facts say as much, and after the end it would be wrong.
  lines(notification) {
    return machineEventOf(notification) || notification.event === "resolved" ? [] : common.lines(notification);
  },
};

function eventFacts({ event, machine }: MachineEvent, notification: Notification): Fact[] {
  const facts: Fact[] = [
    ["Machine", shortText(machine.name) || subjectName(notification.alert)],
    ["Hostname", shortText(machine.hostname) || "unknown"],
  ];
  return event === "machine.offline"
    ? [...facts, ["Status", "Offline"], ["Last Seen", machine.last_seen ? formatTime(machine.last_seen) : "never"]]
    : [...facts, ["Status", "Back Online"], ["Recovered At", resolvedAt(notification)]];
}
