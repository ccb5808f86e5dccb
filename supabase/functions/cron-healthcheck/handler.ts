import { requireFunctionSecret } from "../_shared/auth.ts";
import { plain } from "../_shared/delivery/text.ts";
import type { HealthcheckAnswer, JsonObject } from "../_shared/delivery/types.ts";
import { errorText, HeartbaseError } from "../_shared/errors.ts";
import { errorResponse, json, methodNotAllowed, preflight, readBody } from "../_shared/http.ts";
import type { Logger } from "../_shared/log.ts";
import type { FunctionDeps, FunctionPorts } from "../_shared/runtime.ts";

/** How long sends are started before the answer goes out; what stays due is the minute tick's. */
const BUDGET_MS = 10_000;

const OWN_JOB = "cron_healthcheck";
const DEFAULT_TRIGGER = "manual";

/**
 * Checks all jobs, sends what is due, and records its own heartbeat. `GET` or `POST` with
 * `Authorization: Bearer <HEARTBASE_FUNCTION_SECRET>`; the body `{trigger?, timestamp?}` is optional.
 * Answers 200 `{success, timestamp, duration_ms, summary}`, or 500 `{success, error, timestamp}`; a request that is refused
 * gets `{code, message}`.
 */
export function createHandler(deps: FunctionDeps): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method === "OPTIONS") return preflight();
    if (request.method !== "GET" && request.method !== "POST") {
      return methodNotAllowed(request.method, ["GET", "POST"]);
    }
    const log = deps.log();
    let trigger: string;
    let ports: FunctionPorts;
    try {
      requireFunctionSecret(request, deps.functionSecret());
      trigger = triggerOf(await readBody(request));
      ports = deps.connect();
    } catch (error) {
      return errorResponse(error, log);
    }
    return await checkHealth(ports, trigger, deps.now, log);
  };
}

async function checkHealth(ports: FunctionPorts, trigger: string, now: () => Date, log: Logger): Promise<Response> {
  const startedAt = now();
  const durationMs = () => now().getTime() - startedAt.getTime();
  const executionTime = startedAt.toISOString();
  try {
    const check = await ports.rpc("run_healthcheck", { p_trigger: trigger });
    const drained = await ports.drain(BUDGET_MS);
    const duration_ms = durationMs();
    log.info("healthcheck_completed", {
      trigger,
      duration_ms,
      jobs_checked: check.jobs_checked,
      alerts_sent: check.alerts_sent,
      suppressed_alerts: check.suppressed_alerts,
      delivery: drained,
    });
    await recordHeartbeat(ports, log, "healthy", {
      execution_time: executionTime,
      jobs_checked: check.jobs_checked,
      alerts_sent: check.alerts_sent,
      duration_ms,
    });
    return json({ success: true, timestamp: check.timestamp, duration_ms, summary: summaryOf(check) });
  } catch (error) {
    const reason = plain(log.redact(errorText(error)));
    const code = error instanceof HeartbaseError ? error.code : "internal_error";
    log.error("healthcheck_failed", { trigger, code, error });
    await recordHeartbeat(ports, log, "failed", {
      execution_time: executionTime,
      error: reason,
      duration_ms: durationMs(),
    });
    return json({ success: false, error: reason, timestamp: now().toISOString() }, 500);
  }
}

/** The seed's shape, and nothing more. */
function summaryOf(check: HealthcheckAnswer) {
  return {
    healthy_jobs: check.healthy_jobs,
    unhealthy_jobs: check.unhealthy_jobs.map(({ job_name, last_run_at, hours_overdue, status, metadata }) => ({
      job_name,
      last_run_at,
      hours_overdue,
      status,
      metadata,
    })),
    alerts_sent: check.alerts_sent,
    suppressed_alerts: check.suppressed_alerts,
  };
}

/** The check has been made, whether or not its heartbeat can be written: that is logged, and its silence is noticed. */
async function recordHeartbeat(ports: FunctionPorts, log: Logger, status: string, metadata: JsonObject): Promise<void> {
  try {
    await ports.rpc("update_job_heartbeat", { p_job_name: OWN_JOB, p_status: status, p_metadata: metadata });
  } catch (error) {
    log.error("own_heartbeat_failed", { status, error });
  }
}

/** The body's trigger. Any other body is tolerated: people call this by hand. */
function triggerOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === "object" && parsed !== null && "trigger" in parsed && typeof parsed.trigger === "string") {
      return plain(parsed.trigger, 100) || DEFAULT_TRIGGER;
    }
  } catch {
    // No JSON: no trigger.
  }
  return DEFAULT_TRIGGER;
}
