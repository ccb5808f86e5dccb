import { Backend, mount, pass, settle, usePage } from "./support.ts";
import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";

usePage();

const endpoint = ["https://a.example/status", "https://b.example/status"];
const hostOf = (url: string) => new URL(url).host[0]!;
const asked = (backend: Backend) => backend.requests.map(({ url }) => hostOf(url)).join("");

describe("several endpoints", () => {
  test("the first is asked alone while it answers", async () => {
    const backend = new Backend();
    backend.reply = () => Response.json({});
    await mount(backend, { endpoint });
    await pass(30_000);
    assert.equal(asked(backend), "aaa");
  });

  test("the next is asked when one fails, and the check has gone well", async () => {
    const backend = new Backend();
    backend.reply = (url) => hostOf(url) === "a" ? Response.json({}, { status: 503 }) : Response.json({ from: "b" });
    const heartbeat = await mount(backend, { endpoint });
    const { status, error, consecutiveFailures } = heartbeat.now;
    assert.deepEqual({ status, error, consecutiveFailures }, {
      status: { from: "b" },
      error: null,
      consecutiveFailures: 0,
    });
    await pass(15_000);
    assert.equal(asked(backend), "abab");
  });

  test("each has its own time", async () => {
    const backend = new Backend();
    const heartbeat = await mount(backend, { endpoint, timeoutMs: 3_000 });
    await pass(3_000);
    assert.equal(asked(backend), "ab");
    assert.equal(backend.requests[0]!.signal.aborted, true);
    await pass(2_999);
    await backend.latest.answer({ from: "b" });
    assert.deepEqual(heartbeat.now.status, { from: "b" });
  });

  test("when all fail that is one failure, with every reason", async () => {
    const backend = new Backend();
    const heartbeat = await mount(backend, { endpoint });
    await backend.latest.answer({ message: "Out of order" }, { status: 503 });
    await backend.latest.fail("Failed to fetch");
    assert.equal(heartbeat.now.error, "HTTP 503: Out of order; Failed to fetch");
    assert.equal(heartbeat.now.consecutiveFailures, 1);
  });

  test("after an unmount the next is not asked", async () => {
    const backend = new Backend();
    const heartbeat = await mount(backend, { endpoint });
    heartbeat.unmount();
    await settle();
    assert.equal(asked(backend), "a");
  });

  test("another order is another endpoint", async () => {
    const backend = new Backend();
    const heartbeat = await mount(backend, { endpoint });
    await heartbeat.render({ endpoint: endpoint.toReversed() });
    assert.equal(asked(backend), "ab");
    assert.equal(backend.requests[0]!.signal.aborted, true);
  });

  test("an empty one among others is left out", async () => {
    const backend = new Backend();
    await mount(backend, { endpoint: ["", ...endpoint] });
    assert.equal(asked(backend), "a");
  });

  for (const none of [[], "", [""]]) {
    test(`${JSON.stringify(none)} is a failure, and asks nothing`, async () => {
      const backend = new Backend();
      const heartbeat = await mount(backend, { endpoint: none });
      assert.equal(backend.requests.length, 0);
      assert.equal(heartbeat.now.error, "There is no endpoint");
    });
  }
});

describe("combine", () => {
  type Answer = { from: string };
  const combine = (results: PromiseSettledResult<Answer>[]) =>
    results.map((result) => result.status === "fulfilled" ? result.value.from : String(result.reason)).join(", ");

  test("gets the results of all, asked at once, in their order", async () => {
    const backend = new Backend();
    const heartbeat = await mount<string, Answer>(backend, { endpoint, combine });
    assert.equal(asked(backend), "ab");
    await backend.requests[1]!.answer({ from: "b" });
    assert.equal(heartbeat.now.isLoading, true);
    await backend.requests[0]!.answer({}, { status: 500 });
    assert.equal(heartbeat.now.status, "Error: HTTP 500, b");
    assert.equal(heartbeat.now.consecutiveFailures, 0);
  });

  test("fails the check by throwing", async () => {
    const backend = new Backend();
    backend.reply = () => new Error("Failed to fetch");
    const atLeastOne = (results: PromiseSettledResult<Answer>[]) => {
      if (results.every(({ status }) => status === "rejected")) throw new Error("All regions are away");
      return combine(results);
    };
    const heartbeat = await mount<string, Answer>(backend, { endpoint, combine: atLeastOne });
    assert.equal(heartbeat.now.error, "All regions are away");
  });

  test("may get one endpoint", async () => {
    const backend = new Backend();
    backend.reply = () => Response.json({ from: "a" });
    const heartbeat = await mount<string, Answer>(backend, { endpoint: "/a", combine });
    assert.equal(heartbeat.now.status, "a");
  });

  test("gets a time-out as the result of the one that was late", async () => {
    const backend = new Backend();
    const heartbeat = await mount<string, Answer>(backend, { endpoint, combine });
    await backend.requests[0]!.answer({ from: "a" });
    await pass(10_000);
    assert.equal(heartbeat.now.status, "a, Error: No answer within 10000 ms");
  });

  test("is not called after an unmount, which ends all requests", async () => {
    const backend = new Backend();
    const onTick = mock.fn();
    const heartbeat = await mount<string, Answer>(backend, { endpoint, combine, onTick });
    heartbeat.unmount();
    await settle();
    assert.deepEqual(backend.requests.map(({ signal }) => signal.aborted), [true, true]);
    assert.equal(onTick.mock.callCount(), 0);
  });
});
