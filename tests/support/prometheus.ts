import { spawnSync } from "node:child_process";

/** A family of metrics as a scrape has it. */
export interface Family {
  type: "counter" | "gauge";
  help: string;
  samples: { labels: Record<string, string>; value: number }[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"/;
const VALUE = /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]Inf|NaN)$/;

/**
 * Reads Prometheus' text format 0.0.4, more strictly than Prometheus does: a family is its HELP, its TYPE and its samples, in
 * that order, together and once; no series comes twice, nothing is blank, and only counters end in _total.
 */
export function parseMetrics(text: string): Map<string, Family> {
  const families = new Map<string, Family>();
  const series = new Set<string>();
  if (text === "") return families;
  if (!text.endsWith("\n")) throw new Error("The last line has no end.");
  let name = "";
  let help: string | undefined;
  let family: Family | undefined;
  for (const [index, line] of text.slice(0, -1).split("\n").entries()) {
    const wrong = (why: string) => new Error(`Line ${index + 1}: ${why}: ${line}`);
    const head = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line);
    if (head?.[1] === "HELP") {
      if (help !== undefined || family?.samples.length === 0) throw wrong("the family before it has no samples");
      name = head[2]!;
      if (NAME.exec(name)?.[0] !== name || families.has(name)) throw wrong("a bad name, or one that was there before");
      if (/\\(?![\\n])/.test(head[3]!.replaceAll("\\\\", ""))) throw wrong("a bad escape");
      help = unescape(head[3]!);
      family = undefined;
    } else if (head?.[1] === "TYPE") {
      const type = head[3]!;
      if (help === undefined || head[2] !== name) throw wrong("a TYPE without its HELP");
      if (type !== "counter" && type !== "gauge") throw wrong("an unknown type");
      if ((type === "counter") !== name.endsWith("_total")) throw wrong("the name does not go with the type");
      family = { type, help, samples: [] };
      families.set(name, family);
      help = undefined;
    } else {
      if (!family || help !== undefined) throw wrong("no head and no sample");
      if (NAME.exec(line)?.[0] !== name) throw wrong("a sample of another family");
      const { labels, rest } = labelsOf(line.slice(name.length), wrong);
      const value = /^ (\S+)$/.exec(rest)?.[1] ?? "";
      if (!VALUE.test(value)) throw wrong("no value");
      const number = Number(value.replace("Inf", "Infinity"));
      if (family.type === "counter" && !(number >= 0)) throw wrong("a counter below 0");
      const key = JSON.stringify([name, Object.entries(labels).sort()]);
      if (series.has(key)) throw wrong("the series was there before");
      series.add(key);
      family.samples.push({ labels, value: number });
    }
  }
  if (help !== undefined || family?.samples.length === 0) throw new Error("The last family has no samples.");
  return families;
}

function labelsOf(text: string, wrong: (why: string) => Error): { labels: Record<string, string>; rest: string } {
  const labels: Record<string, string> = {};
  if (!text.startsWith("{")) return { labels, rest: text };
  let rest = text.slice(1);
  for (;;) {
    const label = LABEL.exec(rest);
    if (!label) throw wrong("a bad label");
    if (label[1]! in labels) throw wrong("a label twice");
    labels[label[1]!] = unescape(label[2]!);
    rest = rest.slice(label[0].length);
    if (rest.startsWith("}")) return { labels, rest: rest.slice(1) };
    if (!rest.startsWith(",")) throw wrong("a bad label");
    rest = rest.slice(1);
  }
}

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, character: string) => character === "n" ? "\n" : character);
}

/** Prometheus' own checker, by the name in PROMTOOL or on the PATH. */
const PROMTOOL = process.env["PROMTOOL"] ?? "promtool";

/** Why promtool cannot be asked here, or false. */
export function promtoolMissing(): string | false {
  return spawnSync(PROMTOOL, ["--version"]).status === 0
    ? false
    : "promtool is not installed here: apt-get install prometheus";
}

/** Runs promtool; gives what it complains of, "" when of nothing. */
export function promtool(args: string[], input = ""): string {
  const { status, stdout, stderr } = spawnSync(PROMTOOL, args, { input, encoding: "utf8" });
  return status === 0 ? "" : `promtool ended with ${status}: ${stdout}${stderr}`;
}
