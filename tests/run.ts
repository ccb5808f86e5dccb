/**
 * Runs all tests, three stages at a time, and closes with what failed, if anything did, and `N passed, N failed`.
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
import { makeTemplate } from "./support/template.ts";

const root = path.resolve(import.meta.dirname, "..");

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}
/** Says what happens in a stage; shown when the stage has ended, so that several at a time do not mix. */
type Say = (text: string) => unknown;
/** What happens in a stage, and what failed in it, which is said once more at the very end. */
interface Log {
  say: Say;
  fail: Say;
}
type Stage = (log: Log) => Promise<Totals>;

/** Runs a program, says what it printed, and gives that back with how it ended. */
function run(
  say: Say,
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => output += chunk);
    child.on("error", reject);
    child.on("close", (code) => {
      say(output.trimEnd());
      resolve({ code: code ?? 1, output });
    });
  });
}

/**
 * A suite that ended badly without counting a failure has failed once all the same. What failed is what the suite says from
 * `heading` on, or the end of what it said when it did not come so far.
 */
function judge(totals: Totals, { code, output }: { code: number; output: string }, heading: string, fail: Say): Totals {
  if (code === 0 && totals.failed === 0) return totals;
  const at = output.lastIndexOf(heading);
  fail(at >= 0 ? output.slice(at).trim() : `It ended with ${code}:\n${output.trimEnd().slice(-4000)}`);
  return { ...totals, failed: Math.max(1, totals.failed) };
}

async function functionsStage({ say, fail }: Log): Promise<Totals> {
  const deno = path.join(root, "node_modules", ".bin", "deno");
  const args = ["test", "--quiet", "--frozen", "--allow-all", "supabase/functions"];
  const ended = await run(say, deno, args, {
    DENO_DIR: path.join(root, "node_modules", ".cache", "deno"),
    NO_COLOR: "1",
  });
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(ended.output.slice(-400))?.[1] ?? 0);
  return judge(
    { passed: count("passed"), failed: count("failed"), skipped: count("ignored") },
    ended,
    " ERRORS ",
    fail,
  );
}

async function databaseStage(log: Log): Promise<Totals> {
  const totals: Totals = { passed: 0, failed: 0, skipped: 0 };
  for (const target of postgresTargets()) {
    if (target.skip) {
      log.say(`  skipped on ${target.name}: ${target.skip}`);
      totals.skipped += 1;
      continue;
    }
    const stack = await startTestStack({ functions: false, ...target.options });
    try {
      const result = await runDatabaseTests({
        url: stack.status.db_url,
        log: (failure) => {
          log.say(failure);
          log.fail(`${target.name}: ${failure}`);
        },
      });
      log.say(`  ${target.name}: ${result.passed} passed, ${result.failed} failed in ${result.files} files`);
      totals.passed += result.passed;
      totals.failed += result.failed;
      totals.skipped += result.skipped;
    } finally {
      await stack.stop();
    }
  }
  return addTotals(totals, await nodeStage("database")(log));
}

/** All node:test files of one folder of tests/. */
function nodeStage(folder: string): Stage {
  return async ({ say, fail }) => {
    const dir = path.join(root, "tests", folder);
    const files = existsSync(dir)
      ? readdirSync(dir, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".test.ts")).sort()
      : [];
    if (files.length === 0) return { passed: 0, failed: 0, skipped: 0 };
    const report = path.join(tmpdir(), `heartbase-${process.pid}-${folder}.tap`);
    const ended = await run(say, process.execPath, [
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
    return judge(
      { passed: count("pass"), failed: count("fail") + count("cancelled"), skipped: count("skipped") },
      ended,
      "failing tests:",
      fail,
    );
  };
}

function addTotals(a: Totals, b: Totals): Totals {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** In the order in which they are begun: the longest first, so that the lanes end about together. */
const STAGES: Record<string, Stage> = {
  web: nodeStage("web"),
  database: databaseStage,
  e2e: nodeStage("e2e"),
  faults: nodeStage("faults"),
  scripts: nodeStage("scripts"),
  contract: nodeStage("contract"),
  hook: nodeStage("hook"),
  runbook: nodeStage("runbook"),
  functions: functionsStage,
};
/** Much of a stage is waiting, so that three at a time keep two cores busy without starving each other. */
const LANES = 3;

/** What failed, stage by stage. */
const failures: string[] = [];

async function runStage(name: string, stage: Stage): Promise<Totals> {
  console.log(`== ${name} begins`);
  const started = performance.now();
  const said: string[] = [];
  const log: Log = {
    say: (text) => said.push(text),
    fail: (text) => failures.push(`-- ${name}\n${text}`),
  };
  const totals = await stage(log).catch((error: unknown) => {
    const text = error instanceof Error ? error.stack ?? error.message : String(error);
    log.say(text);
    log.fail(text);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const { passed, failed, skipped } = totals;
  console.log(
    `\n${said.join("\n")}\n== ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped in ${seconds} s\n`,
  );
  return totals;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in STAGES));
if (unknown.length > 0) {
  console.error(`There is no stage ${unknown.join(", ")}. Stages: ${Object.keys(STAGES).join(", ")}.`);
  process.exit(2);
}

/** Stages that start no stack. */
const WITHOUT_STACK = new Set(["functions", "hook"]);

const queue = Object.entries(STAGES).filter(([name]) => wanted.length === 0 || wanted.includes(name));
if (queue.some(([name]) => !WITHOUT_STACK.has(name))) {
  const template = await makeTemplate();
  Object.assign(process.env, template.env);
  process.on("exit", template.remove);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));
}
let totals: Totals = { passed: 0, failed: 0, skipped: 0 };
await Promise.all(Array.from({ length: LANES }, async () => {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const result = await runStage(...next);
    totals = addTotals(totals, result);
  }
}));
if (failures.length > 0) console.log(`What failed:\n\n${failures.join("\n\n")}\n`);
console.log(
  `${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ""}`,
);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
