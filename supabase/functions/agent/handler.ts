import { createHash } from "node:crypto";
import type { JsonObject } from "../_shared/delivery/types.ts";
import { HeartbaseError } from "../_shared/errors.ts";
import { CORS_HEADERS, errorResponse, json, methodNotAllowed, readBody } from "../_shared/http.ts";
import type { Logger } from "../_shared/log.ts";
import type { MachineChanges, Machines, NewMachine } from "./machines.ts";
import type { RecordReport } from "./recorder.ts";

/** What the function reaches through. */
export interface AgentDeps {
  log: () => Logger;
  record: RecordReport;
  /** The machines of the signed-in user whose access token the header bears; throws `unauthorized` (401) otherwise. */
  machinesOf: (authorization: string | null) => Machines;
}

/** Seconds that agents are asked to wait while the database is away. */
const AWAY_RETRY_AFTER = "10";
const DEFAULT_PAGE = 100;
const MAX_PAGE = 1000;

/** What browsers may send. */
const PREFLIGHT_HEADERS = {
  ...CORS_HEADERS,
  "access-control-allow-headers": `${CORS_HEADERS["access-control-allow-headers"]}, x-api-key`,
  "access-control-allow-methods": "GET, POST, PATCH, DELETE, OPTIONS",
};
/** Answers that hold a key are for whoever asked, once. */
const NO_STORE = { "cache-control": "no-store" };

interface Call {
  request: Request;
  /** The machine that the path names; 0 where it names none. */
  id: number;
  machines: () => Machines;
}

type Answer = (call: Call, deps: AgentDeps) => Promise<Response>;

/** Every path, below the function's own, with the methods that it serves. */
const ROUTES: [path: RegExp, methods: Record<string, Answer>][] = [
  [/^\/metrics$/, { POST: receiveReport }],
  [/^\/register$/, { POST: registerMachine }],
  [/^\/machines$/, { GET: listMachines }],
  [/^\/machines\/(\d{1,15})$/, {
    GET: async ({ id, machines }) => json(await machines().find(id)),
    PATCH: async ({ id, machines, request }) => json(await machines().change(id, await readChanges(request))),
    DELETE: async ({ id, machines }) => {
      await machines().remove(id);
      return noContent();
    },
  }],
  [/^\/machines\/(\d{1,15})\/disable$/, {
    POST: async ({ id, machines }) => json(await machines().change(id, { is_enabled: false })),
  }],
  [/^\/machines\/(\d{1,15})\/enable$/, {
    POST: async ({ id, machines }) => json(await machines().change(id, { is_enabled: true })),
  }],
  [/^\/machines\/(\d{1,15})\/rotate-key$/, {
    POST: async ({ id, machines }) => json(await machines().rotateKey(id), 200, NO_STORE),
  }],
  [/^\/machines\/(\d{1,15})\/revoke-key$/, {
    POST: async ({ id, machines }) => {
      await machines().revokeKey(id);
      return noContent();
    },
  }],
];

/**
 * What agents and the owners of machines call: `POST /agent/metrics` with a machine's key, everything else with the access token
 * of a signed-in user. docs/machines.md has each call. Errors are `{error, code}`: agents look for the reason in `error`.
 */
export function createHandler(deps: AgentDeps): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method === "OPTIONS") return new Response("ok", { headers: PREFLIGHT_HEADERS });
    const response = await answer(request, deps).catch((error) => errorResponse(error, deps.log()));
    return response.status >= 400 ? await inAgentsForm(response) : response;
  };
}

async function answer(request: Request, deps: AgentDeps): Promise<Response> {
  const path = new URL(request.url).pathname.replace(/^(\/functions\/v1)?\/agent(?=\/|$)/, "").replace(/\/$/, "");
  for (const [pattern, methods] of ROUTES) {
    const match = pattern.exec(path);
    if (!match) continue;
    if (!Object.hasOwn(methods, request.method)) return methodNotAllowed(request.method, Object.keys(methods));
    const machines = () => deps.machinesOf(request.headers.get("authorization"));
    return await methods[request.method]({ request, id: Number(match[1] ?? 0), machines }, deps);
  }
  const message = "There are /agent/metrics, /agent/register and /agent/machines.";
  throw new HeartbaseError("not_found", message, { status: 404 });
}

/** `{error, code}` instead of `{code, message}`. */
async function inAgentsForm(response: Response): Promise<Response> {
  const { code, message } = await response.json();
  const headers = new Headers(response.headers);
  if (response.status === 503 && !headers.has("retry-after")) headers.set("retry-after", AWAY_RETRY_AFTER);
  return new Response(JSON.stringify({ error: message, code }), { status: response.status, headers });
}

/**
 * A report of an agent. Only the key's hash goes on, so that no log of the database can hold a key; every key costs the same one
 * hash and one call, so that neither answer nor time tells a missing key from a wrong, a revoked or a disabled one.
 */
async function receiveReport({ request }: Call, { record }: AgentDeps): Promise<Response> {
  const metrics = await readObject(request);
  await record(createHash("sha256").update(machineKey(request), "utf8").digest("hex"), metrics);
  return new Response(null, { status: 202, headers: CORS_HEADERS });
}

/** X-API-Key comes first: libraries put an Authorization of their own on every request. */
function machineKey(request: Request): string {
  const bearer = /^bearer +(\S+)\s*$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  return request.headers.get("x-api-key")?.trim() || bearer || "";
}

async function registerMachine({ request, machines }: Call): Promise<Response> {
  const body = checkFields(await readObject(request), {
    name: isText,
    hostname: isTextOrNull,
    description: isTextOrNull,
  });
  if (body.name === undefined) throw invalidBody("name is required.");
  return json(await machines().register(body as unknown as NewMachine), 201, NO_STORE);
}

async function listMachines({ request, machines }: Call): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const number = (name: string, least: number, most: number, otherwise: number) => {
    const text = searchParams.get(name);
    if (text === null) return otherwise;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : -1;
    if (value >= least && value <= most) return value;
    throw new HeartbaseError("invalid_parameter", `${name} must be ${least} to ${most}.`, { status: 400 });
  };
  const page = {
    after: number("after", 0, Number.MAX_SAFE_INTEGER, 0),
    limit: number("limit", 1, MAX_PAGE, DEFAULT_PAGE),
  };
  return json({ machines: await machines().list(page) });
}

async function readChanges(request: Request): Promise<MachineChanges> {
  const changes = checkFields(await readObject(request), {
    name: isText,
    hostname: isTextOrNull,
    description: isTextOrNull,
    offline_after: isTextOrNull,
  });
  if (Object.keys(changes).length === 0) {
    throw invalidBody("Nothing to change: give name, hostname, description or offline_after.");
  }
  // As register does: blank means none.
  const trimmed = Object.entries(changes).map(([field, value]) => {
    const text = typeof value === "string" ? value.trim() : value;
    return [field, text === "" && field !== "name" ? null : text];
  });
  return Object.fromEntries(trimmed);
}

/** The JSON object in a request's body, whatever its content type says. Errors: `payload_too_large` (413), `invalid_body` (400). */
async function readObject(request: Request): Promise<JsonObject> {
  const text = await readBody(request);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw invalidBody("The body is not valid JSON.");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw invalidBody("The body must be a JSON object.");
  }
  if (isDeep(body)) throw invalidBody("The body is nested too deeply.");
  return body as JsonObject;
}

/** What is nested deeper than anything that means something can exhaust the stack of whoever reads it next. */
function isDeep(value: unknown, levels = 50): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeep(inner, levels - 1));
}

const isText = (value: unknown) =>
  typeof value === "string" && value.isWellFormed() && !value.includes("\0")
    ? null
    : "must be text of valid characters";
const isTextOrNull = (value: unknown) => value === null ? null : isText(value);

function checkFields(body: JsonObject, fields: Record<string, (value: unknown) => string | null>): JsonObject {
  for (const [field, value] of Object.entries(body)) {
    const problem = Object.hasOwn(fields, field) ? fields[field](value) : "is not a field of this call";
    if (problem) throw invalidBody(`${field} ${problem}.`);
  }
  return body;
}

function invalidBody(message: string): HeartbaseError {
  return new HeartbaseError("invalid_body", message, { status: 400 });
}

function noContent(): Response {
  return new Response(null, { status: 204, headers: CORS_HEADERS });
}
