import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { startTestStack, type TestStack } from "../support/stack.ts";

// `supabase db push --include-seed` would run the seed on a hosted project.

const seed = readFileSync(path.resolve(import.meta.dirname, "..", "..", "supabase", "seed.sql"), "utf8");

let stack: TestStack;
before(async () => {
  stack = await startTestStack({ functions: false });
});
after(() => stack?.stop());

const admins = () => stack.sql`select email from auth.users where raw_app_meta_data ->> 'role' = 'admin'`;

test("the seed makes an admin with a public password only where the local stack says that it is one", async () => {
  await stack.sql.unsafe(seed).simple();
  assert.equal((await admins()).length, 0);
  assert.equal((await stack.sql`select from auth.identities`).length, 0);
  await stack.sql.unsafe(`set heartbase.local_stack = 'on'; ${seed}; reset heartbase.local_stack;`).simple();
  assert.deepEqual((await admins()).map((row) => row["email"]), ["admin@heartbase.local"]);
});

test("the demo data come once, however often they are loaded, and one late job is all that the first tick alerts about", async () => {
  for (let load = 0; load < 2; load++) await stack.sql.unsafe(seed).simple();
  const [mesh] = await stack.sql`
    select t.name, t.heartbeat_count::int as counted, count(h.id)::int as kept, max(h.created_at) = t.last_heartbeat_at as newest
    from tetrahedrons t join mesh_heartbeats h on h.tetrahedron_id = t.id group by t.id`;
  assert.deepEqual({ ...mesh }, { name: "Lindqvist family", counted: 12, kept: 12, newest: true });
  await stack.sql`select private.tick()`;
  const alerts = await stack.sql`select subject_name from guardian_alerts`;
  assert.deepEqual(alerts.map((row) => row["subject_name"] as string), ["nightly-backup"]);
});

test("the demo admin sees the demo mesh", async () => {
  await stack.sql.begin(async (sql) => {
    const sub = "00000000-0000-4000-8000-00000000ad31";
    await sql`select set_config('request.jwt.claim.sub', ${sub}, true), set_config('role', 'authenticated', true),
      set_config('request.jwt.claims', ${JSON.stringify({ sub, role: "authenticated" })}, true)`;
    assert.equal((await sql`select from tetrahedrons`).length, 1);
    assert.equal((await sql`select from mesh_heartbeats`).length, 12);
  });
});
