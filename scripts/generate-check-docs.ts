/**
 * Writes the part of docs/checks.md that the check definitions say: every check that comes with Heartbase, and the signals
 * that they read. `--check` writes nothing and fails when the document differs.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import process from "node:process";
import { parseArgs } from "node:util";
import type postgres from "postgres";
import { projectPath } from "./local/options.ts";
import { makeTemporaryDataDir } from "./local/postgres.ts";
import { startStack } from "./local/stack.ts";

const docsFile = projectPath("docs/checks.md");
const BEGIN =
  "<!-- Written by npx tsx scripts/generate-check-docs.ts from the check definitions. Do not edit below. -->";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Rule = Record<string, Json>;

interface Definition {
  id: string;
  title: string;
  description: string;
  agent: string;
  category: string;
  roles: string[];
  default_priority: string;
  default_enabled: boolean;
  evaluator: string;
  rule: Rule;
}

/** docs/checks.md as it should be: its own words, then what the definitions of this database say. */
export async function renderCheckDocs(sql: postgres.Sql): Promise<string> {
  const definitions = await sql<Definition[]>`
    select id, title, description, agent, category, roles, default_priority, default_enabled, evaluator, rule
    from public.check_definitions where tenant_id is null and is_builtin order by definition_id`;
  const own = readFileSync(docsFile, "utf8").split(BEGIN)[0]!.trimEnd();
  const markdown = [own, BEGIN, renderChecks(definitions), renderSignals(definitions)].join("\n\n") + "\n";
  const deno = projectPath("node_modules/.bin/deno");
  return execFileSync(deno, ["fmt", "--ext", "md", "--line-width", "120", "-"], { input: markdown, encoding: "utf8" });
}

/** Whether the committed document is what the definitions say; tells on stderr when not. */
export async function checkDocsAreCurrent(sql: postgres.Sql): Promise<boolean> {
  const current = readFileSync(docsFile, "utf8") === await renderCheckDocs(sql);
  if (!current) {
    console.error("docs/checks.md differs from the definitions. Run npx tsx scripts/generate-check-docs.ts.");
  }
  return current;
}

function renderChecks(definitions: readonly Definition[]): string {
  const categories = [...new Set(definitions.map(({ category }) => category))].sort();
  const sections = categories.map((category) => {
    const rows = definitions.filter((definition) => definition.category === category).map((definition) => {
      const roles = definition.roles.length === 0 ? "all" : definition.roles.join(", ");
      const start = `${definition.default_enabled ? "on" : "off"}, ${definition.default_priority}`;
      const name = `\`${definition.id}\`<br>${definition.title} (${definition.agent})`;
      return `| ${name} | ${roles} | ${start} | ${describeRule(definition)} |`;
    });
    return [`### ${category}`, "", "| check | asked of | begins | says |", "| --- | --- | --- | --- |", ...rows].join(
      "\n",
    );
  });
  return [`## The ${definitions.length} checks that come with Heartbase`, ...sections].join("\n\n");
}

function renderSignals(definitions: readonly Definition[]): string {
  const fields = new Map<string, Set<string>>();
  for (const { rule } of definitions) {
    if (typeof rule["signal"] !== "string") continue;
    const known = fields.get(rule["signal"]) ?? new Set<string>();
    for (const field of fieldsOf(rule)) known.add(field);
    fields.set(rule["signal"], known);
  }
  const rows = [...fields].sort(([a], [b]) => a.localeCompare(b)).map(([signal, names]) =>
    `| \`${signal}\` | ${[...names].sort().map((name) => `\`${name}\``).join(", ")} |`
  );
  return ["## The signals that they read", "", "| signal | fields of its items |", "| --- | --- |", ...rows].join("\n");
}

/** Every field that a rule reads, wherever it stands. */
function fieldsOf(part: Json | undefined): string[] {
  if (Array.isArray(part)) return part.flatMap(fieldsOf);
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => {
    const names = ["field", "time", "average"].includes(key) || key === "percent_of";
    return names && typeof value === "string" ? [value] : fieldsOf(value);
  });
}

function describeRule({ evaluator, rule, default_priority }: Definition): string {
  if (evaluator === "sql") return `asks \`${rule["function"]}\``;
  if (evaluator === "http") return `asks ${rule["url"]}`;
  const levels = (rule["levels"] as Rule[]).map((level) => {
    const conditions = describeLevel(evaluator, level);
    return `${conditions === "" ? "any" : conditions}: ${describeOutcome(level, default_priority)}`;
  });
  const rest = "none" in rule && rule["none"] !== rule["otherwise"]
    ? [`no items: ${describeOutcome(rule["none"] as Rule | null, default_priority)}`]
    : [];
  rest.push(`otherwise ${describeOutcome((rule["otherwise"] ?? null) as Rule | null, default_priority)}`);
  const picked = describeConditions(rule["where"]);
  const of = `\`${rule["signal"]}\`${picked === "" ? "" : ` whose ${picked}`}`;
  return [of + describeMeasure(evaluator, rule), ...levels, ...rest].join(";<br>");
}

function describeOutcome(outcome: Rule | null, defaultPriority: string): string {
  if (outcome === null) return "nothing";
  const priority = outcome["priority"] ?? (outcome["status"] === "ok" ? "low" : defaultPriority);
  return `**${outcome["status"]}**, ${priority}`;
}

function describeMeasure(evaluator: string, rule: Rule): string {
  if (evaluator === "change") {
    return `: ${describeAggregate(rule["current"])} against ${describeAggregate(rule["base"])}`;
  }
  if (evaluator === "count") return "";
  const of = rule["percent_of"];
  const percent = of === undefined
    ? ""
    : ` in % of ${typeof of === "string" ? `\`${of}\`` : `the average \`${(of as Rule)["average"]}\``}`;
  return `: by \`${rule["field"]}\`${rule["abs"] === true ? ", whatever its sign" : ""}${percent}`;
}

function describeAggregate(operand: Json | undefined): string {
  const { aggregate, field, window, offset, pro_rata: proRata } = operand as Rule;
  const words = [`${aggregate}${field === undefined ? "" : ` of \`${field}\``}`];
  if (window !== undefined) words.push(`in ${window}`);
  if (offset !== undefined) words.push(`until ${offset} ago`);
  if (proRata !== undefined) {
    const { start_hour: start, hours } = proRata as Rule;
    words.push(`pro rata of ${hours} hours from ${start}:00`);
  }
  return words.join(" ");
}

function describeLevel(evaluator: string, level: Rule): string {
  const words: string[] = [];
  if (level["total"] !== undefined) words.push(`${level["total"]} or more in all`);
  if (level["count"] !== undefined) words.push(`${level["count"]} or more`);
  const measure = evaluator === "change" ? "change in %" : "";
  for (const [key, text] of Object.entries(MEASURES)) {
    const value = level[key];
    if (value !== undefined) words.push(`${measure} ${text}${typeof value === "boolean" ? "" : ` ${value}`}`.trim());
  }
  const where = describeConditions(level["where"]);
  if (where !== "") words.push(where);
  return words.join(", ");
}

const MEASURES: Readonly<Record<string, string>> = {
  gt: "more than",
  gte: "at least",
  lt: "less than",
  lte: "at most",
  within: "within",
  expired: "expired",
  older_than: "older than",
  aged: "at least as old as",
  missing: "never",
};

const COMPARISONS: Readonly<Record<string, (value: Json) => string>> = {
  eq: (value) => `is ${value}`,
  ne: (value) => `is not ${value}`,
  in: (value) => `is ${(value as Json[]).join(" or ")}`,
  not_in: (value) => `is not ${(value as Json[]).join(" or ")}`,
  gt: (value) => `is more than ${value}`,
  gte: (value) => `is at least ${value}`,
  lt: (value) => `is less than ${value}`,
  lte: (value) => `is at most ${value}`,
  missing: (value) => value === true ? "is missing" : "is there",
  newer_than: (value) => `is less than ${value} ago`,
  older_than: (value) => `is more than ${value} ago`,
  aged: (value) => `is ${value} ago or more`,
  within: (value) => `is within ${value}`,
  upcoming: (value) => `is in the next ${value}`,
  anniversary: () => "has its day today",
};

function describeConditions(conditions: Json | undefined, glue = ", "): string {
  return ((conditions ?? []) as Rule[]).map((condition) => {
    if (condition["any_of"] !== undefined) return describeConditions(condition["any_of"], " or ");
    const [operator, describe] = Object.entries(COMPARISONS).find(([name]) => condition[name] !== undefined)!;
    return `\`${condition["field"]}\` ${describe(condition[operator]!)}`;
  }).join(glue);
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
  const dataDir = makeTemporaryDataDir();
  const stack = await startStack({ dataDir, functions: false, cron: false, seed: false, readSecrets: false });
  try {
    if (values.check) return await checkDocsAreCurrent(stack.sql) ? 0 : 1;
    writeFileSync(docsFile, await renderCheckDocs(stack.sql));
    console.log("docs/checks.md written");
    return 0;
  } finally {
    await stack.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) process.exitCode = await main();
