// What the sender's tests share.
import { channels } from "../channels/index.ts";
import { type LocalServer, makeChannel, makeUnit, memoryLog, type MemoryOutbox } from "../testing.ts";
import { type DrainOptions, drainOutbox, type SenderDeps, sleep } from "./sender.ts";
import { createGuard } from "./ssrf.ts";
import type { Unit } from "./types.ts";

const guard = createGuard({ local: true, allowedPorts: new Set(), allowedHosts: [] });

/** A drain of an outbox in memory, with the real adapters and the real network. */
export function setUp(outbox: MemoryOutbox, changes: Partial<SenderDeps> = {}) {
  const memory = memoryLog();
  const deps: SenderDeps = {
    rpc: outbox.rpc,
    registry: channels,
    secrets: {},
    fetch: globalThis.fetch,
    guard,
    log: memory.log,
    now: () => new Date(),
    sleep,
    ...changes,
  };
  const drain = (options: Partial<DrainOptions> = {}) =>
    drainOutbox(deps, { budgetMs: 200, timeoutMs: 300, ...options });
  return { ...memory, drain };
}

/** A webhook unit for a server, on a channel of its own. */
export const unitTo = (server: LocalServer | string, id: string = crypto.randomUUID(), changes: Partial<Unit> = {}) =>
  makeUnit({
    unit_id: id,
    channel: makeChannel({ id, destination: typeof server === "string" ? server : `${server.url}/hook` }),
    ...changes,
  });

export const NONE = { claimed: 0, delivered: 0, retried: 0, failed: 0, stale: 0, left: 0 };
