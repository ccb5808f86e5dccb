import { HeartbaseError } from "./errors.ts";

/** Reads one environment variable; `Deno.env.get` in production. */
export type ReadVariable = (name: string) => string | undefined;

/** What the functions take from their environment, besides the channels' own secrets. */
export interface Config {
  /** SUPABASE_URL */
  supabaseUrl: string;
  /** The default of SUPABASE_SECRET_KEYS, or SUPABASE_SERVICE_ROLE_KEY. */
  secretKey: string;
}

/** What a function needs to call the API as its caller. */
export interface PublicConfig {
  /** SUPABASE_URL */
  supabaseUrl: string;
  /** The default of SUPABASE_PUBLISHABLE_KEYS, or SUPABASE_ANON_KEY. */
  publishableKey: string;
}

/** Where destinations may lie: HEARTBASE_LOCAL, HEARTBASE_ALLOWED_PORTS, HEARTBASE_ALLOWED_HOSTS. */
export interface DestinationSettings {
  /** The local stack: loopback destinations are allowed, by http too. */
  local: boolean;
  /** Ports allowed besides 443 and 8443. */
  allowedPorts: ReadonlySet<number>;
  /** When not empty, destinations that users gave must be one of these hosts (`*.example.com` means any name under it). */
  allowedHosts: readonly string[];
}

/** A variable's value, trimmed; undefined when unset or blank. */
export function variable(read: ReadVariable, name: string): string | undefined {
  return read(name)?.trim() || undefined;
}

/** Reads the project's URL and secret key; throws `configuration_missing` (500) naming what is not set. */
export function readConfig(read: ReadVariable): Config {
  const secretKey = defaultKey(variable(read, "SUPABASE_SECRET_KEYS")) ?? variable(read, "SUPABASE_SERVICE_ROLE_KEY");
  const supabaseUrl = readUrl(read);
  if (!secretKey) throw missing("SUPABASE_SECRET_KEYS or SUPABASE_SERVICE_ROLE_KEY");
  return { supabaseUrl, secretKey };
}

/** Reads the project's URL and publishable key; throws `configuration_missing` (500) naming what is not set. */
export function readPublicConfig(read: ReadVariable): PublicConfig {
  const publishableKey = defaultKey(variable(read, "SUPABASE_PUBLISHABLE_KEYS")) ?? variable(read, "SUPABASE_ANON_KEY");
  const supabaseUrl = readUrl(read);
  if (!publishableKey) throw missing("SUPABASE_PUBLISHABLE_KEYS or SUPABASE_ANON_KEY");
  return { supabaseUrl, publishableKey };
}

function readUrl(read: ReadVariable): string {
  const supabaseUrl = variable(read, "SUPABASE_URL");
  if (!supabaseUrl) throw missing("SUPABASE_URL");
  return supabaseUrl;
}

/** Reads the destination settings. What is no port number is left out: that only makes the guard stricter. */
export function readDestinationSettings(read: ReadVariable): DestinationSettings {
  const ports = list(variable(read, "HEARTBASE_ALLOWED_PORTS")).filter((item) => /^\d{1,5}$/.test(item)).map(Number);
  return {
    local: variable(read, "HEARTBASE_LOCAL") === "1",
    allowedPorts: new Set(ports.filter((port) => port >= 1 && port <= 65_535)),
    allowedHosts: list(variable(read, "HEARTBASE_ALLOWED_HOSTS")).map((host) => host.toLowerCase()),
  };
}

/**
 * How many times as long as usual to wait for those who answer: HEARTBASE_PATIENCE, for a local stack on a machine that is slow or does
 * much else. 1 when it is no number from 1 to 100, and on a hosted project.
 */
export function readPatience(read: ReadVariable): number {
  const patience = Number(variable(read, "HEARTBASE_PATIENCE"));
  return readDestinationSettings(read).local && patience >= 1 && patience <= 100 ? patience : 1;
}

const SECRET_VARIABLES = [
  "CRON_SECRET",
  "HEARTBASE_FUNCTION_SECRET",
  "METRICS_SECRET",
  "SUPABASE_SERVICE_ROLE_KEY",
  "SUPABASE_DB_URL",
  "SUPABASE_JWT_SECRET",
];

/** Every secret value that the environment holds, for the log to mask. `names` adds the channels' own variables. */
export function knownSecrets(read: ReadVariable, names: Iterable<string> = []): string[] {
  const values = [...SECRET_VARIABLES, ...names].map((name) => variable(read, name));
  const keys = Object.values(parseKeys(variable(read, "SUPABASE_SECRET_KEYS")));
  return [...values, ...keys].filter((value) => typeof value === "string");
}

/** Splits a comma-separated variable. */
export function list(value: string | undefined): string[] {
  return (value ?? "").split(",").map((item) => item.trim()).filter((item) => item !== "");
}

function defaultKey(keys: string | undefined): string | undefined {
  const parsed = parseKeys(keys);
  return parsed.default?.trim() || undefined;
}

function parseKeys(text: string | undefined): Record<string, string> {
  if (!text) return {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== "object" || parsed === null) return {};
    return Object.fromEntries(
      Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
  } catch {
    return {};
  }
}

function missing(name: string): HeartbaseError {
  return new HeartbaseError("configuration_missing", `${name} is not set.`, { status: 500 });
}
