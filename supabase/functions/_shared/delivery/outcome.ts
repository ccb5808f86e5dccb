import type { Outcome } from "./types.ts";

/** A provider's answer, its body cut to what can matter. */
export interface ProviderResponse {
  status: number;
  headers: Headers;
  text: string;
}

/** The longest wait that a provider can ask for, in seconds; a day. */
export const RETRY_AFTER_LIMIT = 86_400;

const RETRIED = new Set([408, 425, 429]);

/**
 * Reads an outcome off the HTTP status alone: 2xx delivered; 408, 425, 429 and 5xx retry; 410 gone; everything else,
 * redirects included, failed. `detail` (text that the provider sent) goes into the reason.
 */
export function outcomeOfStatus(response: ProviderResponse, now: Date, detail = ""): Outcome {
  const { status } = response;
  if (status >= 200 && status < 300) return { outcome: "delivered", status };
  const reason = `HTTP ${status}${detail && `: ${detail}`}`;
  if (RETRIED.has(status) || status >= 500) return retryOutcome(response, now, reason);
  if (status === 410) return { outcome: "gone", status, reason };
  if (status >= 300 && status < 400) {
    return { outcome: "failed", status, reason: `${reason} (redirects are not followed)` };
  }
  return { outcome: "failed", status, reason };
}

/** A retry that respects the answer's Retry-After. */
export function retryOutcome(response: ProviderResponse, now: Date, reason: string): Outcome {
  const retryAfterSeconds = parseRetryAfter(response.headers.get("retry-after"), now);
  return {
    outcome: "retry",
    status: response.status,
    reason,
    ...(retryAfterSeconds !== null && { retryAfterSeconds }),
  };
}

/**
 * Seconds to wait by a Retry-After header: a number of seconds, or an HTTP date in any of its three forms.
 * Null when there is none or it makes no sense; a date gone by is 0; at most RETRY_AFTER_LIMIT. Source: RFC 9110, 10.2.3.
 */
export function parseRetryAfter(header: string | null, now: Date): number | null {
  const value = header?.trim() ?? "";
  // Fractions are not in the RFC, but providers send them.
  if (/^\d+(\.\d+)?$/.test(value)) return Math.min(Math.ceil(Number(value)), RETRY_AFTER_LIMIT);
  if (!/^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?,? /i.test(value)) return null;
  // The asctime form names no zone; it is UTC all the same.
  const at = Date.parse(/ (GMT|UTC|[+-]\d{4})$/i.test(value) ? value : `${value} GMT`);
  if (Number.isNaN(at)) return null;
  return Math.min(Math.max(Math.ceil((at - now.getTime()) / 1000), 0), RETRY_AFTER_LIMIT);
}
