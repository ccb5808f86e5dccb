import { sleep } from "../delivery/sender.ts";
import { errorText } from "../errors.ts";
import { readText } from "../http.ts";
import type { Json, Rpc } from "../delivery/types.ts";
import type { Logger } from "../log.ts";
import type { HttpFacts, HttpRule, Remediation, RemediationDone, RemediationOutcome } from "./types.ts";

/** Remediations that run at the same time. */
const RUN_AT_ONCE = 5;

/** What asking the check again and telling the news may take, in milliseconds; measuring an endpoint again takes more. */
const FINISHING_MS = 3_000;
const MEASURING_MS = 10_000;

/** How long after its time-out, in milliseconds, a call in the database may be at ending, and may still say so once it was ended. */
const ENDING_MS = 10_000;
/** The wait before a call that was not found at work is ended again: it may not have begun. */
const END_AGAIN_MS = 500;

/** How much of an edge function's answer is read, in bytes. */
const ANSWER_LIMIT = 10_240;

/** What an edge function is told at most, in bytes; ours accept no more. Beyond it the facts of the result are left out. */
const BODY_LIMIT = 10_000;

export interface RemediationPorts {
  rpc: Rpc;
  /** Asks an endpoint; never throws. */
  measure: (rule: HttpRule) => Promise<HttpFacts>;
  /** Calls an edge function of this project; never throws. */
  callFunction: CallFunction;
  sleep: (milliseconds: number) => Promise<void>;
  now: () => Date;
  log: Logger;
}

/** Calls an edge function of this project with a body, within a time (milliseconds). What goes wrong is the outcome's error. */
export type CallFunction = (name: string, body: string, timeoutMs: number) => Promise<RemediationOutcome>;

/**
 * Runs what executions leased, a few at a time, has each check asked again, and answers what was done. What would not be over
 * at `endsAt` (milliseconds) is given back, and is the next execution's. What cannot be recorded has failed when its lease ends:
 * the database says so then. Never throws.
 */
export async function runRemediations(
  ports: RemediationPorts,
  remediations: Remediation[],
  endsAt: number,
): Promise<RemediationDone[]> {
  const waiting = [...remediations];
  const done: RemediationDone[] = [];
  const runWaiting = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      try {
        const outcome = await runRemediation(ports, next, endsAt);
        if (outcome) done.push(outcome);
      } catch (error) {
        ports.log.error("remediation_not_recorded", { runId: next.runId, action: next.action, error });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(RUN_AT_ONCE, waiting.length) }, runWaiting));
  return done;
}

async function runRemediation(
  ports: RemediationPorts,
  remediation: Remediation,
  endsAt: number,
): Promise<RemediationDone | null> {
  const { runId, lease, action, kind, timeoutMs, recheckAfterMs, rule } = remediation;
  const held = { p_run_id: runId, p_lease: lease };
  const neededMs = timeoutMs + recheckAfterMs + FINISHING_MS + (kind === "rpc" ? ENDING_MS : 0) +
    (rule ? MEASURING_MS : 0);
  if (ports.now().getTime() + neededMs > endsAt) {
    await ports.rpc("release_remediation", held);
    ports.log.warn("remediation_put_off", { runId, action });
    return null;
  }
  const outcome = kind === "rpc"
    ? await callInDatabase(ports, remediation)
    : await ports.callFunction(remediation.functionName ?? "", bodyOf(remediation), timeoutMs);
  if (outcome.error === null && recheckAfterMs > 0) await ports.sleep(recheckAfterMs);
  const facts = rule ? await ports.measure(rule) : null;
  const done = await ports.rpc("finish_remediation", { ...held, p_outcome: outcome, p_facts: facts });
  ports.log.info("remediation_finished", { ...done });
  return done;
}

/** Calls the function of an action, and ends it when it takes longer than its time-out. Throws when that is of no use. */
async function callInDatabase(
  ports: RemediationPorts,
  remediation: Remediation,
): Promise<RemediationOutcome> {
  const { runId, lease } = remediation;
  const answered = new AbortController();
  const call = ports.rpc("call_remediation", { p_run_id: runId, p_lease: lease });
  // Whoever lost the race has nobody to tell.
  call.catch(() => {});
  try {
    const { error } = await Promise.race([call, endLate(ports, remediation, answered.signal)]);
    return { error };
  } finally {
    answered.abort();
  }
}

/**
 * Ends a call that takes longer than its time-out, as often as it takes until it is found at work: on a database that is slow it may
 * begin only after that. Rejects when it has still not answered then; when it has, this stays open, and does nothing more.
 * Counted in tries, so that a process that rests gives up no earlier than one that does not.
 */
async function endLate(
  { rpc, log }: RemediationPorts,
  { runId, lease, action, timeoutMs }: Remediation,
  answered: AbortSignal,
): Promise<never> {
  let hasEnded = false;
  await sleep(timeoutMs, answered);
  for (let left = ENDING_MS / END_AGAIN_MS; left > 0 && !hasEnded && !answered.aborted; left--) {
    try {
      hasEnded = await rpc("cancel_remediation", { p_run_id: runId, p_lease: lease });
      log.warn("remediation_too_long", { runId, action, ended: hasEnded });
    } catch (error) {
      log.error("remediation_not_cancelled", { runId, action, error });
    }
    if (!hasEnded) await sleep(END_AGAIN_MS, answered);
  }
  if (hasEnded) await sleep(ENDING_MS, answered);
  if (answered.aborted) return new Promise(() => {});
  throw new Error("The database did not end it.");
}

function bodyOf({ runId, tenantId, checkId, action, result, arguments: args }: Remediation): string {
  const body = { runId, action, tenantId, checkId, result, arguments: args };
  const text = JSON.stringify(body);
  if (new TextEncoder().encode(text).byteLength <= BODY_LIMIT) return text;
  const { data: _, ...rest } = result;
  return JSON.stringify({ ...body, result: rest });
}

/**
 * Calls edge functions at a base URL with the function secret, which says that the project itself is calling. Redirects are not
 * followed. An answer of 2xx is success, unless it is JSON with `"ok": false` or `"success": false`, which the database reads.
 */
export function createCallFunction(
  { functionsUrl, secret, fetch, log }: {
    functionsUrl: string;
    secret: string | undefined;
    fetch: typeof globalThis.fetch;
    log: Logger;
  },
): CallFunction {
  return async (name, body, timeoutMs) => {
    if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(name)) return { error: "This is not the name of an edge function." };
    if (!secret) return { error: "HEARTBASE_FUNCTION_SECRET is not set." };
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(`${functionsUrl}/${name}`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${secret}`, "user-agent": "Heartbase" },
        body,
        redirect: "manual",
        signal: timeout,
      });
      const { text, complete } = await readText(response.body, ANSWER_LIMIT);
      const result = readAnswer(log.redact(text), complete);
      return response.ok ? { result, error: null } : { result, error: `HTTP ${response.status}` };
    } catch (error) {
      return {
        error: timeout.aborted ? `It did not answer within ${timeoutMs / 1000} s.` : log.redact(errorText(error)),
      };
    }
  };
}

function readAnswer(text: string, complete: boolean): Json {
  if (!complete) return { truncated: text.slice(0, 1000) };
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
