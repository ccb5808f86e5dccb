import type { Tone } from "../lib/tone.ts";

export type PublicState = "operational" | "degraded" | "down" | "maintenance" | "unknown";

export interface Component {
  key: string;
  name: string;
  description: string;
  group: string | null;
  state: PublicState;
  since: string | null;
  /** 0 to 1; null when nothing is known. */
  uptime: number | null;
  days: (number | null)[] | null;
}

export interface Notice {
  id: string;
  kind: "incident" | "maintenance";
  title: string;
  status: string;
  impact: "none" | "minor" | "major";
  components: string[];
  starts_at: string;
  ends_at: string | null;
  updates: { status: string; body: string; at: string }[];
}

/** What the function status answers. */
export interface Page {
  page: { slug: string; title: string; description: string };
  state: PublicState;
  first_day: string;
  components: Component[];
  notices: Notice[];
  age_seconds: number;
  is_stale: boolean;
}

export interface Group {
  /** Null for components that stand alone. */
  name: string | null;
  components: Component[];
}

export const STATE_WORDS: Record<PublicState, { label: string; tone: Tone }> = {
  operational: { label: "Operational", tone: "ok" },
  degraded: { label: "Degraded", tone: "warn" },
  down: { label: "Down", tone: "bad" },
  maintenance: { label: "Maintenance", tone: "info" },
  unknown: { label: "Unknown", tone: "off" },
};

/** What the page as a whole says. */
export function describePage({ state, components }: Page): string {
  const down = components.filter((each) => each.state === "down").length;
  const some = down === 1 ? "One system is down" : `${down} systems are down`;
  switch (state) {
    case "operational":
      return "All systems operational";
    case "down":
      // Of some it may not be known how they are.
      if (down < components.length && down > 0) return some;
      return components.length > 1 ? "All systems are down" : "Down";
    case "degraded":
      return down === 0 ? "Some systems are degraded" : some;
    case "maintenance":
      return "Maintenance in progress";
    case "unknown":
      return components.length === 0 ? "Nothing is shown here yet" : "The state is not known right now";
  }
}

/** Components by their groups, in the order in which they come. */
export function groupComponents(components: readonly Component[]): Group[] {
  const groups: Group[] = [];
  for (const component of components) {
    const group = groups.find(({ name }) => name === component.group);
    if (group) group.components.push(component);
    else groups.push({ name: component.group, components: [component] });
  }
  return groups;
}

/** Whether a notice speaks of what is over. */
export function isOver({ status }: Notice): boolean {
  return status === "resolved" || status === "completed";
}

/** "in_progress" as people read it. */
export function describeStatus(status: string): string {
  const words = status.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A part of 1 in percent, cut off at two digits: what was not whole is never 100 %. */
export function describePart(part: number): string {
  return `${Math.floor(part * 10_000 + 1e-6) / 100} %`;
}

export type DayState = "ok" | "warn" | "bad" | "none";

/** How a day is painted. */
export function dayState(uptime: number | null): DayState {
  if (uptime === null) return "none";
  if (uptime === 1) return "ok";
  return uptime >= 0.95 ? "warn" : "bad";
}

const dayFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });

/** A day in words, by its distance from the first one. */
export function describeDay(firstDay: string, index: number, uptime: number | null): string {
  const date = dayFormat.format(Date.parse(`${firstDay}T00:00:00Z`) + index * 86_400_000);
  if (uptime === null) return `${date}: not known`;
  return `${date}: ${uptime === 1 ? "no downtime" : `${describePart(uptime)} up`}`;
}
