import { requireCronSecret } from "../_shared/auth.ts";
import type { DatabaseRefusal } from "../_shared/database.ts";
import { HeartbaseError } from "../_shared/errors.ts";
import { errorResponse, json, methodNotAllowed, preflight, readBody } from "../_shared/http.ts";
import { keepRunning } from "../_shared/runtime.ts";
import { type CyclePorts, runClaims, runCycle } from "../_shared/tenants/cycle.ts";
import type { TenantDeps, TenantPorts } from "../_shared/tenants/runtime.ts";
import type { Claim } from "../_shared/tenants/types.ts";

/** A function may take 120 s. Batches begin only when they should end within this; the rest is the next call's. */
const BUDGET_MS = 90_000;

/** Until when what was told is also sent, and for how long at most; the doorbell has rung for it anyway. */
const SENDING_ENDS_MS = 105_000;
const SENDING_MS = 25_000;

/** What is asked for of one tenant. */
interface Wish {
  tenantId: string;
  userId: string;
  role: string;
  force: boolean;
}

/**
 * Looks at tenants. `GET` or `POST` with `Authorization: Bearer <CRON_SECRET>`, or the function secret.
 *
 * Without a tenant: all that are due. Answers 200 `{success, processed, succeeded, failed, durationMs}`.
 * `POST {tenantId, userId, role, force}`: this one. Answers 200 `{success, result}`, where success is false when the execution
 * failed; 400 names what is missing, 404 and 409 say why the tenant cannot be looked at.
 * While HEARTBEAT_ENABLED is `false` nothing is done, which is success with `skipped: true`. Errors are `{code, message}`.
 */
export function createHandler(
  deps: TenantDeps,
): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method === "OPTIONS") return preflight();
    if (request.method !== "GET" && request.method !== "POST") {
      return methodNotAllowed(request.method, ["GET", "POST"]);
    }
    const startedAt = deps.now().getTime();
    const log = deps.log();
    try {
      requireCronSecret(request, deps.cronSecrets());
      const wish = readWish(await readBody(request));
      if (!deps.isEnabled()) {
        return json({
          success: true,
          skipped: true,
          processed: 0,
          succeeded: 0,
          failed: 0,
          durationMs: 0,
        });
      }
      const ports: TenantPorts & CyclePorts = {
        ...deps.connect(),
        now: deps.now,
        log,
      };
      // Whoever called may give up before the end: pg_net does after edge_timeout.
      const work = wish ? lookAtOne(ports, wish, startedAt) : lookAtAll(ports, startedAt);
      keepRunning(work.catch(() => {}));
      return await work;
    } catch (error) {
      return errorResponse(error, log);
    }
  };
}

async function lookAtAll(
  ports: TenantPorts & CyclePorts,
  startedAt: number,
): Promise<Response> {
  const claim = () => ports.rpc("claim_tenants", {});
  const executions = await runCycle(ports, claim, {
    startedAt,
    budgetMs: BUDGET_MS,
  });
  const failed = executions.filter(({ error }) => error !== undefined).length;
  const durationMs = ports.now().getTime() - startedAt;
  const answer = {
    processed: executions.length,
    succeeded: executions.length - failed,
    failed,
    durationMs,
  };
  ports.log.info("tenants_looked_at", answer);
  const sendingMs = Math.min(SENDING_MS, SENDING_ENDS_MS - durationMs);
  if (
    executions.some(({ notificationsSent }) => notificationsSent) &&
    sendingMs > 0
  ) await send(ports, sendingMs);
  return json({ success: true, ...answer });
}

async function lookAtOne(
  ports: TenantPorts & CyclePorts,
  wish: Wish,
  startedAt: number,
): Promise<Response> {
  let claim: Claim;
  try {
    claim = await ports.rpc("claim_tenant", {
      p_tenant_id: wish.tenantId,
      p_user_id: wish.userId,
      p_role: wish.role,
      p_force: wish.force,
    });
  } catch (error) {
    throw refusalOf(error);
  }
  const [result] = await runClaims(ports, [claim], startedAt);
  if (!result) {
    throw new HeartbaseError(
      "lease_lost",
      "The lease of the execution ended before it was recorded.",
      { status: 409 },
    );
  }
  if (result.notificationsSent) await send(ports, SENDING_MS);
  return json({ success: result.error === undefined, result });
}

/** The messages are in the outbox, and stay there when they cannot be sent now. */
async function send(
  ports: TenantPorts & CyclePorts,
  budgetMs: number,
): Promise<void> {
  try {
    await ports.drain(budgetMs);
  } catch (error) {
    ports.log.error("outbox_not_drained", { error });
  }
}

/** What the body asks for; null for all tenants that are due. Throws what names the fields that are missing or wrong. */
function readWish(body: string): Wish | null {
  if (body.trim() === "") return null;
  let fields: unknown;
  try {
    fields = JSON.parse(body);
  } catch {
    throw new HeartbaseError("invalid_json", "The body is no JSON.", {
      status: 400,
    });
  }
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
    throw new HeartbaseError(
      "invalid_body",
      "The body is an object, or empty.",
      { status: 400 },
    );
  }
  const { tenantId, userId, role, force = false } = fields as Record<
    string,
    unknown
  >;
  if (
    tenantId === undefined && userId === undefined && role === undefined &&
    !("force" in fields)
  ) return null;
  const missing = Object.entries({ tenantId, userId, role })
    .filter(([, value]) => typeof value !== "string" || value === "")
    .map(([name]) => name);
  if (missing.length > 0) {
    throw new HeartbaseError(
      "missing_fields",
      `Missing: ${missing.join(", ")}.`,
      { status: 400 },
    );
  }
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(String(userId))) {
    throw new HeartbaseError("invalid_fields", "userId is the id of a user.", {
      status: 400,
    });
  }
  if (typeof force !== "boolean") {
    throw new HeartbaseError("invalid_fields", "force is true or false.", {
      status: 400,
    });
  }
  return {
    tenantId: String(tenantId),
    userId: String(userId),
    role: String(role),
    force,
  };
}

/** What the database refuses for a reason that the caller can do something about, under its own name. */
function refusalOf(error: unknown): unknown {
  if (!(error instanceof HeartbaseError)) return error;
  const { code = "", message = "", details, hint } = (error.cause ?? {}) as Partial<
    DatabaseRefusal
  >;
  const status = code === "22023" ? 400 : Number(/^PT(4\d\d)$/.exec(code)?.[1]);
  const words = [details ?? message, hint].filter(Boolean).join(" ");
  return status > 0 ? new HeartbaseError(message, words, { status }) : error;
}
