import { Backend, mount, pass, settle, usePage, wellBackend } from "./support.ts";
import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";
import { Activity, createElement, StrictMode, useEffect } from "react";
import { act, render } from "@testing-library/react";
import { createPoller } from "../../web/packages/use-heartbeat/src/poller.ts";
import { useHeartbeat } from "../../web/packages/use-heartbeat/src/index.ts";

usePage();

describe("unmounting", () => {
  test("aborts the request, and what comes of it changes and calls nothing", async () => {
    const backend = new Backend();
    const [onTick, onFailureThreshold] = [mock.fn(), mock.fn()];
    const heartbeat = await mount(backend, { onTick, onFailureThreshold, maxConsecutiveFailures: 1 });
    const renders = heartbeat.renders.length;
    heartbeat.unmount();
    assert.equal(backend.latest.signal.aborted, true);
    await backend.latest.answer({ n: 1 });
    await pass(60_000);
    assert.equal(heartbeat.renders.length, renders);
    assert.equal(onTick.mock.callCount() + onFailureThreshold.mock.callCount(), 0);
    assert.equal(backend.requests.length, 1);
  });

  test("aborts a request that refetch made while not enabled", async () => {
    const backend = new Backend();
    const heartbeat = await mount(backend, { enabled: false });
    act(() => void heartbeat.now.refetch());
    heartbeat.unmount();
    assert.equal(backend.latest.signal.aborted, true);
  });

  test("ends polling", async () => {
    const backend = wellBackend();
    const heartbeat = await mount(backend);
    heartbeat.unmount();
    await pass(60_000);
    assert.equal(backend.requests.length, 1);
  });

  test("while an answer is being read changes nothing", async () => {
    const backend = new Backend();
    const onTick = mock.fn();
    let read = (_: unknown) => {};
    const parse = () => new Promise((resolve) => read = resolve);
    const heartbeat = await mount(backend, { onTick, parse });
    await backend.latest.answer({});
    const renders = heartbeat.renders.length;
    heartbeat.unmount();
    read({ n: 1 });
    await settle();
    assert.equal(heartbeat.renders.length, renders);
    assert.equal(onTick.mock.callCount(), 0);
  });

  test("resolves a refetch under way, and refetch then asks nothing", async () => {
    const backend = new Backend();
    const heartbeat = await mount(backend);
    const { refetch } = heartbeat.now;
    const onEnd = mock.fn();
    void refetch().then(onEnd);
    heartbeat.unmount();
    await settle();
    assert.equal(onEnd.mock.callCount(), 1);
    await refetch();
    assert.equal(backend.requests.length, 1);
  });

  test("takes away every listener and timer", async () => {
    const listeners = new Set<string>();
    mock.method(globalThis, "addEventListener", (name: string) => listeners.add(name));
    mock.method(globalThis, "removeEventListener", (name: string) => listeners.delete(name));
    const timers = new Set<unknown>();
    const { setTimeout, clearTimeout } = globalThis;
    mock.method(globalThis, "setTimeout", (...args: Parameters<typeof setTimeout>) => {
      const timer = setTimeout(...args);
      timers.add(timer);
      return timer;
    });
    mock.method(globalThis, "clearTimeout", (timer: NodeJS.Timeout) => {
      timers.delete(timer);
      clearTimeout(timer);
    });
    const heartbeat = await mount(wellBackend());
    assert.deepEqual([...listeners].sort(), ["offline", "online", "visibilitychange"]);
    assert.equal(timers.size, 1);
    heartbeat.unmount();
    assert.equal(listeners.size, 0);
    assert.equal(timers.size, 0);
  });

  test("tells the listener of a poller nothing more", async () => {
    const backend = new Backend();
    const poller = createPoller(["/a"], true);
    poller.setOptions({ fetch: backend.fetch });
    const listener = mock.fn();
    const end = poller.listen(listener);
    end();
    const calls = listener.mock.callCount();
    await backend.latest.answer({ n: 1 });
    await poller.refetch();
    assert.equal(listener.mock.callCount(), calls);
    assert.equal(poller.getBeat().status, null);
  });
});

describe("another endpoint", () => {
  test("aborts the request, asks at once, and knows nothing of the former one", async () => {
    const backend = new Backend();
    const heartbeat = await mount(backend, { endpoint: "/a", intervalMs: 10_000 });
    await backend.latest.answer({ from: "a" });
    await pass(10_000);
    await backend.latest.answer({}, { status: 500 });
    await pass(10_000);
    const former = backend.latest;
    const renders = heartbeat.renders.length;
    await heartbeat.render({ endpoint: "/b", intervalMs: 10_000 });
    assert.equal(former.signal.aborted, true);
    assert.deepEqual(backend.requests.map(({ url }) => url), ["/a", "/a", "/a", "/b"]);
    for (const { refetch: _, ...beat } of heartbeat.renders.slice(renders)) {
      assert.deepEqual(beat, {
        status: null,
        lastUpdated: null,
        isLoading: true,
        error: null,
        consecutiveFailures: 0,
        healthScore: null,
        isPaused: false,
      });
    }
  });

  test("is not overwritten by a late answer of the former one", async () => {
    const backend = new Backend();
    const onTick = mock.fn();
    const parse = (response: Response) => response.json();
    const heartbeat = await mount(backend, { endpoint: "/a", onTick, parse });
    const former = backend.latest;
    await heartbeat.render({ endpoint: "/b", onTick, parse });
    await backend.latest.answer({ from: "b" });
    await former.answer({ from: "a" });
    assert.deepEqual(heartbeat.now.status, { from: "b" });
    assert.deepEqual(onTick.mock.calls.map((call) => call.arguments), [[{ from: "b" }]]);
    await pass(15_000);
    assert.equal(backend.requests.length, 3);
  });

  test("and the first one again asks anew", async () => {
    const backend = new Backend();
    const heartbeat = await mount(backend, { endpoint: "/a" });
    const former = backend.latest;
    await heartbeat.render({ endpoint: "/b" });
    await heartbeat.render({ endpoint: "/a" });
    await former.answer({ n: 1 });
    assert.equal(heartbeat.now.status, null);
    await backend.latest.answer({ n: 2 });
    assert.deepEqual(heartbeat.now.status, { n: 2 });
    assert.deepEqual(backend.requests.map(({ signal }) => signal.aborted), [true, true, false]);
  });

  test("has thresholds of its own", async () => {
    const backend = new Backend();
    backend.reply = () => Response.json({}, { status: 503 });
    const onFailureThreshold = mock.fn<(failures: number) => void>();
    const options = { onFailureThreshold, maxConsecutiveFailures: 1 };
    const heartbeat = await mount(backend, { ...options, endpoint: "/a" });
    await heartbeat.render({ ...options, endpoint: "/b" });
    assert.deepEqual(onFailureThreshold.mock.calls.map(({ arguments: [failures] }) => failures), [1, 1]);
  });
});

describe("React", () => {
  test("in strict mode there is one request that lasts, and one loop", async () => {
    const backend = new Backend();
    const heartbeat = await mount(backend, {}, { wrapper: StrictMode });
    assert.deepEqual(backend.requests.map(({ signal }) => signal.aborted), [true, false]);
    assert.equal(heartbeat.now.isLoading, true);
    await backend.latest.answer({ n: 1 });
    assert.deepEqual(heartbeat.now.status, { n: 1 });
    await pass(15_000);
    assert.equal(backend.requests.length, 3);
    await backend.latest.answer({ n: 2 });
    await pass(14_999);
    assert.equal(backend.requests.length, 3);
  });

  test("that hides a part and shows it again asks anew, and what was known is there", async () => {
    const backend = wellBackend();
    const seen: unknown[] = [];
    function Part() {
      seen.push(useHeartbeat({ fetch: backend.fetch }).status);
      return null;
    }
    const tree = (mode: "hidden" | "visible") => createElement(Activity, { mode, children: createElement(Part) });
    const { rerender } = render(tree("visible"));
    await settle();
    rerender(tree("hidden"));
    await pass(60_000);
    assert.equal(backend.requests.length, 1);
    seen.length = 0;
    rerender(tree("visible"));
    await settle();
    assert.equal(backend.requests.length, 2);
    assert.deepEqual(seen[0], { n: 1 });
    assert.deepEqual(seen.at(-1), { n: 2 });
  });

  test("may call refetch from a child's effect, which comes before the first check", async () => {
    const backend = wellBackend();
    const onEnd = mock.fn();
    function Child({ refetch }: { refetch: () => Promise<void> }) {
      useEffect(() => void refetch().then(onEnd), [refetch]);
      return null;
    }
    const Part = () => createElement(Child, useHeartbeat({ fetch: backend.fetch }));
    render(createElement(Part));
    await settle();
    assert.equal(onEnd.mock.callCount(), 1);
    assert.equal(backend.requests.length, 1);
  });
});
