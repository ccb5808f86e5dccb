import assert from "node:assert/strict";
import { createGuard } from "../delivery/ssrf.ts";
import { NOBODY, serve, serveRaw } from "../testing.ts";
import { type HttpPorts, measureEndpoint, timeoutOf } from "./http_facts.ts";

const LOCAL = createGuard({ local: true, allowedPorts: new Set(), allowedHosts: [] });
const HOSTED = createGuard({ local: false, allowedPorts: new Set(), allowedHosts: [] });

function makePorts(changes: Partial<HttpPorts> = {}): HttpPorts {
  return { fetch, guard: LOCAL, certificateEnd: () => Promise.reject(new Error("unexpected")), ...changes };
}

Deno.test("the facts of an answer: its status, how long it took, and whether its body holds the text", async () => {
  await using server = serve(({ path }) =>
    new Response("all is ok", { status: Number(path.slice(1)), headers: { location: "/200" } })
  );
  const seen = async (path: string, body_contains?: string) => {
    const { latency_ms, ...facts } = await measureEndpoint(makePorts(), { url: server.url + path, body_contains });
    assert.ok(Number.isInteger(latency_ms) && latency_ms >= 0);
    return facts;
  };
  const answer = { status_code: 200, error: null, body_matches: null, tls_days_left: null };
  assert.deepEqual(await seen("/200"), answer);
  assert.deepEqual(await seen("/200", "is ok"), { ...answer, body_matches: true });
  assert.deepEqual(await seen("/503", "is well"), { ...answer, status_code: 503, body_matches: false });
  assert.deepEqual(await seen("/302"), { ...answer, status_code: 302 });
  assert.deepEqual(server.received.map(({ path }) => path), ["/200", "/200", "/503", "/302"]);
});

Deno.test("an endpoint is asked as its rule says", async () => {
  await using server = serve(() => new Response("ok"));
  const url = `${server.url}/health`;
  await measureEndpoint(makePorts(), { url, method: "POST", headers: { "x-key": "1" }, body: "{}" });
  await measureEndpoint(makePorts(), { url, method: "HEAD" });
  assert.deepEqual(
    server.received.map(({ method, headers, body }) => [method, headers.get("x-key"), headers.get("user-agent"), body]),
    [["POST", "1", "Heartbase", "{}"], ["HEAD", null, "Heartbase", ""]],
  );
});

// By the default levels an answer after 5 seconds is a warning: it must be waited for.
Deno.test("an endpoint has 10 seconds, unless its rule gives it fewer", () => {
  const cases = [undefined, "5 seconds", "2s", "1.5 secs", "00:00:07", "10 seconds"].map(timeoutOf);
  assert.deepEqual(cases, [10_000, 5_000, 2_000, 1_500, 7_000, 10_000]);
});

Deno.test("why there was no answer", async () => {
  await using resets = serveRaw((connection) => connection.close());
  await using plain = serve(() => new Response("ok"));
  const unknown = createGuard({ local: false, allowedPorts: new Set(), allowedHosts: [] }, () => Promise.resolve([]));
  const end = () => Promise.resolve(null);
  const errors: [string, Partial<HttpPorts>, string][] = [
    [NOBODY, {}, "refused"],
    [resets.url, {}, "reset"],
    [plain.url.replace("http:", "https:"), { certificateEnd: end }, "tls"],
    ["https://no-such-host.example/", { guard: unknown }, "dns"],
    // A name that no resolver needs to be asked for, since that can take longer than an endpoint has: its label is too long.
    [`https://${"a".repeat(64)}.example/`, { guard: () => Promise.resolve(), certificateEnd: end }, "dns"],
    [
      "https://a.example/",
      { guard: () => Promise.resolve(), certificateEnd: end, fetch: () => Promise.reject("?") },
      "network",
    ],
  ];
  for (const [url, changes, error] of errors) {
    const facts = await measureEndpoint(makePorts(changes), { url });
    assert.deepEqual([facts.status_code, facts.error], [null, error], url);
  }
});

Deno.test("an endpoint that is private, or not https, is blocked and never asked", async () => {
  const never = () => Promise.reject(new Error("fetched"));
  for (
    const url of ["http://example.com/", "https://127.0.0.1/", "https://169.254.169.254/", "https://[::ffff:10.0.0.1]/"]
  ) {
    const facts = await measureEndpoint(makePorts({ guard: HOSTED, fetch: never }), { url });
    assert.equal(facts.error, "blocked", url);
  }
});

Deno.test("what hangs ends with its own time-out, at a resolver, before the answer and within its body", async () => {
  await using silent = serveRaw(() => {});
  await using stuck = serve(() =>
    new Response(new ReadableStream({ start: (body) => body.enqueue(new Uint8Array(1)) }))
  );
  const hangs = () => new Promise<never>(() => {});
  const cases: [string, Partial<HttpPorts>][] = [
    [silent.url, {}],
    [stuck.url, {}],
    ["https://slow-dns.example/", { guard: hangs }],
  ];
  const ended: string[] = [];
  await Promise.all(["3 seconds", "1 second"].flatMap((timeout) =>
    cases.map(async ([url, changes]) => {
      const { error, latency_ms } = await measureEndpoint(makePorts(changes), { url, timeout, body_contains: "x" });
      assert.equal(error, "timeout");
      assert.ok(latency_ms >= Number.parseInt(timeout) * 1_000 - 50, String(latency_ms));
      ended.push(timeout);
    })
  ));
  // Those that have a shorter one end first, however late they all are.
  assert.deepEqual(ended, [...Array(3).fill("1 second"), ...Array(3).fill("3 seconds")]);
});

Deno.test("days until the certificate ends are whole; one that cannot be read is null", async () => {
  const answers = () => Promise.resolve(new Response("ok"));
  const guard = () => Promise.resolve();
  const url = "https://a.example:8443/";
  const days = async (end: () => Promise<Date | null>) => {
    const asked: unknown[] = [];
    const certificateEnd = (hostname: string, port: number) => {
      asked.push(hostname, port);
      return end();
    };
    const { tls_days_left } = await measureEndpoint(makePorts({ guard, fetch: answers, certificateEnd }), { url });
    assert.deepEqual(asked, ["a.example", 8443]);
    return tls_days_left;
  };
  assert.equal(await days(() => Promise.resolve(new Date(Date.now() + 6.5 * 86_400_000))), 6);
  assert.equal(await days(() => Promise.resolve(new Date(Date.now() - 0.5 * 86_400_000))), -1);
  assert.equal(await days(() => Promise.resolve(null)), null);
  assert.equal(await days(() => Promise.reject(new Error("reset"))), null);
});
