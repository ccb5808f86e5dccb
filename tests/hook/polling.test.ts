import { Backend, catchErrors, illBackend, mount, pass, settle, START, usePage, wellBackend } from "./support.ts";
import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";
import { act } from "@testing-library/react";

usePage();

describe("polling", () => {
  test("asks /api/alive/status at once on mount, and says that it loads", async () => {
    const backend = new Backend();
    const heartbeat = await mount(backend);
    assert.deepEqual(backend.requests.map(({ url }) => url), ["/api/alive/status"]);
    assert.equal(heartbeat.renders.every(({ isLoading }) => isLoading), true);
    await backend.latest.answer({ ok: true });
    assert.equal(heartbeat.now.isLoading, false);
  });

  test("asks the endpoint that is named", async () => {
    const backend = new Backend();
    await mount(backend, { endpoint: "https://x.supabase.co/functions/v1/alive/status" });
    assert.equal(backend.latest.url, "https://x.supabase.co/functions/v1/alive/status");
  });

  test("asks every 15 seconds by default, not before", async () => {
    const backend = wellBackend();
    await mount(backend);
    await pass(14_999);
    assert.equal(backend.requests.length, 1);
    await pass(1);
    assert.equal(backend.requests.length, 2);
    await pass(15_000);
    assert.equal(backend.requests.length, 3);
  });

  test("asks at the interval that is set", async () => {
    const backend = wellBackend();
    await mount(backend, { intervalMs: 20_000 });
    await pass(19_999);
    assert.equal(backend.requests.length, 1);
    await pass(1);
    assert.equal(backend.requests.length, 2);
  });

  for (const intervalMs of [9_999, 1, 0, -5, NaN]) {
    test(`an interval of ${intervalMs} ms is raised to 10 seconds`, async () => {
      const backend = wellBackend();
      await mount(backend, { intervalMs });
      await pass(9_999);
      assert.equal(backend.requests.length, 1);
      await pass(1);
      assert.equal(backend.requests.length, 2);
    });
  }

  for (const intervalMs of [Infinity, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
    test(`an interval of ${intervalMs} ms is no more than a timer can hold`, async () => {
      const timers = mock.method(globalThis, "setTimeout");
      await mount(wellBackend(), { intervalMs });
      assert.equal(Math.max(...timers.mock.calls.map((call) => Number(call.arguments[1]))), 2 ** 31 - 1);
    });
  }

  test("the interval counts from the end of a check, and a slow one is not overlapped", async () => {
    const backend = new Backend();
    const heartbeat = await mount(backend, { intervalMs: 10_000, timeoutMs: 0 });
    await pass(45_000);
    assert.equal(backend.requests.length, 1);
    await backend.latest.answer({});
    assert.equal(heartbeat.now.error, null);
    await pass(9_999);
    assert.equal(backend.requests.length, 1);
    await pass(1);
    assert.equal(backend.requests.length, 2);
  });

  test("shows the status and when it came", async () => {
    const backend = wellBackend();
    const heartbeat = await mount<{ n: number }>(backend);
    assert.deepEqual(heartbeat.now.status, { n: 1 });
    assert.deepEqual(heartbeat.now.lastUpdated, new Date(START));
    await pass(15_000);
    assert.deepEqual(heartbeat.now.status, { n: 2 });
    assert.deepEqual(heartbeat.now.lastUpdated, new Date(START + 15_000));
  });

  test("onTick gets each new status, and hears nothing of failures", async () => {
    const backend = new Backend();
    const onTick = mock.fn<(status: { n: number }) => void>();
    await mount<{ n: number }>(backend, { onTick });
    await backend.latest.answer({ n: 1 });
    await pass(15_000);
    await backend.latest.answer({ message: "no" }, { status: 500 });
    await pass(15_000);
    await backend.latest.fail("Failed to fetch");
    await pass(30_000);
    await backend.latest.answer({ n: 2 });
    assert.deepEqual(onTick.mock.calls.map((call) => call.arguments), [[{ n: 1 }], [{ n: 2 }]]);
  });

  test("the latest onTick is called", async () => {
    const backend = new Backend();
    const [before, after] = [mock.fn(), mock.fn()];
    const heartbeat = await mount(backend, { onTick: before });
    await heartbeat.render({ onTick: after });
    await backend.latest.answer({});
    assert.equal(before.mock.callCount(), 0);
    assert.equal(after.mock.callCount(), 1);
  });

  test("an onTick that throws is reported, and is no failure", async () => {
    const uncaught = catchErrors();
    const backend = wellBackend();
    const heartbeat = await mount(backend, {
      onTick: () => {
        throw new Error("Mine");
      },
    });
    await pass(15_000);
    assert.equal(heartbeat.now.consecutiveFailures, 0);
    assert.equal(backend.requests.length, 2);
    assert.deepEqual(uncaught, [new Error("Mine"), new Error("Mine")]);
  });

  test("options that are new objects in each render neither restart nor delay polling", async () => {
    const backend = wellBackend();
    const inline = () => ({
      onTick: () => {},
      onFailureThreshold: () => {},
      headers: { apikey: "x" },
      init: {},
      parse: (response: Response) => response.json(),
      endpoint: ["/a", "/b"],
      subscribe: undefined,
    });
    const heartbeat = await mount<unknown>(backend, inline());
    for (let second = 1; second < 15; second++) {
      await pass(1000);
      await heartbeat.render(inline());
    }
    assert.equal(backend.requests.length, 1);
    assert.equal(backend.latest.signal.aborted, false);
    await pass(1000);
    assert.equal(backend.requests.length, 2);
  });

  test("another interval counts from the latest check, and asks nothing by itself", async () => {
    const backend = wellBackend();
    const heartbeat = await mount(backend, { intervalMs: 3_600_000 });
    await pass(4_000);
    await heartbeat.render({ intervalMs: 10_000 });
    assert.equal(backend.requests.length, 1);
    await pass(5_999);
    assert.equal(backend.requests.length, 1);
    await pass(1);
    assert.equal(backend.requests.length, 2);
  });
});

describe("enabled", () => {
  test("false asks nothing and does not load", async () => {
    const backend = wellBackend();
    const heartbeat = await mount(backend, { enabled: false });
    await pass(60_000);
    assert.equal(backend.requests.length, 0);
    assert.equal(heartbeat.renders.some(({ isLoading }) => isLoading), false);
  });

  test("true again asks at once", async () => {
    const backend = wellBackend();
    const heartbeat = await mount(backend, { enabled: false });
    await heartbeat.render({ enabled: true });
    assert.equal(backend.requests.length, 1);
    await pass(15_000);
    assert.equal(backend.requests.length, 2);
  });

  test("false ends the request under way and stops polling, and what is known stays", async () => {
    const backend = new Backend();
    const heartbeat = await mount(backend);
    await backend.latest.answer({ n: 1 });
    await pass(15_000);
    await backend.latest.answer({}, { status: 500 });
    await pass(15_000);
    assert.equal(heartbeat.now.isLoading, true);
    await heartbeat.render({ enabled: false });
    assert.equal(backend.latest.signal.aborted, true);
    await pass(60_000);
    assert.equal(backend.requests.length, 3);
    const { status, isLoading, consecutiveFailures } = heartbeat.now;
    assert.deepEqual({ status, isLoading, consecutiveFailures }, {
      status: { n: 1 },
      isLoading: false,
      consecutiveFailures: 1,
    });
  });

  test("false leaves refetch", async () => {
    const backend = wellBackend();
    const heartbeat = await mount(backend, { enabled: false });
    await heartbeat.refetch();
    assert.deepEqual(heartbeat.now.status, { n: 1 });
    await pass(60_000);
    assert.equal(backend.requests.length, 1);
  });
});

describe("refetch", () => {
  test("asks now, resolves when the answer is there, and the interval begins anew", async () => {
    const backend = new Backend();
    const heartbeat = await mount(backend);
    await backend.latest.answer({ n: 1 });
    await pass(10_000);
    const onEnd = mock.fn();
    act(() => void heartbeat.now.refetch().then(onEnd));
    await settle();
    assert.equal(backend.requests.length, 2);
    assert.equal(onEnd.mock.callCount(), 0);
    await backend.latest.answer({ n: 2 });
    assert.equal(onEnd.mock.callCount(), 1);
    assert.deepEqual(heartbeat.now.status, { n: 2 });
    await pass(14_999);
    assert.equal(backend.requests.length, 2);
    await pass(1);
    assert.equal(backend.requests.length, 3);
  });

  test("while a check runs joins it", async () => {
    const backend = new Backend();
    const heartbeat = await mount(backend);
    const onEnd = mock.fn();
    act(() => void Promise.all([heartbeat.now.refetch(), heartbeat.now.refetch()]).then(onEnd));
    await settle();
    assert.equal(backend.requests.length, 1);
    assert.equal(onEnd.mock.callCount(), 0);
    await backend.latest.answer({});
    assert.equal(onEnd.mock.callCount(), 1);
  });

  test("does not reject when the check fails", async () => {
    const heartbeat = await mount(illBackend());
    await heartbeat.refetch();
    assert.equal(heartbeat.now.consecutiveFailures, 2);
  });

  test("is the same function in each render", async () => {
    const heartbeat = await mount(wellBackend());
    await pass(30_000);
    assert.equal(new Set(heartbeat.renders.map(({ refetch }) => refetch)).size, 1);
  });
});
