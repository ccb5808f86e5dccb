import { list, readPatience, type ReadVariable, variable } from "../env.ts";
import { errorText, HeartbaseError } from "../errors.ts";
import { readText } from "../http.ts";
import type { Insight, InsightOutcome } from "./types.ts";

/** How long Letta may usually take to answer a request, in milliseconds. */
const TIMEOUT_MS = 5_000;
/** How much of an answer is read, in bytes. */
const ANSWER_LIMIT = 1_000_000;
/** The length that a block may have where it does not say, in characters: Letta's own default. */
const DEFAULT_LIMIT = 5_000;

/** Where agents' memory is: LETTA_BASE_URL, LETTA_API_KEY, LETTA_AGENT_ID, and LETTA_AGENT_ID_<ROLE> for tenants of a role. */
export interface LettaSettings {
  baseUrl: string;
  apiKey: string | undefined;
  /** The agent that remembers tenants of a role. */
  agentOf: (role: string) => string | undefined;
  /** How long Letta may take to answer a request, in milliseconds. */
  timeoutMs: number;
}

/** The variables whose values no log may show. */
export const LETTA_SECRETS = ["LETTA_API_KEY"];

/** Reads where Letta is; null when LETTA_BASE_URL is not set. Throws `configuration_invalid` (500) when it is no http(s) URL. */
export function readLettaSettings(read: ReadVariable): LettaSettings | null {
  const baseUrl = variable(read, "LETTA_BASE_URL");
  if (baseUrl === undefined) return null;
  if (!/^https?:$/.test(URL.parse(baseUrl)?.protocol ?? "")) {
    throw new HeartbaseError(
      "configuration_invalid",
      "LETTA_BASE_URL is no http or https URL.",
      { status: 500 },
    );
  }
  return {
    baseUrl: baseUrl.replace(/\/+$/, ""),
    apiKey: variable(read, "LETTA_API_KEY"),
    agentOf: (role) =>
      list(
        variable(read, `LETTA_AGENT_ID_${role.toUpperCase()}`) ??
          variable(read, "LETTA_AGENT_ID"),
      )[0],
    timeoutMs: TIMEOUT_MS * readPatience(read),
  };
}

/**
 * Writes insights into the blocks of agents' core memory, a line each. A block is read first: its other lines stay, the line of an
 * insight that it has already is replaced, and when it is full its oldest insights make room. Never throws: what was no answer, a
 * 408, 429 or 5xx is worth a `retry`, anything else has `failed`.
 * Source: https://docs.letta.com/api-reference/agents/blocks (retrieve, modify).
 */
export async function writeToLetta(
  settings: LettaSettings,
  insights: readonly Insight[],
  fetch: typeof globalThis.fetch,
): Promise<InsightOutcome[]> {
  const groups = Map.groupBy(
    insights,
    ({ role, block }) => JSON.stringify([settings.agentOf(role) ?? null, block]),
  );
  const outcomes: InsightOutcome[] = [];
  for (const [key, group] of groups) {
    const [agent, block] = JSON.parse(key) as [string | null, string];
    const { left, ...verdict } = await writeBlock(
      settings,
      agent,
      block,
      group,
      fetch,
    );
    const full: Verdict = { outcome: "failed", error: `letta_block_full: block ${block}` };
    outcomes.push(
      ...group.map((insight) => ({
        insightId: insight.insightId,
        ...(left?.includes(insight) ? full : verdict),
      })),
    );
  }
  return outcomes;
}

/**
 * A block with these insights: a line each, `[heartbase <day> <tenant> <check>] <text>`, and those that were left out, the first
 * before the last, since they do not fit even where all older ones made room.
 */
export function appendInsights(
  value: string,
  limit: number,
  insights: readonly Insight[],
): { value: string; left: Insight[] } {
  const written = new Map(
    insights.map((insight) => [labelOf(insight), lineOf(insight)]),
  );
  const kept = value.split("\n").filter((line) => ![...written.keys()].some((label) => line.startsWith(label)));
  while (kept.at(-1) === "") kept.pop();
  const lines = [...kept, ...written.values()];
  while (lengthOf(lines) > limit) {
    const oldest = lines.findIndex((line) => line.startsWith(MARK));
    if (oldest < 0) break;
    lines.splice(oldest, 1);
  }
  const left = insights.filter((insight) => !lines.includes(written.get(labelOf(insight))!));
  // A block that has no room for any is left as it is.
  return { value: left.length === insights.length ? value : lines.join("\n"), left };
}

const MARK = "[heartbase ";

function labelOf({ day, tenantId, checkId }: Insight): string {
  return `${MARK}${day} ${oneLine(tenantId)} ${checkId}]`;
}

function lineOf(insight: Insight): string {
  return `${labelOf(insight)} ${oneLine(insight.text).slice(0, 300)}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\s\u2028\u2029]+/g, " ").trim();
}

function lengthOf(lines: readonly string[]): number {
  return lines.join("\n").length;
}

type Verdict = Pick<InsightOutcome, "outcome" | "error">;

/** What became of insights for one block, but for those for which it has no room. */
type BlockVerdict = Verdict & { left?: readonly Insight[] };

async function writeBlock(
  { baseUrl, apiKey, timeoutMs }: LettaSettings,
  agent: string | null,
  block: string,
  insights: readonly Insight[],
  fetch: typeof globalThis.fetch,
): Promise<BlockVerdict> {
  if (agent === null) {
    return {
      outcome: "failed",
      error: "letta_agent_unset: set LETTA_AGENT_ID",
    };
  }
  const url = `${baseUrl}/v1/agents/${encodeURIComponent(agent)}/core-memory/blocks/${encodeURIComponent(block)}`;
  const headers = {
    "content-type": "application/json",
    "user-agent": "Heartbase",
    ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
  };
  const call = async (init: RequestInit) => {
    const response = await fetch(url, {
      ...init,
      headers,
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { text } = await readText(response.body, ANSWER_LIMIT);
    return { ok: response.ok, status: response.status, text };
  };
  try {
    const found = await call({ method: "GET" });
    if (!found.ok) return verdictOf(found.status, block);
    const current = parseBlock(found.text);
    if (current === null) {
      return {
        outcome: "failed",
        error: `letta_answer_unreadable: block ${block}`,
      };
    }
    const { value, left } = appendInsights(current.value, current.limit, insights);
    if (value === current.value) return { outcome: "written", left };
    const written = await call({
      method: "PATCH",
      body: JSON.stringify({ value }),
    });
    return written.ok ? { outcome: "written", left } : verdictOf(written.status, block);
  } catch (error) {
    return { outcome: "retry", error: `network: ${errorText(error)}` };
  }
}

function verdictOf(status: number, block: string): Verdict {
  const outcome = status === 408 || status === 429 || status >= 500 ? "retry" : "failed";
  return { outcome, error: `letta_refused: HTTP ${status} for block ${block}` };
}

function parseBlock(text: string): { value: string; limit: number } | null {
  try {
    const block: unknown = JSON.parse(text);
    if (
      typeof block !== "object" || block === null || !("value" in block) ||
      typeof block.value !== "string"
    ) return null;
    const limit = "limit" in block && typeof block.limit === "number" ? block.limit : DEFAULT_LIMIT;
    return { value: block.value, limit };
  } catch {
    return null;
  }
}
