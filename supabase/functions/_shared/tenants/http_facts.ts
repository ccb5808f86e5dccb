import type { GuardDestination } from "../delivery/ssrf.ts";
import { errorText, HeartbaseError } from "../errors.ts";
import { readText } from "../http.ts";
import type { CertificateEnd } from "./certificate.ts";
import type { HttpFacts, HttpRule } from "./types.ts";

/** Also what a rule has that says nothing else: an answer after 5 seconds is slow, and none that is missing. */
const LONGEST_TIMEOUT_MS = 10_000;

/** How much of a body is searched, in bytes. */
const BODY_LIMIT = 262_144;

const DAY_MS = 86_400_000;

export interface HttpPorts {
  fetch: typeof globalThis.fetch;
  guard: GuardDestination;
  certificateEnd: CertificateEnd;
}

/**
 * Asks an endpoint and says what was seen; never throws. Redirects are not followed. The certificate is read while the
 * request runs, over a connection of its own; that it cannot be read is no error, since the request tells of a bad one.
 */
export async function measureEndpoint(
  ports: HttpPorts,
  rule: HttpRule,
): Promise<HttpFacts> {
  const timeoutMs = timeoutOf(rule.timeout);
  const startedAt = performance.now();
  const timeout = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error("timeout"));
      timeout.abort();
    }, timeoutMs);
  });
  const facts = (seen: Partial<HttpFacts>): HttpFacts => ({
    status_code: null,
    latency_ms: Math.round(performance.now() - startedAt),
    error: null,
    body_matches: null,
    tls_days_left: null,
    ...seen,
  });
  try {
    return facts(await Promise.race([ask(ports, rule, timeout.signal), late]));
  } catch (error) {
    return facts({
      error: timeout.signal.aborted ? "timeout" : reasonOf(error),
    });
  } finally {
    clearTimeout(timer);
    // Lets go of a certificate that nobody waits for any more.
    timeout.abort();
  }
}

async function ask(
  ports: HttpPorts,
  rule: HttpRule,
  signal: AbortSignal,
): Promise<Partial<HttpFacts>> {
  // As one that a user gave: an allow-list of hosts holds for checks as it does for channels.
  await ports.guard(rule.url, "user");
  signal.throwIfAborted();
  const { protocol, hostname, port } = new URL(rule.url);
  const end = protocol === "https:"
    ? ports.certificateEnd(hostname, Number(port || 443), signal).catch(() => null)
    : Promise.resolve(null);
  const startedAt = performance.now();
  const response = await ports.fetch(rule.url, {
    method: rule.method ?? "GET",
    headers: { "user-agent": "Heartbase", ...rule.headers },
    ...(rule.method === "POST" && rule.body !== undefined ? { body: rule.body } : {}),
    redirect: "manual",
    signal,
  });
  const latency_ms = Math.round(performance.now() - startedAt);
  let body_matches: boolean | null = null;
  if (rule.body_contains === undefined) await response.body?.cancel();
  else {body_matches = (await readText(response.body, BODY_LIMIT)).text
      .includes(rule.body_contains);}
  const endsAt = await end;
  const tls_days_left = endsAt === null ? null : Math.floor((endsAt.getTime() - Date.now()) / DAY_MS);
  return {
    status_code: response.status,
    latency_ms,
    body_matches,
    tls_days_left,
  };
}

/** The milliseconds of a duration such as "5 seconds", "2s" or "00:00:05"; 10 seconds when left out. */
export function timeoutOf(timeout: string | undefined): number {
  const seconds = /^(?:0?0:0?0:)?(\d+(?:\.\d+)?) *(?:s|secs?|seconds?)?$/i.exec(
    timeout?.trim() ?? "",
  )?.[1];
  return seconds === undefined ? LONGEST_TIMEOUT_MS : Math.min(Number(seconds) * 1000, LONGEST_TIMEOUT_MS);
}

function reasonOf(error: unknown): string {
  if (error instanceof HeartbaseError) {
    return error.code === "destination_unresolved" ? "dns" : "blocked";
  }
  const cause = error instanceof Error && error.cause !== undefined ? errorText(error.cause) : "";
  const text = `${errorText(error)} ${cause}`;
  if (/certificate|handshake|\btls\b|\bssl\b|UnknownIssuer|corrupt message/i.test(text)) {
    return "tls";
  }
  if (/\bdns\b|lookup|name or service/i.test(text)) return "dns";
  if (/refused/i.test(text)) return "refused";
  if (/reset|closed|broken pipe|unexpected eof|ended/i.test(text)) {
    return "reset";
  }
  return "network";
}
