import { describeAbsolutely, parseTime } from "./time.ts";

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
    .map(([name, each]) => ({ ...each, name, title: each.title ?? name.replace(/^channel_/, "channel ") }))
    .sort((a, b) => Number(a.ok) - Number(b.ok) || a.name.localeCompare(b.name));
}

/** The details of a subsystem in a line: "age seconds 12.3, jobs 4". What is null says nothing. */
export function describeDetails(details: unknown): string {
  if (details === null || details === undefined) return "";
  if (typeof details !== "object") return String(details);
  return Object.entries(details)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key.replaceAll("_", " ")} ${describeValue(value)}`)
    .join(", ");
}

function describeValue(value: unknown): string {
  if (typeof value !== "string") {
    return Array.isArray(value) ? value.map(describeValue).join(" and ") : JSON.stringify(value);
  }
  const time = /^\d{4}-\d\d-\d\dT/.test(value) ? parseTime(value) : null;
  return time === null ? value : describeAbsolutely(time);
}
