/**
 * Builds supabase/migrations from supabase/schemas: one migration per module, its files in the order of their names.
 * `--check` writes nothing and fails when a migration differs from what its schema builds.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";

const root = path.resolve(import.meta.dirname, "..");
const schemasDir = path.join(root, "supabase", "schemas");
const migrationsDir = path.join(root, "supabase", "migrations");

/** Until 1.0 every module keeps one migration, whose version is this day and the module's number in minutes. */
function versionOf(moduleNumber: number): string {
  return new Date(Date.UTC(2026, 10, 21, 0, moduleNumber)).toISOString().replace(/\D/g, "").slice(0, 14);
}

/** Builds the migrations in memory: file name to text. */
export function buildMigrations(): Map<string, string> {
  const migrations = new Map<string, string>();
  for (const module of readdirSync(schemasDir).sort()) {
    const match = /^(\d{2})_([a-z_]+)$/.exec(module);
    if (!match) throw new Error(`supabase/schemas/${module} is not named <NN>_<module>, such as 30_jobs. Rename it.`);
    const files = readdirSync(path.join(schemasDir, module)).filter((file) => file.endsWith(".sql")).sort();
    const parts = files.map((file) => readFileSync(path.join(schemasDir, module, file), "utf8").trim());
    const header = `-- Built from supabase/schemas/${module} by npm run build:migrations. Edit there, not here.`;
    migrations.set(`${versionOf(Number(match[1]))}_${match[2]}.sql`, [header, ...parts].join("\n\n") + "\n");
  }
  return migrations;
}

function main(): number {
  const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
  const built = buildMigrations();
  mkdirSync(migrationsDir, { recursive: true });
  const present = readdirSync(migrationsDir).filter((file) => file.endsWith(".sql"));
  const stale = present.filter((file) => !built.has(file));
  const changed = [...built].filter(([file, text]) =>
    !present.includes(file) || readFileSync(path.join(migrationsDir, file), "utf8") !== text
  );
  if (values.check) {
    for (const file of [...stale, ...changed.map(([name]) => name)]) {
      console.error(
        `supabase/migrations/${file} differs from what supabase/schemas builds. Run npm run build:migrations.`,
      );
    }
    return stale.length + changed.length > 0 ? 1 : 0;
  }
  for (const file of stale) rmSync(path.join(migrationsDir, file));
  for (const [file, text] of changed) writeFileSync(path.join(migrationsDir, file), text);
  console.log(`${built.size} migrations, ${changed.length} written, ${stale.length} removed`);
  return 0;
}

process.exitCode = main();
