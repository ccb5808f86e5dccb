import { Backend, mount, pass, START, usePage } from "./support.ts";
import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";

usePage();

/** Mounts the hook and gives it one answer. */
async function answered(body: unknown, init?: ResponseInit, options = {}) {
  const backend = new Backend();
  const heartbeat = await mount(backend, options);
  await backend.latest.answer(body, init);
  return heartbeat.now;
}

const html = (status: number) => new Response("<!doctype html>", { status, statusText: "A reason" });

describe("a good answer", () => {
  test("is its field status where it has one", async () => {
    assert.deepEqual((await answered({ ok: true, status: { phase: "operational" } })).status, { phase: "operational" });
  });

  test("is the whole body where it has none", async () => {
    assert.deepEqual((await answered({ ok: true, timestamp: "x" })).status, { ok: true, timestamp: "x" });
    assert.deepEqual((await answered({ status: null, n: 1 })).status, { status: null, n: 1 });
    assert.deepEqual((await answered([1])).status, [1]);
  });

  test("of null is a success with no status", async () => {
    const { status, error, lastUpdated } = await answered(null);
    assert.deepEqual({ status, error, lastUpdated }, { status: null, error: null, lastUpdated: new Date(START) });
  });

  test("is any 2xx", async () => {
    assert.equal((await answered({ ok: false, error: "Boot sequence already running" }, { status: 202 })).error, null);
  });

  test("takes the error away", async () => {
    const backend = new Backend();
    const heartbeat = await mount(backend);
    await backend.latest.fail("Failed to fetch");
    assert.equal(heartbeat.now.error, "Failed to fetch");
    await pass(15_000);
    await backend.latest.answer({});
    assert.equal(heartbeat.now.error, null);
    assert.equal(heartbeat.now.consecutiveFailures, 0);
  });
});

describe("a failure", () => {
  const cases: [name: string, body: unknown, init: ResponseInit | undefined, error: string][] = [
    ["the body's message", { code: "down", message: "Out of order" }, { status: 503 }, "HTTP 503: Out of order"],
    ["the body's error", { ok: false, error: "No such check" }, { status: 404 }, "HTTP 404: No such check"],
    ["the reason where the body has no text", { error: { n: 1 } }, {
      status: 500,
      statusText: "Internal Server Error",
    }, "HTTP 500: Internal Server Error"],
    ["the reason where the body is no JSON", html(502), undefined, "HTTP 502: A reason"],
    ["the number alone where there is no text at all", {}, { status: 503 }, "HTTP 503"],
    ["the number alone for a body of null", null, { status: 401 }, "HTTP 401"],
    ["that a good answer is no JSON", html(200), undefined, "HTTP 200: the answer is not JSON"],
    ["that a good answer is empty", new Response(null, { status: 204 }), undefined, "HTTP 204: the answer is not JSON"],
  ];
  for (const [name, body, init, error] of cases) {
    test(`says ${name}`, async () => {
      const now = await answered(body, init);
      assert.deepEqual([now.error, now.consecutiveFailures], [error, 1]);
    });
  }

  test("keeps the status and its time, and is counted", async () => {
    const backend = new Backend();
    const heartbeat = await mount(backend);
    await backend.latest.answer({ n: 1 });
    await pass(15_000);
    await backend.latest.answer({ message: "Out of order" }, { status: 503 });
    await pass(15_000);
    await backend.latest.fail("Failed to fetch");
    const { status, lastUpdated, error, consecutiveFailures, isLoading } = heartbeat.now;
    assert.deepEqual({ status, lastUpdated, error, consecutiveFailures, isLoading }, {
      status: { n: 1 },
      lastUpdated: new Date(START),
      error: "Failed to fetch",
      consecutiveFailures: 2,
      isLoading: false,
    });
  });

  test("shows its error until the next check has ended", async () => {
    const backend = new Backend();
    const heartbeat = await mount(backend);
    await backend.latest.fail("Failed to fetch");
    await pass(15_000);
    assert.equal(heartbeat.now.isLoading, true);
    assert.equal(heartbeat.now.error, "Failed to fetch");
  });

  test("that is no Error has a text too", async () => {
    const throwing = (thrown: unknown) =>
      answered({}, {}, {
        parse: () => {
          throw thrown;
        },
      });
    assert.equal((await throwing("a word")).error, "a word");
    assert.equal((await throwing(undefined)).error, "undefined");
    assert.equal((await throwing(new Error(""))).error, "Error");
  });
});

describe("a request", () => {
  test("is a GET past every cache, with a signal", async () => {
    const backend = new Backend();
    await mount(backend);
    const { signal, ...init } = backend.latest.init;
    assert.deepEqual(init, { cache: "no-store", headers: {} });
    assert.equal(signal instanceof AbortSignal, true);
  });

  test("has the latest headers and init", async () => {
    const backend = new Backend();
    const heartbeat = await mount(backend, { headers: { apikey: "old" } });
    await backend.latest.answer({});
    await heartbeat.render({ headers: { apikey: "new" }, init: { cache: "default", credentials: "include" } });
    await pass(15_000);
    const { signal: _, ...init } = backend.latest.init;
    assert.deepEqual(init, { cache: "default", credentials: "include", headers: { apikey: "new" } });
  });

  test("is the global fetch's by default", async () => {
    const backend = new Backend();
    const global = mock.method(globalThis, "fetch", backend.fetch);
    await mount(backend, { fetch: undefined });
    assert.equal(global.mock.callCount(), 1);
    assert.equal(backend.requests.length, 1);
  });

  test("that throws is a failure", async () => {
    const heartbeat = await mount(new Backend(), {
      fetch: () => {
        throw new TypeError("Invalid header");
      },
    });
    assert.equal(heartbeat.now.error, "Invalid header");
  });
});

describe("parse", () => {
  test("makes the status of an answer", async () => {
    const parse = async (response: Response) => `${response.status} ${await response.text()}`;
    assert.equal((await answered(new Response("OK"), undefined, { parse })).status, "200 OK");
  });

  test("fails the check by throwing", async () => {
    const parse = async (response: Response) => {
      const body = await response.json();
      if (!body.ok) throw new Error(body.error);
      return body;
    };
    const { error, status } = await answered({ ok: false, error: "Boot sequence already running" }, undefined, {
      parse,
    });
    assert.deepEqual([error, status], ["Boot sequence already running", null]);
  });

  test("is not asked about an answer that is not 2xx", async () => {
    const parse = mock.fn();
    await answered({}, { status: 500 }, { parse });
    assert.equal(parse.mock.callCount(), 0);
  });
});

describe("timeoutMs", () => {
  test("ends a request after 10 seconds by default, as a failure", async () => {
    const backend = new Backend();
    const heartbeat = await mount(backend);
    await pass(9_999);
    assert.equal(backend.latest.signal.aborted, false);
    await pass(1);
    assert.equal(backend.latest.signal.aborted, true);
    assert.equal(heartbeat.now.error, "No answer within 10000 ms");
    assert.equal(heartbeat.now.consecutiveFailures, 1);
    await pass(15_000);
    assert.equal(backend.requests.length, 2);
  });

  test("is what is set", async () => {
    const heartbeat = await mount(new Backend(), { timeoutMs: 2_500 });
    await pass(2_499);
    assert.equal(heartbeat.now.error, null);
    await pass(1);
    assert.equal(heartbeat.now.error, "No answer within 2500 ms");
  });

  test("of 0 waits for ever", async () => {
    const backend = new Backend();
    const heartbeat = await mount(backend, { timeoutMs: 0 });
    await pass(120_000);
    assert.equal(heartbeat.now.isLoading, true);
    assert.equal(backend.requests.length, 1);
  });

  test("ends a request whose fetch or parse knows no signal", async () => {
    const open = () => new Promise<never>(() => {});
    const deaf = await mount(new Backend(), { fetch: open });
    const slow = new Backend();
    const stuck = await mount(slow, { parse: open });
    await slow.latest.answer({});
    await pass(10_000);
    assert.equal(deaf.now.error, "No answer within 10000 ms");
    assert.equal(stuck.now.error, "No answer within 10000 ms");
  });

  test("leaves no timer behind when the answer came", async () => {
    const backend = new Backend();
    const heartbeat = await mount(backend);
    await pass(9_000);
    await backend.latest.answer({ n: 1 });
    await pass(5_000);
    assert.equal(heartbeat.now.error, null);
    assert.equal(backend.latest.signal.aborted, false);
  });
});
