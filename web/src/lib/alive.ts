/** What the function alive says of itself, its parts and when it last looked. */
export interface AliveStatus {
  alive: boolean;
  phase: "booting" | "operational" | "degraded" | "error";
  /** When the latest boot check ended; null before the first. */
  timestamp: string | null;
  age_seconds: number | null;
  /** Whether another check is under way. */
  running: boolean;
  subsystems: Record<string, SubsystemStatus>;
}

export interface SubsystemStatus {
  ok: boolean;
  /** Everybody reads "failed", operators why. */
  error?: string;
  /** From here on for operators only. */
  core?: boolean;
  title?: string;
  duration_ms?: number;
  details?: unknown;
}

export interface Subsystem extends SubsystemStatus {
  name: string;
  title: string;
}

/** The subsystems with a name for people, those that fail first. */
export function listSubsystems({ subsystems }: AliveStatus): Subsystem[] {
  return Object.entries(subsystems)
    .map(([name, each]) => ({ ...each, name, title: each.title ?? name.replaceAll("_", " ") }))
    .sort((a, b) => Number(a.ok) - Number(b.ok) || a.name.localeCompare(b.name));
}

/** The details of a subsystem in a line: "age_seconds 12.3, jobs 4". */
export function describeDetails(details: unknown): string {
  if (details === null || details === undefined) return "";
  if (typeof details !== "object") return String(details);
  return Object.entries(details)
    .map(([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}
