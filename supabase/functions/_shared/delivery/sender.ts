import { environmentReport } from "../channels/index.ts";
import type { Logger } from "../log.ts";
import { attemptDelivery, type AttemptDeps, contextOf, secretsOf } from "./attempt.ts";
import { plain } from "./text.ts";
import type { ClaimAnswer, Outcome, Rpc, Unit } from "./types.ts";

/** Waits; ends early when the signal is aborted. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

export interface SenderDeps extends Omit<AttemptDeps, "timeoutMs"> {
  rpc: Rpc;
  log: Logger;
  sleep: Sleep;
}

/** All in milliseconds. */
export interface DrainOptions {
  /** How long new sends are started; a send that has started ends at most a time-out later. */
  budgetMs: number;
  /** Default 10 s. */
  timeoutMs?: number;
  /** A send with less of its lease left is not started. Default 20 s. */
  leaseMarginMs?: number;
  /** How many sends run at once. Default 10. */
  maxUnits?: number;
}

/** Units, counted by what became of them. */
export interface DrainResult {
  claimed: number;
  delivered: number;
  retried: number;
  /** Failed for good, channels that are gone included. */
  failed: number;
  /** Sent, but the lease was lost before the acknowledgement. */
  stale: number;
  /** Left to their lease's end: too little of it was left, or the acknowledgement did not reach the database. */
  left: number;
}

export const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_LEASE_MARGIN_MS = 20_000;
const DEFAULT_MAX_UNITS = 10;
const REASON_LIMIT = 500;

/** The least wait between two claims that found nothing, so that a row that another sender holds makes no busy loop. */
const IDLE_MS = 250;

/** Waits between tries to acknowledge. */
const ACKNOWLEDGE_AGAIN_MS = [250, 1_000];

const COUNTED: Record<Outcome["outcome"], "delivered" | "retried" | "failed"> = {
  delivered: "delivered",
  retry: "retried",
  failed: "failed",
  gone: "failed",
};

/**
 * Drains the outbox: claims only as many units as can start at once, sends and acknowledges them, and goes on until nothing
 * is due within the budget. Crash-safe by leases: what is claimed and not acknowledged is claimed again after its lease.
 * Throws when a claim fails, after the sends under way have ended.
 */
export async function drainOutbox(deps: SenderDeps, options: DrainOptions): Promise<DrainResult> {
  const drain = new Drain(deps, options);
  return await drain.run();
}

class Drain {
  readonly #result: DrainResult = { claimed: 0, delivered: 0, retried: 0, failed: 0, stale: 0, left: 0 };
  readonly #underWay = new Set<Promise<void>>();
  /** When each provider limit allows its next request, in epoch milliseconds. */
  readonly #nextSlot = new Map<string, number>();
  readonly #attemptDeps: AttemptDeps;
  readonly #leaseMarginMs: number;
  readonly #maxUnits: number;
  readonly #endsAt: number;

  constructor(private readonly deps: SenderDeps, options: DrainOptions) {
    this.#attemptDeps = { ...deps, timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS };
    this.#leaseMarginMs = options.leaseMarginMs ?? DEFAULT_LEASE_MARGIN_MS;
    this.#maxUnits = options.maxUnits ?? DEFAULT_MAX_UNITS;
    this.#endsAt = this.#now() + options.budgetMs;
  }

  async run(): Promise<DrainResult> {
    try {
      while (this.#now() < this.#endsAt) {
        const free = this.#maxUnits - this.#underWay.size;
        if (free === 0) {
          await Promise.race(this.#underWay);
          continue;
        }
        const { answer, clockOffsetMs } = await this.#claim(free);
        for (const unit of answer.units) this.#start(unit, clockOffsetMs);
        // A full claim says that there may be more.
        if (answer.units.length >= free) continue;
        if (!await this.#waitForMore(answer, clockOffsetMs)) break;
      }
    } finally {
      await Promise.all(this.#underWay);
    }
    return this.#result;
  }

  async #claim(maxUnits: number): Promise<{ answer: ClaimAnswer; clockOffsetMs: number }> {
    const { registry, secrets, rpc } = this.deps;
    const askedAt = this.#now();
    const answer = await rpc("claim_notifications", {
      p_environment: environmentReport(registry, secrets),
      p_max_units: maxUnits,
    });
    // Leases run by the database's clock. Counted from before the claim, so that the error is to the safe side.
    const databaseNow = Date.parse(answer.now ?? "");
    this.#result.claimed += answer.units.length;
    return { answer, clockOffsetMs: Number.isNaN(databaseNow) ? 0 : databaseNow - askedAt };
  }

  /** Waits for the sends under way, but not beyond the next due time. False when nothing is left to wait for. */
  async #waitForMore(answer: ClaimAnswer, clockOffsetMs: number): Promise<boolean> {
    const dueAt = Date.parse(answer.next_due_at ?? "") - clockOffsetMs;
    const wakeAt = Math.max(dueAt, this.#now() + IDLE_MS);
    const dueInBudget = wakeAt < this.#endsAt;
    const ended = Promise.all(this.#underWay);
    if (!dueInBudget) {
      if (this.#underWay.size === 0) return false;
      await ended;
      return true;
    }
    const wake = new AbortController();
    const slept = this.deps.sleep(wakeAt - this.#now(), wake.signal);
    await (this.#underWay.size === 0 ? slept : Promise.race([ended, slept]));
    wake.abort();
    return true;
  }

  #start(unit: Unit, clockOffsetMs: number): void {
    const log = this.deps.log.with(secretsOf(unit));
    const sent = this.#deliver(unit, clockOffsetMs, log).catch((error) => {
      this.#result.left += 1;
      log.error("delivery_crashed", { unit_id: unit.unit_id, error });
    }).finally(() => this.#underWay.delete(sent));
    this.#underWay.add(sent);
  }

  async #deliver(unit: Unit, clockOffsetMs: number, log: Logger): Promise<void> {
    const about = {
      unit_id: unit.unit_id,
      channel_id: unit.channel.id,
      kind: unit.channel.kind,
      attempt: unit.attempt,
      count: unit.count,
    };
    await this.#awaitSlot(unit);
    const leaseLeftMs = Date.parse(unit.lease_expires_at) - clockOffsetMs - this.#now();
    // Not `<`: a lease whose end cannot be read has nothing left either.
    if (!(leaseLeftMs >= this.#leaseMarginMs)) {
      this.#result.left += 1;
      log.warn("lease_nearly_over", { ...about, lease_left_ms: leaseLeftMs });
      return;
    }

    const outcome = await attemptDelivery(this.#attemptDeps, unit, log);
    const reason = outcome.reason === undefined ? null : plain(log.redact(outcome.reason), REASON_LIMIT);
    const facts = { ...about, outcome: outcome.outcome, status: outcome.status ?? null, reason };
    const acknowledged = await this.#acknowledge(unit, outcome, reason, log);
    if (acknowledged === "lost") {
      this.#result.left += 1;
      log.error("acknowledgement_lost", facts);
    } else if (acknowledged === "stale") {
      this.#result.stale += 1;
      log.warn("acknowledgement_stale", facts);
    } else {
      this.#result[COUNTED[outcome.outcome]] += 1;
      log[outcome.outcome === "delivered" ? "info" : "warn"]("notification_sent", facts);
    }
  }

  /**
   * Keeps the provider's pace. One limit after the other, the narrowest first: a message that waits for its own chat takes
   * no place among all.
   */
  async #awaitSlot(unit: Unit): Promise<void> {
    const adapter = this.deps.registry.get(unit.channel.kind);
    if (!adapter?.limits) return;
    for (const { key, everyMs } of adapter.limits(contextOf(adapter, unit, this.deps.secrets))) {
      const slot = Math.max(this.#now(), this.#nextSlot.get(key) ?? 0);
      this.#nextSlot.set(key, slot + everyMs);
      if (slot > this.#now()) await this.deps.sleep(slot - this.#now());
    }
  }

  /** Tells the database, again when it does not answer: what is sent and not acknowledged would be sent twice. */
  async #acknowledge(
    unit: Unit,
    outcome: Outcome,
    reason: string | null,
    log: Logger,
  ): Promise<"done" | "stale" | "lost"> {
    for (let attempt = 0;; attempt += 1) {
      try {
        const done = await this.deps.rpc("acknowledge_notification", {
          p_unit_id: unit.unit_id,
          p_lease: unit.lease,
          p_outcome: outcome.outcome,
          p_error: reason ?? undefined,
          p_http_status: outcome.status,
          p_retry_after_seconds: outcome.retryAfterSeconds,
          p_config: outcome.config,
        });
        return done ? "done" : "stale";
      } catch (error) {
        log.warn("acknowledgement_failed", { unit_id: unit.unit_id, error });
        const wait = ACKNOWLEDGE_AGAIN_MS[attempt];
        if (wait === undefined) return "lost";
        await this.deps.sleep(wait);
      }
    }
  }

  #now(): number {
    return this.deps.now().getTime();
  }
}

/** The real sleep. */
export const sleep: Sleep = (ms, signal) =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(ms, 0));
    signal?.addEventListener("abort", done, { once: true });
  });
