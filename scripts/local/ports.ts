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

/** A loopback port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")));
    });
  });
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
