/**
 * Everything that is checked without running the product: formatting, lint, types, migrations built from schemas, generated
 * types, the Supabase advisors and the plpgsql linter. Prints a line per check; exit 1 when any fails.
 */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { typesAreCurrent } from "./generate-types.ts";
import { PROJECT_ROOT, projectPath } from "./local/options.ts";
import { runCli } from "./local/migrations.ts";
import { debianTarget } from "../tests/support/postgres-targets.ts";
import { startTestStack } from "../tests/support/stack.ts";

interface Finding {
  name: string;
  level: string;
  detail: string;
}

/** Advisor findings that are meant to be: what they are and why. */
const ACCEPTED_FINDINGS: { name: string; detail: RegExp; why: string }[] = [
  { name: "unused_index", detail: /./, why: "the database that is asked is seconds old; nothing has used its indexes" },
  {
    name: "rls_enabled_no_policy",
    detail: /^Table `private\./,
    why: "no role but the owner may touch the private tables, so they have no policy",
  },
];

let failures = 0;

function report(name: string, isGood: boolean, detail = ""): void {
  if (!isGood) failures += 1;
  console.log(`${isGood ? "ok  " : "FAIL"} ${name}${detail ? `: ${detail}` : ""}`);
}

/** Runs a program of node_modules and reports by its exit code, with its output when it fails. */
function program(name: string, bin: string, args: string[]): void {
  const result = spawnSync(projectPath("node_modules/.bin", bin), args, {
    cwd: PROJECT_ROOT,
    encoding: "utf8",
    env: { ...process.env, DENO_DIR: projectPath("node_modules/.cache/deno"), NO_COLOR: "1" },
  });
  report(name, result.status === 0);
  if (result.status !== 0) console.log(`${result.stdout}${result.stderr}`.trim());
}

/** What follows the first line that begins a JSON value: the CLI prints notes before it. */
function jsonOf<T>(output: string): T {
  return JSON.parse(output.slice(output.search(/^[[{]/m))) as T;
}

async function advisors(databaseUrl: string, dataDir: string): Promise<void> {
  const args = ["db", "advisors", "--level", "info", "--output-format", "json", `--remote=${databaseUrl}`];
  const { results } = jsonOf<{ results: Finding[] }>(await runCli(args, dataDir));
  const open = results.filter(({ name, detail }) =>
    !ACCEPTED_FINDINGS.some((accepted) => accepted.name === name && accepted.detail.test(detail))
  );
  report("supabase db advisors", open.length === 0, `${results.length - open.length} accepted findings`);
  for (const { level, name, detail } of open) console.log(`  ${level} ${name}: ${detail}`);
}

async function plpgsqlLint(): Promise<void> {
  const target = debianTarget();
  if (target.skip) return console.log(`skip supabase db lint: ${target.skip}`);
  const stack = await startTestStack({ functions: false, ...target.options });
  try {
    const args = ["db", "lint", "--schema", "public,private", "--level", "warning", "--fail-on", "warning"];
    const complaint = await runCli([...args, `--remote=${stack.status.db_url}`], stack.dataDir)
      .then(() => null, (error: Error) => error.message);
    report("supabase db lint", complaint === null);
    if (complaint !== null) console.log(complaint);
  } finally {
    await stack.stop();
  }
}

program("formatting (deno fmt)", "deno", ["fmt", "--check", "--quiet"]);
program("lint (deno lint)", "deno", ["lint", "--quiet"]);
program("types of node code (tsc)", "tsc", ["--project", PROJECT_ROOT]);
program("types of the web panel (tsc)", "tsc", ["--project", projectPath("web")]);
const functions = readdirSync(projectPath("supabase/functions"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts")).map((file) => path.join("supabase/functions", file));
program("types of edge functions (deno check)", "deno", ["check", "--quiet", "--frozen", ...functions]);
program("migrations are what schemas build", "tsx", [projectPath("scripts/build-migrations.ts"), "--check"]);

const stack = await startTestStack({ functions: false });
try {
  report("generated types are current", await typesAreCurrent(stack.status.db_url, stack.dataDir));
  await advisors(stack.status.db_url, stack.dataDir);
} finally {
  await stack.stop();
}
await plpgsqlLint();

console.log(failures === 0 ? "\nall checks passed" : `\n${failures} checks failed`);
process.exit(failures === 0 ? 0 : 1);
