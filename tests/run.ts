/**
 * Runs all tests, stage by stage, and closes with `N passed, N failed`.
 * `npm test -- e2e faults` runs those stages only.
 */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { runDatabaseTests } from "./database/run.ts";
import { postgresTargets } from "./support/postgres-targets.ts";
import { startTestStack } from "./support/stack.ts";

const root = path.resolve(import.meta.dirname, "..");

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}
type Stage = () => Promise<Totals>;

/** Runs a program with its output passed on, and gives back what it printed and how it ended. */
function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** A suite that ended badly without counting a failure has failed once all the same. */
function withExitCode(totals: Totals, code: number): Totals {
  return code !== 0 && totals.failed === 0 ? { ...totals, failed: 1 } : totals;
}

async function functionsStage(): Promise<Totals> {
  const deno = path.join(root, "node_modules", ".bin", "deno");
  const args = ["test", "--quiet", "--frozen", "--allow-all", "supabase/functions"];
  const { code, output } = await run(deno, args, {
    DENO_DIR: path.join(root, "node_modules", ".cache", "deno"),
    NO_COLOR: "1",
  });
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(output.slice(-400))?.[1] ?? 0);
  return withExitCode({ passed: count("passed"), failed: count("failed"), skipped: count("ignored") }, code);
}

async function databaseStage(): Promise<Totals> {
  const totals: Totals = { passed: 0, failed: 0, skipped: 0 };
  for (const target of postgresTargets()) {
    if (target.skip) {
      console.log(`  skipped on ${target.name}: ${target.skip}`);
      totals.skipped += 1;
      continue;
    }
    const stack = await startTestStack({ functions: false, ...target.options });
    try {
      const result = await runDatabaseTests({ url: stack.status.db_url, log: console.log });
      console.log(`  ${target.name}: ${result.passed} passed, ${result.failed} failed in ${result.files} files`);
      totals.passed += result.passed;
      totals.failed += result.failed;
      totals.skipped += result.skipped;
    } finally {
      await stack.stop();
    }
  }
  return addTotals(totals, await nodeStage("database")());
}

/** All node:test files of one folder of tests/. */
function nodeStage(folder: string): Stage {
  return async () => {
    const dir = path.join(root, "tests", folder);
    const files = existsSync(dir)
      ? readdirSync(dir, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".test.ts")).sort()
      : [];
    if (files.length === 0) return { passed: 0, failed: 0, skipped: 0 };
    const report = path.join(tmpdir(), `heartbase-${process.pid}-${folder}.tap`);
    const { code } = await run(process.execPath, [
      "--import=tsx",
      "--test",
      "--test-concurrency=1",
      "--test-reporter=spec",
      "--test-reporter-destination=stdout",
      "--test-reporter=tap",
      `--test-reporter-destination=${report}`,
      ...files.map((file) => path.join(dir, file)),
    ]);
    const tap = readFileSync(report, "utf8");
    rmSync(report, { force: true });
    const count = (word: string) => Number(new RegExp(`^# ${word} (\\d+)$`, "m").exec(tap)?.[1] ?? 0);
    return withExitCode(
      { passed: count("pass"), failed: count("fail") + count("cancelled"), skipped: count("skipped") },
      code,
    );
  };
}

function addTotals(a: Totals, b: Totals): Totals {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

const STAGES: Record<string, Stage> = {
  functions: functionsStage,
  database: databaseStage,
  contract: nodeStage("contract"),
  scripts: nodeStage("scripts"),
  runbook: nodeStage("runbook"),
  web: nodeStage("web"),
  e2e: nodeStage("e2e"),
  faults: nodeStage("faults"),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in STAGES));
if (unknown.length > 0) {
  console.error(`There is no stage ${unknown.join(", ")}. Stages: ${Object.keys(STAGES).join(", ")}.`);
  process.exit(2);
}

let totals: Totals = { passed: 0, failed: 0, skipped: 0 };
for (const [name, stage] of Object.entries(STAGES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n== ${name}`);
  const started = performance.now();
  const result = await stage().catch((error: unknown) => {
    console.error(error);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  totals = addTotals(totals, result);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `== ${name}: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped in ${seconds} s`,
  );
}
console.log(
  `\n${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ""}`,
);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
