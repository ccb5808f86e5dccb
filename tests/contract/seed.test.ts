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
