import assert from "node:assert/strict";
import { createRpc } from "./database.ts";
import { NOBODY, serve, serveRaw } from "./testing.ts";

const KEY = "sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz";
const BEAT = { p_job_name: "etl", p_status: "healthy", p_metadata: {} };

Deno.test("an RPC is a POST with the secret key, and its answer is the function's", async () => {
  await using server = serve(() => Response.json({ units: [], next_due_at: null }));
  const rpc = createRpc({ supabaseUrl: server.url, secretKey: KEY });
  const answer = await rpc("claim_notifications", { p_environment: { slack: true }, p_max_units: 3 });
  assert.deepEqual(answer, { units: [], next_due_at: null });
  const [received] = server.received;
  assert.equal(received?.path, "/rest/v1/rpc/claim_notifications");
  assert.equal(received?.headers.get("apikey"), KEY);
  assert.deepEqual(JSON.parse(received?.body ?? ""), { p_environment: { slack: true }, p_max_units: 3 });
});

Deno.test("what the database refuses is database_error with its code, detail and hint", async () => {
  const refusal = {
    code: "PT400",
    message: "job_name_invalid",
    details: "it is empty",
    hint: "send 1 to 200 characters",
  };
  await using server = serve(() => Response.json(refusal, { status: 400 }));
  const rpc = createRpc({ supabaseUrl: server.url, secretKey: KEY });
  await assert.rejects(rpc("update_job_heartbeat", BEAT), {
    code: "database_error",
    permanent: true,
    message: /update_job_heartbeat: PT400 - job_name_invalid - it is empty/,
  });
});

Deno.test("a database that is away, hangs, or has a gateway error in front is database_unreachable", async () => {
  const unreachable = { code: "database_unreachable", status: 503, permanent: false };
  await assert.rejects(createRpc({ supabaseUrl: NOBODY, secretKey: KEY })("update_job_heartbeat", BEAT), unreachable);
  await using hangs = serveRaw(() => {});
  await assert.rejects(
    createRpc({ supabaseUrl: hangs.url, secretKey: KEY }, 100)("update_job_heartbeat", BEAT),
    unreachable,
  );
  await using gateway = serve(() => new Response("bad gateway", { status: 502 }));
  await assert.rejects(
    createRpc({ supabaseUrl: gateway.url, secretKey: KEY })("update_job_heartbeat", BEAT),
    unreachable,
  );
});
