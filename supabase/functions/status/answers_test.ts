import assert from "node:assert/strict";
import { Answers, type AnswersOptions } from "./answers.ts";

function setUp(changes: Partial<AnswersOptions> = {}) {
  let now = 0;
  const answers = new Answers<string>({
    lastsMs: 1_000,
    nothingLastsMs: 3_000,
    pauseMs: 500,
    limit: 3,
    nothingLimit: 3,
    pendingLimit: 2,
    now: () => new Date(now),
    ...changes,
  });
  const looks: string[] = [];
  const recall = (key: string, value: string | null = key) =>
    answers.recall(key, () => {
      looks.push(key);
      return Promise.resolve(value);
    });
  const fail = (key: string) => answers.recall(key, () => (looks.push(key), Promise.reject(new Error("away"))));
  return { answers, looks, recall, fail, at: (time: number) => now = time };
}

Deno.test("however many ask at once, one looks, and again when the answer is as old as it lasts", async () => {
  const { looks, recall, at } = setUp();
  const all = await Promise.all(Array.from({ length: 100 }, () => recall("a")));
  assert.deepEqual([...new Set(all.map((seen) => seen?.value))], ["a"]);
  at(999);
  await recall("a");
  assert.deepEqual(looks, ["a"]);
  at(1_000);
  assert.deepEqual(await recall("a", "b"), { value: "b", at: 1_000, isStale: false });
  assert.deepEqual(looks, ["a", "a"]);
});

Deno.test("that there is nothing is remembered as well, for as long as that lasts", async () => {
  const { looks, recall, at } = setUp();
  assert.equal(await recall("x", null), null);
  at(2_999);
  assert.equal(await recall("x"), null);
  at(3_000);
  assert.equal((await recall("x"))?.value, "x");
  assert.equal(looks.length, 2);
});

Deno.test("what is no longer there is gone when the answer is too old", async () => {
  const { recall, at } = setUp();
  await recall("a");
  at(1_000);
  assert.equal(await recall("a", null), null);
  assert.equal(await recall("a"), null);
});

Deno.test("when looking fails the last answer goes on, stale, and nobody looks again until the pause is over", async () => {
  const { looks, recall, fail, at } = setUp();
  await recall("a");
  at(1_000);
  assert.deepEqual(await fail("a"), { value: "a", at: 0, isStale: true });
  at(1_499);
  assert.deepEqual(await recall("a", "b"), { value: "a", at: 0, isStale: true });
  await assert.rejects(recall("new"), /away/);
  assert.equal(looks.length, 2);
  at(1_500);
  assert.deepEqual(await recall("a", "b"), { value: "b", at: 1_500, isStale: false });
  assert.equal((await recall("new"))?.value, "new");
});

Deno.test("so many answers are kept, those that were asked for last; nothing that is not there pushes them out", async () => {
  const { answers, looks, recall } = setUp();
  for (const key of ["a", "b", "c", "a", "d"]) await recall(key);
  looks.length = 0;
  for (const key of ["a", "c", "d"]) await recall(key);
  assert.deepEqual(looks, []);
  for (let n = 0; n < 50; n++) await recall(`none-${n}`, null);
  looks.length = 0;
  for (const key of ["a", "c", "d"]) await recall(key);
  assert.deepEqual([looks, answers.size], [[], 6]);
});

Deno.test("so many looks are under way at once; others are refused, but for what is known", async () => {
  const { answers, recall, at } = setUp();
  await recall("known");
  at(1_000);
  const waiting: (() => void)[] = [];
  const slow = (key: string) => answers.recall(key, () => new Promise((resolve) => waiting.push(() => resolve(key))));
  const first = slow("a");
  const second = slow("b");
  await assert.rejects(recall("c"), { name: "TooBusy" });
  assert.equal((await recall("known"))?.isStale, true);
  for (const go of waiting) go();
  assert.deepEqual([(await first)?.value, (await second)?.value], ["a", "b"]);
  assert.equal((await recall("c"))?.value, "c");
});
