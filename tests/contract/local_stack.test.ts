// What the local stack promises around the database: the gateway, the functions host, tokens, locks and the inbox.
import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { decodeJwt } from "jose";
import { Resend } from "resend";
import { LOCAL_KEYS } from "../../scripts/local/options.ts";
import { makeTemporaryDataDir } from "../../scripts/local/postgres.ts";
import { removeCluster } from "../../scripts/local/run-as.ts";
import { type Stack, startStack } from "../../scripts/local/stack.ts";
import { eventually } from "./targets.ts";

const FUNCTIONS: Record<string, string> = {
  echo: `export default { fetch: async (request) => Response.json({ path: new URL(request.url).pathname,
    method: request.method, body: await request.text(), key: request.headers.get("x-key"), env: Deno.env.get("GIVEN") }) };`,
  raises: `export default { fetch: () => { throw new Error("boom"); } };`,
  broken: `throw new Error("cannot load");`,
  bare: `export const nothing = 1;`,
  _shared: `throw new Error("must not be served");`,
};

describe("the local stack", { concurrency: false }, () => {
  let stack: Stack;
  let dataDir: string;
  before(async () => {
    dataDir = makeTemporaryDataDir();
    const functionsDir = join(dataDir, "functions");
    for (const [name, source] of Object.entries(FUNCTIONS)) {
      mkdirSync(join(functionsDir, name), { recursive: true });
      writeFileSync(join(functionsDir, name, "index.ts"), source);
    }
    stack = await startStack({
      dataDir,
      functionsDir,
      migrate: false,
      seed: false,
      cron: false,
      readSecrets: false,
      functionEnv: { GIVEN: "yes" },
    });
  });
  after(async () => {
    await stack?.stop();
    removeCluster(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  });

  const call = (name: string, init?: RequestInit) => fetch(`${stack.status.functions_url}/${name}`, init);
  const code = async (response: Response) => ((await response.json()) as { code: string }).code;

  describe("functions", () => {
    it("reach a function with path, method, body, headers and environment", async () => {
      const response = await call("echo/more?q=1", { method: "PUT", body: "hello", headers: { "x-key": "k" } });
      assert.equal(response.status, 200);
      const answer = await response.json();
      assert.deepEqual(answer, { path: "/echo/more", method: "PUT", body: "hello", key: "k", env: "yes" });
    });

    it("answer 500 when a function raises, 503 when it does not load, 404 when there is none", async () => {
      for (
        const [name, status, expected] of [["raises", 500, "WORKER_ERROR"], ["broken", 503, "BOOT_ERROR"]] as const
      ) {
        const response = await call(name);
        assert.equal(response.status, status);
        assert.equal(await code(response), expected);
      }
      assert.equal((await call("bare")).status, 503);
      for (const name of ["nope", "_shared"]) assert.equal((await call(name)).status, 404);
    });

    it("refuse a body of more than 10 MB", async () => {
      const response = await call("echo", { method: "POST", body: "x".repeat(11 * 1024 * 1024) }).catch(() => null);
      // The connection may be closed while the rest of the body is still being sent.
      if (response) assert.equal(response.status, 413);
      assert.equal((await call("echo")).status, 200);
    });

    it("come back when their process was killed, and say so meanwhile", async () => {
      process.kill(stack.functions.pid!, "SIGKILL");
      const down = await eventually("the process is seen to be gone", async () => {
        const response = await call("echo");
        return response.status === 503 && response;
      });
      assert.equal(await code(down), "functions_unavailable");
      await eventually("functions are back", async () => (await call("echo")).status === 200);
    });
  });

  it("answers a browser's preflight for any path", async () => {
    const headers = { "access-control-request-method": "POST", "access-control-request-headers": "x-mine" };
    const response = await fetch(`${stack.status.api_url}/rest/v1/whatever`, { method: "OPTIONS", headers });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("access-control-allow-headers"), "x-mine");
  });

  it("signs tokens with app_metadata, which then hold in SQL", async () => {
    const headers = { apikey: LOCAL_KEYS.publishable, "content-type": "application/json" };
    const credentials = JSON.stringify({ email: "a@example.com", password: "password1" });
    const auth = `${stack.status.api_url}/auth/v1`;
    await fetch(`${auth}/signup`, { method: "POST", headers, body: credentials });
    await stack.sql`
      update auth.users set raw_app_meta_data = '{"role":"admin"}'::jsonb where email = 'a@example.com'`;
    const signedIn = await fetch(`${auth}/token?grant_type=password`, { method: "POST", headers, body: credentials });
    const { access_token } = await signedIn.json() as { access_token: string };
    assert.deepEqual(decodeJwt(access_token)["app_metadata"], { role: "admin" });
    const user = await fetch(`${auth}/user`, { headers: { ...headers, authorization: `Bearer ${access_token}` } });
    assert.equal(user.status, 200);
  });

  it("lets no second stack use its data folder", async () => {
    await assert.rejects(
      startStack({ dataDir }),
      /Another local stack \(pid \d+\) is running on .*Stop it with Ctrl-C/,
    );
  });

  it("names the port that is in use and the variable that moves it", async () => {
    const other = makeTemporaryDataDir();
    const port = Number(new URL(stack.status.api_url).port);
    await assert.rejects(startStack({ dataDir: other, ports: { api: port } }), /Port \d+ .*API_PORT=\d+ npm start/);
    rmSync(other, { recursive: true });
  });

  it("starts Postgres again when it was killed", async () => {
    const { pid } = stack.postgres;
    process.kill(pid!, "SIGKILL");
    await eventually(
      "another postmaster answers",
      async () => stack.postgres.pid !== null && stack.postgres.pid !== pid && await stack.postgres.isHealthy(),
    );
  });

  describe("the inbox", () => {
    beforeEach(async () => {
      await fetch(`${stack.inbox.url}/messages`, { method: "DELETE" });
      await fetch(`${stack.inbox.url}/faults`, { method: "DELETE" });
    });
    const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
      fetch(`${stack.inbox.url}${path}`, {
        method: "POST",
        body: typeof body === "string" ? body : JSON.stringify(body),
        headers: { "content-type": "application/json", ...headers },
      });
    const messages = async () =>
      await (await fetch(`${stack.inbox.url}/messages`)).json() as { channel: string; text: string; subject: string }[];
    const fault = async (body: unknown) => assert.equal((await post("/faults", body)).status, 201);

    it("plays Slack", async () => {
      const blocks = [{ type: "section", text: { type: "mrkdwn", text: "*Job:* x" } }];
      const response = await post("/slack/T/B", { text: "Alert", blocks });
      assert.equal(await response.text(), "ok");
      assert.equal((await post("/slack", {})).status, 400);
      assert.deepEqual((await messages()).map(({ channel, text }) => [channel, text]), [["slack", "Alert\n*Job:* x"]]);
    });

    it("plays Resend, with idempotency keys", async () => {
      const resend = new Resend("re_local", { baseUrl: `${stack.inbox.url}/resend` });
      const email = { from: "a@x.org", to: ["b@x.org"], subject: "S", text: "T" };
      const first = await resend.emails.send(email, { idempotencyKey: "k" });
      const second = await resend.emails.send(email, { idempotencyKey: "k" });
      assert.ok(first.data?.id);
      assert.equal(second.data?.id, first.data.id);
      const conflict = await resend.emails.send({ ...email, subject: "other" }, { idempotencyKey: "k" });
      assert.equal(conflict.error?.name, "invalid_idempotent_request");
      assert.equal((await messages()).length, 1);
      assert.equal((await post("/resend/emails", email)).status, 401);
    });

    it("keeps a webhook's body exactly as it came", async () => {
      const raw = '{ "b":1,"a":  2}';
      assert.equal((await post("/webhook/any/path", raw)).status, 200);
      assert.equal((await messages())[0]?.text, raw);
    });

    it("fails on request, so many times", async () => {
      await fault({ channel: "slack", kind: "status", status: 429, retry_after: 7, times: 2 });
      for (let count = 0; count < 2; count++) {
        const response = await post("/slack", { text: "x" });
        assert.equal(response.status, 429);
        assert.equal(response.headers.get("retry-after"), "7");
      }
      assert.equal((await post("/slack", { text: "x" })).status, 200);
      assert.equal((await messages()).length, 1);
    });

    it("can accept a message and fail all the same, and keeps its idempotency key", async () => {
      await fault({ channel: "email", kind: "reset", times: 1, record: true });
      const email = { from: "a@x.org", to: "b@x.org", subject: "S", text: "T" };
      const headers = { authorization: "Bearer re", "idempotency-key": "once" };
      await assert.rejects(post("/resend/emails", email, headers));
      assert.equal((await post("/resend/emails", email, headers)).status, 200);
      assert.equal((await messages()).length, 1);
    });

    it("hangs until the sender gives up", async () => {
      await fault({ channel: "*", kind: "hang", times: 1 });
      await assert.rejects(fetch(`${stack.inbox.url}/webhook`, { method: "POST", signal: AbortSignal.timeout(200) }));
      assert.equal((await messages()).length, 0);
    });

    it("refuses a fault that it does not understand", async () => {
      for (const wrong of [{}, { kind: "x" }, { kind: "status", status: 42 }, { kind: "slow", delay_ms: -1 }, "text"]) {
        assert.equal((await post("/faults", wrong)).status, 400);
      }
    });

    it("shows messages on its page, escaped, and a hint while there are none", async () => {
      const page = async () => await (await fetch(stack.inbox.url)).text();
      assert.match(await page(), /Nothing has arrived yet/);
      await post("/slack", { text: "<script>alert(1)</script>" });
      const html = await page();
      assert.ok(!html.includes("<script>alert"));
      assert.match(html, /&#60;script&#62;alert/);
    });
  });
});
