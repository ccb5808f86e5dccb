import { Backend, illBackend, mount, pass, setPage, settle, usePage, wellBackend } from "./support.ts";
import { page } from "./dom.ts";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { act } from "@testing-library/react";

usePage();

const hide = () => setPage({ isHidden: true });
const showTab = () => setPage({ isHidden: false });
const goOffline = () => setPage({ isOnline: false });
const goOnline = () => setPage({ isOnline: true });

for (
  const [name, leave, come, option] of [
    ["hidden tab", hide, showTab, "pauseWhenHidden"],
    ["browser that is offline", goOffline, goOnline, "pauseWhenOffline"],
  ] as const
) {
  describe(`a ${name}`, () => {
    test("asks nothing, and asks at once when that ends", async () => {
      const backend = wellBackend();
      const heartbeat = await mount(backend);
      await pass(5_000);
      leave();
      assert.equal(heartbeat.now.isPaused, true);
      await pass(120_000);
      assert.equal(backend.requests.length, 1);
      come();
      await settle();
      assert.equal(heartbeat.now.isPaused, false);
      assert.equal(backend.requests.length, 2);
      await pass(14_999);
      assert.equal(backend.requests.length, 2);
      await pass(1);
      assert.equal(backend.requests.length, 3);
    });

    test("lets the check under way end, and asks no other after it", async () => {
      const backend = new Backend();
      const heartbeat = await mount(backend);
      leave();
      assert.equal(backend.latest.signal.aborted, false);
      await backend.latest.answer({ n: 1 });
      assert.deepEqual(heartbeat.now.status, { n: 1 });
      await pass(60_000);
      assert.equal(backend.requests.length, 1);
    });

    test("that comes back while a check runs joins it", async () => {
      const backend = new Backend();
      await mount(backend);
      leave();
      come();
      await settle();
      assert.equal(backend.requests.length, 1);
    });

    test("asks on mount and by refetch all the same", async () => {
      leave();
      const backend = wellBackend();
      const heartbeat = await mount(backend);
      assert.equal(backend.requests.length, 1);
      await pass(60_000);
      assert.equal(backend.requests.length, 1);
      await heartbeat.refetch();
      assert.equal(backend.requests.length, 2);
      assert.equal(heartbeat.now.isPaused, true);
    });

    test("does not wait for a backoff when it comes back", async () => {
      const backend = illBackend();
      const heartbeat = await mount(backend, { intervalMs: 10_000 });
      await pass(30_000);
      assert.equal(heartbeat.now.consecutiveFailures, 3);
      leave();
      come();
      await settle();
      assert.equal(backend.requests.length, 4);
    });

    test(`asks on with ${option} false, and neither going nor coming asks anything`, async () => {
      const backend = wellBackend();
      const heartbeat = await mount(backend, { [option]: false });
      leave();
      assert.equal(heartbeat.now.isPaused, false);
      await pass(15_000);
      assert.equal(backend.requests.length, 2);
      come();
      await settle();
      assert.equal(backend.requests.length, 2);
    });

    test(`resumes when ${option} becomes false`, async () => {
      const backend = wellBackend();
      const heartbeat = await mount(backend);
      leave();
      await pass(60_000);
      await heartbeat.render({ [option]: false });
      assert.equal(backend.requests.length, 2);
      assert.equal(heartbeat.now.isPaused, false);
    });

    test("is nothing to a hook that is not enabled, or not mounted any more", async () => {
      const backend = wellBackend();
      const disabled = await mount(backend, { enabled: false });
      const gone = await mount(backend);
      gone.unmount();
      leave();
      come();
      await settle();
      assert.equal(backend.requests.length, 1);
      assert.equal(disabled.now.isPaused, false);
    });
  });
}

test("a tab that is shown again while offline goes on resting", async () => {
  const backend = wellBackend();
  await mount(backend);
  hide();
  goOffline();
  showTab();
  await pass(60_000);
  assert.equal(backend.requests.length, 1);
  goOnline();
  await settle();
  assert.equal(backend.requests.length, 2);
});

test("an event that changes nothing asks nothing", async () => {
  const backend = wellBackend();
  await mount(backend);
  showTab();
  goOnline();
  await settle();
  assert.equal(backend.requests.length, 1);
});

test("a visibilitychange that does not bubble to the window is heard", async () => {
  const backend = wellBackend();
  const heartbeat = await mount(backend);
  Object.defineProperty(page.document, "hidden", { value: true, configurable: true });
  act(() => void page.document.dispatchEvent(new page.Event("visibilitychange")));
  assert.equal(heartbeat.now.isPaused, true);
});

test("checks that do not happen are no failures", async () => {
  const backend = illBackend();
  const heartbeat = await mount(backend);
  goOffline();
  await pass(600_000);
  assert.equal(heartbeat.now.consecutiveFailures, 1);
});
