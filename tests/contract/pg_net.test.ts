// What Heartbase relies on of pg_net. The real one is on no registry, so this is asked of the stand-in alone; each fact
// was read from the sources of pg_net 0.20.
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, describe, it, mock } from "node:test";
import type postgres from "postgres";
import { NetWorker } from "../../scripts/local/net-worker.ts";
import type { PostgresServer } from "../../scripts/local/postgres.ts";
import { eventually, startServer } from "./targets.ts";

interface Received {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage["headers"];
  body: string;
}

describe("pg_net: the stand-in on Postgres 17", { concurrency: false }, () => {
  let server: PostgresServer;
  let sql: postgres.Sql;
  let dispose: () => Promise<void>;
  let worker: NetWorker;
  let receiver: Server;
  let base: string;
  let received: Received[] = [];

  before(async () => {
    ({ server, sql, dispose } = await startServer({}));
    await sql`create schema extensions`;
    await sql`create extension if not exists pg_net with schema extensions`;
    receiver = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      received.push({
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: String(Buffer.concat(chunks)),
      });
      const path = request.url ?? "";
      if (path.startsWith("/hang")) return;
      if (path.startsWith("/moved")) return response.writeHead(307, { location: "/target" }).end();
      if (path.startsWith("/broken")) return response.writeHead(500, { "content-type": "text/plain" }).end("no\0pe");
      response.writeHead(200, { "content-type": "application/json", "x-test": "1" }).end('{"ok":true}');
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    worker = new NetWorker(server.url, () => {});
    // Its regular look at the queue never comes: what is sent is sent because it was told of.
    mock.timers.enable({ apis: ["setInterval"] });
    await worker.start();
    mock.timers.reset();
  });
  after(async () => {
    await worker?.stop();
    receiver?.closeAllConnections();
    await new Promise((resolve) => receiver ? receiver.close(resolve) : resolve(null));
    await dispose?.();
  });
  beforeEach(() => {
    received = [];
  });

  const post = async (path: string, extra = "") => {
    // The five seconds that pg_net waits by itself are little on a slow machine.
    const patience = extra.includes("timeout_milliseconds") ? "" : ", timeout_milliseconds := 60000";
    const [row] = await sql.unsafe(`select net.http_post('${base}${path}'${extra}${patience}) as id`);
    return row?.["id"] as string;
  };
  const responseTo = (id: string) =>
    eventually(`a response to ${id}`, async () => (await sql`select * from net._http_response where id = ${id}`)[0]);

  it("posts the body as the text of the jsonb, with JSON's content type", async () => {
    const id = await post(
      "/a",
      `, body := '{"b":1,  "a":"é"}', params := '{"q":"x &é"}'`,
    );
    const response = await responseTo(id);
    assert.equal(received.length, 1);
    assert.equal(received[0]?.method, "POST");
    assert.equal(received[0]?.url, "/a?q=x%20%26%C3%A9");
    assert.equal(received[0]?.body, '{"a": "é", "b": 1}');
    assert.equal(received[0]?.headers["content-type"], "application/json");
    assert.match(received[0]?.headers["user-agent"] ?? "", /^pg_net\//);
    assert.equal(response["status_code"], 200);
    assert.equal(response["content_type"], "application/json");
    assert.equal(response["content"], '{"ok":true}');
    assert.equal(response["headers"]["x-test"], "1");
    assert.equal(response["timed_out"], false);
    assert.equal(response["error_msg"], null);
    assert.equal((await sql`select 1 from net.http_request_queue`).length, 0);
  });

  it("gets and deletes, with the headers given", async () => {
    const [row] = await sql.unsafe(`select
      net.http_get('${base}/g', '{"a":"1"}', '{"X-Key":"k"}', timeout_milliseconds := 60000) as got,
      net.http_delete('${base}/d', timeout_milliseconds := 60000) as deleted`);
    await responseTo(row?.["got"]);
    await responseTo(row?.["deleted"]);
    const byMethod = new Map(received.map((request) => [request.method, request]));
    assert.equal(byMethod.get("GET")?.url, "/g?a=1");
    assert.equal(byMethod.get("GET")?.headers["x-key"], "k");
    assert.equal(byMethod.get("DELETE")?.url, "/d");
  });

  it("sends after the commit, and at once, not at its next regular look at the queue", async () => {
    await sql.begin(async (tx) => {
      await tx.unsafe(`select net.http_post('${base}/committed', timeout_milliseconds := 60000)`);
      // Another transaction goes out meanwhile, so the worker did look.
      await responseTo(await post("/other"));
      assert.deepEqual(received.map((request) => request.url), ["/other"]);
    });
    await eventually("the request of the committed transaction", () => received.length === 2);
  });

  it("sends nothing for a transaction that was rolled back", async () => {
    await assert.rejects(sql.begin(async (tx) => {
      await tx.unsafe(`select net.http_post('${base}/rolled-back')`);
      throw new Error("roll back");
    }));
    await responseTo(await post("/later"));
    assert.deepEqual(received.map((request) => request.url), ["/later"]);
  });

  it("gives up at the time-out, says so, and does not try again", async () => {
    const response = await responseTo(await post("/hang", ", timeout_milliseconds := 150"));
    assert.equal(response["timed_out"], true);
    assert.equal(response["status_code"], null);
    assert.match(response["error_msg"], /^Timeout of 150 ms reached/);
    await responseTo(await post("/later"));
    const urls = received.map((request) => request.url);
    assert.deepEqual(urls.filter((url) => url !== "/hang"), ["/later"]);
    // None at all where it was given up before it had left.
    assert.ok(urls.length <= 2, urls.join());
  });

  it("does not try again after a failure, whatever its kind", async () => {
    const failed = await responseTo(await post("/broken"));
    assert.equal(failed["status_code"], 500);
    assert.equal(failed["content"], "nope");
    const [row] = await sql`select net.http_post('http://127.0.0.1:9/') as id`;
    const refused = await responseTo(row?.["id"]);
    assert.equal(refused["status_code"], null);
    assert.notEqual(refused["error_msg"], null);
    await responseTo(await post("/later"));
    assert.deepEqual(received.map((request) => request.url), ["/broken", "/later"]);
  });

  it("follows redirects", async () => {
    const response = await responseTo(await post("/moved"));
    assert.equal(response["status_code"], 200);
    assert.deepEqual(received.map((request) => request.url), ["/moved", "/target"]);
  });

  it("refuses a body that is not JSON", async () => {
    await assert.rejects(post("/x", `, headers := '{"Content-Type":"text/plain"}'`), /Content-Type header must be/);
  });

  it("takes a queue that is longer than a batch", async () => {
    await sql.unsafe(`
      select net.http_post('${base}/many', timeout_milliseconds := 60000) from generate_series(1, 450)`);
    await eventually("450 requests", () => received.length >= 450);
    await worker.idle();
    assert.equal(received.length, 450);
  });

  it("keeps responses for six hours", async () => {
    await sql`truncate net._http_response`;
    await sql`insert into net._http_response (id, created)
      values (1, now() - interval '5 hours 59 minutes'), (2, now() - interval '6 hours 1 minute')`;
    assert.equal(await worker.expireResponses(), 1);
    assert.deepEqual((await sql`select id from net._http_response`).map((row) => row["id"]), ["1"]);
    assert.equal(await worker.expireResponses("1 hour"), 1);
  });

  it("lets every role queue and read, so that no queued header is secret", async () => {
    await sql.begin(async (tx) => {
      await tx`create role somebody`;
      await tx`set local role somebody`;
      await tx.unsafe(`select net.http_get('${base}/nobody')`);
      assert.equal((await tx`select url from net.http_request_queue`).length, 1);
      await tx`select 1 from net._http_response`;
      await tx`reset role`;
      await tx`delete from net.http_request_queue`;
    });
  });

  it("has unlogged tables, which are empty after a crash, and goes on after it", async () => {
    const tables = await sql`
      select relname from pg_class where relnamespace = 'net'::regnamespace and relkind = 'r' and relpersistence = 'u'`;
    assert.deepEqual(tables.map((row) => row["relname"]).sort(), ["_http_response", "http_request_queue"]);
    await responseTo(await post("/before"));
    await server.restart({ mode: "immediate" });
    const count = () => sql`select count(*)::int as n from net._http_response`.then((rows) => rows[0]);
    const kept = await eventually("the server is back", () => count().catch(() => null));
    assert.equal(kept["n"], 0);
    const id = await eventually("a request can be queued", () => post("/after").catch(() => null));
    assert.equal((await responseTo(id))["status_code"], 200);
  });
});
