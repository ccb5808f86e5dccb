import assert from "node:assert/strict";
import { type Received, serve, tokenOf } from "../_shared/testing.ts";
import { createUserClient } from "../_shared/user_client.ts";
import { createMachines } from "./machines.ts";

const TOKEN = tokenOf("e5e5e5e5-0000-4000-8000-000000000001");
const KEY = "sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH";

/** The machines of a user on an API that gives this answer. */
function setUp(answer: unknown, status = 200) {
  const server = serve(() => Response.json(answer, { status }));
  const machines = createMachines(
    createUserClient({ supabaseUrl: server.url, publishableKey: KEY }, `Bearer ${TOKEN}`),
  );
  const asked = () => server.received.at(-1) as Received;
  return { machines, asked, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

Deno.test("every call carries the user's own token", async () => {
  await using api = setUp([{ id: 7 }]);
  await api.machines.find(7);
  assert.equal(api.asked().headers.get("authorization"), `Bearer ${TOKEN}`);
  assert.equal(api.asked().headers.get("apikey"), KEY);
});

Deno.test("a registration names what was given, and leaves the rest to the database", async () => {
  await using api = setUp({ id: 7, api_key: "k" });
  assert.deepEqual(await api.machines.register({ name: "web-1", hostname: null }), { id: 7, api_key: "k" });
  assert.equal(api.asked().path, "/rest/v1/rpc/register_machine");
  assert.deepEqual(JSON.parse(api.asked().body), { p_name: "web-1" });
  await api.machines.register({ name: "web-1", hostname: "h", description: "d" });
  assert.deepEqual(JSON.parse(api.asked().body), { p_name: "web-1", p_hostname: "h", p_description: "d" });
});

Deno.test("no row is a machine that is not there, whatever was to be done with it", async () => {
  await using api = setUp([]);
  const { machines } = api;
  for (const call of [machines.find(8), machines.change(8, { name: "x" }), machines.remove(8)]) {
    await assert.rejects(call, { code: "machine_not_found", status: 404 });
  }
});

Deno.test("keys are changed by the functions of the database, whose errors stay", async () => {
  await using api = setUp({ id: 7, api_key: "k" });
  assert.deepEqual(await api.machines.rotateKey(7), { id: 7, api_key: "k" });
  assert.deepEqual([api.asked().path, api.asked().body], ["/rest/v1/rpc/rotate_machine_key", '{"p_machine_id":7}']);
  await using gone = setUp({ code: "PT404", message: "machine_not_found", details: "You have none." }, 404);
  await assert.rejects(gone.machines.revokeKey(8), { code: "machine_not_found", status: 404 });
  assert.equal(gone.asked().path, "/rest/v1/rpc/revoke_machine_key");
});

const broken: [string, string, string][] = [
  ["23514", 'new row for relation "machines" violates check constraint "machines_name_form"', "invalid_machine_name"],
  ["23514", 'new row for relation "machines" violates check constraint "machines_hostname_form"', "invalid_hostname"],
  [
    "23514",
    'new row for relation "machines" violates check constraint "machines_description_length"',
    "invalid_description",
  ],
  [
    "23514",
    'new row for relation "machines" violates check constraint "machines_offline_after_range"',
    "invalid_offline_after",
  ],
  ["22007", 'invalid input syntax for type interval: "soon"', "invalid_offline_after"],
  ["22008", "interval field value out of range", "invalid_offline_after"],
];
for (const [code, message, expected] of broken) {
  Deno.test(`a change that breaks a rule is ${expected}, without the row: ${message}`, async () => {
    await using api = setUp({ code, message, details: "Failing row contains (…)." }, 400);
    await assert.rejects(
      api.machines.change(7, { name: "" }),
      (error: Error & { code?: string; status?: number }) => {
        assert.deepEqual([error.code, error.status, error.message.includes("row")], [expected, 400, false]);
        return true;
      },
    );
  });
}

Deno.test("a rule that is not known here is the function's own failure", async () => {
  await using api = setUp({ code: "23514", message: 'violates check constraint "another"' }, 400);
  await assert.rejects(api.machines.change(7, { name: "x" }), { name: "Error", message: /23514/ });
});
