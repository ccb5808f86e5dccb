import { illBackend, mount, pass, usePage, wellBackend } from "./support.ts";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { healthScore } from "../../web/packages/use-heartbeat/src/index.ts";

usePage();

describe("healthScore()", () => {
  test("is null of no results, 1 of good ones and 0 of failures", () => {
    assert.equal(healthScore([]), null);
    assert.equal(healthScore([true, true, true]), 1);
    assert.equal(healthScore([false, false]), 0);
  });

  test("counts the newest of n results n times as much as the oldest", () => {
    assert.equal(healthScore([false, true, true, true]), 9 / 10);
    assert.equal(healthScore([true, true, true, false]), 6 / 10);
  });
});

describe("the score of the hook", () => {
  test("is null before the first result and follows the results", async () => {
    const backend = wellBackend();
    const heartbeat = await mount(backend);
    assert.equal(heartbeat.renders[0]!.healthScore, null);
    assert.equal(heartbeat.now.healthScore, 1);
    backend.reply = illBackend().reply;
    await pass(15_000);
    assert.equal(heartbeat.now.healthScore, 1 / 3);
  });

  test("is made of the latest 20 checks", async () => {
    const backend = illBackend();
    const heartbeat = await mount(backend);
    backend.reply = wellBackend().reply;
    for (let count = 0; count < 19; count++) await heartbeat.refetch();
    assert.equal(heartbeat.now.healthScore, 209 / 210);
    await heartbeat.refetch();
    assert.equal(heartbeat.now.healthScore, 1);
  });

  for (
    const [scoreSize, score] of [[2, 1], [3, 5 / 6], [0, 1], [-1, 1], [NaN, 1], [0.5, 1], [Infinity, 5 / 6]] as const
  ) {
    test(`is ${score.toFixed(2)} of a failure and two successes with a scoreSize of ${scoreSize}`, async () => {
      const backend = illBackend();
      const heartbeat = await mount(backend, { scoreSize });
      backend.reply = wellBackend().reply;
      await heartbeat.refetch();
      await heartbeat.refetch();
      assert.equal(heartbeat.now.healthScore, score);
    });
  }
});
