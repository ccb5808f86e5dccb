/**
 * Runs the pgTAP files of supabase/tests/database against a database that has the migrations.
 *
 * Every file begins and rolls back its own transaction, in a session of its own in which _setup.sql has made the helpers.
 * Files run one after the other: they change rows that all of them share, and one that met the other's locks would skip
 * them. The next file's session is made ready meanwhile.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import postgres from "postgres";
import { type FinalResults, Parser } from "tap-parser";

const testsDir = path.resolve(import.meta.dirname, "..", "..", "supabase", "tests", "database");
const setupFile = path.join(testsDir, "_setup.sql");

export interface DatabaseTestOptions {
  /** Connection string of a superuser. */
  url: string;
  /** Only the files whose path below supabase/tests/database contains it. Default: all. */
  filter?: string;
  /** Receives a line for each failing file, with what failed in it. Default: console.error. */
  log?: (line: string) => void;
}

/** Assertions, but for a file that could not be run to its end: that counts as one failure. */
export interface DatabaseTestResult {
  files: number;
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs the pgTAP files; rejects only when the database cannot be reached or lacks pgTAP, or no file matches. */
export async function runDatabaseTests(options: DatabaseTestOptions): Promise<DatabaseTestResult> {
  const { url, filter = "", log = console.error } = options;
  const files = readdirSync(testsDir, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.sql") && file.includes(filter))
    .sort();
  if (files.length === 0) throw new Error(`No test file below ${testsDir} has "${filter}" in its path.`);

  const result: DatabaseTestResult = { files: files.length, passed: 0, failed: 0, skipped: 0 };
  const setup = readFileSync(setupFile, "utf8");
  await installPgtap(url);
  let next = openSession(url, setup);
  for (const [index, file] of files.entries()) {
    const session = await next;
    if (index + 1 < files.length) next = openSession(url, setup);
    try {
      const outcome = await runFile(session, readFileSync(path.join(testsDir, file), "utf8"));
      result.passed += outcome.passed;
      result.skipped += outcome.skipped;
      result.failed += outcome.failures.length;
      if (outcome.failures.length > 0) log(`${file}\n${indent(outcome.failures.join("\n"))}`);
    } finally {
      await session.end({ timeout: 1 });
    }
  }
  return result;
}

async function installPgtap(url: string): Promise<void> {
  const sql = connect(url);
  try {
    await sql.unsafe(
      "create schema if not exists extensions; create extension if not exists pgtap with schema extensions",
    )
      .simple();
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function connect(url: string): postgres.Sql {
  return postgres(url, { max: 1, onnotice: () => {}, connection: { application_name: "heartbase-pgtap" } });
}

async function openSession(url: string, setup: string): Promise<postgres.Sql> {
  const sql = connect(url);
  await sql.unsafe(setup).simple();
  return sql;
}

interface FileOutcome {
  passed: number;
  skipped: number;
  failures: string[];
}

async function runFile(session: postgres.Sql, text: string): Promise<FileOutcome> {
  if (!/^begin;$/m.test(text) || !/^rollback;\s*$/m.test(text)) {
    return failure("The file is not wrapped in begin; … rollback;, so it would leave its rows behind.");
  }
  try {
    const tap = tapLines(await session.unsafe(text).simple());
    return judge(await parseTap(tap), tap);
  } catch (error) {
    if (error instanceof postgres.PostgresError) return failure(describeError(error, text));
    throw error;
  }
}

/** The TAP among the answers: pgTAP returns it as rows of one text column, of which one may hold several lines. */
function tapLines(answer: unknown): string {
  // One statement answers with rows, several with a list of such.
  const results = (Array.isArray(answer) && Array.isArray(answer[0]) ? answer : [answer]) as Record<
    string,
    unknown
  >[][];
  return results.flat()
    .flatMap((row) => Object.values(row))
    .filter((value): value is string => typeof value === "string" && value !== "")
    .join("\n");
}

interface Failure {
  name: string;
  comment: string;
}

async function parseTap(tap: string): Promise<{ results: FinalResults; failures: Failure[] }> {
  const failures: Failure[] = [];
  let current: Failure | undefined;
  const results = await new Promise<FinalResults>((resolve) => {
    const parser = new Parser(resolve);
    parser.on("assert", (assertion: { ok: boolean; name: string; todo: unknown; skip: unknown }) => {
      const failed = !assertion.ok && !assertion.todo && !assertion.skip;
      current = failed ? { name: assertion.name, comment: "" } : undefined;
      if (current) failures.push(current);
    });
    // pgTAP explains a failure in the comments that follow it.
    parser.on("comment", (comment: string) => {
      if (current && !/^# (Failed test |Looks like you )/.test(comment)) current.comment += comment;
    });
    parser.end(tap);
  });
  return { results, failures };
}

function judge({ results, failures }: { results: FinalResults; failures: Failure[] }, tap: string): FileOutcome {
  const messages = failures.map(({ name, comment }) => `not ok: ${name}\n${indent(comment.trimEnd())}`.trimEnd());
  const { plan, count, bailout } = results;
  if (bailout) messages.push(`Bailed out: ${bailout}`);
  if (plan.end === null) messages.push("There is no plan: the file must call plan() and finish().");
  else if (plan.skipReason === "" && count !== plan.end) {
    messages.push(`Planned ${plan.end} assertions, but ran ${count}.`);
  }
  if (!results.ok && messages.length === 0) messages.push(`Not valid TAP:\n${indent(tap)}`);
  return {
    passed: results.pass - results.skip - results.todo,
    skipped: results.skip + results.todo,
    failures: messages,
  };
}

function failure(message: string): FileOutcome {
  return { passed: 0, skipped: 0, failures: [message] };
}

function describeError(error: postgres.PostgresError, text: string): string {
  const line = error.position ? text.slice(0, Number(error.position) - 1).split("\n").length : null;
  const where = line === null ? error.where?.split("\n").slice(0, 3).join("\n") : `in line ${line}`;
  return [`${error.code} ${error.message}`, error.detail, where].filter(Boolean).join("\n");
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}

async function main(): Promise<number> {
  const usage = "Usage: tsx tests/database/run.ts --db-url postgresql://… [filter]";
  let args;
  try {
    args = parseArgs({ options: { "db-url": { type: "string" } }, allowPositionals: true });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${usage}`);
    return 2;
  }
  const url = args.values["db-url"];
  if (!url || args.positionals.length > 1) {
    console.error(usage);
    return 2;
  }
  const startedAt = performance.now();
  const result = await runDatabaseTests({ url, filter: args.positionals[0] });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(
    `${result.files} files: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped (${seconds} s)`,
  );
  return result.failed > 0 ? 1 : 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = await main();
