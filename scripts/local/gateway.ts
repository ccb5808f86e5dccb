import { type IncomingMessage, request as httpRequest, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { listen, readBody, sendJson } from "./http.ts";
import type { RestServer } from "./rest.ts";

const MAX_BODY = 10 * 1024 * 1024;
/** Hosted functions may take this long on the free plan. */
const FUNCTION_TIMEOUT_MS = 150_000;
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, apikey, content-type, x-client-info",
  "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS",
};
const HOP_BY_HOP = new Set(["connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer", "host"]);

/** What the gateway needs to know of the functions. */
export interface FunctionsTarget {
  /** Port of the functions host, or null while it is down. */
  readonly port: number | null;
  has(name: string): boolean;
}

export interface Gateway {
  readonly port: number;
  /** Opens the way to REST, Auth and functions; before, every request is answered 503. */
  connect(rest: RestServer, functions: FunctionsTarget): void;
  close(): Promise<void>;
}

/** One HTTP server with the paths of a Supabase project: /rest/v1, /auth/v1 and /functions/v1/<name>. */
export async function startGateway(port: number): Promise<Gateway> {
  let rest: RestServer | null = null;
  let functions: FunctionsTarget | null = null;
  const server = await listen("api", port, async (request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const name = /^\/functions\/v1\/([^/]+)/.exec(path)?.[1];
    if (!rest || !functions) {
      sendJson(
        response,
        503,
        { code: "starting", message: "The local stack is starting. Try again in a moment." },
        CORS,
      );
    } else if (/^\/(rest|auth)\/v1(\/|$)/.test(path)) {
      if (request.method === "OPTIONS" && request.headers["access-control-request-method"]) {
        // A browser's preflight: answered for any path, as hosted Supabase does.
        const asked = request.headers["access-control-request-headers"] ?? CORS["access-control-allow-headers"];
        response.writeHead(200, { ...CORS, "access-control-allow-headers": asked, "access-control-max-age": "3600" })
          .end();
        return;
      }
      await answerRest(rest, server.port, request, response);
    } else if (name !== undefined) {
      await proxyToFunction(functions, decodeURIComponent(name), request, response);
    } else if (path === "/health") {
      sendJson(response, 200, { ok: true });
    } else {
      const message = `No such path: ${path}. There are /rest/v1, /auth/v1 and /functions/v1/<name>.`;
      sendJson(response, 404, { code: "not_found", message }, CORS);
    }
  });
  return {
    port: server.port,
    connect: (restServer, functionsTarget) => {
      rest = restServer;
      functions = functionsTarget;
    },
    close: () => server.close(),
  };
}

async function answerRest(rest: RestServer, port: number, request: IncomingMessage, response: ServerResponse) {
  const method = request.method ?? "GET";
  const body = method === "GET" || method === "HEAD" ? null : new Uint8Array(await readBody(request, MAX_BODY));
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (!HOP_BY_HOP.has(name) && value !== undefined) {
      headers.set(name, Array.isArray(value) ? value.join(", ") : value);
    }
  }
  const answer = await rest.fetch(
    new Request(`http://127.0.0.1:${port}${request.url}`, { method, headers, body: body?.length ? body : null }),
  );
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) if (name !== "set-cookie") response.setHeader(name, value);
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  // lite sends it on /rest/v1 only, hosted everywhere; browsers need it to sign in.
  if (!response.hasHeader("access-control-allow-origin")) response.setHeader("access-control-allow-origin", "*");
  if (answer.body) await pipeline(Readable.fromWeb(answer.body as ReadableStream), response);
  else response.end();
}

/** Streams a request to the functions host and its answer back. The function sees the path `/<name>/…`, as on hosted. */
async function proxyToFunction(
  functions: FunctionsTarget,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!functions.has(name)) {
    sendJson(response, 404, { code: "NOT_FOUND", message: `Requested function was not found: ${name}` }, CORS);
    return;
  }
  const { port } = functions;
  if (port === null) {
    const message = "The functions host is not running; it is being started again. Its log is functions.log.";
    sendJson(response, 503, { code: "functions_unavailable", message }, { ...CORS, "retry-after": "2" });
    return;
  }
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([header]) => !HOP_BY_HOP.has(header)));
  await new Promise<void>((resolve) => {
    const upstream = httpRequest({
      host: "127.0.0.1",
      port,
      method: request.method,
      path: (request.url ?? "").replace(/^\/functions\/v1/, ""),
      headers: {
        ...headers,
        host: request.headers.host,
        "x-forwarded-for": request.socket.remoteAddress ?? "127.0.0.1",
      },
      agent: false,
    });
    let tooLarge = false;
    let received = 0;
    request.on("data", (chunk: Buffer) => {
      received += chunk.length;
      if (received > MAX_BODY && !tooLarge) {
        tooLarge = true;
        upstream.destroy();
      }
    });
    upstream.setTimeout(FUNCTION_TIMEOUT_MS, () => {
      sendJson(response, 504, { code: "IDLE_TIMEOUT", message: `${name} gave no answer within 150 s.` }, CORS);
      upstream.destroy();
    });
    upstream.on("response", (answer) => {
      const answered = Object.entries(answer.headers).filter(([header]) => !HOP_BY_HOP.has(header));
      response.writeHead(answer.statusCode ?? 502, Object.fromEntries(answered));
      pipeline(answer, response).catch(() => response.destroy()).finally(resolve);
    });
    upstream.on("error", (error) => {
      if (!response.headersSent && !response.destroyed) {
        if (tooLarge) {
          const message = `The body is larger than ${MAX_BODY} bytes.`;
          sendJson(response, 413, { code: "payload_too_large", message }, { ...CORS, connection: "close" });
        } else {
          const message = `The functions host did not answer: ${error.message}`;
          sendJson(response, 503, { code: "functions_unavailable", message }, CORS);
        }
      } else response.destroy();
      resolve();
    });
    // The caller went away: so does the call.
    response.on("close", () => upstream.destroy());
    request.pipe(upstream);
  });
}
