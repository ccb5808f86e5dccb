import assert from "node:assert/strict";
import { serve } from "../testing.ts";
import { createTenantRuntime } from "./runtime.ts";

const runtime = (environment: Record<string, string>) => createTenantRuntime((name) => environment[name]);

Deno.test("it is on unless HEARTBEAT_ENABLED is false, however that is written", () => {
  for (const value of ["false", "FALSE", " False "]) {
    assert.equal(runtime({ HEARTBEAT_ENABLED: value }).isEnabled(), false);
  }
  for (const value of ["true", "", "0"]) assert.equal(runtime({ HEARTBEAT_ENABLED: value }).isEnabled(), true);
  assert.equal(runtime({}).isEnabled(), true);
});

Deno.test("CRON_SECRET and the function secret count, and are read at each call", () => {
  const environment: Record<string, string> = { CRON_SECRET: "a" };
  const { cronSecrets } = runtime(environment);
  assert.deepEqual(cronSecrets(), ["a", undefined]);
  environment["HEARTBASE_FUNCTION_SECRET"] = "b";
  environment["CRON_SECRET"] = "c";
  assert.deepEqual(cronSecrets(), ["c", "b"]);
});

Deno.test("an endpoint is asked behind the guard that the environment sets", async () => {
  await using server = serve(() => new Response("ok"));
  const project = { SUPABASE_URL: server.url, SUPABASE_SECRET_KEYS: '{"default":"sb_secret_test"}' };
  const facts = await runtime(project).connect().measure({ url: server.url });
  assert.equal(facts.error, "blocked");
  const local = await runtime({ ...project, HEARTBASE_LOCAL: "1" }).connect().measure({ url: server.url });
  assert.equal(local.status_code, 200);
});
