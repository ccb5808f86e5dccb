/**
 * Begins to listen for changes, for instance to a Realtime channel, and returns what ends that.
 *
 * @param onChange to be called when something changed: the endpoint is then asked, once a second at most
 * @param setLive to be called with false when the connection is lost and with true when it stands (again); a subscription that
 * never calls it counts as live
 */
export type Subscribe = (onChange: () => void, setLive: (isLive: boolean) => void) => () => void;

/**
 * All are optional, and may be new objects and functions in each render: the latest are used, and polling goes on. Another
 * `endpoint` starts anew. `A` is what one endpoint answers; it differs from `T` only where `combine` makes one of the other.
 */
export interface UseHeartbeatOptions<T, A = T> {
  /** From the end of a check to the next, in milliseconds. Default 15000; under 10000 it is 10000. */
  intervalMs?: number | undefined;
  /** Called with the new status after each check that went well. */
  onTick?: ((status: T) => void) | undefined;
  /** What is asked. Several are asked in this order until one answers; with `combine`, all at once. Default "/api/alive/status". */
  endpoint?: string | readonly string[] | undefined;
  /** False stops polling and ends a request under way; the latest status stays, and `refetch` still works. Default true. */
  enabled?: boolean | undefined;

  /** How many failures in a row call `onFailureThreshold`. Default 2. */
  maxConsecutiveFailures?: number | undefined;
  /**
   * Called when there are `maxConsecutiveFailures` failures in a row, with their count and the time of the latest success, and
   * again at failures after that, but once in 60 seconds at most. Called with 0 at the first success after such a call.
   */
  onFailureThreshold?: ((failures: number, lastUpdated: Date | null) => void) | undefined;

  /** Sent with each request, for instance `{ apikey }`. */
  headers?: HeadersInit | undefined;
  /** Everything else about the requests, as `fetch` takes it. Default `{ cache: "no-store" }`. */
  init?: Omit<RequestInit, "headers" | "signal"> | undefined;
  /** Asks in place of the global `fetch`. */
  fetch?: ((input: string, init: RequestInit) => Promise<Response>) | undefined;
  /** After so many milliseconds a request, with the reading of its answer, is ended and has failed. Default 10000; 0 for never. */
  timeoutMs?: number | undefined;
  /**
   * Reads a 2xx answer; what it throws is a failure with that message. Default: the body as JSON, or its field `status` where it
   * has one.
   */
  parse?: ((response: Response) => A | Promise<A>) | undefined;
  /** Asks all endpoints at once and makes one status of their results, in their order; what it throws is a failure. */
  combine?: ((results: PromiseSettledResult<A>[]) => T) | undefined;

  /** By what the interval grows with each failure after the first. Default 2; 1 for not at all. */
  backoffFactor?: number | undefined;
  /** What it grows to at most, in milliseconds. Default 60000. The wait is never under the interval. */
  maxBackoffMs?: number | undefined;
  /** Up to which part of itself is added to the wait after a failure, by chance, so that clients spread. Default 0.2. */
  jitter?: number | undefined;

  /** Whether polling rests while the tab is hidden. Shown again, it asks at once. Default true. */
  pauseWhenHidden?: boolean | undefined;
  /** Whether polling rests while the browser is offline. Online again, it asks at once. Default true. */
  pauseWhenOffline?: boolean | undefined;

  /** Where changes are heard of, in place of polling. Called once while there is one; a throw is reported, and polling goes on. */
  subscribe?: Subscribe | undefined;
  /** The interval while a subscription is live, in milliseconds. Default 60000; never under `intervalMs`. */
  safetyIntervalMs?: number | undefined;

  /** How many of the latest checks `healthScore` is made of. Default 20. */
  scoreSize?: number | undefined;
}

export interface UseHeartbeatResult<T> {
  /** The latest good answer; kept when a later check fails. Null before the first. */
  status: T | null;
  /** When it came, by this computer's clock. */
  lastUpdated: Date | null;
  /** Whether a check is under way. */
  isLoading: boolean;
  /** Why the latest check failed, such as "HTTP 503: Service Unavailable"; null when it went well. */
  error: string | null;
  /** Failures since the latest success. */
  consecutiveFailures: number;
  /** How well the latest checks went, from 0 to 1; see `healthScore()`. Null before the first. */
  healthScore: number | null;
  /** Whether polling rests because the tab is hidden or the browser offline. */
  isPaused: boolean;
  /** Checks now, or joins the check under way. Resolves when that has ended, well or not; never rejects. */
  refetch: () => Promise<void>;
}
