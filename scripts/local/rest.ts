import { AsyncLocalStorage } from "node:async_hooks";
import { appendFileSync } from "node:fs";
import { format } from "node:util";
import { App } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";
import { decodeJwt, SignJWT } from "jose";
import { poolOf } from "./database.ts";
import { messageOf } from "./errors.ts";
import { LOCAL_KEYS } from "./options.ts";

/** REST and Auth over one database, by Supabase's own lite server. */
export interface RestServer {
  /** Makes lite's schema `auth`. Call before the migrations, which may refer to it. */
  ensureAuthSchema(): Promise<void>;
  /** Call after the migrations: the first request reads the catalog. */
  init(): Promise<void>;
  /** Answers /rest/v1 and /auth/v1. */
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

/** `logFile` receives what lite would print: every database error that it also answers to the caller. */
export function createRestServer(databaseUrl: string, apiUrl: string, logFile: string): RestServer {
  const connection = createPostgresConnection({
    url: databaseUrl,
    postgresOptions: {
      max: 10,
      onnotice: () => {},
      connection: { application_name: "supabase-lite" },
      // lite hands over JSON that is text already; encoding it again would store a JSON string.
      // Times leave as PostgREST writes them, in ISO 8601.
      types: { json: jsonAsIs(114), jsonb: jsonAsIs(3802), timestamp: isoTime(1114), timestamptz: isoTime(1184) },
    },
  });
  // lite asks for a connection for each request and then uses that alone.
  const database = poolOf(connection.driver);
  const reserve = () =>
    database.reserve().catch((error: unknown) => {
      // lite answers without the code of an error, and a server that just starts says 57P03 in words alone.
      throw new Error(`CONNECTION_FAILED: ${messageOf(error)}`, { cause: error });
    });
  Object.assign(connection.driver, { reserve });
  // Keeps lite from granting everything to the API roles on first use; requests still run as their role.
  Object.assign(connection, { rlsState: "active" });
  const app = new App({
    connection,
    api: { schemas: ["public"], extra_search_path: ["public", "extensions"], max_rows: 1000 },
    auth: {
      enabled: true,
      jwt_secret: LOCAL_KEYS.jwtSecret,
      publishable_key: LOCAL_KEYS.publishable,
      secret_key: LOCAL_KEYS.secret,
      site_url: apiUrl,
    },
  });
  // lite reads the catalog with its first request. When that fails it takes an empty one, and says 404 of everything.
  const hasCatalog = async () => (await connection.introspect({ useCache: true })).functions !== undefined;
  return {
    ensureAuthSchema: () => app.ensureSystemSchema(),
    init: async () => {
      await app.init();
      // Asks for the types of arrays as well, whose refusal by a database that goes meanwhile nobody could catch.
      await database`select 1`;
    },
    fetch: async (request) => {
      const response = await redirectedConsole.run(logFile, async () => {
        if (isRestRoute(request) && !await hasCatalog()) return databaseAway();
        return app.fetch(request);
      });
      if (response.status === 500 && await isAboutConnection(response.clone())) return databaseAway();
      return isTokenRoute(request) ? await withHostedClaims(response) : response;
    },
    close: () => database.end({ timeout: 2 }),
  };
}

const redirectedConsole = new AsyncLocalStorage<string>();
const printError = console.error;
console.error = (...args: unknown[]) => {
  const logFile = redirectedConsole.getStore();
  if (logFile === undefined) return printError(...args);
  appendFileSync(logFile, `${new Date().toISOString()} ${format(...args)}\n`);
};

// lite looks into each warning of Node for a text, and throws at one that is an Error, such as of too many listeners.
const emitWarning = process.emitWarning;
process.emitWarning = (warning: string | Error, ...rest: unknown[]) =>
  warning instanceof Error
    ? emitWarning(`${warning.name}: ${warning.message}`)
    : (emitWarning as (...args: unknown[]) => void)(warning, ...rest);

function isoTime(oid: number) {
  return {
    to: oid,
    from: [oid],
    serialize: (value: unknown) => value,
    // "2026-01-02 03:04:05+00" -> "2026-01-02T03:04:05+00:00"; infinity stays.
    parse: (text: string) => text.replace(/^(\d+-\d\d-\d\d) /, "$1T").replace(/(:\d\d(?:\.\d+)?[+-]\d\d)$/, "$1:00"),
  };
}

function jsonAsIs(oid: number) {
  return {
    to: oid,
    from: [oid],
    serialize: (value: unknown) => typeof value === "string" ? value : JSON.stringify(value),
    parse: (text: string): unknown => JSON.parse(text),
  };
}

/** Whether a failed answer of lite says that it has no connection to the database: postgres.js's words, or Postgres's codes. */
async function isAboutConnection(response: Response): Promise<boolean> {
  if (!response.headers.get("content-type")?.includes("json")) return false;
  const { code, message } = await response.json() as { code?: unknown; message?: unknown };
  return /^(08|57P0)/.test(String(code)) || /\b(EPIPE|ECONN[A-Z]+|CONNECT(ION)?_[A-Z]+)\b/.test(String(message));
}

/** PostgREST's answer while the database is away; lite's would be 500. */
function databaseAway(): Response {
  const message = "Database connection error. Retrying the connection.";
  return Response.json({ code: "PGRST001", details: null, hint: null, message }, { status: 503 });
}

function isRestRoute(request: Request): boolean {
  return new URL(request.url).pathname.startsWith("/rest/v1/");
}

function isTokenRoute(request: Request): boolean {
  return /^\/auth\/v1\/(token|signup|verify)\/?$/.test(new URL(request.url).pathname);
}

/**
 * Signs the access token in an answer of Auth again, with the claims app_metadata and user_metadata that hosted tokens
 * carry and lite's do not: policies read the role of an admin there.
 */
async function withHostedClaims(response: Response): Promise<Response> {
  if (!response.ok || !response.headers.get("content-type")?.includes("json")) return response;
  const body = await response.json() as Record<string, unknown>;
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  const user = body["user"] as { app_metadata?: unknown; user_metadata?: unknown } | undefined;
  if (typeof body["access_token"] === "string" && user) {
    const claims = decodeJwt(body["access_token"]);
    body["access_token"] = await new SignJWT({
      ...claims,
      app_metadata: user.app_metadata ?? {},
      user_metadata: user.user_metadata ?? {},
    }).setProtectedHeader({ alg: "HS256", typ: "JWT" }).sign(new TextEncoder().encode(LOCAL_KEYS.jwtSecret));
  }
  return new Response(JSON.stringify(body), { status: response.status, statusText: response.statusText, headers });
}
