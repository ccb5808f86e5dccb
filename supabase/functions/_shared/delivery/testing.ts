// What the sender's tests share.
import { channels } from "../channels/index.ts";
import { type LocalServer, makeChannel, makeUnit, memoryLog, type MemoryOutbox } from "../testing.ts";
import { type DrainOptions, drainOutbox, type SenderDeps, type Sleep, sleep } from "./sender.ts";
import { createGuard } from "./ssrf.ts";
import type { Unit } from "./types.ts";

const guard = createGuard({ local: true, allowedPorts: new Set(), allowedHosts: [] });

/**
 * A drain of an outbox in memory, with the real adapters and the real network. A budget and a time-out end nothing by themselves,
 * however long the machine rests: a test that is about them says which.
 */
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
    drainOutbox(deps, { budgetMs: 60_000, timeoutMs: 60_000, ...options });
  return { ...memory, drain };
}

/**
 * A clock for a drain and its outbox that stands still while anything is on its way, and moves to the end of the next wait when a
 * message has been sent.
 */
export function makeClock(outbox: MemoryOutbox): { now: () => Date; sleep: Sleep } {
  let now = Date.parse("2026-03-02T08:00:00Z");
  const waits: { endsAt: number; end: () => void }[] = [];
  outbox.now = () => now;
  outbox.beforeAcknowledge = () => {
    const next = waits.sort((a, b) => a.endsAt - b.endsAt).shift();
    if (!next) return;
    now = next.endsAt;
    next.end();
  };
  return {
    now: () => new Date(now),
    sleep: (ms) => new Promise((end) => waits.push({ endsAt: now + ms, end })),
  };
}

/** A webhook unit for a server, on a channel of its own. */
export const unitTo = (server: LocalServer | string, id: string = crypto.randomUUID(), changes: Partial<Unit> = {}) =>
  makeUnit({
    unit_id: id,
    channel: makeChannel({ id, destination: typeof server === "string" ? server : `${server.url}/hook` }),
    ...changes,
  });

export const NONE = { claimed: 0, delivered: 0, retried: 0, failed: 0, stale: 0, left: 0 };
