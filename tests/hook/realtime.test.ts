import { Backend, catchErrors, mount, pass, setPage, settle, usePage, wellBackend } from "./support.ts";
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { act } from "@testing-library/react";

usePage();

/** A channel that a test can make call, drop and connect. */
function channel() {
  const opened: { change: () => void; setLive: (isLive: boolean) => void; isClosed: boolean }[] = [];
  const subscribe = (change: () => void, setLive: (isLive: boolean) => void) => {
    const one = { change, setLive, isClosed: false };
    opened.push(one);
    return () => void (one.isClosed = true);
  };
  return { opened, subscribe };
}

test("polling slows to a minute while subscribed", async () => {
  const backend = wellBackend();
  await mount(backend, { subscribe: channel().subscribe });
  await pass(59_999);
  assert.equal(backend.requests.length, 1);
  await pass(1);
  assert.equal(backend.requests.length, 2);
});

test("safetyIntervalMs is what it slows to, but never under the interval", async () => {
  const slow = wellBackend();
  await mount(slow, { subscribe: channel().subscribe, safetyIntervalMs: 300_000 });
  const fast = wellBackend();
  await mount(fast, { subscribe: channel().subscribe, safetyIntervalMs: 1, intervalMs: 20_000 });
  await pass(19_999);
  assert.equal(fast.requests.length, 1);
  await pass(1);
  assert.equal(fast.requests.length, 2);
  await pass(279_999);
  assert.equal(slow.requests.length, 1);
  await pass(1);
  assert.equal(slow.requests.length, 2);
});

test("a change asks at once", async () => {
  const backend = wellBackend();
  const { opened, subscribe } = channel();
  const heartbeat = await mount(backend, { subscribe });
  await pass(5_000);
  act(() => opened[0]!.change());
  await pass(1);
  assert.equal(backend.requests.length, 2);
  assert.deepEqual(heartbeat.now.status, { n: 2 });
});

test("many changes ask once a second", async () => {
  const backend = wellBackend();
  const { opened, subscribe } = channel();
  await mount(backend, { subscribe });
  for (let count = 0; count < 100; count++) {
    act(() => opened[0]!.change());
    await pass(100);
  }
  assert.equal(backend.requests.length, 11);
});

test("a change while a check runs asks once more after it", async () => {
  const backend = new Backend();
  const { opened, subscribe } = channel();
  await mount(backend, { subscribe });
  act(() => opened[0]!.change());
  await pass(5_000);
  assert.equal(backend.requests.length, 1);
  await backend.latest.answer({});
  await pass(999);
  assert.equal(backend.requests.length, 1);
  await pass(1);
  assert.equal(backend.requests.length, 2);
  await backend.latest.answer({});
  await pass(59_999);
  assert.equal(backend.requests.length, 2);
});

test("a change in a hidden tab waits until it is shown", async () => {
  const backend = wellBackend();
  const { opened, subscribe } = channel();
  await mount(backend, { subscribe });
  setPage({ isHidden: true });
  act(() => opened[0]!.change());
  await pass(60_000);
  assert.equal(backend.requests.length, 1);
  setPage({ isHidden: false });
  await settle();
  assert.equal(backend.requests.length, 2);
});

test("a connection that is lost polls as without it", async () => {
  const backend = wellBackend();
  const { opened, subscribe } = channel();
  await mount(backend, { subscribe });
  await pass(4_000);
  act(() => opened[0]!.setLive(false));
  await pass(10_999);
  assert.equal(backend.requests.length, 1);
  await pass(1);
  assert.equal(backend.requests.length, 2);
});

test("a connection that stands asks what was missed, and slows polling", async () => {
  const backend = wellBackend();
  const { opened, subscribe } = channel();
  await mount(backend, { subscribe });
  act(() => opened[0]!.setLive(false));
  await pass(5_000);
  act(() => opened[0]!.setLive(true));
  await pass(1);
  assert.equal(backend.requests.length, 2);
  await pass(59_998);
  assert.equal(backend.requests.length, 2);
  await pass(2);
  assert.equal(backend.requests.length, 3);
});

test("failures are asked about at the interval, subscribed or not", async () => {
  const backend = new Backend();
  backend.reply = () => new Error("Failed to fetch");
  await mount(backend, { subscribe: channel().subscribe, intervalMs: 10_000 });
  await pass(10_000);
  assert.equal(backend.requests.length, 2);
});

test("one subscription lasts over renders with other functions, until unmount", async () => {
  const { opened, subscribe } = channel();
  const inline = () => ({ subscribe: (...args: Parameters<typeof subscribe>) => subscribe(...args) });
  const heartbeat = await mount(wellBackend(), inline());
  await heartbeat.render(inline());
  assert.deepEqual(opened.map(({ isClosed }) => isClosed), [false]);
  heartbeat.unmount();
  assert.deepEqual(opened.map(({ isClosed }) => isClosed), [true]);
});

test("it begins when it is offered, and ends with the offer and with enabled", async () => {
  const { opened, subscribe } = channel();
  const backend = wellBackend();
  const heartbeat = await mount(backend);
  await heartbeat.render({ subscribe });
  assert.equal(opened.length, 1);
  await heartbeat.render({ subscribe, enabled: false });
  assert.equal(opened[0]!.isClosed, true);
  await heartbeat.render({ subscribe });
  await heartbeat.render({});
  assert.deepEqual(opened.map(({ isClosed }) => isClosed), [true, true]);
  const before = backend.requests.length;
  await pass(15_000);
  assert.equal(backend.requests.length, before + 1);
});

test("another endpoint subscribes anew, and what the former one says is not heard", async () => {
  const { opened, subscribe } = channel();
  const backend = wellBackend();
  const heartbeat = await mount(backend, { subscribe, endpoint: "/a" });
  await heartbeat.render({ subscribe, endpoint: "/b" });
  assert.deepEqual(opened.map(({ isClosed }) => isClosed), [true, false]);
  act(() => {
    opened[0]!.change();
    opened[0]!.setLive(false);
  });
  await pass(59_999);
  assert.equal(backend.requests.length, 2);
});

test("the same hook does not hear a subscription that it left", async () => {
  const { opened, subscribe } = channel();
  const backend = wellBackend();
  const heartbeat = await mount(backend, { subscribe });
  await heartbeat.render({ subscribe, enabled: false });
  await heartbeat.render({ subscribe });
  const before = backend.requests.length;
  act(() => {
    opened[0]!.change();
    opened[0]!.setLive(false);
  });
  await pass(59_999);
  assert.equal(backend.requests.length, before);
});

test("a subscription that throws is reported, and polling goes on", async () => {
  const uncaught = catchErrors();
  const backend = wellBackend();
  const subscribe = mock.fn(() => {
    throw new Error("No socket");
  });
  const heartbeat = await mount(backend, { subscribe });
  await heartbeat.render({ subscribe });
  await pass(15_000);
  assert.equal(backend.requests.length, 2);
  assert.equal(subscribe.mock.callCount(), 1);
  assert.deepEqual(uncaught, [new Error("No socket")]);
});
