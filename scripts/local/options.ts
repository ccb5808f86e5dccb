import { createHash } from "node:crypto";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { StackError } from "./errors.ts";

/** The folder that holds package.json and supabase/. */
export const PROJECT_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** The keys and the JWT secret of `supabase start`: public knowledge, for local use only. */
export const LOCAL_KEYS = {
  publishable: "sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH",
  secret: "sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz",
  jwtSecret: "super-secret-jwt-token-with-at-least-32-characters-long",
} as const;

/** TCP ports of one stack. 0 means any free port. */
export interface Ports {
  api: number;
  db: number;
  inbox: number;
  panel: number;
}

/** Which environment variable sets which port, and its default (the ports of `supabase start`). */
export const PORT_VARIABLES: Record<keyof Ports, { variable: string; port: number; label: string }> = {
  api: { variable: "API_PORT", port: 54321, label: "REST, Auth and functions" },
  db: { variable: "DB_PORT", port: 54322, label: "Postgres" },
  inbox: { variable: "INBOX_PORT", port: 54324, label: "the inbox" },
  panel: { variable: "PANEL_PORT", port: 54323, label: "the panel" },
};

/** Reads API_PORT, DB_PORT, INBOX_PORT, PANEL_PORT and DATA_DIR. Throws StackError on a value that is no port. */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): { ports: Ports; dataDir: string } {
  const read = (name: keyof Ports): number => {
    const { variable, port } = PORT_VARIABLES[name];
    const text = env[variable]?.trim();
    if (!text) return port;
    const value = Number(text);
    if (!Number.isInteger(value) || value < 0 || value > 65_535) {
      throw new StackError(`${variable} is "${text}", which is not a port. Set it to a number from 1 to 65535.`);
    }
    return value;
  };
  return {
    ports: { api: read("api"), db: read("db"), inbox: read("inbox"), panel: read("panel") },
    dataDir: resolve(PROJECT_ROOT, env["DATA_DIR"]?.trim() || ".local"),
  };
}

/** A short stable name for a path, for folders outside the project. */
export function pathHash(path: string): string {
  return createHash("sha256").update(resolve(path)).digest("hex").slice(0, 12);
}

/** A file inside the project. */
export function projectPath(...parts: string[]): string {
  return join(PROJECT_ROOT, ...parts);
}
