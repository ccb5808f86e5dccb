import { claimedRole, type IsAdmin } from "../_shared/admin.ts";
import type { AliveState, SystemHealth } from "../_shared/alive.ts";
import { bearerToken, bearsFunctionSecret } from "../_shared/auth.ts";
import type { Rpc } from "../_shared/delivery/types.ts";
import { errorText, HeartbaseError } from "../_shared/errors.ts";
import { errorResponse, json, methodNotAllowed, preflight, readBody } from "../_shared/http.ts";
import type { Logger } from "../_shared/log.ts";
import { healthBody, statusBody, systemHealthBody } from "./answers.ts";
import { type CheckDeps, type Look, lookAlive } from "./check.ts";
import { Memory } from "./memory.ts";

/** How long an instance answers from its memory, in milliseconds. */
export const MEMORY_MS = 5_000;

const METHODS: Readonly<Record<string, readonly string[]>> = {
  status: ["GET", "HEAD"],
  ping: ["GET", "HEAD"],
  health: ["GET", "HEAD"],
  "system-health": ["GET", "HEAD"],
  boot: ["POST"],
};

const NO_STORE = { "cache-control": "no-store" };
/** Shared caches may keep what everybody sees as long as an instance does; a browser asks each time. */
const SHARED = { "cache-control": `public, max-age=0, s-maxage=${MEMORY_MS / 1000}`, vary: "authorization" };

/** What the handler depends on. Nothing is connected, and no environment read, before a request needs it. */
export interface AliveDeps {
  functionSecret: () => string | undefined;
  log: () => Logger;
  now: () => Date;
  connect: () => AlivePorts;
}

export interface AlivePorts {
  rpc: Rpc;
  isAdmin: IsAdmin;
  askProbes: CheckDeps["askProbes"];
}

/**
 * Is Heartbase itself alive? `GET …/status`, `…/ping`, `…/health` and `…/system-health` are for everybody, `POST …/boot` for those who bear
 * the function secret or an admin's token; they also see details in the status.
 *
 * status: 200 `{ok: true, status: {alive, phase, timestamp, age_seconds, running, subsystems}}`; it makes a boot check when the
 * last one is older than the setting alive_refresh_after. ping: 200 `{ok: true, timestamp}`, and nothing is touched. boot: 200 as
 * status, or 202 `{ok: false, error}` while another check runs. health: 200 or 503
 * `{ok, phase, timestamp, age_seconds, evaluator, failing}`. system-health: 200 `{ok, pulse, timestamp, details?}`, the pulse of
 * what is done for tenants. A request that is refused gets `{code, message}`.
 */
export function createHandler(deps: AliveDeps): (request: Request) => Promise<Response> {
  const memory = new Memory<AliveState>(MEMORY_MS, deps.now);
  const pulses = new Memory<SystemHealth>(MEMORY_MS, deps.now);

  const look = async ({ rpc, askProbes }: AlivePorts, log: Logger, force: boolean): Promise<Look> =>
    await lookAlive({ rpc, askProbes, now: deps.now, log }, force);

  /** The state for a GET. Who bears the function secret sees it as it is now, everybody else as this instance remembers it. */
  const see = async (log: Logger, isTrusted: boolean) => {
    const fresh = async () => (await look(deps.connect(), log, false)).state;
    return isTrusted ? memory.keep(await fresh()) : await memory.recall(fresh);
  };

  const answerStatus = async (request: Request, log: Logger): Promise<Response> => {
    const isTrusted = bearsFunctionSecret(request, deps.functionSecret());
    const [seen, isOperator] = await Promise.all([
      see(log, isTrusted),
      isTrusted || bearsAdminToken(request, deps, log),
    ]);
    return json(statusBody(seen, deps.now(), isOperator), 200, isOperator ? NO_STORE : SHARED);
  };

  const answerHealth = async (request: Request, log: Logger): Promise<Response> => {
    const seen = await see(log, bearsFunctionSecret(request, deps.functionSecret()));
    const body = healthBody(seen, deps.now());
    return json(body, body.ok ? 200 : 503, NO_STORE);
  };

  /** A database that does not answer is the finding, and remembered as any other. */
  const feelPulse = async (log: Logger): Promise<SystemHealth> => {
    try {
      return await deps.connect().rpc("system_health", {});
    } catch (error) {
      log.error("system_health_failed", { error });
      return { pulse: "error", timestamp: deps.now().toISOString(), details: { error: errorText(error) } };
    }
  };

  const answerSystemHealth = async (request: Request, log: Logger): Promise<Response> => {
    const isTrusted = bearsFunctionSecret(request, deps.functionSecret());
    const [seen, isOperator] = await Promise.all([
      isTrusted ? feelPulse(log).then((pulse) => pulses.keep(pulse)) : pulses.recall(() => feelPulse(log)),
      isTrusted || bearsAdminToken(request, deps, log),
    ]);
    return json(systemHealthBody(seen.value, isOperator), 200, isOperator ? NO_STORE : SHARED);
  };

  const boot = async (request: Request, log: Logger): Promise<Response> => {
    const ports = await requireOperator(request, deps);
    await readBody(request);
    const { state, checked } = await look(ports, log, true);
    if (!checked) return json({ ok: false, error: "Boot sequence already running" }, 202, NO_STORE);
    return json(statusBody(memory.keep(state), deps.now(), true), 200, NO_STORE);
  };

  return async (request) => {
    if (request.method === "OPTIONS") return preflight();
    const route = new URL(request.url).pathname.replace(/\/+$/, "").split("/").at(-1) ?? "";
    const methods = Object.hasOwn(METHODS, route) ? METHODS[route] : undefined;
    if (!methods) {
      return json({ code: "not_found", message: "There are status, ping, health, system-health and boot." }, 404);
    }
    if (!methods.includes(request.method)) return methodNotAllowed(request.method, methods);
    if (route === "ping") return json({ ok: true, timestamp: deps.now().toISOString() }, 200, NO_STORE);
    const log = deps.log();
    try {
      if (route === "status") return await answerStatus(request, log);
      if (route === "health") return await answerHealth(request, log);
      if (route === "system-health") return await answerSystemHealth(request, log);
      return await boot(request, log);
    } catch (error) {
      return errorResponse(error, log);
    }
  };
}

/** Throws unless the request bears the function secret or an admin's token; the way out otherwise. */
async function requireOperator(request: Request, deps: AliveDeps): Promise<AlivePorts> {
  if (bearsFunctionSecret(request, deps.functionSecret())) return deps.connect();
  const token = bearerToken(request) ?? "";
  const role = claimedRole(token, deps.now());
  if (role === "user") {
    throw new HeartbaseError("not_an_admin", "Only users whose app_metadata.role is admin may run a boot check.", {
      status: 403,
    });
  }
  if (role === "admin") {
    const ports = deps.connect();
    if (await ports.isAdmin(token)) return ports;
  }
  throw new HeartbaseError(
    "unauthorized",
    "Send Authorization: Bearer <HEARTBASE_FUNCTION_SECRET>, or the access token of an admin.",
    { status: 401 },
  );
}

/** Whether the request bears an admin's token. When that cannot be verified, it is everybody's answer that they get. */
async function bearsAdminToken(request: Request, deps: AliveDeps, log: Logger): Promise<boolean> {
  const token = bearerToken(request);
  if (token === null || claimedRole(token, deps.now()) !== "admin") return false;
  try {
    return await deps.connect().isAdmin(token);
  } catch (error) {
    log.warn("token_unverified", { error });
    return false;
  }
}
