/**
 * Writes supabase/functions/_shared/database.types.ts from the migrations with `supabase gen types`.
 * `--check` writes nothing and fails when the file differs.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import process from "node:process";
import { parseArgs } from "node:util";
import { runCli } from "./local/migrations.ts";
import { projectPath } from "./local/options.ts";
import { makeTemporaryDataDir } from "./local/postgres.ts";
import { startStack } from "./local/stack.ts";

const typesFile = projectPath("supabase/functions/_shared/database.types.ts");

/** The types of the schema `public` of a database, formatted as the rest of the project. */
export async function generateTypes(databaseUrl: string, dataDir: string): Promise<string> {
  const output = await runCli(["gen", "types", "--schema", "public", `--remote=${databaseUrl}`], dataDir);
  const start = output.indexOf("export type Json");
  if (start < 0) throw new Error(`supabase gen types printed no types:\n${output.slice(0, 2000)}`);
  const deno = projectPath("node_modules/.bin/deno");
  const header = "// Written by npm run gen:types (supabase gen types). Do not edit.\n";
  return execFileSync(deno, ["fmt", "--ext", "ts", "--line-width", "120", "-"], {
    input: header + output.slice(start),
    encoding: "utf8",
  });
}

/** Whether the committed types are those of the database; says so on stderr when not. */
export async function typesAreCurrent(databaseUrl: string, dataDir: string): Promise<boolean> {
  const current = readFileSync(typesFile, "utf8") === await generateTypes(databaseUrl, dataDir);
  if (!current) console.error("database.types.ts differs from the migrations. Run npm run gen:types.");
  return current;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
  const dataDir = makeTemporaryDataDir();
  const stack = await startStack({ dataDir, functions: false, cron: false, seed: false, readSecrets: false });
  try {
    if (values.check) return await typesAreCurrent(stack.status.db_url, dataDir) ? 0 : 1;
    writeFileSync(typesFile, await generateTypes(stack.status.db_url, dataDir));
    console.log("database.types.ts written");
    return 0;
  } finally {
    await stack.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) process.exitCode = await main();
