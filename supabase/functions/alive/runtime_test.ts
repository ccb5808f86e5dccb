import assert from "node:assert/strict";
import { serve, usePatientFetch } from "../_shared/testing.ts";
import { createHandler } from "./handler.ts";
import { createAliveRuntime } from "./runtime.ts";
import { makeLease, makeState } from "./testing.ts";

Deno.test("the wired function begins, asks database, Auth and URLs, and finishes over HTTP", async () => {
  using _ = usePatientFetch();
  await using shop = serve(() => new Response("ok"));
  const probe = { title: "x", core: true, timeout_ms: 60_000, target: null };
  const lease = makeLease([
    { ...probe, name: "database", asked_by: "sql" },
    { ...probe, name: "auth", asked_by: "auth" },
    { ...probe, name: "shop", asked_by: "url", target: `${shop.url}/health` },
  ]);
  await using api = serve(({ path, body }) => {
    if (path.endsWith("/begin_alive_check")) return Response.json({ ...makeState(), ...lease });
    if (path.endsWith("/run_alive_probe")) return Response.json({ ok: true });
    if (path.endsWith("/finish_alive_check")) {
      const { p_lease, p_subsystems } = JSON.parse(body);
      assert.equal(p_lease, lease.lease);
      return Response.json(makeState({ subsystems: p_subsystems }));
    }
    return Response.json({ name: "GoTrue" });
  });
  const environment: Record<string, string> = {
    SUPABASE_URL: api.url,
    SUPABASE_SECRET_KEYS: '{"default":"sb_secret_test"}',
    SUPABASE_PUBLISHABLE_KEYS: '{"default":"sb_publishable_test"}',
    HEARTBASE_FUNCTION_SECRET: "function-secret-for-tests",
    HEARTBASE_LOCAL: "1",
  };
  const makeHandler = () => createHandler(createAliveRuntime((name) => environment[name]));
  const request = new Request("http://localhost/alive/boot", {
    method: "POST",
    headers: { authorization: "Bearer function-secret-for-tests" },
  });
  const { ok, status } = await (await makeHandler()(request)).json();
  assert.equal(ok, true);
  for (const name of ["database", "auth", "shop"]) assert.equal(status.subsystems[name].ok, true, name);
  assert.deepEqual(api.received.map(({ path }) => path).sort(), [
    "/auth/v1/health",
    "/rest/v1/rpc/begin_alive_check",
    "/rest/v1/rpc/finish_alive_check",
    "/rest/v1/rpc/run_alive_probe",
  ]);
  assert.deepEqual(shop.received.map(({ path }) => path), ["/health"]);

  delete environment["SUPABASE_PUBLISHABLE_KEYS"];
  const response = await makeHandler()(new Request("http://localhost/alive/status"));
  assert.deepEqual([response.status, (await response.json()).code], [500, "configuration_missing"]);
});
