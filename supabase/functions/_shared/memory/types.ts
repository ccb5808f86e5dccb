/** Something critical about a tenant that an agent should remember. */
export type Insight = {
  insightId: number;
  tenantId: string;
  role: string;
  /** The block of the agent's memory. */
  block: string;
  /** The day in the tenant's time zone, such as 2026-03-01. */
  day: string;
  checkId: string;
  text: string;
};

/** What became of an insight; off: there is no memory to write to. */
export type InsightOutcome = {
  insightId: number;
  outcome: "written" | "retry" | "failed" | "off";
  error?: string;
};

/** The right to write insights; without a lease there are none, or somebody else is writing. */
export interface InsightLease {
  lease: string | null;
  insights: Insight[];
}
