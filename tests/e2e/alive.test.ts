import assert from "node:assert/strict";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import process from "node:process";
import { after, before, beforeEach, describe, it } from "node:test";
import type { SupabaseClient } from "@supabase/supabase-js";
import type { Database } from "../../supabase/functions/_shared/database.types.ts";
import { functionEnvironment } from "../../scripts/local/functions.ts";
import { ok, startTestStack, type TestStack, waitFor } from "../support/stack.ts";

interface Subsystem {
  ok: boolean;
  core?: boolean;
  error?: string;
  details?: Record<string, unknown>;
}
interface Answer {
  ok: boolean;
  error?: string;
  code?: string;
  failing?: string[];
  phase?: string;
  status?: {
    alive: boolean;
    phase: string;
    timestamp: string;
    age_seconds: number | null;
    subsystems: Record<string, Subsystem>;
  };
}

const EVERYTHING_BUILT_IN = ["auth", "database", "evaluator", "ingest", "outbox", "pg_cron", "pg_net"];

describe("the boot check", () => {
  let stack: TestStack;
  let secret: string;
  /** A subsystem of somebody's: each request waits until it is answered. */
  let shop: Server;
  let shopUrl: string;
  let waiting: ServerResponse[] = [];
  let admin: SupabaseClient<Database>;
  let adminToken: string;

  before(async () => {
    stack = await startTestStack({ cron: true, functionEnv: { HEARTBASE_PATIENCE: "16" } });
    secret = stack.status.function_secret;
    shop = createServer((_, response) => waiting.push(response));
    // A connection that it closed could be one on which the next request is under way.
    shop.keepAliveTimeout = 0;
    await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
    shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/health`;
    admin = stack.client();
    const credentials = { email: "admin@example.com", password: "password1" };
    await ok(admin.auth.signUp(credentials));
    await stack.sql`update auth.users set raw_app_meta_data = '{"role": "admin"}' where email = ${credentials.email}`;
    adminToken = (await admin.auth.signInWithPassword(credentials)).data.session!.access_token;
    // However long the tests take, no result becomes old by itself.
    await stack.sql`insert into app_settings (key, value) values ('alive_refresh_after', '30 minutes')`;
  });
  after(async () => {
    shop?.closeAllConnections();
    shop?.close();
    await stack?.stop();
  });
  beforeEach(() => waiting = []);

  const call = async (path: string, token?: string, method = "GET") => {
    const response = await fetch(`${stack.status.functions_url}/alive/${path}`, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
    const body = await response.json() as Answer;
    return { code: response.status, body, status: body.status! };
  };
  const boot = (token = secret) => call("boot", token, "POST");
  const addShop = (core: boolean) =>
    ok(admin.from("alive_subsystems").insert({ name: "shop", title: "The shop", core, kind: "url", target: shopUrl }));
  const removeShop = () => ok(admin.from("alive_subsystems").delete().eq("name", "shop"));
  const answerShop = async (status: number) => {
    const response = await waitFor("a request of the shop", () => waiting.shift());
    response.writeHead(status).end();
  };
  const bootWithShop = async (status: number) => {
    const [booted] = await Promise.all([boot(), answerShop(status)]);
    return booted;
  };

  it("is made by the first status, and finds a stack that has just started operational", async () => {
    const { code, status } = await call("status");
    assert.equal(code, 200);
    assert.deepEqual([status.alive, status.phase], [true, "operational"]);
    assert.deepEqual(Object.keys(status.subsystems).sort(), EVERYTHING_BUILT_IN);
    assert.deepEqual(status.subsystems["database"], { ok: true });
  });

  it("is not made again by 200 anonymous callers, nor by trusted ones, while it is young", async () => {
    const { status: first } = await call("status", secret);
    const answers = await Promise.all(Array.from({ length: 200 }, () => call("status")));
    assert.deepEqual([...new Set(answers.map(({ status }) => status.timestamp))], [first.timestamp]);
    assert.equal((await call("status", secret)).status.timestamp, first.timestamp);
    const [row] = await stack
      .sql`select started_at <= ${first.timestamp}::timestamptz as is_first from private.alive_state`;
    assert.equal(row!["is_first"], true);
  });

  it("is renewed by a status when it is old", async () => {
    const { status: old } = await call("status", secret);
    await stack.sql`update private.alive_state set finished_at = finished_at - interval '30 minutes'`;
    const { status } = await call("status", secret);
    assert.ok(Date.parse(status.timestamp) > Date.parse(old.timestamp));
    assert.ok(status.age_seconds !== null && status.age_seconds < 30 * 60, `${status.age_seconds} s`);
  });

  it("shows its details to an admin, through the function and through SQL, and to nobody else", async () => {
    const { status } = await call("status", adminToken);
    assert.match(String(status.subsystems["database"]!.details!["version"]), /^\d+/);
    const report = await ok(admin.rpc("alive_report")) as { status: Answer["status"] };
    assert.deepEqual(report.status!.subsystems, status.subsystems);

    const user = stack.client();
    const credentials = { email: "user@example.com", password: "password1" };
    await ok(user.auth.signUp(credentials));
    const userToken = (await user.auth.signInWithPassword(credentials)).data.session!.access_token;
    const [header, , signature] = userToken.split(".");
    const forged = [header, adminToken.split(".")[1], signature].join(".");
    for (const token of [userToken, forged, stack.status.publishable_key]) {
      assert.deepEqual((await call("status", token)).status.subsystems["database"], { ok: true });
    }
    assert.deepEqual([(await boot(userToken)).code, (await boot(forged)).code], [403, 401]);
    assert.equal((await user.rpc("alive_report")).error!.code, "42501");
    assert.deepEqual(await ok(user.from("alive_subsystems").select("name")), []);
  });

  it("asks what an admin adds: a failing URL degrades, a failing core one is an error and makes health 503", async () => {
    await addShop(false);
    const degraded = await bootWithShop(500);
    assert.equal(degraded.code, 200);
    assert.deepEqual([degraded.status.alive, degraded.status.phase], [true, "degraded"]);
    const { ok: isOk, error, details } = degraded.status.subsystems["shop"]!;
    assert.deepEqual([isOk, error, details], [false, "HTTP 500", { status: 500 }]);
    assert.deepEqual((await call("status")).status.subsystems["shop"], { ok: false, error: "failed" });
    assert.equal((await call("health", secret)).code, 200);

    await ok(admin.from("alive_subsystems").update({ core: true }).eq("name", "shop"));
    const failed = await bootWithShop(503);
    assert.deepEqual([failed.status.alive, failed.status.phase], [false, "error"]);
    const health = await call("health", secret);
    assert.deepEqual([health.code, health.body.failing], [503, ["shop"]]);

    assert.equal((await bootWithShop(204)).status.phase, "operational");
    assert.equal((await call("health", secret)).code, 200);
    await removeShop();
  });

  it("asks a function that the owner of the database made", async () => {
    await stack.sql.unsafe(`
      create function alive_probes.queue_depth() returns jsonb language sql as
        $$select '{"ok": false, "error": "7 wait", "details": {"waiting": 7}}'::jsonb$$`).simple();
    await ok(
      admin.from("alive_subsystems").insert({
        name: "queue",
        title: "Queue",
        kind: "sql_function",
        target: "queue_depth",
      }),
    );
    const { status } = await ok(admin.functions.invoke<Required<Answer>>("alive/boot")) as Required<Answer>;
    const { ok: isOk, error, details } = status.subsystems["queue"]!;
    assert.deepEqual([isOk, error, details, status.phase], [false, "7 wait", { waiting: 7 }, "degraded"]);
    const refused = await admin.from("alive_subsystems").insert({
      name: "climber",
      title: "Climber",
      kind: "sql_function",
      target: "private.prune_history",
    });
    assert.equal(refused.error!.message, "invalid_target");
    await ok(admin.from("alive_subsystems").delete().eq("name", "queue"));
  });

  it("runs once at a time: of two at once, one is 200 and the other 202", async () => {
    await addShop(false);
    const first = boot();
    const request = await waitFor("a request of the shop", () => waiting.shift());
    const second = await boot();
    assert.deepEqual([second.code, second.body], [202, { ok: false, error: "Boot sequence already running" }]);
    request.writeHead(200).end();
    assert.deepEqual([(await first).code, (await first).status.phase], [200, "operational"]);
    assert.equal(waiting.length, 0);

    const both = [boot(), boot()];
    // The shop keeps the one waiting until the other has its answer.
    assert.equal((await Promise.race(both)).code, 202);
    await answerShop(200);
    const codes = (await Promise.all(both)).map(({ code }) => code).sort();
    assert.deepEqual([codes, waiting.length], [[200, 202], 0]);
    await removeShop();
  });

  it("fails a subsystem that hangs after four seconds, and asks the others meanwhile", async () => {
    await addShop(false);
    // Four seconds of these patient functions: the others have longer, so that none of them is late as well.
    await ok(admin.from("alive_subsystems").update({ timeout: "250 milliseconds" }).eq("name", "shop"));
    // It hangs for as long as it takes: nothing but the check ends the request.
    const { status } = await boot();
    assert.equal(status.subsystems["shop"]!.error, "no answer within 4000 ms");
    assert.equal(waiting.length, 1);
    assert.deepEqual(
      Object.entries(status.subsystems).filter(([, { ok }]) => ok).map(([name]) => name).sort(),
      EVERYTHING_BUILT_IN,
    );
    await removeShop();
    assert.equal((await boot()).status.phase, "operational");
  });

  it("is taken over when it crashed, once its lease has ended", async () => {
    await addShop(false);
    const crashed = boot().catch(() => null);
    await waitFor("a request of the shop", () => waiting.shift());
    const [lease] = await stack.sql`
      select extract(epoch from lease_expires_at - started_at) <= 30 as is_short from private.alive_state`;
    assert.equal(lease!["is_short"], true);
    // Longer, so that it stands however long the functions take to come back.
    await stack.sql`update private.alive_state set lease_expires_at = now() + interval '1 hour'`;
    const { pid } = stack.functions;
    process.kill(pid!, "SIGKILL");
    await crashed;
    await waitFor("the functions' end", () => stack.functions.pid !== pid);
    await stack.functions.start();
    await removeShop();
    assert.equal((await boot()).code, 202);
    assert.equal((await call("status", secret)).status.phase, "operational", "the last result stands meanwhile");
    await stack.sql`update private.alive_state set lease_expires_at = now()`;
    assert.equal((await boot()).code, 200);
  });

  it("health is 503 as soon as the evaluator is late, however young the last result is, and 200 after a tick", async () => {
    await stack.sql`select cron.alter_job(jobid, active => false) from cron.job where jobname = 'heartbase-tick'`;
    // A tick that had begun by then ends first.
    await stack.cron!.tick();
    await stack.cron!.idle();
    await stack.sql`update private.evaluator_state set last_tick_at = now() - interval '181 seconds'`;
    const late = await call("health", secret);
    assert.deepEqual([late.code, late.body.ok, late.body.phase, late.body.failing], [503, false, "operational", [
      "evaluator",
    ]]);
    const { status } = await boot();
    assert.deepEqual([status.phase, status.subsystems["pg_cron"]!.error], ["error", "heartbase-tick is not active"]);
    await waitFor("everybody to hear of it", async () => (await call("health")).code === 503);
    await stack.sql`select private.install_schedules()`;
    await stack.sql`select private.tick()`;
    assert.equal((await boot()).status.phase, "operational");
    assert.equal((await call("health", secret)).code, 200);
  });

  it("answers while the database hangs", async () => {
    // As patient as they are for people.
    const { api_url: apiUrl, db_url: dbUrl, inbox_url: inboxUrl, function_secret: functionSecret } = stack.status;
    await stack.functions.restart(functionEnvironment({ apiUrl, dbUrl, inboxUrl, functionSecret }, {}));
    await stack.sql.begin(async (sql) => {
      await sql`lock table private.alive_state`;
      // It is awaited with the lock still held.
      const { code, status } = await call("status", secret);
      assert.deepEqual([code, status.alive, status.phase], [200, false, "error"]);
      assert.match(status.subsystems["database"]!.error!, /did not answer/);
    });
    await waitFor("the database's answer", async () => (await call("status", secret)).status.phase === "operational");
  });

  it("answers when the database is stopped, and is well again when that is", async () => {
    await stack.postgres.stop();
    for (const token of [secret, undefined, adminToken]) {
      const { code, body, status } = await waitFor("a status of now", async () => {
        const answer = await call("status", token);
        return answer.status.phase === "error" ? answer : null;
      });
      assert.deepEqual([code, body.ok, status.alive, Object.keys(status.subsystems)], [200, true, false, ["database"]]);
      if (token !== secret) assert.deepEqual(status.subsystems["database"], { ok: false, error: "failed" });
    }
    const health = await call("health", secret);
    assert.deepEqual([health.code, health.body.failing], [503, ["database", "evaluator"]]);
    assert.equal((await boot(adminToken)).code, 503);
    assert.deepEqual([(await call("ping")).code, (await call("ping")).body.ok], [200, true]);
    await stack.postgres.start();
    await waitFor("a good health", async () => (await call("health", secret)).code === 200);
  });
});
