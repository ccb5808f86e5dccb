import assert from "node:assert/strict";
import { knownSecrets, readConfig, readDestinationSettings, readPatience, readPublicConfig } from "./env.ts";

const reader = (values: Record<string, string>) => (name: string): string | undefined => values[name];

Deno.test("the secret key is the default of SUPABASE_SECRET_KEYS, else SUPABASE_SERVICE_ROLE_KEY", () => {
  const url = { SUPABASE_URL: "http://127.0.0.1:54321" };
  const keys = { SUPABASE_SECRET_KEYS: '{"default":"sb_secret_a"}' };
  const legacy = { SUPABASE_SERVICE_ROLE_KEY: "sb_secret_b" };
  assert.equal(readConfig(reader({ ...url, ...keys, ...legacy })).secretKey, "sb_secret_a");
  for (const unusable of ["", "{", "null", "[]", '{"other":"x"}', '{"default":7}']) {
    assert.equal(readConfig(reader({ ...url, SUPABASE_SECRET_KEYS: unusable, ...legacy })).secretKey, "sb_secret_b");
  }
});

Deno.test("the publishable key is the default of SUPABASE_PUBLISHABLE_KEYS, else SUPABASE_ANON_KEY", () => {
  const url = { SUPABASE_URL: "http://127.0.0.1:54321" };
  const keys = { SUPABASE_PUBLISHABLE_KEYS: '{"default":"sb_publishable_a"}' };
  const legacy = { SUPABASE_ANON_KEY: "sb_publishable_b" };
  assert.equal(readPublicConfig(reader({ ...url, ...keys, ...legacy })).publishableKey, "sb_publishable_a");
  assert.equal(readPublicConfig(reader({ ...url, ...legacy })).publishableKey, "sb_publishable_b");
});

Deno.test("a missing URL or key is named", () => {
  assert.throws(() => readConfig(reader({})), { code: "configuration_missing", message: /SUPABASE_URL/ });
  assert.throws(() => readConfig(reader({ SUPABASE_URL: "http://x" })), { message: /SUPABASE_SECRET_KEYS/ });
  assert.throws(() => readPublicConfig(reader({})), { code: "configuration_missing" });
  const nothingPublic = reader({ SUPABASE_URL: "http://x", SUPABASE_SECRET_KEYS: '{"default":"sb_secret_a"}' });
  assert.throws(() => readPublicConfig(nothingPublic), { message: /SUPABASE_PUBLISHABLE_KEYS/ });
});

Deno.test("destination settings are strict by default, and stay so when mistyped", () => {
  const none = readDestinationSettings(reader({ HEARTBASE_LOCAL: "true" }));
  assert.deepEqual([none.local, [...none.allowedPorts], none.allowedHosts], [false, [], []]);
  const some = readDestinationSettings(
    reader({
      HEARTBASE_LOCAL: "1",
      HEARTBASE_ALLOWED_PORTS: "9443, 0,x,65536,-1",
      HEARTBASE_ALLOWED_HOSTS: " A.example, *.b.example,",
    }),
  );
  assert.deepEqual([some.local, [...some.allowedPorts], some.allowedHosts], [true, [9443], [
    "a.example",
    "*.b.example",
  ]]);
});

Deno.test("only a local stack is more patient than usual, and never less", () => {
  const local = { HEARTBASE_LOCAL: "1" };
  assert.equal(readPatience(reader({ ...local, HEARTBASE_PATIENCE: " 2.5 " })), 2.5);
  for (const unusable of ["", "0.5", "-1", "101", "x"]) {
    assert.equal(readPatience(reader({ ...local, HEARTBASE_PATIENCE: unusable })), 1, unusable);
  }
  assert.equal(readPatience(reader(local)), 1);
  assert.equal(readPatience(reader({ HEARTBASE_PATIENCE: "2" })), 1);
});

Deno.test("every secret of the environment is known to the log", () => {
  const secrets = knownSecrets(
    reader({
      HEARTBASE_FUNCTION_SECRET: "one",
      METRICS_SECRET: "five",
      SUPABASE_SECRET_KEYS: '{"default":"two","ci":"three"}',
      RESEND_API_KEY: "four",
    }),
    ["RESEND_API_KEY", "UNSET"],
  );
  assert.deepEqual(secrets.sort(), ["five", "four", "one", "three", "two"]);
});
