import { clampMs } from "./timers.ts";
import type { UseHeartbeatOptions } from "./types.ts";

/** Asks one endpoint. Rejects with what went wrong, and as soon as `signal` is aborted or the time is over. */
export async function ask<T, A>(url: string, options: UseHeartbeatOptions<T, A>, signal: AbortSignal): Promise<A> {
  signal.throwIfAborted();
  const { timeoutMs = 10_000 } = options;
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<A>((resolve, reject) => {
      // Rejected here as well: a `fetch` or `parse` that ignores the signal must not hold up the next check.
      const end = (reason: unknown) => {
        controller.abort(reason);
        reject(reason);
      };
      signal.addEventListener("abort", () => end(signal.reason));
      if (timeoutMs) {
        timer = setTimeout(end, clampMs(timeoutMs, 1), new Error(`No answer within ${timeoutMs} ms`));
      }
      request(url, options, controller.signal).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
  }
}

async function request<T, A>(
  url: string,
  { fetch: send = fetch, headers = {}, init, parse = parseStatus }: UseHeartbeatOptions<T, A>,
  signal: AbortSignal,
): Promise<A> {
  const response = await send(url, { cache: "no-store", ...init, headers, signal });
  if (response.ok) return parse(response);
  const body = await response.json().catch(() => null);
  const text = [body?.message, body?.error, response.statusText].find((each) => each && typeof each === "string");
  throw httpError(response, text);
}

async function parseStatus<A>(response: Response): Promise<A> {
  const data = await response.json().catch(() => {
    throw httpError(response, "the answer is not JSON");
  });
  return data?.status ?? data;
}

/** HTTP/2 has no reason phrase: without a text the number stands alone. */
function httpError({ status }: Response, text: string | undefined): Error {
  return new Error(`HTTP ${status}${text ? `: ${text}` : ""}`);
}
