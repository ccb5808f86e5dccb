import assert from "node:assert/strict";
import type { Probe } from "../_shared/alive.ts";
import { createGuard, type GuardDestination } from "../_shared/delivery/ssrf.ts";
import type { Rpc } from "../_shared/delivery/types.ts";
import { HeartbaseError } from "../_shared/errors.ts";
import { memoryLog, NOBODY, serve, serveRaw } from "../_shared/testing.ts";
import { askProbe, askProbes, type ProbePorts } from "./probes.ts";

const LOCAL = createGuard({ local: true, allowedPorts: new Set(), allowedHosts: [] });
const HOSTED = createGuard({ local: false, allowedPorts: new Set(), allowedHosts: [] });
const { log } = memoryLog();

function makePorts(changes: Partial<ProbePorts> = {}): ProbePorts {
  const rpc = (() => Promise.reject(new Error("unexpected"))) as Rpc;
  return { rpc, fetch, guard: LOCAL, auth: { url: "http://127.0.0.1:1/", apikey: "key" }, ...changes };
}

function makeProbe(changes: Partial<Probe> = {}): Probe {
  return { name: "shop", title: "Shop", core: false, asked_by: "url", target: null, timeout_ms: 60_000, ...changes };
}

Deno.test("a URL is well when a GET is answered with 2xx, and a redirect is not followed", async () => {
  await using server = serve(({ path }) => {
    const status = Number(path.slice(1));
    return new Response(status === 204 ? null : "body", { status, headers: { location: "/200" } });
  });
  for (const status of [200, 204, 299, 301, 404, 500]) {
    const probe = makeProbe({ target: `${server.url}/${status}` });
    const { duration_ms: _, ...answer } = await askProbe(makePorts(), probe, log);
    const expected = status < 300 ? { ok: true } : { ok: false, error: `HTTP ${status}` };
    assert.deepEqual(answer, { ...expected, details: { status } });
  }
  assert.deepEqual(server.received.map(({ path }) => path), ["/200", "/204", "/299", "/301", "/404", "/500"]);
});

Deno.test("a URL that is private, or not https, is refused and never fetched", async () => {
  await using server = serve(() => new Response("ok"));
  const never = () => Promise.reject(new Error("fetched"));
  const refused: [string, RegExp][] = [
    [server.url, /https/],
    ["https://127.0.0.1/", /not a public one/],
    ["https://169.254.169.254/latest/meta-data", /not a public one/],
    ["https://[::ffff:10.0.0.1]/", /not a public one/],
    ["https://0x7f000001/", /not a public one/],
    ["https://localhost/", /private/],
    ["https://93.184.215.14:22/", /port 22/],
  ];
  for (const [target, reason] of refused) {
    const answer = await askProbe(makePorts({ guard: HOSTED, fetch: never }), makeProbe({ target }), log);
    assert.equal(answer.ok, false);
    assert.match(answer.error ?? "", reason);
  }
  assert.deepEqual(server.received, []);
});

Deno.test("a URL is guarded as one that a user gave", async () => {
  const origins: string[] = [];
  const guard: GuardDestination = (_url, origin) => {
    origins.push(origin);
    return Promise.reject(new HeartbaseError("destination_not_allowed", "no"));
  };
  await askProbe(makePorts({ guard }), makeProbe({ target: "https://a.example/" }), log);
  assert.deepEqual(origins, ["user"]);
});

Deno.test("what hangs fails after its own time-out, and all are asked at the same time", async () => {
  await using hangs = serveRaw(() => {});
  const asked: string[] = [];
  const rpc = (() => {
    asked.push("sql");
    return new Promise(() => {});
  }) as Rpc;
  const guard: GuardDestination = (url) => {
    asked.push(url);
    return url.includes("slow-dns") ? new Promise(() => {}) : LOCAL(url, "user");
  };
  const probes = [
    makeProbe({ name: "url", target: hangs.url, timeout_ms: 3_000 }),
    makeProbe({ name: "dns", target: "https://slow-dns.example/", timeout_ms: 3_000 }),
    makeProbe({ name: "sql", asked_by: "sql", timeout_ms: 2_000 }),
  ];
  const answered = askProbes(makePorts({ rpc, guard }), probes, log);
  // Before any time-out can have passed: its timer is yet to be looked at.
  assert.deepEqual(asked, [hangs.url, "https://slow-dns.example/", "sql"]);
  const answers = await answered;
  assert.deepEqual(Object.fromEntries(Object.entries(answers).map(([name, { ok, error }]) => [name, [ok, error]])), {
    url: [false, "no answer within 3000 ms"],
    dns: [false, "no answer within 3000 ms"],
    sql: [false, "no answer within 2000 ms"],
  });
});

Deno.test("a connection that is refused or reset is an error, which does not show the target", async () => {
  const nobody = `${NOBODY}/health?token=very-secret-token`;
  await using resets = serveRaw((connection) => connection.close());
  for (const target of [nobody, `${resets.url}/health?token=very-secret-token`]) {
    const answer = await askProbe(makePorts(), makeProbe({ target }), log);
    assert.equal(answer.ok, false);
    assert.ok((answer.error ?? "").length > 0);
    assert.ok(!answer.error?.includes("very-secret-token") && !answer.error?.includes(target), answer.error ?? "");
  }
});

Deno.test("the database's answer is taken as it is, and what it raises is the error", async () => {
  const asked: unknown[] = [];
  const rpc = ((name: string, args: { p_name: string }) => {
    asked.push([name, args]);
    if (args.p_name === "fine") return Promise.resolve({ ok: true, error: null, details: { waiting: 0 } });
    return Promise.reject(new HeartbaseError("database_error", `42501 - ${"x".repeat(600)}`));
  }) as Rpc;
  const fine = await askProbe(makePorts({ rpc }), makeProbe({ name: "fine", asked_by: "sql" }), log);
  assert.deepEqual({ ...fine, duration_ms: 0 }, { ok: true, error: null, details: { waiting: 0 }, duration_ms: 0 });
  const bad = await askProbe(makePorts({ rpc }), makeProbe({ name: "bad", asked_by: "sql" }), log);
  assert.deepEqual([bad.ok, bad.error?.length, bad.error?.slice(0, 7)], [false, 500, "42501 -"]);
  assert.deepEqual(asked, [["run_alive_probe", { p_name: "fine" }], ["run_alive_probe", { p_name: "bad" }]]);
});

Deno.test("Auth is asked for its health with the key that its gateway wants", async () => {
  await using auth = serve(() => Response.json({ name: "GoTrue" }));
  const ports = makePorts({ guard: HOSTED, auth: { url: `${auth.url}/auth/v1/health`, apikey: "publishable" } });
  const answer = await askProbe(ports, makeProbe({ name: "auth", asked_by: "auth" }), log);
  assert.equal(answer.ok, true);
  assert.deepEqual(auth.received.map(({ path, headers }) => [path, headers.get("apikey")]), [
    ["/auth/v1/health", "publishable"],
  ]);
});
