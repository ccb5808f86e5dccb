/** What the tests of the hook share: a page whose clock stands still, and a backend that answers when it is told to. */
import { page } from "./dom.ts";
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock } from "node:test";
import { act, cleanup, renderHook } from "@testing-library/react";
import {
  useHeartbeat,
  type UseHeartbeatOptions,
  type UseHeartbeatResult,
} from "../../web/packages/use-heartbeat/src/index.ts";

export const START = Date.parse("2026-01-05T12:00:00Z");

/** Keeps the clock, chance and complaints of a file's tests. To be called once at its top. */
export function usePage(): void {
  let complain: ReturnType<typeof mock.method<Console, "error">>;
  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: START });
    mock.method(performance, "now", () => Date.now());
    mock.method(Math, "random", () => 0);
    complain = mock.method(console, "error", () => {});
  });
  afterEach(() => {
    cleanup();
    setPage({ isHidden: false, isOnline: true });
    // Node's own warnings, such as that its fake timers are experimental, come this way too.
    const complaints = complain.mock.calls.map((call) => call.arguments.join(" ")).filter((text) =>
      !/^\(node:/.test(text)
    );
    mock.restoreAll();
    mock.timers.reset();
    assert.deepEqual(complaints, [], "React complained");
  });
}

export interface Request {
  url: string;
  init: RequestInit;
  signal: AbortSignal;
  /** Answers with JSON, or with a Response that is given. */
  answer(body: unknown, init?: ResponseInit): Promise<void>;
  /** Breaks the connection. */
  fail(message: string): Promise<void>;
}

/** A backend that keeps requests open until a test answers them, or answers all at once as `reply` says. */
export class Backend {
  readonly requests: Request[] = [];
  /** An Error breaks the connection. */
  reply: ((url: string) => Response | Error) | null = null;

  readonly fetch = (url: string, init: RequestInit = {}): Promise<Response> =>
    new Promise((resolve, reject) => {
      const signal = init.signal!;
      this.requests.push({
        url,
        init,
        signal,
        answer: (body, responseInit) => {
          resolve(body instanceof Response ? body : Response.json(body, responseInit));
          return settle();
        },
        fail: (message) => {
          reject(new TypeError(message));
          return settle();
        },
      });
      // As fetch does.
      signal.addEventListener("abort", () => reject(signal.reason));
      const reply = this.reply?.(url);
      if (reply instanceof Error) reject(reply);
      else if (reply) resolve(reply);
    });

  get latest(): Request {
    const request = this.requests.at(-1);
    assert.ok(request, "nothing was asked");
    return request;
  }
}

/** A backend that answers every request with `{ n }`, the number of requests so far. */
export function wellBackend(): Backend {
  const backend = new Backend();
  backend.reply = () => Response.json({ n: backend.requests.length });
  return backend;
}

/** A backend that refuses every request. */
export function illBackend(): Backend {
  const backend = new Backend();
  backend.reply = () => Response.json({ message: "Out of order" }, { status: 503 });
  return backend;
}

/** What callbacks throw from now on, which a browser would report as uncaught. */
export function catchErrors(): unknown[] {
  const caught: unknown[] = [];
  const { queueMicrotask } = globalThis;
  mock.method(globalThis, "queueMicrotask", (call: () => void) =>
    queueMicrotask(() => {
      try {
        call();
      } catch (error) {
        caught.push(error);
      }
    }));
  return caught;
}

/** Lets everything that needs no time happen: answers arrive, and React renders. */
export function settle(): Promise<void> {
  return act(async () => {
    // A body is read in several turns of the event loop, none of which waits for a clock.
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  });
}

/** Moves the clock on. What happens on the way happens at its time, to the second. */
export async function pass(ms: number): Promise<void> {
  for (let rest = ms; rest > 0; rest -= 1000) {
    act(() => mock.timers.tick(Math.min(rest, 1000)));
    await settle();
  }
}

/** The state of the tab and of the network; tells the page of both. */
export function setPage({ isHidden, isOnline }: { isHidden?: boolean; isOnline?: boolean }): void {
  if (isHidden !== undefined) {
    Object.defineProperty(page.document, "hidden", { value: isHidden, configurable: true });
    act(() => void page.document.dispatchEvent(new page.Event("visibilitychange", { bubbles: true })));
  }
  if (isOnline !== undefined) {
    Object.defineProperty(page.navigator, "onLine", { value: isOnline, configurable: true });
    act(() => void page.dispatchEvent(new page.Event(isOnline ? "online" : "offline")));
  }
}

export interface Mounted<T, A> {
  /** What the hook returned in the latest render. */
  readonly now: UseHeartbeatResult<T>;
  /** What it returned in each render. */
  readonly renders: UseHeartbeatResult<T>[];
  /** Renders with other options; the backend stays. */
  render(options: UseHeartbeatOptions<T, A>): Promise<void>;
  refetch(): Promise<void>;
  unmount(): void;
}

/** Mounts a component that uses the hook against a backend. */
export async function mount<T = unknown, A = T>(
  backend: Backend,
  options: UseHeartbeatOptions<T, A> = {},
  wrapping: Pick<Parameters<typeof renderHook>[1] & object, "wrapper" | "reactStrictMode"> = {},
): Promise<Mounted<T, A>> {
  const renders: UseHeartbeatResult<T>[] = [];
  const { result, rerender, unmount } = renderHook(
    (props: UseHeartbeatOptions<T, A>) => {
      const heartbeat = useHeartbeat<T, A>({ fetch: backend.fetch, ...props });
      renders.push(heartbeat);
      return heartbeat;
    },
    { initialProps: options, ...wrapping },
  );
  await settle();
  return {
    get now() {
      return result.current;
    },
    renders,
    render: (next) => {
      rerender(next);
      return settle();
    },
    refetch: () => act(() => result.current.refetch()),
    unmount,
  };
}
