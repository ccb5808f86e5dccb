import type { Probe, ProbeAnswer } from "../_shared/alive.ts";
import type { GuardDestination } from "../_shared/delivery/ssrf.ts";
import type { Rpc } from "../_shared/delivery/types.ts";
import { errorText, HeartbaseError } from "../_shared/errors.ts";
import type { Logger } from "../_shared/log.ts";

/** The longest error that is kept, in characters. */
const ERROR_LENGTH = 500;

export interface ProbePorts {
  rpc: Rpc;
  fetch: typeof globalThis.fetch;
  guard: GuardDestination;
  /** This project's Auth: its health URL, and the key that its gateway wants. */
  auth: { url: string; apikey: string };
}

/** What was answered, and how long that took. */
export type TimedAnswer = ProbeAnswer & { duration_ms: number };

/** Asks all probes at the same time; each has its own time-out. Never throws. */
export async function askProbes(
  ports: ProbePorts,
  probes: readonly Probe[],
  log: Logger,
): Promise<Record<string, TimedAnswer>> {
  const answers = probes.map(async (probe) => [probe.name, await askProbe(ports, probe, log)] as const);
  return Object.fromEntries(await Promise.all(answers));
}

/** Asks one probe. What goes wrong is its answer: `{ok: false, error}`, without secrets. Never throws. */
export async function askProbe(ports: ProbePorts, probe: Probe, log: Logger): Promise<TimedAnswer> {
  const startedAt = performance.now();
  let answer: ProbeAnswer;
  try {
    answer = await within(probe.timeout_ms, (signal) => ask(ports, probe, signal));
  } catch (error) {
    answer = { ok: false, error: describe(error) };
  }
  const { redact } = probe.asked_by === "url" && probe.target ? log.with([probe.target]) : log;
  return {
    ...answer,
    ...(answer.error ? { error: redact(answer.error).slice(0, ERROR_LENGTH) } : {}),
    duration_ms: Math.round(performance.now() - startedAt),
  };
}

async function ask(ports: ProbePorts, probe: Probe, signal: AbortSignal): Promise<ProbeAnswer> {
  switch (probe.asked_by) {
    case "sql":
      return await ports.rpc("run_alive_probe", { p_name: probe.name });
    case "auth":
      return await get(ports.fetch, ports.auth.url, { apikey: ports.auth.apikey }, signal);
    case "url": {
      const url = probe.target ?? "";
      await ports.guard(url, "user");
      signal.throwIfAborted();
      return await get(ports.fetch, url, {}, signal);
    }
  }
}

async function get(
  fetch: typeof globalThis.fetch,
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<ProbeAnswer> {
  const response = await fetch(url, { headers: { "user-agent": "Heartbase", ...headers }, redirect: "manual", signal });
  // The status is the answer.
  await response.body?.cancel();
  const { ok, status } = response;
  return { ok, details: { status }, ...(ok ? {} : { error: `HTTP ${status}` }) };
}

/** The work, or an error as soon as the time is over: neither a resolver nor an RPC need heed the signal. */
async function within<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new HeartbaseError("probe_timeout", `no answer within ${timeoutMs} ms`));
      abort.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([work(abort.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

function describe(error: unknown): string {
  if (error instanceof HeartbaseError) return error.message;
  const cause = error instanceof Error && error.cause !== undefined ? ` (${errorText(error.cause)})` : "";
  return `${errorText(error)}${cause}`;
}
