import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { codeOf } from "./errors.ts";
import type { Ports } from "./options.ts";
import { portInUse } from "./ports.ts";

/** An answer with a JSON body. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  response.end(text);
}

export class BodyTooLarge extends Error {}

/** The whole body of a request. Throws BodyTooLarge beyond `limit` bytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new BodyTooLarge(`The body is larger than ${limit} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Listens on loopback. `name` says which port it is, for the message when it is taken. */
export function listen(
  name: keyof Ports,
  port: number,
  handler: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<{ server: Server; port: number; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    handler(request, response).catch((error) => {
      if (error instanceof BodyTooLarge) {
        sendJson(response, 413, { code: "payload_too_large", message: error.message }, { connection: "close" });
      } else if (codeOf(error) === "ECONNRESET" || response.destroyed) {
        response.destroy();
      } else {
        sendJson(response, 500, { code: "internal_error", message: String(error) });
      }
    });
  });
  // Who asks decides how long a connection is kept. Closed by us after the 5 seconds that Node gives it, it could go in the moment in which
  // a request is sent on it, which is then lost; a process that rested for so long does just that.
  server.keepAliveTimeout = 0;
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(codeOf(error) === "EADDRINUSE" ? portInUse(name, port) : error));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      const close = () =>
        new Promise<void>((closed) => {
          server.close(() => closed());
          server.closeAllConnections();
        });
      resolve({ server, port: (server.address() as AddressInfo).port, close });
    });
  });
}
