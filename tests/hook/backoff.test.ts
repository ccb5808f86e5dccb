import { Backend, illBackend, mount, pass, START, usePage } from "./support.ts";
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import type { UseHeartbeatOptions } from "../../web/packages/use-heartbeat/src/index.ts";

usePage();

/** The seconds between the first checks of a backend that refuses them all. */
async function waits(options: UseHeartbeatOptions<unknown>, seconds: number): Promise<number[]> {
  const backend = illBackend();
  const times: number[] = [];
  const reply = backend.reply!;
  backend.reply = (url) => {
    times.push((Date.now() - START) / 1000);
    return reply(url);
  };
  await mount(backend, options);
  await pass(seconds * 1000);
  return times.slice(1).map((time, index) => time - times[index]!);
}

test("the wait doubles with each failure after the first, up to a minute", async () => {
  assert.deepEqual(await waits({ intervalMs: 10_000 }, 190), [10, 20, 40, 60, 60]);
});

test("factor and limit can be set", async () => {
  assert.deepEqual(await waits({ intervalMs: 10_000, backoffFactor: 3, maxBackoffMs: 300_000 }, 700), [
    10,
    30,
    90,
    270,
    300,
  ]);
});

test("a factor of 1 or a limit under the interval is no backoff", async () => {
  assert.deepEqual(await waits({ intervalMs: 20_000, backoffFactor: 1 }, 60), [20, 20, 20]);
  assert.deepEqual(await waits({ intervalMs: 20_000, maxBackoffMs: 0 }, 60), [20, 20, 20]);
});

test("the wait is never under the interval", async () => {
  const interval = { intervalMs: 90_000 };
  assert.deepEqual(await waits(interval, 270), [90, 90, 90]);
  assert.deepEqual(await waits({ ...interval, backoffFactor: 0.1, maxBackoffMs: 1 }, 180), [90, 90]);
  assert.deepEqual(await waits({ ...interval, backoffFactor: NaN, maxBackoffMs: NaN }, 180), [90, 90]);
  mock.method(Math, "random", () => 0.5);
  assert.deepEqual(await waits({ ...interval, jitter: -5 }, 180), [90, 90]);
  assert.deepEqual(await waits({ ...interval, jitter: NaN }, 180), [90, 90]);
});

test("chance adds up to a fifth to the wait after a failure", async () => {
  mock.method(Math, "random", () => 0.5);
  assert.deepEqual(await waits({ intervalMs: 10_000 }, 99), [11, 22, 44]);
});

test("chance adds to a wait that is the interval too", async () => {
  mock.method(Math, "random", () => 0.5);
  assert.deepEqual(await waits({ intervalMs: 90_000 }, 198), [99, 99]);
});

test("jitter is the part that chance adds at most", async () => {
  mock.method(Math, "random", () => 0.5);
  assert.deepEqual(await waits({ intervalMs: 10_000, jitter: 1 }, 45), [15, 30]);
  assert.deepEqual(await waits({ intervalMs: 10_000, jitter: 0 }, 30), [10, 20]);
});

test("chance is asked once a failure, so that renders do not shorten the wait", async () => {
  const chances = mock.method(Math, "random", () => 0.5);
  const backend = illBackend();
  const heartbeat = await mount(backend, { intervalMs: 10_000 });
  chances.mock.mockImplementation(() => 0);
  await pass(10_500);
  await heartbeat.render({ intervalMs: 10_000 });
  assert.equal(backend.requests.length, 1);
  await pass(500);
  assert.equal(backend.requests.length, 2);
});

test("a success ends the backoff, and regular checks have no jitter", async () => {
  mock.method(Math, "random", () => 0.5);
  const backend = new Backend();
  backend.reply = () => backend.requests.length <= 3 ? new Error("Failed to fetch") : Response.json({});
  await mount(backend, { intervalMs: 10_000 });
  await pass(77_000);
  assert.equal(backend.requests.length, 4);
  await pass(9_999);
  assert.equal(backend.requests.length, 4);
  await pass(1);
  assert.equal(backend.requests.length, 5);
});

test("after ever so many failures it still asks", async () => {
  const backend = illBackend();
  const heartbeat = await mount(backend);
  for (let count = 0; count < 1100; count++) await heartbeat.refetch();
  const before = backend.requests.length;
  await pass(60_000);
  assert.equal(backend.requests.length, before + 1);
});
