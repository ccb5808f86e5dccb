import type { DatabaseRefusal } from "../database.ts";
import { errorText, HeartbaseError } from "../errors.ts";
import { type RemediationPorts, runRemediations } from "./remediations.ts";
import type { Claim, Execution, MeasuredClaim, Remediation } from "./types.ts";

/** Endpoints that are asked at the same time. */
const ASKED_AT_ONCE = 100;

/** How long the endpoints of a batch are begun to be asked, in milliseconds; one that was not is an error of its check. */
const ASKING_MS = 30_000;

/** A function may take 120 s: what is done about results is over by then, counted from the start in milliseconds. */
const REMEDYING_ENDS_MS = 105_000;

/** What looking at tenants takes: the database, their endpoints, and what is done about what is found. */
export type CyclePorts = RemediationPorts;

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
    const batch = await runClaims(ports, claims, budget.startedAt);
    executions.push(...batch);
    await finish(batch);
    longestMs = Math.max(longestMs, ports.now().getTime() - beganAt);
  }
}

/**
 * Asks the endpoints of claimed tenants, has the tenants looked at, and runs the remediations that are due; startedAt
 * (milliseconds) is when the function was called. Never throws.
 */
export async function runClaims(
  ports: CyclePorts,
  claims: Claim[],
  startedAt: number,
): Promise<Execution[]> {
  try {
    const endsAt = startedAt + REMEDYING_ENDS_MS;
    const executions = await runMeasured(ports, claims, await measureClaims(ports, claims), endsAt);
    for (const { executionId, tenantId, error } of executions) {
      if (error !== undefined) {
        ports.log.error("execution_failed", { executionId, tenantId, error });
      }
    }
    return await remedy(ports, executions, endsAt);
  } catch (error) {
    ports.log.error("batch_failed", { tenants: claims.length, error });
    const reason = ports.log.redact(errorText(error));
    return claims.map(({ executionId, tenantId }) => ({
      executionId,
      tenantId,
      error: reason,
    }));
  }
}

/**
 * Has measured tenants looked at. A batch that the database ended for its length is looked at tenant by tenant, so that the one
 * whose checks take too long costs the others nothing; what is not begun by then is the next cycle's, once its lease has ended.
 */
async function runMeasured(
  ports: CyclePorts,
  claims: Claim[],
  measured: MeasuredClaim[],
  endsAt: number,
): Promise<Execution[]> {
  try {
    return await ports.rpc("run_tenants", { p_claims: measured });
  } catch (error) {
    if (claims.length === 1 || !isTooLong(error)) throw error;
    ports.log.error("batch_too_long", { tenants: claims.length });
  }
  const executions: Execution[] = [];
  for (const [index, { executionId, tenantId }] of claims.entries()) {
    if (ports.now().getTime() >= endsAt) {
      executions.push({ executionId, tenantId, error: "There was no time left to look at it." });
      continue;
    }
    try {
      executions.push(...await ports.rpc("run_tenants", { p_claims: [measured[index]!] }));
    } catch (error) {
      executions.push({ executionId, tenantId, error: ports.log.redact(errorText(error)) });
    }
  }
  return executions;
}

/** Whether the database ended a call because it took too long: 57014, which the local stack's API leaves out. */
function isTooLong(error: unknown): boolean {
  if (!(error instanceof HeartbaseError)) return false;
  const { code, message = "" } = (error.cause ?? {}) as Partial<DatabaseRefusal>;
  return code === "57014" || message.includes("canceling statement due to statement timeout");
}

/** Executions with what was done about their results in place of what was to be done. */
async function remedy(
  ports: CyclePorts,
  executions: Execution[],
  endsAt: number,
): Promise<Execution[]> {
  const due = executions.flatMap(({ remediations = [] }) => remediations as Remediation[]);
  if (due.length === 0) return executions;
  const all = await runRemediations(ports, due, endsAt);
  return executions.map((execution) => {
    const { remediations, notificationsSent = 0 } = execution;
    if (!remediations) return execution;
    const leased = new Set((remediations as Remediation[]).map(({ runId }) => runId));
    const done = all.filter(({ runId }) => leased.has(runId));
    const sent = done.reduce((total, { notificationsSent }) => total + notificationsSent, notificationsSent);
    return { ...execution, remediations: done, notificationsSent: sent };
  });
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
