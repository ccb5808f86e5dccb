import type { Rpc } from "../delivery/types.ts";
import type { Logger } from "../log.ts";
import type { Claim, Execution, HttpFacts, HttpRule, MeasuredClaim } from "./types.ts";

/** Endpoints that are asked at the same time. */
const ASKED_AT_ONCE = 100;

/** How long the endpoints of a batch are begun to be asked, in milliseconds; one that was not is an error of its check. */
const ASKING_MS = 30_000;

export interface CyclePorts {
  rpc: Rpc;
  /** Asks an endpoint; never throws. */
  measure: (rule: HttpRule) => Promise<HttpFacts>;
  now: () => Date;
  log: Logger;
}

/**
 * Claims tenants batch by batch and looks at them, until none is left or another batch as long as the longest so far would not
 * end within the budget (milliseconds from `startedAt`). What is left is the next cycle's. A batch that fails is answered as
 * executions with that error, and stops no other; only when claiming fails this throws.
 */
export async function runCycle(
  ports: CyclePorts,
  claim: () => Promise<Claim[]>,
  budget: { startedAt: number; budgetMs: number },
  finish: (executions: Execution[]) => Promise<void> = () => Promise.resolve(),
): Promise<Execution[]> {
  const executions: Execution[] = [];
  let longestMs = 0;
  while (true) {
    const beganAt = ports.now().getTime();
    if (beganAt - budget.startedAt + longestMs >= budget.budgetMs) {
      return executions;
    }
    const claims = await claim();
    if (claims.length === 0) return executions;
    const batch = await runClaims(ports, claims);
    executions.push(...batch);
    await finish(batch);
    longestMs = Math.max(longestMs, ports.now().getTime() - beganAt);
  }
}

/** Asks the endpoints of claimed tenants and has the tenants looked at. Never throws. */
export async function runClaims(
  ports: CyclePorts,
  claims: Claim[],
): Promise<Execution[]> {
  try {
    const executions = await ports.rpc("run_tenants", {
      p_claims: await measureClaims(ports, claims),
    });
    for (const { executionId, tenantId, error } of executions) {
      if (error !== undefined) {
        ports.log.error("execution_failed", { executionId, tenantId, error });
      }
    }
    return executions;
  } catch (error) {
    ports.log.error("batch_failed", { tenants: claims.length, error });
    const reason = ports.log.redact(
      error instanceof Error ? error.message : String(error),
    );
    return claims.map(({ executionId, tenantId }) => ({
      executionId,
      tenantId,
      error: reason,
    }));
  }
}

async function measureClaims(
  ports: CyclePorts,
  claims: Claim[],
): Promise<MeasuredClaim[]> {
  const measured = claims.map(({ executionId, httpChecks }) => ({
    executionId,
    httpChecks,
    http: [] as MeasuredClaim["http"],
  }));
  const waiting = measured.flatMap(({ httpChecks, http }) => httpChecks.map((check) => ({ ...check, http })));
  const endsAt = ports.now().getTime() + ASKING_MS;
  const askWaiting = async () => {
    for (
      let next = waiting.shift();
      next && ports.now().getTime() < endsAt;
      next = waiting.shift()
    ) {
      next.http.push({
        checkId: next.checkId,
        facts: await ports.measure(next.rule),
      });
    }
  };
  await Promise.all(
    Array.from({ length: Math.min(ASKED_AT_ONCE, waiting.length) }, askWaiting),
  );
  return measured.map(({ executionId, http }) => ({ executionId, http }));
}
