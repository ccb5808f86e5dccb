import assert from "node:assert/strict";
import { createHandler as createHealthcheck } from "../cron-healthcheck/handler.ts";
import { createHandler as createNotify } from "../notify/handler.ts";
import type { Json } from "./delivery/types.ts";
import { createRuntime } from "./runtime.ts";
import { makeChannel, makeUnit, serve } from "./testing.ts";

Deno.test("the wired functions check, claim, send and acknowledge over HTTP", async () => {
  await using slack = serve(() => new Response("ok"));
  const unit = makeUnit({ channel: makeChannel({ kind: "slack", source: "environment", destination: null }) });
  let units = [unit];
  await using api = serve(({ path }) => {
    const answers: Record<string, Json> = {
      run_healthcheck: {
        timestamp: "t",
        jobs_checked: 0,
        healthy_jobs: [],
        unhealthy_jobs: [],
        alerts_sent: 0,
        suppressed_alerts: 0,
      },
      acknowledge_notification: true,
      update_job_heartbeat: null,
    };
    const name = path.split("/").at(-1) ?? "";
    return Response.json(
      name === "claim_notifications" ? { units: units.splice(0), next_due_at: null } : answers[name],
    );
  });
  const environment: Record<string, string> = {
    SUPABASE_URL: api.url,
    SUPABASE_SECRET_KEYS: '{"default":"sb_secret_test"}',
    HEARTBASE_FUNCTION_SECRET: "function-secret-for-tests",
    HEARTBASE_LOCAL: "1",
    SLACK_WEBHOOK_URL: `${slack.url}/slack`,
  };
  const runtime = createRuntime((name) => environment[name]);
  const request = () =>
    new Request("http://localhost/", {
      method: "POST",
      headers: { authorization: "Bearer function-secret-for-tests" },
    });

  const notified = await createNotify(runtime)(request());
  assert.deepEqual(await notified.json(), { claimed: 1, delivered: 1, retried: 0, failed: 0, stale: 0 });
  assert.deepEqual(slack.received.map(({ path }) => path), ["/slack"]);

  units = [unit];
  assert.equal((await (await createHealthcheck(runtime)(request())).json()).success, true);
  assert.equal(slack.received.length, 2);
  const called = api.received.map(({ path }) => path.split("/").at(-1));
  assert.deepEqual([called.at(-1), called.includes("run_healthcheck")], ["update_job_heartbeat", true]);
});

const functionNames = [...Deno.readDirSync(new URL("../", import.meta.url))]
  .filter((entry) => entry.isDirectory && !entry.name.startsWith("_")).map((folder) => folder.name);

Deno.test("every function checks for itself who calls, and is deployed without the platform's check", async () => {
  const config = await Deno.readTextFile(new URL("../../config.toml", import.meta.url));
  for (const name of functionNames) assert.ok(config.includes(`[functions.${name}]\nverify_jwt = false\n`), name);
});

Deno.test("index.ts of every function exports a fetch and needs no environment to load", async () => {
  for (const name of functionNames) {
    const module = await import(`../${name}/index.ts`) as {
      default: { fetch: (request: Request) => Promise<Response> };
    };
    assert.equal((await module.default.fetch(new Request("http://localhost/", { method: "OPTIONS" }))).status, 200);
  }
});
