import { HeartbaseError } from "./errors.ts";
import type { Logger } from "./log.ts";

/** The largest request body that a function reads, in bytes. */
export const BODY_LIMIT = 10_000;

export const CORS_HEADERS: Readonly<Record<string, string>> = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, x-client-info, apikey, content-type",
  "access-control-allow-methods": "GET, POST, OPTIONS",
  "access-control-expose-headers": "retry-after",
};

/** A JSON answer with the CORS headers. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...CORS_HEADERS, "content-type": "application/json; charset=utf-8", ...headers },
  });
}

/** An answer without a body. */
export function noContent(): Response {
  return new Response(null, { status: 204, headers: CORS_HEADERS });
}

/** The answer to a CORS preflight of a function that serves these methods. */
export function preflight(methods: readonly string[] = ["GET", "POST"]): Response {
  const allowed = [...methods, "OPTIONS"].join(", ");
  return new Response("ok", { headers: { ...CORS_HEADERS, "access-control-allow-methods": allowed } });
}

/** `{ code, message }` for anything thrown. What is not ours is logged, not shown. */
export function errorResponse(error: unknown, log: Logger): Response {
  if (error instanceof HeartbaseError) {
    if (error.status >= 500) log.error("request_failed", { code: error.code, error });
    const headers: Record<string, string> = error.status === 401 ? { "www-authenticate": "Bearer" } : {};
    if (error.retryAfterSeconds !== null) headers["retry-after"] = String(error.retryAfterSeconds);
    return json({ code: error.code, message: log.redact(error.message) }, error.status, headers);
  }
  log.error("request_failed", { code: "internal_error", error });
  return json({ code: "internal_error", message: "The function failed; its log says why." }, 500);
}

/** The answer to a method that a function does not serve. */
export function methodNotAllowed(method: string, allowed: readonly string[]): Response {
  const allow = [...allowed, "OPTIONS"].join(", ");
  return json({ code: "method_not_allowed", message: `${method} is not served here; use ${allow}.` }, 405, { allow });
}

/**
 * Reads the body of a request, up to `limit` bytes.
 * Throws `payload_too_large` (413) beyond that, whatever Content-Length claims.
 */
export async function readBody(request: Request, limit = BODY_LIMIT): Promise<string> {
  const tooLarge = () =>
    new HeartbaseError("payload_too_large", `The body is larger than ${limit} bytes.`, { status: 413 });
  if (Number(request.headers.get("content-length") ?? 0) > limit) {
    await request.body?.cancel();
    throw tooLarge();
  }
  const { text, complete } = await readText(request.body, limit);
  if (!complete) throw tooLarge();
  return text;
}

/** Reads at most `limit` bytes of a stream as UTF-8 and lets go of the rest. */
export async function readText(
  stream: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<{ text: string; complete: boolean }> {
  if (!stream) return { text: "", complete: true };
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  let text = "";
  let size = 0;
  while (true) {
    const { done, value } = await reader.read();
    if (done) return { text: text + decoder.decode(), complete: true };
    const room = limit - size;
    size += value.byteLength;
    text += decoder.decode(value.subarray(0, room), { stream: true });
    if (size > limit) {
      await reader.cancel().catch(() => {});
      return { text: text + decoder.decode(), complete: false };
    }
  }
}
