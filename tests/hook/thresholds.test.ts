import { catchErrors, illBackend, mount, pass, START, usePage, wellBackend } from "./support.ts";
import assert from "node:assert/strict";
import { test } from "node:test";

usePage();

/** Options that note what the hook told: seconds since the start, failures, seconds of the success. */
function watched() {
  const told: [at: number, failures: number, lastUpdated: number | null][] = [];
  const seconds = (time: number) => (time - START) / 1000;
  const onFailureThreshold = (failures: number, lastUpdated: Date | null) => {
    told.push([seconds(Date.now()), failures, lastUpdated && seconds(lastUpdated.getTime())]);
  };
  return { told, options: { onFailureThreshold, intervalMs: 10_000, maxBackoffMs: 0 } };
}
const ill = () => Response.json({}, { status: 503 });
const well = () => Response.json({});

test("two failures in a row are told, one is not", async () => {
  const { told, options } = watched();
  const backend = wellBackend();
  await mount(backend, options);
  backend.reply = ill;
  await pass(10_000);
  assert.deepEqual(told, []);
  await pass(10_000);
  assert.deepEqual(told, [[20, 2, 0]]);
});

test("the time of the latest success is null before the first", async () => {
  const backend = illBackend();
  const { told, options } = watched();
  await mount(backend, options);
  await pass(10_000);
  assert.deepEqual(told, [[10, 2, null]]);
});

for (const [maxConsecutiveFailures, count] of [[1, 1], [0, 1], [-3, 1], [3, 3], [2.5, 3]] as const) {
  test(`maxConsecutiveFailures of ${maxConsecutiveFailures} tells at ${count}`, async () => {
    const backend = illBackend();
    const { told, options } = watched();
    await mount(backend, { ...options, maxConsecutiveFailures });
    await pass(30_000);
    assert.deepEqual(told, [[(count - 1) * 10, count, null]]);
  });
}

test("is told again when 60 seconds have passed, not before", async () => {
  const backend = illBackend();
  const { told, options } = watched();
  const heartbeat = await mount(backend, options);
  await heartbeat.refetch();
  await pass(59_999);
  await heartbeat.refetch();
  assert.deepEqual(told, [[0, 2, null]]);
  await pass(1);
  await heartbeat.refetch();
  assert.deepEqual(told, [[0, 2, null], [60, heartbeat.now.consecutiveFailures, null]]);
  await pass(59_999);
  await heartbeat.refetch();
  assert.equal(told.length, 2);
  await pass(1);
  await heartbeat.refetch();
  assert.equal(told.length, 3);
});

test("an onFailureThreshold that throws is reported, and polling goes on", async () => {
  const uncaught = catchErrors();
  const backend = illBackend();
  await mount(backend, {
    maxConsecutiveFailures: 1,
    onFailureThreshold: () => {
      throw new Error("Mine");
    },
  });
  await pass(15_000);
  assert.equal(backend.requests.length, 2);
  assert.deepEqual(uncaught, [new Error("Mine")]);
});

test("recovery is told at once, as 0 with its own time, and once", async () => {
  const backend = illBackend();
  const { told, options } = watched();
  await mount(backend, options);
  await pass(10_000);
  backend.reply = well;
  await pass(30_000);
  assert.deepEqual(told, [[10, 2, null], [20, 0, 20]]);
});

test("recovery from failures that were not told is not told", async () => {
  const backend = illBackend();
  const { told, options } = watched();
  await mount(backend, options);
  backend.reply = well;
  await pass(30_000);
  assert.deepEqual(told, []);
});

test("a loss soon after a recovery is told once the 60 seconds are over, if it lasts", async () => {
  const backend = illBackend();
  const { told, options } = watched();
  await mount(backend, options);
  await pass(10_000);
  backend.reply = well;
  await pass(10_000);
  backend.reply = ill;
  await pass(49_000);
  assert.deepEqual(told, [[10, 2, null], [20, 0, 20]]);
  await pass(1_000);
  assert.deepEqual(told.slice(2), [[70, 5, 20]]);
});

test("a loss that was not told because of a former one has no recovery", async () => {
  const backend = illBackend();
  const { told, options } = watched();
  await mount(backend, options);
  await pass(10_000);
  backend.reply = well;
  await pass(10_000);
  backend.reply = ill;
  await pass(30_000);
  backend.reply = well;
  await pass(20_000);
  assert.deepEqual(told, [[10, 2, null], [20, 0, 20]]);
});
