export type PublicState =
  | "operational"
  | "degraded"
  | "down"
  | "maintenance"
  | "unknown";

/** A subject as everybody sees it on a status page. */
export interface StatusComponent {
  key: string;
  name: string;
  description: string;
  group: string | null;
  state: PublicState;
  /** Since when; null when that is not known. */
  since: string | null;
  /** The part of the known time of 90 days in which it was not down, 0 to 1. */
  uptime: number | null;
  /** The same for each of 90 days in UTC, today last; null for days of which nothing is known, and for nothing known at all. */
  days: (number | null)[] | null;
}

export interface StatusUpdate {
  status: string;
  body: string;
  at: string;
}

export interface StatusNotice {
  id: string;
  kind: "incident" | "maintenance";
  title: string;
  status: string;
  impact: "none" | "minor" | "major";
  /** Keys of the components that it is about. */
  components: string[];
  starts_at: string;
  ends_at: string | null;
  updated_at: string;
  /** What was said last comes first. */
  updates: StatusUpdate[];
}

/** A status page as the database tells it. */
export interface StatusPage {
  page: { slug: string; title: string; description: string };
  state: PublicState;
  generated_at: string;
  /** The day of the first of `days`. */
  first_day: string;
  components: StatusComponent[];
  notices: StatusNotice[];
  /** Whether it names services, which a boot check must look at. */
  wants_services: boolean;
}

/** What the badges of a page say. */
export interface StatusBadges {
  title: string;
  state: PublicState;
  generated_at: string;
  wants_services: boolean;
  components: { key: string; name: string; state: PublicState }[];
}
