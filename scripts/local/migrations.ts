import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type postgres from "postgres";
import { StackError } from "./errors.ts";
import { PROJECT_ROOT, projectPath } from "./options.ts";

const RESET = "Run `npm start -- --reset` to begin anew with an empty database.";

/**
 * Brings the database to the newest migration with the real CLI. Does nothing when all are applied and unchanged.
 * Until 1.0 migrations are edited in place: then the database cannot follow, and a StackError says so.
 */
export async function applyMigrations(
  sql: postgres.Sql,
  databaseUrl: string,
  dataDir: string,
  log: (line: string) => void,
): Promise<void> {
  const files = listMigrations();
  const applied = await appliedVersions(sql);
  const stamp = join(dataDir, "migrations.json");
  const earlier = readStamp(stamp);
  for (const version of applied) {
    const hash = files.get(version)?.hash;
    if (hash === undefined) {
      throw new StackError(`Migration ${version} is applied to this database but its file is gone. ${RESET}`);
    }
    if (earlier[version] !== undefined && earlier[version] !== hash) {
      const { file } = files.get(version)!;
      throw new StackError(`Migration ${file} changed after it was applied to this database. ${RESET}`);
    }
  }
  const missing = [...files.keys()].filter((version) => !applied.has(version));
  if (missing.length > 0) {
    log(`Applying ${missing.length} migration${missing.length === 1 ? "" : "s"}`);
    await runCli(["db", "push", "--yes", "--include-all", `--remote=${databaseUrl}`], dataDir);
  }
  writeFileSync(stamp, JSON.stringify(Object.fromEntries([...files].map(([version, { hash }]) => [version, hash]))));
}

/**
 * Runs the Supabase CLI that npm installed, in the project. Resolves with its standard output; rejects with a StackError
 * that holds what it complained about.
 */
export function runCli(args: string[], dataDir: string): Promise<string> {
  const cli = projectPath("node_modules/supabase/dist/supabase.js");
  if (!existsSync(cli)) {
    return Promise.reject(new StackError("The Supabase CLI (npm package supabase) is not installed. Run `npm ci`."));
  }
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args, "--workdir", PROJECT_ROOT], {
      cwd: PROJECT_ROOT,
      env: {
        ...process.env,
        SUPABASE_TELEMETRY_DISABLED: "1",
        DO_NOT_TRACK: "1",
        NO_COLOR: "1",
        HOME: usableHome(dataDir),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let all = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk;
      all += chunk;
    });
    child.stderr.on("data", (chunk: Buffer) => all += chunk);
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) return resolve(output);
      reject(
        new StackError(`\`supabase ${args.slice(0, 2).join(" ")}\` failed (code ${code}):\n${all.trim().slice(-4000)}`),
      );
    });
  });
}

function listMigrations(): Map<string, { file: string; hash: string }> {
  const folder = projectPath("supabase/migrations");
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder).filter((file) => /^\d+_.*\.sql$/.test(file)).sort();
  return new Map(files.map((file) => {
    const hash = createHash("sha256").update(readFileSync(join(folder, file))).digest("hex");
    return [file.split("_")[0]!, { file, hash }];
  }));
}

async function appliedVersions(sql: postgres.Sql): Promise<Set<string>> {
  const [table] = await sql`select to_regclass('supabase_migrations.schema_migrations') is not null as exists`;
  if (!table?.["exists"]) return new Set();
  const rows = await sql<{ version: string }[]>`select version from supabase_migrations.schema_migrations`;
  return new Set(rows.map((row) => row.version));
}

function readStamp(path: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Record<string, string>;
  } catch {
    return {};
  }
}

/** The CLI keeps a few files in the home folder; users like nobody have none. */
function usableHome(dataDir: string): string {
  const home = process.env["HOME"];
  try {
    if (home) accessSync(home, constants.W_OK);
    return home ?? dataDir;
  } catch {
    return dataDir;
  }
}
