import { channels, channelVariables, readChannelSecrets } from "./channels/index.ts";
import { createRpc } from "./database.ts";
import { drainOutbox, type DrainResult, sleep } from "./delivery/sender.ts";
import { createGuard } from "./delivery/ssrf.ts";
import type { Rpc } from "./delivery/types.ts";
import { knownSecrets, readConfig, readDestinationSettings, type ReadVariable, variable } from "./env.ts";
import { createLogger, type Logger } from "./log.ts";

/** What a handler depends on. Connecting is put off until a request has been authorised. */
export interface FunctionDeps {
  functionSecret: () => string | undefined;
  log: () => Logger;
  connect: () => FunctionPorts;
  now: () => Date;
}

/** The ways out of a handler: the database, and the outbox's sender. */
export interface FunctionPorts {
  rpc: Rpc;
  /** Drains the outbox; new sends start within the budget (milliseconds). */
  drain: (budgetMs: number) => Promise<DrainResult>;
}

/** Lets work outlive the answer: on hosted Supabase a function that has answered may be ended, unless it says so. */
export function keepRunning(work: Promise<unknown>): void {
  const { EdgeRuntime } = globalThis as { EdgeRuntime?: { waitUntil(work: Promise<unknown>): void } };
  EdgeRuntime?.waitUntil(work);
}

/** The real thing, from the environment. It is read at each request, so that rotated secrets count at once. */
export function createRuntime(read: ReadVariable = (name) => Deno.env.get(name)): FunctionDeps {
  const now = () => new Date();
  const log = () => createLogger({ secrets: knownSecrets(read, channelVariables(channels)) });
  return {
    functionSecret: () => variable(read, "HEARTBASE_FUNCTION_SECRET"),
    log,
    now,
    connect: () => {
      const rpc = createRpc(readConfig(read));
      const secrets = readChannelSecrets(channels, read);
      const guard = createGuard(readDestinationSettings(read));
      const deps = { rpc, registry: channels, secrets, guard, fetch: globalThis.fetch, log: log(), now, sleep };
      return { rpc, drain: (budgetMs) => drainOutbox(deps, { budgetMs }) };
    },
  };
}
