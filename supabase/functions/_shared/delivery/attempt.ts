import type { ChannelAdapter, ChannelContext, OutgoingRequest, Secrets } from "../channels/adapter.ts";
import type { ChannelRegistry } from "../channels/index.ts";
import { errorText, HeartbaseError } from "../errors.ts";
import { readText } from "../http.ts";
import type { Logger } from "../log.ts";
import { outcomeOfStatus, type ProviderResponse } from "./outcome.ts";
import type { GuardDestination } from "./ssrf.ts";
import type { Outcome, Unit } from "./types.ts";

/** How much of a provider's answer is read, in bytes. */
const ANSWER_LIMIT = 4_096;

export interface AttemptDeps {
  registry: ChannelRegistry;
  /** The channels' secrets that the environment holds. */
  secrets: Secrets;
  fetch: typeof globalThis.fetch;
  guard: GuardDestination;
  now: () => Date;
  /** From the name's resolution to the end of the answer, in milliseconds. */
  timeoutMs: number;
}

/**
 * Makes one attempt to send a unit; never throws. What goes wrong before anything was sent is a mistake that repeats
 * (`failed`) unless its error says otherwise; what goes wrong on the way is worth a retry,
 * but for what must not arrive twice.
 */
export async function attemptDelivery(deps: AttemptDeps, unit: Unit, log: Logger): Promise<Outcome> {
  const adapter = deps.registry.get(unit.channel.kind);
  if (!adapter) return { outcome: "failed", reason: `channel_kind_unknown: ${unit.channel.kind}` };

  const context = contextOf(adapter, unit, deps.secrets);
  let request: OutgoingRequest;
  try {
    request = await adapter.buildRequest({ ...context, now: deps.now() });
  } catch (error) {
    return failureBeforeSending(error, log);
  }

  const timeout = new AbortController();
  let isUnderWay = false;
  const timer = setTimeout(() => timeout.abort(), deps.timeoutMs);
  try {
    await untilAborted(deps.guard(request.url, request.origin), timeout.signal);
    isUnderWay = true;
    const response = await post(deps.fetch, request, timeout.signal);
    return readResponse(adapter, response, deps.now(), context, log);
  } catch (error) {
    if (!timeout.signal.aborted && error instanceof HeartbaseError) return failureBeforeSending(error, log);
    const reason = timeout.signal.aborted
      ? `timeout: no answer within ${deps.timeoutMs} ms`
      : `network: ${describe(error)}`;
    const isHeld = adapter.repeats === false && isUnderWay && !isUnopened(error);
    return isHeld
      ? { outcome: "failed", reason: `may have been sent, and is not sent again: ${reason}` }
      : { outcome: "retry", reason };
  } finally {
    clearTimeout(timer);
  }
}

/** Every secret that comes with a unit, for the log to mask. */
export function secretsOf(unit: Unit): string[] {
  const { destination, signing_secrets, secrets, config } = unit.channel;
  const recipients = [config?.to, config?.chat_id].flat().map((value) =>
    typeof value === "number" ? `${value}` : value
  );
  return [destination, ...signing_secrets ?? [], ...Object.values(secrets ?? {}), ...recipients]
    .filter((value) => typeof value === "string");
}

/** A message with its channel's secrets. Of environment and Vault, whichever makes the channel whole wins; the other fills in. */
export function contextOf(adapter: ChannelAdapter, unit: Unit, environment: Secrets): ChannelContext {
  const own = Object.fromEntries(adapter.variables.map((name) => [name, environment[name]]));
  const set = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const vault = unit.channel.secrets ?? {};
  const secrets = adapter.isConfigured?.(own) ?? true ? { ...vault, ...set } : { ...set, ...vault };
  return { unit, secrets };
}

async function post(
  fetch: typeof globalThis.fetch,
  request: OutgoingRequest,
  signal: AbortSignal,
): Promise<ProviderResponse> {
  const response = await fetch(request.url, {
    method: "POST",
    headers: { "user-agent": "Heartbase", ...request.headers },
    body: request.body,
    redirect: "manual",
    signal,
  });
  const { status, headers } = response;
  // The status decides; an answer that breaks off after it does not make a delivered message undelivered.
  const { text } = await readText(response.body, ANSWER_LIMIT).catch(() => ({ text: "" }));
  return { status, headers, text };
}

function readResponse(
  adapter: ChannelAdapter,
  response: ProviderResponse,
  now: Date,
  context: ChannelContext,
  log: Logger,
): Outcome {
  try {
    return adapter.readResponse(response, now, context);
  } catch (error) {
    // The message may well have arrived: the status says so better than our mistake does.
    log.error("answer_unreadable", { kind: adapter.kind, status: response.status, error });
    return outcomeOfStatus(response, now);
  }
}

function failureBeforeSending(error: unknown, log: Logger): Outcome {
  if (error instanceof HeartbaseError) {
    return { outcome: error.permanent ? "failed" : "retry", reason: `${error.code}: ${error.message}` };
  }
  log.error("message_not_built", { error });
  return { outcome: "failed", reason: `message_not_built: ${describe(error)}` };
}

/** Whether a connection was never opened, so that nothing can have arrived. It has no code of its own in Deno. */
function isUnopened(error: unknown): boolean {
  return /client error \(Connect\)|ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(describe(error));
}

function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? ` (${errorText(error.cause)})` : "";
  return `${errorText(error)}${cause}`;
}

/** The promise, or a rejection as soon as the signal is aborted: a resolver takes no signal. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new Error("aborted"));
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
