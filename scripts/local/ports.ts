import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { StackError } from "./errors.ts";
import { PORT_VARIABLES, type Ports } from "./options.ts";

/** Whether something already listens on a loopback port. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Below what systems give to connections that go out (from 32768 or 49152 on), and above the well-known ones. */
const LOWEST_PORT = 12_000;
const HIGHEST_PORT = 32_000;

/**
 * A loopback port that was free a moment ago. No connection that goes out can take it meanwhile, nor while a server that has it is
 * stopped for a moment.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
    if (await isPortFree(port)) return port;
  }
  throw new StackError(`No port from ${LOWEST_PORT} to ${HIGHEST_PORT} is free.`);
}

/** Throws a StackError that names the port, what wants it, and the variable that moves it. */
export async function requireFreePort(name: keyof Ports, port: number): Promise<void> {
  if (port === 0 || await isPortFree(port)) return;
  throw portInUse(name, port);
}

export function portInUse(name: keyof Ports, port: number): StackError {
  const { variable, label } = PORT_VARIABLES[name];
  return new StackError(
    `Port ${port} (${label}) is in use by another program. Stop that program, or choose another port: ` +
      `${variable}=${port + 100} npm start`,
  );
}
