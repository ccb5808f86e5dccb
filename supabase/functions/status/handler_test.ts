import assert from "node:assert/strict";
import type { Rpc } from "../_shared/delivery/types.ts";
import { HeartbaseError } from "../_shared/errors.ts";
import type { StatusPage } from "../_shared/status.ts";
import { memoryLog } from "../_shared/testing.ts";
import { createHandler, MEMORY_MS, NOTHING_MS } from "./handler.ts";
import { makeBadges, makePage } from "./testing.ts";

const KEY = "k".repeat(43);
const START = Date.parse("2026-03-02T08:00:00Z");

function setUp(changes: Partial<StatusPage> = {}) {
  const memory = memoryLog();
  const calls: string[] = [];
  const database = { page: makePage(changes), isAway: false };
  let now = START;
  let refreshed = 0;
  const rpc = ((name: string, args: { p_slug?: string; p_badge_key?: string }) => {
    calls.push(`${name} ${args.p_slug ?? args.p_badge_key}`);
    if (database.isAway) {
      return Promise.reject(new HeartbaseError("database_unreachable", "db1.internal is away", { status: 503 }));
    }
    if (name === "status_badges") return Promise.resolve(args.p_badge_key === KEY ? makeBadges() : null);
    return Promise.resolve(args.p_slug === "acme" ? structuredClone(database.page) : null);
  }) as Rpc;
  const handler = createHandler({
    log: () => memory.log,
    now: () => new Date(now),
    connect: () => ({
      rpc,
      baseUrl: "https://x.supabase.co/functions/v1/status",
      refreshServices: () => refreshed += 1,
    }),
  });
  const call = (path: string, init: RequestInit = {}) => handler(new Request(`http://localhost/status/${path}`, init));
  return { handler, call, calls, database, ...memory, pass: (ms: number) => now += ms, refreshed: () => refreshed };
}

Deno.test("everybody gets the page, with its age, for any origin, and may keep it for a moment", async () => {
  const { call } = setUp();
  const response = await call("acme");
  assert.deepEqual(
    ["access-control-allow-origin", "cache-control", "content-type", "age"].map((name) => response.headers.get(name)),
    ["*", "public, max-age=10, stale-while-revalidate=30, stale-if-error=300", "application/json; charset=utf-8", "0"],
  );
  const { wants_services: _, ...page } = makePage();
  assert.deepEqual([response.status, await response.json()], [200, { ...page, age_seconds: 0, is_stale: false }]);
});

Deno.test("the function is found by its own path and by the gateway's", async () => {
  const { handler } = setUp();
  for (const path of ["/status/acme", "/status/acme/", "/functions/v1/status/acme"]) {
    assert.equal((await handler(new Request(`http://localhost${path}`))).status, 200, path);
  }
});

Deno.test("what has not changed is not sent again", async () => {
  const { call, database, pass } = setUp();
  const etag = (await call("acme")).headers.get("etag")!;
  assert.match(etag, /^W\/"[\w-]{22}"$/);
  pass(MEMORY_MS);
  database.page = makePage({ generated_at: "2026-03-02T08:00:05+00:00" });
  for (const header of [etag, `"other", ${etag}`, etag.slice(2), "*"]) {
    const response = await call("acme", { headers: { "if-none-match": header } });
    assert.deepEqual([response.status, await response.text(), response.headers.get("etag")], [304, "", etag], header);
  }
  assert.equal((await call("acme", { headers: { "if-none-match": '"other"' } })).status, 200);
  pass(MEMORY_MS);
  database.page = makePage({ state: "operational" });
  assert.equal((await call("acme", { headers: { "if-none-match": etag } })).status, 200);
});

Deno.test("what is not there is the same answer, whatever it was that was asked for", async () => {
  const { call, calls } = setUp();
  const paths = [
    "none",
    "none/feed.atom",
    "",
    "Acme",
    "acme/other",
    "badge",
    "badge/short/overall.svg",
    `badge/${KEY}/none.svg`,
    `badge/${"x".repeat(43)}/overall.json`,
    `badge/${KEY}/overall.png`,
    "%2e%2e/acme",
  ];
  const bodies = new Set<string>();
  for (const path of paths) {
    const response = await call(path);
    assert.deepEqual([response.status, response.headers.get("cache-control")], [404, "public, max-age=10"], path);
    bodies.add(await response.text());
  }
  assert.deepEqual([...bodies], ['{"code":"not_found","message":"There is no such status page."}']);
  assert.deepEqual(calls, [
    "status_page none",
    "status_page badge",
    `status_badges ${KEY}`,
    `status_badges ${"x".repeat(43)}`,
  ]);
});

Deno.test("a flood of anonymous requests costs one query per page and five seconds", async () => {
  const { call, calls, pass } = setUp();
  const flood = (path: string) => Promise.all(Array.from({ length: 500 }, () => call(path)));
  await Promise.all([flood("acme"), flood("none")]);
  pass(MEMORY_MS - 1);
  await Promise.all([flood("acme"), flood("none")]);
  assert.deepEqual(calls.sort(), ["status_page acme", "status_page none"]);
  pass(1);
  await flood("acme");
  assert.equal(calls.length, 3);
  pass(NOTHING_MS - MEMORY_MS);
  await flood("none");
  assert.equal(calls.length, 4);
});

Deno.test("while the database is away the last answer goes on with its age, for a short while in caches", async () => {
  const { call, database, pass, lines } = setUp();
  const etag = (await call("acme")).headers.get("etag")!;
  database.isAway = true;
  pass(65_000);
  const response = await call("acme", { headers: { "if-none-match": etag } });
  const body = await response.json();
  assert.deepEqual([response.status, body.is_stale, body.age_seconds, body.state], [200, true, 65, "degraded"]);
  assert.deepEqual([response.headers.get("cache-control"), response.headers.get("age")], ["public, max-age=5", "65"]);
  assert.equal(lines.length, 1);
  assert.match(lines[0]!, /status_unknown/);
});

Deno.test("an instance that knows nothing says so, and when to come back; not why", async () => {
  const { call, database } = setUp();
  database.isAway = true;
  const response = await call("acme");
  assert.deepEqual([response.status, response.headers.get("retry-after"), response.headers.get("cache-control")], [
    503,
    "5",
    "no-store",
  ]);
  assert.doesNotMatch(await response.text(), /db1/);
});

Deno.test("badges: SVG and JSON of a component and of the page, by the key", async () => {
  const { call, calls } = setUp();
  const svg = await call(`badge/${KEY}/checkout.svg`);
  assert.equal(svg.headers.get("content-type"), "image/svg+xml; charset=utf-8");
  assert.equal(svg.headers.get("cache-control"), "public, max-age=60, stale-while-revalidate=120, stale-if-error=3600");
  assert.match(await svg.text(), /aria-label="Checkout: down"/);
  const json = await (await call(`badge/${KEY}/overall.json`)).json();
  assert.deepEqual([json.label, json.message], ["Acme", "degraded"]);
  assert.deepEqual(calls, [`status_badges ${KEY}`]);
});

Deno.test("the notices are a feed", async () => {
  const { call } = setUp();
  const response = await call("acme/feed.atom");
  assert.equal(response.headers.get("content-type"), "application/atom+xml; charset=utf-8");
  assert.match(await response.text(), /<id>https:\/\/x.supabase.co\/functions\/v1\/status\/acme\/feed.atom<\/id>/);
});

Deno.test("a feed is news when a notice is, not when it is asked for later", async () => {
  const { call, database, pass } = setUp({ notices: [] });
  const etag = (await call("acme/feed.atom")).headers.get("etag")!;
  pass(MEMORY_MS);
  database.page = makePage({ notices: [], generated_at: "2026-03-02T08:00:05+00:00" });
  assert.equal((await call("acme/feed.atom", { headers: { "if-none-match": etag } })).status, 304);
  pass(MEMORY_MS);
  database.page = makePage();
  assert.equal((await call("acme/feed.atom", { headers: { "if-none-match": etag } })).status, 200);
});

Deno.test("HEAD is answered as GET without a body, OPTIONS for every origin, anything else not at all", async () => {
  const { call } = setUp();
  const head = await call("acme", { method: "HEAD" });
  assert.deepEqual([head.status, await head.text(), head.headers.get("etag")], [
    200,
    "",
    (await call("acme")).headers.get("etag"),
  ]);
  assert.equal(await (await call("none", { method: "HEAD" })).text(), "");
  const options = await call("acme", { method: "OPTIONS" });
  assert.deepEqual([options.status, options.headers.get("access-control-allow-methods")], [200, "GET, HEAD, OPTIONS"]);
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    const response = await call("acme", { method });
    assert.deepEqual([response.status, response.headers.get("allow")], [405, "GET, HEAD, OPTIONS"], method);
  }
});

Deno.test("a page that names services has the boot check made, once for each look", async () => {
  const { call, refreshed } = setUp({ wants_services: true });
  await call("acme");
  await call("acme");
  assert.equal(refreshed(), 1);
  const other = setUp();
  await other.call("acme");
  assert.equal(other.refreshed(), 0);
});
