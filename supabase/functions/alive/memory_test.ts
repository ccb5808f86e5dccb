import assert from "node:assert/strict";
import { Memory } from "./memory.ts";

Deno.test("a look that fails is not remembered, and those who waited for it hear of it", async () => {
  const memory = new Memory<number>(1_000, () => new Date(0));
  const failing = () => Promise.reject(new Error("away"));
  const results = await Promise.allSettled([memory.recall(failing), memory.recall(() => Promise.resolve(1))]);
  assert.deepEqual(results.map(({ status }) => status), ["rejected", "rejected"]);
  assert.equal((await memory.recall(() => Promise.resolve(2))).value, 2);
});

Deno.test("what is kept is recalled until it is too old", async () => {
  let now = 0;
  const memory = new Memory<number>(1_000, () => new Date(now));
  memory.keep(1);
  now = 999;
  assert.deepEqual(await memory.recall(() => Promise.resolve(2)), { value: 1, at: 0 });
  now = 1_000;
  assert.deepEqual(await memory.recall(() => Promise.resolve(2)), { value: 2, at: 1_000 });
});
