import { requireCronSecret } from "../_shared/auth.ts";
import { errorResponse, json, methodNotAllowed, preflight, readBody } from "../_shared/http.ts";
import { keepRunning } from "../_shared/runtime.ts";
import { type CyclePorts, runCycle } from "../_shared/tenants/cycle.ts";
import type { TenantDeps, TenantPorts } from "../_shared/tenants/runtime.ts";
import type { Execution, RecoveryAnswer } from "../_shared/tenants/types.ts";

/** As the heartbeat's: of the 120 s that a function may take. */
const BUDGET_MS = 90_000;

/**
 * Looks again at tenants that were not looked at for 24 hours or whose last attempt failed, whatever their hours.
 * `GET` or `POST` with `Authorization: Bearer <CRON_SECRET>`, or the function secret; the body does not matter.
 * Answers 200 `{success, checked, recovered, failed, linusDispatchNeeded, durationMs}`: `checked` counts the tenants whose health
 * is known, `linusDispatchNeeded` says that somebody must help, which the database has put into an alert and a playbook event.
 * While HEARTBEAT_ENABLED is `false` nothing is done, which is success with `skipped: true`. Errors are `{code, message}`.
 */
export function createHandler(deps: TenantDeps): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method === "OPTIONS") return preflight();
    if (request.method !== "GET" && request.method !== "POST") {
      return methodNotAllowed(request.method, ["GET", "POST"]);
    }
    const startedAt = deps.now().getTime();
    const log = deps.log();
    try {
      requireCronSecret(request, deps.cronSecrets());
      await readBody(request);
      if (!deps.isEnabled()) {
        const nothing = { checked: 0, recovered: 0, failed: 0, linusDispatchNeeded: false, durationMs: 0 };
        return json({ success: true, skipped: true, ...nothing });
      }
      const work = recover({ ...deps.connect(), now: deps.now, log }, startedAt);
      keepRunning(work.catch(() => {}));
      return await work;
    } catch (error) {
      return errorResponse(error, log);
    }
  };
}

async function recover(ports: TenantPorts & CyclePorts, startedAt: number): Promise<Response> {
  const answers: RecoveryAnswer[] = [];
  const finish = async (executions: Execution[]) => {
    const p_results = executions.map(({ tenantId, error }) => ({ tenantId, error: error ?? null }));
    answers.push(await ports.rpc("finish_recovery", { p_results }));
  };
  const claim = () => ports.rpc("claim_unhealthy_tenants", {});
  // Each batch is recorded as it ends: what a call that is cut off has found out is not lost.
  await runCycle(ports, claim, { startedAt, budgetMs: BUDGET_MS }, finish);
  if (answers.length === 0) await finish([]);
  const sum = (count: (answer: RecoveryAnswer) => number) =>
    answers.reduce((total, answer) => total + count(answer), 0);
  const answer = {
    checked: answers.at(-1)?.checked ?? 0,
    recovered: sum(({ recovered }) => recovered),
    failed: sum(({ failed }) => failed),
    linusDispatchNeeded: answers.some(({ linusDispatchNeeded }) => linusDispatchNeeded),
    durationMs: ports.now().getTime() - startedAt,
  };
  ports.log.info("tenants_recovered", answer);
  return json({ success: true, ...answer });
}
