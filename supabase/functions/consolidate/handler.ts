import { requireFunctionSecret } from "../_shared/auth.ts";
import type { Rpc } from "../_shared/delivery/types.ts";
import { errorResponse, json, methodNotAllowed, preflight, readBody } from "../_shared/http.ts";
import type { Logger } from "../_shared/log.ts";
import type { Insight, InsightOutcome } from "../_shared/memory/types.ts";

/** For how long insights are claimed, in milliseconds: a batch that began must end before pg_net stops waiting. */
const BUDGET_MS = 20_000;

export interface ConsolidateDeps {
  functionSecret: () => string | undefined;
  log: () => Logger;
  now: () => Date;
  connect: () => ConsolidatePorts;
}

export interface ConsolidatePorts {
  rpc: Rpc;
  /** Writes insights to agents' memory; null when there is none. */
  write: ((insights: readonly Insight[]) => Promise<InsightOutcome[]>) | null;
}

/**
 * Writes what was critical about tenants to agents' memory. `POST` with `Authorization: Bearer <HEARTBASE_FUNCTION_SECRET>`; the
 * body does not matter. Answers `{letta: "on" | "off", written, retried, failed, off}`, counted in insights; without LETTA_BASE_URL
 * all are off. Errors are `{code, message}`.
 */
export function createHandler(
  deps: ConsolidateDeps,
): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method === "OPTIONS") return preflight();
    if (request.method !== "POST") {
      return methodNotAllowed(request.method, ["POST"]);
    }
    const log = deps.log();
    try {
      requireFunctionSecret(request, deps.functionSecret());
      await readBody(request);
      const ports = deps.connect();
      const answer = {
        letta: ports.write ? "on" : "off",
        ...await consolidate(ports, deps.now),
      };
      log.info("insights_consolidated", answer);
      return json(answer);
    } catch (error) {
      return errorResponse(error, log);
    }
  };
}

async function consolidate({ rpc, write }: ConsolidatePorts, now: () => Date) {
  const counts = { written: 0, retried: 0, failed: 0, off: 0 };
  const endsAt = now().getTime() + BUDGET_MS;
  while (now().getTime() < endsAt) {
    const { lease, insights } = await rpc("claim_insights", {});
    if (lease === null) break;
    const outcomes = write ? await write(insights) : insights.map(({ insightId }): InsightOutcome => ({
      insightId,
      outcome: "off",
    }));
    await rpc("finish_insights", { p_lease: lease, p_outcomes: outcomes });
    for (const { outcome } of outcomes) {
      counts[outcome === "retry" ? "retried" : outcome] += 1;
    }
  }
  return counts;
}
