import assert from "node:assert/strict";
import { serve, usePatientFetch } from "../_shared/testing.ts";
import { createHandler } from "./handler.ts";
import { createStatusRuntime } from "./runtime.ts";
import { makePage } from "./testing.ts";

Deno.test("the wired function asks the database with the secret key, and the function alive for services", async () => {
  using _ = usePatientFetch();
  const asked = Promise.withResolvers<void>();
  await using api = serve(({ path }) => {
    if (path === "/functions/v1/alive/status") {
      asked.resolve();
      return Response.json({ ok: true });
    }
    return Response.json(makePage({ wants_services: true }));
  });
  const environment: Record<string, string> = {
    SUPABASE_URL: api.url,
    SUPABASE_SECRET_KEYS: '{"default":"sb_secret_test"}',
  };
  const handler = createHandler(createStatusRuntime((name) => environment[name]));
  const response = await handler(new Request("http://localhost/status/acme"));
  assert.deepEqual([response.status, (await response.json()).page.slug], [200, "acme"]);
  await asked.promise;
  assert.deepEqual(api.received.map(({ path }) => path), ["/rest/v1/rpc/status_page", "/functions/v1/alive/status"]);
  assert.equal(api.received[0]!.headers.get("apikey"), "sb_secret_test");
  assert.equal(api.received[1]!.headers.get("apikey"), null);
});

Deno.test("a function that is not configured knows nothing, and does not say why", async () => {
  const handler = createHandler(createStatusRuntime(() => undefined));
  const response = await handler(new Request("http://localhost/status/acme"));
  assert.deepEqual([response.status, (await response.json()).code], [503, "unavailable"]);
});
