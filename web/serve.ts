import { readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, isIPv6 } from "node:net";
import { extname, join, relative } from "node:path";

export { ensurePanelBuilt } from "./build.ts";

/** What the pages read from config.json. Nothing here is secret. */
export interface PanelConfig {
  /** Base of /rest/v1, /auth/v1 and /functions/v1. */
  api_url: string;
  publishable_key: string;
  /** Where the local stack shows what it sent; left out on hosted projects. */
  inbox_url?: string;
}

export interface ServePanelOptions {
  /** 0 for any free port. */
  port: number;
  /** Default: loopback. */
  host?: string;
  config: PanelConfig;
  /** A built web/dist, as ensurePanelBuilt() leaves it. */
  distDir: string;
}

interface File {
  body: Buffer;
  headers: Record<string, string>;
}

const CONTENT_TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};

/**
 * Serves the built pages and config.json. The files are read once: a request can name only what was there at the start, so that
 * no path leads out of the folder and a rebuild never mixes two versions. Rejects with the system's error (EADDRINUSE …).
 */
export async function servePanel(
  { port, host = "127.0.0.1", config, distDir }: ServePanelOptions,
): Promise<{ url: string; close(): Promise<void> }> {
  const files = readFiles(distDir);
  files.set("/config.json", {
    body: Buffer.from(JSON.stringify(config)),
    headers: { "content-type": CONTENT_TYPES[".json"]!, "cache-control": "no-store" },
  });
  const common = securityHeaders(config);
  const server = createServer((request, response) => answer(files, common, request, response));
  // Who asks decides how long a connection is kept: closed by us it could go in the moment in which a request is sent on it.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host, exclusive: true }, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = isIPv6(host) ? `[${host}]` : host;
  return { url: `http://${name}:${address.port}`, close: () => closeServer(server) };
}

function readFiles(distDir: string): Map<string, File> {
  const files = new Map<string, File>();
  for (const entry of readdirSync(distDir, { recursive: true, withFileTypes: true })) {
    const type = CONTENT_TYPES[extname(entry.name)];
    if (!entry.isFile() || !type) continue;
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(distDir, file).replaceAll("\\", "/")}`;
    // Vite names what is in assets/ after its content.
    const isForever = path.startsWith("/assets/");
    files.set(path, {
      body: readFileSync(file),
      headers: {
        "content-type": type,
        "cache-control": isForever ? "public, max-age=31536000, immutable" : "no-cache",
      },
    });
  }
  const index = files.get("/index.html");
  if (!index) throw new Error(`There is no index.html in ${distDir}. Build it with ensurePanelBuilt().`);
  return files.set("/", index);
}

function securityHeaders({ api_url }: PanelConfig): Record<string, string> {
  const policy = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": `'self' ${new URL(api_url).origin}`,
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
  };
  return {
    "content-security-policy": Object.entries(policy).map(([name, value]) => `${name} ${value}`).join("; "),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  };
}

function answer(
  files: Map<string, File>,
  common: Record<string, string>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const refuse = (status: number, text: string, headers: Record<string, string> = {}) => {
    response.writeHead(status, { ...common, "content-type": CONTENT_TYPES[".txt"]!, ...headers }).end(`${text}\n`);
  };
  if (request.method !== "GET" && request.method !== "HEAD") {
    return refuse(405, "Only GET and HEAD are answered here.", { allow: "GET, HEAD" });
  }
  const path = (request.url ?? "/").split(/[?#]/, 1)[0]!;
  const file = files.get(path) ?? statusFile(files, path);
  if (!file) return refuse(404, "There is no such file.", { "cache-control": "no-store" });
  response.writeHead(200, { ...common, ...file.headers, "content-length": String(file.body.length) });
  response.end(request.method === "HEAD" ? undefined : file.body);
}

/** /status/acme is the status page acme, whose files are looked for beside it, since their addresses are relative. */
function statusFile(files: Map<string, File>, path: string): File | undefined {
  const rest = /^\/status(\/.*)$/.exec(path)?.[1] ?? "";
  if (/^\/[a-z0-9-]{1,63}$/.test(rest)) return files.get("/status.html");
  return /^\/(assets\/|config\.json$|favicon\.svg$)/.test(rest) ? files.get(rest) : undefined;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
