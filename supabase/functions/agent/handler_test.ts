import assert from "node:assert/strict";
import type { JsonObject } from "../_shared/delivery/types.ts";
import { HeartbaseError } from "../_shared/errors.ts";
import { memoryLog } from "../_shared/testing.ts";
import { createHandler } from "./handler.ts";
import type { Machine, Machines } from "./machines.ts";

const KEY = "B9fT5RcAs69EbF0XsAL1pxrEzh0-VS3m49WdUsYbJgc";
const NEW_KEY = "0ykwsmREIFg-Hna5_mK4A_mh4am74BSAO6viitvQVTw";
const REPORT = { cpu_pct: 12.5, mem_used_pct: 40, disk_used_pct: 70 };
const USER = "Bearer token-of-ada";
const MACHINE = { id: 7, name: "web-1", is_enabled: true } as Machine;

interface Faults {
  record?: () => Promise<void>;
  machines?: () => never;
}

/** The handler on ports that remember what they were asked. */
function setUp(faults: Faults = {}) {
  const memory = memoryLog();
  const recorded: [keyHash: string, metrics: JsonObject][] = [];
  const calls: unknown[][] = [];
  const machines: Machines = {
    register: (machine) => call("register", machine, { id: 7, ...machine, api_key: KEY }),
    list: (page) => call("list", page, [MACHINE]),
    find: (id) => call("find", id, MACHINE),
    change: (id, changes) => call("change", [id, changes], { ...MACHINE, ...changes } as Machine),
    remove: (id) => call("remove", id, undefined),
    rotateKey: (id) => call("rotateKey", id, { id, api_key: NEW_KEY }),
    revokeKey: (id) => call("revokeKey", id, undefined),
  };
  function call<T>(name: string, argument: unknown, answer: T): Promise<T> {
    faults.machines?.();
    calls.push([name, argument]);
    return Promise.resolve(answer);
  }
  const handler = createHandler({
    log: () => memory.log,
    record: (keyHash, metrics) => {
      recorded.push([keyHash, metrics]);
      return faults.record?.() ?? Promise.resolve();
    },
    machinesOf: (authorization) => {
      if (authorization === USER) return machines;
      throw new HeartbaseError("unauthorized", "Sign in.", { status: 401 });
    },
  });
  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    handler(
      new Request(`http://localhost/agent${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    );
  return {
    /** Sends a report with the key, or with other headers. */
    report: (body: unknown = REPORT, headers: Record<string, string> = { authorization: `Bearer ${KEY}` }) =>
      send("POST", "/metrics", body, headers),
    /** Sends a call as the signed-in user. */
    as: (method: string, path: string, body?: unknown) => send(method, path, body, { authorization: USER }),
    send,
    recorded,
    calls,
    ...memory,
  };
}

const statusAndBody = async (response: Response) => [response.status, await response.json()];

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

Deno.test("a report is 202 without a body, and is recorded under the hash of the key alone", async () => {
  const { report, recorded, lines } = setUp();
  const response = await report();
  assert.deepEqual([response.status, await response.text()], [202, ""]);
  assert.equal(response.headers.get("access-control-allow-origin"), "*");
  assert.deepEqual(recorded, [[await sha256(KEY), REPORT]]);
  assert.ok(!JSON.stringify([recorded, lines]).includes(KEY));
});

Deno.test("the key comes as a bearer token or as X-API-Key, which is the one that counts", async () => {
  const { report, recorded } = setUp();
  const headers: Record<string, string>[] = [
    { authorization: `Bearer ${KEY}` },
    { authorization: `bearer  ${KEY} ` },
    { "x-api-key": KEY },
    { "x-api-key": KEY, authorization: "Bearer sb_publishable_x" },
  ];
  for (const sent of headers) await report(REPORT, sent);
  assert.deepEqual(new Set(recorded.map(([hash]) => hash)), new Set([await sha256(KEY)]));
  assert.equal(recorded.length, 4);
});

Deno.test("any content type that holds JSON is taken, and what the function does not know is passed on", async () => {
  const { report, recorded } = setUp();
  const body = { ...REPORT, timestamp: "2026-03-01T06:00:00Z", gpu_pct: 3 };
  const response = await report(body, { "content-type": "text/plain", "x-api-key": KEY });
  assert.equal(response.status, 202);
  assert.deepEqual(recorded[0]?.[1], body);
});

Deno.test("every key that does not hold gets the same answer for the same work", async () => {
  const refused = () => Promise.reject(new HeartbaseError("invalid_machine_key", "No.", { status: 401 }));
  const answers = [];
  const headers: Record<string, string>[] = [
    {},
    { authorization: "" },
    { authorization: "Bearer" },
    { authorization: `Basic ${KEY}` },
    { authorization: KEY },
    { authorization: "Bearer two words" },
    { authorization: `Bearer ${"x".repeat(5000)}` },
    { "x-api-key": "" },
    { "x-api-key": "ÿþ" },
    { authorization: `Bearer ${KEY}` },
  ];
  for (const sent of headers) {
    const { report, recorded, lines } = setUp({ record: refused });
    const response = await report(REPORT, sent);
    answers.push(JSON.stringify([response.status, [...response.headers], await response.json()]));
    assert.equal(recorded.length, 1);
    assert.match(recorded[0]?.[0] ?? "", /^[0-9a-f]{64}$/);
    assert.deepEqual(lines, []);
  }
  assert.equal(new Set(answers).size, 1);
  assert.match(answers[0], /^\[401,.*"www-authenticate","Bearer".*\{"error":"No\.","code":"invalid_machine_key"\}\]$/);
});

Deno.test("what is wrong with a report is the error", async () => {
  const message = "cpu_pct must be between 0 and 100";
  const record = () => Promise.reject(new HeartbaseError("invalid_metrics", message, { status: 400 }));
  const response = await setUp({ record }).report();
  assert.deepEqual(await statusAndBody(response), [400, { error: message, code: "invalid_metrics" }]);
});

Deno.test("a body that is no JSON object is 400, and costs the database nothing", async () => {
  const { report, recorded } = setUp();
  const deep = `{"x":${"[".repeat(4900)}${"]".repeat(4900)}}`;
  for (const body of ["", "{", "null", "[]", "7", '"text"', "{'a':1}", deep]) {
    const [status, { error, code }] = await statusAndBody(await report(body)) as [number, Record<string, string>];
    assert.deepEqual([status, code], [400, "invalid_body"], body.slice(0, 20));
    assert.match(error, /^The body (is not valid JSON|must be a JSON object|is nested too deeply)\.$/);
  }
  assert.deepEqual(recorded, []);
});

Deno.test("nesting that means something is taken", async () => {
  const { report } = setUp();
  assert.equal((await report({ ...REPORT, system_info: { hostname: "h", tags: [["a"], { b: [1] }] } })).status, 202);
});

Deno.test("a body of more than 10,000 bytes is 413", async () => {
  const { report, recorded } = setUp();
  const padding = (length: number) => JSON.stringify({ x: "y".repeat(length - '{"x":""}'.length) });
  assert.equal((await report(padding(10_000))).status, 202);
  const response = await report(padding(10_001));
  const [status, body] = await statusAndBody(response);
  assert.deepEqual([status, (body as { code: string }).code], [413, "payload_too_large"]);
  assert.equal(recorded.length, 1);
});

Deno.test("while the database is away, agents hear when to come again", async () => {
  const away = new HeartbaseError("database_unreachable", "The database did not answer.", { status: 503 });
  const response = await setUp({ record: () => Promise.reject(away) }).report();
  assert.equal(response.headers.get("retry-after"), "10");
  assert.deepEqual(await statusAndBody(response), [
    503,
    { error: "The database did not answer.", code: "database_unreachable" },
  ]);
});

Deno.test("a wait that is known stays as it is", async () => {
  const busy = new HeartbaseError("too_many", "Wait.", { status: 503, retryAfterSeconds: 3 });
  const response = await setUp({ record: () => Promise.reject(busy) }).report();
  assert.equal(response.headers.get("retry-after"), "3");
});

Deno.test("a failure is logged without the key, and its reason not shown", async () => {
  const { report, lines, events } = setUp({ record: () => Promise.reject(new Error("no table")) });
  const response = await report();
  assert.deepEqual(await statusAndBody(response), [
    500,
    { error: "The function failed; its log says why.", code: "internal_error" },
  ]);
  assert.deepEqual(events(), ["request_failed"]);
  assert.ok(!lines.join("").includes(KEY));
});

Deno.test("a machine is registered as the signed-in user, and its key is not to be kept on the way", async () => {
  const { as, calls, lines } = setUp();
  const machine = { name: "web-1", hostname: "prod-01", description: "Main API server" };
  const response = await as("POST", "/register", machine);
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.deepEqual(await statusAndBody(response), [201, { id: 7, ...machine, api_key: KEY }]);
  assert.deepEqual(calls, [["register", machine]]);
  assert.ok(!lines.join("").includes(KEY));
});

Deno.test("a registration says what is wrong with it", async () => {
  const { as, calls } = setUp();
  const wrong: [unknown, RegExp][] = [
    [{}, /^name is required\.$/],
    [{ name: 7 }, /^name must be text/],
    [{ name: null }, /^name must be text/],
    [{ name: "a\0b" }, /^name must be text of valid characters\.$/],
    [{ name: "a\ud800" }, /^name must be text of valid characters\.$/],
    [{ name: "x", hostname: [] }, /^hostname must be text/],
    [{ name: "x", user_id: "u" }, /^user_id is not a field of this call\.$/],
    [{ name: "x", constructor: "u" }, /^constructor is not a field of this call\.$/],
    ["{", /not valid JSON/],
  ];
  for (const [body, message] of wrong) {
    const [status, { error, code }] = await statusAndBody(await as("POST", "/register", body)) as [
      number,
      Record<string, string>,
    ];
    assert.deepEqual([status, code], [400, "invalid_body"]);
    assert.match(error, message);
  }
  assert.deepEqual(calls, []);
});

Deno.test("machines are listed a page at a time", async () => {
  const { as, calls } = setUp();
  assert.deepEqual(await statusAndBody(await as("GET", "/machines")), [200, { machines: [MACHINE] }]);
  await as("GET", "/machines/?limit=1000&after=42");
  assert.deepEqual(calls, [["list", { after: 0, limit: 100 }], ["list", { after: 42, limit: 1000 }]]);
  for (const query of ["limit=0", "limit=1001", "limit=x", "limit=", "after=-1", "after=1.5"]) {
    const [status, body] = await statusAndBody(await as("GET", `/machines?${query}`));
    assert.deepEqual([status, (body as { code: string }).code], [400, "invalid_parameter"], query);
  }
  assert.equal(calls.length, 2);
});

Deno.test("each call of a machine reaches that machine", async () => {
  const expected: [string, string, unknown, number, unknown[]][] = [
    ["GET", "/machines/7", undefined, 200, ["find", 7]],
    ["DELETE", "/machines/7", undefined, 204, ["remove", 7]],
    ["POST", "/machines/7/disable", undefined, 200, ["change", [7, { is_enabled: false }]]],
    ["POST", "/machines/7/enable", undefined, 200, ["change", [7, { is_enabled: true }]]],
    ["POST", "/machines/7/rotate-key", undefined, 200, ["rotateKey", 7]],
    ["POST", "/machines/7/revoke-key", undefined, 204, ["revokeKey", 7]],
    ["PATCH", "/machines/7", { name: " new " }, 200, ["change", [7, { name: "new" }]]],
  ];
  for (const [method, path, body, status, call] of expected) {
    const { as, calls } = setUp();
    const response = await as(method, path, body);
    assert.equal(response.status, status, path);
    assert.deepEqual(calls, [call]);
    assert.equal(await response.text() === "", status === 204);
  }
});

Deno.test("a rotated key is not to be kept on the way", async () => {
  const response = await setUp().as("POST", "/machines/7/rotate-key");
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.deepEqual(await response.json(), { id: 7, api_key: NEW_KEY });
});

Deno.test("a change takes what an owner may change, and blank means none", async () => {
  const { as, calls } = setUp();
  await as("PATCH", "/machines/7", { hostname: " ", description: null, offline_after: "5m" });
  assert.deepEqual(calls, [["change", [7, { hostname: null, description: null, offline_after: "5m" }]]]);
  for (const body of [{}, { status: "online" }, { is_enabled: true }, { offline_after: 300 }, { name: null }, []]) {
    const [status, answer] = await statusAndBody(await as("PATCH", "/machines/7", body));
    assert.deepEqual([status, (answer as { code: string }).code], [400, "invalid_body"], JSON.stringify(body));
  }
  assert.equal(calls.length, 1);
});

Deno.test("a blank name goes on to be refused, not to be taken away", async () => {
  const { as, calls } = setUp();
  await as("PATCH", "/machines/7", { name: " " });
  assert.deepEqual(calls, [["change", [7, { name: "" }]]]);
});

Deno.test("without a user's token nothing is done, and a machine's key is none", async () => {
  const { send, calls } = setUp();
  const paths = [
    ["POST", "/register"],
    ["GET", "/machines"],
    ["GET", "/machines/7"],
    ["PATCH", "/machines/7"],
    ["DELETE", "/machines/7"],
    ["POST", "/machines/7/disable"],
    ["POST", "/machines/7/enable"],
    ["POST", "/machines/7/rotate-key"],
    ["POST", "/machines/7/revoke-key"],
  ];
  for (const [method = "", path = ""] of paths) {
    const body = ["POST", "PATCH"].includes(method) ? { name: "x" } : undefined;
    for (const headers of [{}, { authorization: `Bearer ${KEY}` }, { "x-api-key": KEY }]) {
      const response = await send(method, path, body, headers as Record<string, string>);
      assert.deepEqual(await statusAndBody(response), [401, { error: "Sign in.", code: "unauthorized" }], path);
    }
  }
  assert.deepEqual(calls, []);
});

Deno.test("a machine that is not there, or another's, is 404 in the agents' form", async () => {
  const machines = () => {
    throw new HeartbaseError("machine_not_found", "You have no machine with this id.", { status: 404 });
  };
  assert.deepEqual(
    await statusAndBody(await setUp({ machines }).as("GET", "/machines/8")),
    [404, { error: "You have no machine with this id.", code: "machine_not_found" }],
  );
});

Deno.test("other paths are 404, other methods 405 with those that are served", async () => {
  const { as, calls } = setUp();
  for (
    const path of [
      "",
      "/",
      "/metric",
      "/metrics/7",
      "/machines/x",
      "/machines/-1",
      "/machines/7/x",
      "/machines/7.0",
    ]
  ) {
    const [status, body] = await statusAndBody(await as("GET", path));
    assert.deepEqual([status, (body as { code: string }).code], [404, "not_found"], path);
  }
  const methods: [string, string, string][] = [
    ["GET", "/metrics", "POST, OPTIONS"],
    ["PUT", "/register", "POST, OPTIONS"],
    ["POST", "/machines", "GET, OPTIONS"],
    ["POST", "/machines/7", "GET, PATCH, DELETE, OPTIONS"],
    ["GET", "/machines/7/disable", "POST, OPTIONS"],
    ["toString", "/machines/7/disable", "POST, OPTIONS"],
  ];
  for (const [method, path, allow] of methods) {
    const response = await as(method, path);
    assert.deepEqual([response.status, response.headers.get("allow")], [405, allow], path);
    assert.equal((await response.json()).code, "method_not_allowed");
  }
  assert.deepEqual(calls, []);
});

Deno.test("a browser may send keys, tokens and every method", async () => {
  const response = await setUp().send("OPTIONS", "/machines/7");
  assert.equal(response.status, 200);
  assert.match(response.headers.get("access-control-allow-headers") ?? "", /authorization.*x-api-key/);
  assert.match(response.headers.get("access-control-allow-methods") ?? "", /GET, POST, PATCH, DELETE/);
  assert.equal(response.headers.get("access-control-allow-origin"), "*");
});
