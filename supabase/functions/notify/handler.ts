import { requireFunctionSecret } from "../_shared/auth.ts";
import { errorResponse, json, methodNotAllowed, preflight, readBody } from "../_shared/http.ts";
import type { FunctionDeps } from "../_shared/runtime.ts";

/** How long a doorbell's ring starts sends, retries that fall inside it included. */
const BUDGET_MS = 25_000;

/**
 * Drains the outbox. `POST` with `Authorization: Bearer <HEARTBASE_FUNCTION_SECRET>`; the body does not matter.
 * Answers `{claimed, delivered, retried, failed, stale}`, counted in messages; errors are `{code, message}`.
 */
export function createHandler(deps: FunctionDeps): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method === "OPTIONS") return preflight();
    if (request.method !== "POST") return methodNotAllowed(request.method, ["POST"]);
    const log = deps.log();
    try {
      requireFunctionSecret(request, deps.functionSecret());
      await readBody(request);
      const { left, ...answer } = await deps.connect().drain(BUDGET_MS);
      log.info("outbox_drained", { ...answer, left });
      return json(answer);
    } catch (error) {
      return errorResponse(error, log);
    }
  };
}
