import { requireFunctionSecret } from "../_shared/auth.ts";
import { type ReadVariable, variable } from "../_shared/env.ts";
import { CORS_HEADERS, errorResponse, methodNotAllowed, preflight } from "../_shared/http.ts";
import type { FunctionDeps, FunctionPorts } from "../_shared/runtime.ts";

/** Prometheus' text format, as the database renders it. */
const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export interface MetricsDeps extends Pick<FunctionDeps, "log"> {
  /** What a scrape must bear. */
  secret: () => string | undefined;
  connect: () => Pick<FunctionPorts, "rpc">;
}

/** METRICS_SECRET; where that is unset, HEARTBASE_FUNCTION_SECRET. */
export function metricsSecret(read: ReadVariable): string | undefined {
  return variable(read, "METRICS_SECRET") ?? variable(read, "HEARTBASE_FUNCTION_SECRET");
}

/**
 * Metrics for Prometheus. `GET` with `Authorization: Bearer <METRICS_SECRET>`.
 * Answers the text of render_metrics(); errors are `{code, message}`.
 */
export function createHandler(deps: MetricsDeps): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method === "OPTIONS") return preflight();
    if (request.method !== "GET") return methodNotAllowed(request.method, ["GET"]);
    const log = deps.log();
    try {
      requireFunctionSecret(request, deps.secret(), "METRICS_SECRET, or HEARTBASE_FUNCTION_SECRET where that is unset");
      const text = await deps.connect().rpc("render_metrics", {});
      return new Response(text, {
        headers: { ...CORS_HEADERS, "content-type": CONTENT_TYPE, "cache-control": "no-store" },
      });
    } catch (error) {
      return errorResponse(error, log);
    }
  };
}
