import assert from "node:assert/strict";
import { serve, serveRaw, tokenOf } from "./testing.ts";
import { answerOf, createUserClient } from "./user_client.ts";

const USER = "e5e5e5e5-0000-4000-8000-000000000001";
const KEY = "sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH";

const clientFor = (url: string, authorization: string | null = `Bearer ${tokenOf(USER)}`, timeoutMs = 60_000) =>
  createUserClient({ supabaseUrl: url, publishableKey: KEY }, authorization, timeoutMs);

Deno.test("a call carries the caller's own token beside the publishable key", async () => {
  await using server = serve(() => Response.json(true));
  const { userId, api } = clientFor(server.url);
  assert.equal(userId, USER);
  assert.equal(await answerOf(api.rpc("is_admin")), true);
  const [{ path, headers }] = server.received as [typeof server.received[0]];
  assert.deepEqual([path, headers.get("apikey"), headers.get("authorization")], [
    "/rest/v1/rpc/is_admin",
    KEY,
    `Bearer ${tokenOf(USER)}`,
  ]);
});

Deno.test("what is no user's token is 401 before anything is called", () => {
  const service = tokenOf(undefined, { role: "service_role" });
  for (
    const authorization of [
      null,
      "",
      tokenOf(USER),
      `Basic ${tokenOf(USER)}`,
      `Bearer ${KEY}`,
      `Bearer ${service}`,
      `Bearer ${tokenOf("someone")}`,
      "Bearer a.b.c",
      "Bearer a.bnVsbA.c",
    ]
  ) {
    assert.throws(() => clientFor("http://127.0.0.1:1", authorization), { code: "unauthorized", status: 401 });
  }
});

Deno.test("a token that the API refuses is 401", async () => {
  const refusal = { code: "PGRST301", message: "No suitable key or wrong key type", details: "x", hint: null };
  await using server = serve(() => Response.json(refusal, { status: 401 }));
  await assert.rejects(answerOf(clientFor(server.url).api.rpc("is_admin")), { code: "unauthorized", status: 401 });
});

Deno.test("a word that our SQL raises is the code, its detail the message, and a 429 says how long to wait", async () => {
  let answer = {
    status: 404,
    body: { code: "PT404", message: "channel_not_found", details: "There is none.", hint: "h" },
  };
  await using server = serve(() => Response.json(answer.body, { status: answer.status }));
  const call = () => answerOf(clientFor(server.url).api.rpc("is_admin"));
  await assert.rejects(call(), {
    code: "channel_not_found",
    message: "There is none.",
    status: 404,
    retryAfterSeconds: null,
  });
  const details = "Another test may be sent in 7 seconds.";
  answer = { status: 429, body: { code: "PT429", message: "test_throttled", details, hint: "h" } };
  await assert.rejects(call(), { code: "test_throttled", message: details, status: 429, retryAfterSeconds: 7 });
});

Deno.test("any other refusal is the function's own failure, not the caller's", async () => {
  const refusal = {
    code: "23514",
    message: 'new row violates check constraint "x"',
    details: "secret row",
    hint: null,
  };
  await using server = serve(() => Response.json(refusal, { status: 400 }));
  await assert.rejects(answerOf(clientFor(server.url).api.rpc("is_admin")), {
    name: "Error",
    message: /the API answered 400: 23514/,
  });
});

Deno.test("an API that is away or hangs is database_unreachable", async () => {
  const unreachable = { code: "database_unreachable", status: 503, permanent: false };
  await using gateway = serve(() => new Response("bad gateway", { status: 502 }));
  await assert.rejects(answerOf(clientFor(gateway.url).api.rpc("is_admin")), unreachable);
  await using hangs = serveRaw(() => {});
  await assert.rejects(answerOf(clientFor(hangs.url, undefined, 200).api.rpc("is_admin")), unreachable);
});
