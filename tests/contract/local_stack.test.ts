// What the local stack promises around the database: the gateway, the functions host, tokens, locks and the inbox.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { decodeJwt } from "jose";
import { Resend } from "resend";
import { functionEnvironment } from "../../scripts/local/functions.ts";
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

  it("closes no connection on which a request may be under way", async () => {
    for (const url of [`${stack.status.api_url}/health`, `${stack.status.inbox_url}/messages`]) {
      const response = await fetch(url);
      await response.arrayBuffer();
      assert.deepEqual([response.status, response.headers.get("keep-alive")], [200, null]);
    }
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

  it("starts Postgres again when it was killed, however long one of its processes takes to go", async () => {
    const { pid } = stack.postgres;
    const [backend] = await stack.sql<[{ pid: number }]>`select pg_backend_pid() as pid`;
    const refusals = () =>
      readFileSync(join(dataDir, "postgres.log"), "utf8").match(/shared memory block .* is still in use/g) ?? [];
    process.kill(backend.pid, "SIGSTOP");
    try {
      process.kill(pid!, "SIGKILL");
      await eventually("a dozen starts that its memory is in the way of", () => refusals().length >= 12);
    } finally {
      process.kill(backend.pid, "SIGCONT");
    }
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

    it("is where the functions send what no secret sends elsewhere", () => {
      const inboxUrl = "http://127.0.0.1:9";
      const environment = (secrets: Record<string, string>) =>
        functionEnvironment({ apiUrl: "http://a", dbUrl: "postgresql://d", inboxUrl, functionSecret: "s" }, secrets);
      const bare = environment({});
      assert.equal(bare["SLACK_WEBHOOK_URL"], `${inboxUrl}/slack`);
      assert.equal(bare["RESEND_BASE_URL"], `${inboxUrl}/resend`);
      assert.deepEqual([bare["LETTA_BASE_URL"], bare["LETTA_AGENT_ID"]], [`${inboxUrl}/letta`, "agent-local"]);
      assert.deepEqual([bare["TELEGRAM_BOT_TOKEN"], bare["TELEGRAM_API_BASE"]], ["1:local", `${inboxUrl}/telegram`]);
      assert.equal(bare["TELEGRAM_CHAT_ID"], undefined, "the project's own Telegram channel is off");
      assert.deepEqual([bare["TWILIO_API_BASE"], bare["ALERT_SMS_TO"], bare["ALERT_WHATSAPP_TO"], bare["NTFY_URL"]], [
        `${inboxUrl}/twilio`,
        undefined,
        undefined,
        undefined,
      ]);
      const own = environment({ RESEND_API_KEY: "re_own", TELEGRAM_BOT_TOKEN: "7:own", TWILIO_ACCOUNT_SID: "AC7" });
      assert.deepEqual([own["RESEND_API_KEY"], own["RESEND_BASE_URL"]], ["re_own", undefined]);
      assert.deepEqual([own["TELEGRAM_BOT_TOKEN"], own["TELEGRAM_API_BASE"]], ["7:own", undefined]);
      assert.deepEqual([own["TWILIO_ACCOUNT_SID"], own["TWILIO_API_BASE"]], ["AC7", undefined]);
    });

    describe("as Telegram", () => {
      const send = (body: unknown, bot = "bot1:local") => post(`/telegram/${bot}/sendMessage`, body);
      const markdown = (text: string, chat_id: unknown = "-1001") => send({ chat_id, text, parse_mode: "MarkdownV2" });
      const description = async (response: Response) =>
        (await response.json() as { ok: false; error_code: number; description: string }).description;

      it("takes a message, and shows it without its markup", async () => {
        const response = await markdown("🔴 *Offline*\n\nMachine: web\\-1 \\(a\\\\b\\)", -1001);
        assert.equal(response.status, 200);
        const { ok, result } = await response.json() as { ok: boolean; result: Record<string, unknown> };
        assert.deepEqual([ok, typeof result["message_id"], result["chat"]], [true, "number", {
          id: -1001,
          type: "supergroup",
        }]);
        const [message] = await messages() as unknown as { to: string; subject: string; text: string }[];
        assert.deepEqual([message!.to, message!.subject], ["-1001", "🔴 Offline"]);
        assert.equal(message!.text, "🔴 Offline\n\nMachine: web-1 (a\\b)");
      });

      it("refuses every reserved character that is not escaped, and bold without an end", async () => {
        for (const character of "_[]()~`>#+-=|{}.!") {
          const refused = await markdown(`a${character}b`);
          assert.equal(refused.status, 400);
          assert.equal(
            await description(refused),
            `Bad Request: can't parse entities: Character '${character}' is reserved and must be escaped with the preceding '\\'`,
          );
          assert.equal((await markdown(`a\\${character}b`)).status, 200, character);
        }
        assert.equal(
          await description(await markdown("é *bold")),
          "Bad Request: can't parse entities: Can't find end of Bold entity at byte offset 3",
        );
        assert.equal((await send({ chat_id: 1, text: "a.b" })).status, 200, "without parse_mode nothing is reserved");
      });

      it("refuses what lacks a chat, a text or a bot, and what is too long", async () => {
        assert.equal(await description(await send({ text: "x" })), "Bad Request: chat_id is empty");
        assert.equal(await description(await send("no json")), "Bad Request: chat_id is empty");
        assert.equal(await description(await send({ chat_id: "somebody", text: "x" })), "Bad Request: chat not found");
        assert.equal(await description(await send({ chat_id: 1 })), "Bad Request: message text is empty");
        assert.equal(await description(await markdown("x".repeat(4097))), "Bad Request: message is too long");
        assert.equal((await markdown("\\.".repeat(4096))).status, 200);
        assert.equal((await send({ chat_id: 1, text: "x" }, "botmine")).status, 404);
        assert.equal((await messages()).length, 1);
      });

      it("fails in Telegram's own words", async () => {
        await fault({ channel: "telegram", kind: "status", status: 429, retry_after: 7, times: 1 });
        const busy = await markdown("x");
        assert.equal(busy.headers.get("retry-after"), "7");
        assert.deepEqual([busy.status, await busy.json()], [429, {
          ok: false,
          error_code: 429,
          description: "Too Many Requests: retry after 7",
          parameters: { retry_after: 7 },
        }]);
        await fault({ channel: "*", kind: "status", status: 403, times: 1 });
        assert.equal(await description(await markdown("x")), "Forbidden: bot was blocked by the user");
        assert.equal((await messages()).length, 0);
      });

      it("moves a group to another chat id, until somebody writes to that", async () => {
        await fault({ channel: "telegram", kind: "migrate", to: "-1009" });
        const moved = await markdown("x", "-5");
        assert.deepEqual([moved.status, (await moved.json() as { parameters: unknown }).parameters], [400, {
          migrate_to_chat_id: -1009,
        }]);
        assert.equal((await markdown("x", "-5")).status, 400);
        assert.equal((await markdown("x", "-1009")).status, 200);
        assert.equal((await markdown("x", "-5")).status, 200);
        for (const wrong of [{ channel: "telegram" }, { channel: "slack", to: "-1" }, { channel: "telegram", to: 1 }]) {
          assert.equal((await post("/faults", { ...wrong, kind: "migrate" })).status, 400);
        }
      });
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
