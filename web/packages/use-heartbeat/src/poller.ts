import { ask } from "./ask.ts";
import { healthScore } from "./healthScore.ts";
import { clampMs } from "./timers.ts";
import type { Subscribe, UseHeartbeatOptions, UseHeartbeatResult } from "./types.ts";

/** What is known at one moment. */
export type Beat<T> = Omit<UseHeartbeatResult<T>, "refetch">;

/** Asks some endpoints again and again while somebody listens, and keeps what it knows while nobody does. */
export interface Poller<T, A> {
  getBeat: () => Beat<T>;
  /** Begins; `listener` is called at every change. What is returned ends it: the listener is not called any more. */
  listen: (listener: () => void) => () => void;
  /** Takes the options of the latest render; to be called after every render, and before `listen`. */
  setOptions: (options: UseHeartbeatOptions<T, A>) => void;
  refetch: () => Promise<void>;
}

const LEAST_INTERVAL_MS = 10_000;
/** However often a subscription calls, requests are so far apart. */
const LEAST_CHANGE_MS = 1000;
const THRESHOLD_DEBOUNCE_MS = 60_000;

/** Touches nothing outside, so that a render, or a server, may make one and throw it away. */
export function createPoller<T, A>(urls: readonly string[], isEnabled: boolean): Poller<T, A> {
  let beat: Beat<T> = {
    status: null,
    lastUpdated: null,
    isLoading: isEnabled,
    error: null,
    consecutiveFailures: 0,
    healthScore: null,
    isPaused: false,
  };
  let options: UseHeartbeatOptions<T, A> = {};
  let notify: (() => void) | undefined;
  let isOn = false;

  let current: AbortController | undefined;
  let running: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let endedAt = 0;
  let chance = 0;
  let results: boolean[] = [];
  let toldAt = -Infinity;
  let isLossTold = false;

  let unsubscribe: (() => void) | undefined;
  let isLive = false;
  let hasChanged = false;

  function show(news: Partial<Beat<T>>): void {
    beat = { ...beat, ...news };
    notify?.();
  }

  /** Milliseconds from the end of the latest check to the next one. */
  function wait(): number {
    const { intervalMs = 15_000, safetyIntervalMs = 60_000, backoffFactor = 2, maxBackoffMs = 60_000, jitter = 0.2 } =
      options;
    const interval = clampMs(intervalMs, LEAST_INTERVAL_MS);
    const failures = beat.consecutiveFailures;
    if (hasChanged) return LEAST_CHANGE_MS;
    if (!failures) return isLive ? clampMs(safetyIntervalMs, interval) : interval;
    const backoff = clampMs(Math.min(interval * backoffFactor ** (failures - 1), maxBackoffMs), interval);
    return clampMs(backoff * (1 + chance * jitter), interval);
  }

  /** Sets the timer of the next check, to the same instant however often it is called. One that fires in a check joins it. */
  function schedule(): void {
    clearTimeout(timer);
    if (isOn && !beat.isPaused) timer = setTimeout(refetch, endedAt + wait() - performance.now());
  }

  async function refetch(): Promise<void> {
    if (notify) await (running ??= check());
  }

  async function check(): Promise<void> {
    const mine = current = new AbortController();
    hasChanged = false;
    show({ isLoading: true });
    let news: Partial<Beat<T>>;
    try {
      const status = await askAll(mine.signal);
      news = { status, lastUpdated: new Date(), error: null, consecutiveFailures: 0 };
    } catch (error) {
      news = { error: messageOf(error), consecutiveFailures: beat.consecutiveFailures + 1 };
    }
    if (current !== mine) return;
    current = running = undefined;
    endedAt = performance.now();
    chance = Math.random();
    const { scoreSize = 20 } = options;
    results = [...results, !news.consecutiveFailures].slice(-Math.max(1, scoreSize || 0));
    show({ ...news, isLoading: false, healthScore: healthScore(results) });
    schedule();
    tell();
  }

  async function askAll(signal: AbortSignal): Promise<T> {
    const { combine } = options;
    if (combine) return combine(await Promise.allSettled(urls.map((url) => ask(url, options, signal))));
    const errors: string[] = [];
    for (const url of urls) {
      try {
        // Without `combine` the answer of an endpoint is the status.
        return await ask(url, options, signal) as unknown as T;
      } catch (error) {
        errors.push(messageOf(error));
      }
    }
    throw new Error(errors.join("; ") || "There is no endpoint");
  }

  /** Calls whom the latest result concerns. As microtasks: what they throw is theirs, and no failure of the check. */
  function tell(): void {
    const { onTick, onFailureThreshold, maxConsecutiveFailures = 2 } = options;
    const { status, consecutiveFailures, lastUpdated } = beat;
    const isLoss = consecutiveFailures > 0;
    if (!isLoss) queueMicrotask(() => onTick?.(status as T));
    const isDue = isLoss
      ? consecutiveFailures >= maxConsecutiveFailures && endedAt - toldAt >= THRESHOLD_DEBOUNCE_MS
      : isLossTold;
    if (!isDue) return;
    if (isLoss) toldAt = endedAt;
    isLossTold = isLoss;
    queueMicrotask(() => onFailureThreshold?.(consecutiveFailures, lastUpdated));
  }

  /** Begins, ends, rests or resumes as the options, the tab and the network now say. */
  function update(): void {
    const { enabled = true, pauseWhenHidden = true, pauseWhenOffline = true, subscribe } = options;
    const { document, navigator } = globalThis;
    const wasOn = isOn;
    const wasPaused = beat.isPaused;
    isOn = enabled && !!notify;
    const isPaused = isOn &&
      (pauseWhenHidden && document?.hidden || pauseWhenOffline && navigator?.onLine === false);
    if (isPaused !== wasPaused) show({ isPaused });

    if (isOn !== wasOn) {
      // In the capture phase the window hears of the document's event too.
      for (const name of ["visibilitychange", "online", "offline"]) {
        if (isOn) globalThis.addEventListener?.(name, update, true);
        else globalThis.removeEventListener?.(name, update, true);
      }
    }
    if (wasOn && !isOn) stop();
    if (isOn && subscribe) unsubscribe ??= join(subscribe);
    else leave();
    if (isOn && (!wasOn || wasPaused && !isPaused)) void refetch();
    else schedule();
  }

  function stop(): void {
    current?.abort();
    current = running = undefined;
    if (beat.isLoading) show({ isLoading: false });
  }

  function join(subscribe: Subscribe): () => void {
    let isOver = false;
    let end: (() => void) | undefined;
    const change = () => {
      if (isOver) return;
      hasChanged = true;
      schedule();
    };
    isLive = true;
    try {
      end = subscribe(change, (isNowLive) => {
        if (isOver) return;
        isLive = isNowLive;
        // What changed before the connection stood, nobody has told.
        if (isLive) change();
        else schedule();
      });
    } catch (error) {
      isLive = false;
      queueMicrotask(() => {
        throw error;
      });
    }
    return () => {
      isOver = true;
      end?.();
    };
  }

  function leave(): void {
    const end = unsubscribe;
    unsubscribe = undefined;
    isLive = false;
    end?.();
  }

  return {
    getBeat: () => beat,
    listen: (listener) => {
      notify = listener;
      update();
      return () => {
        notify = undefined;
        stop();
        update();
      };
    },
    setOptions: (latest) => {
      options = latest;
      update();
    },
    refetch,
  };
}

function messageOf(error: unknown): string {
  return (error instanceof Error && error.message) || String(error);
}
