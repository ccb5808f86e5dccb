// What Heartbase relies on of supabase_vault. The real one is on no registry, so this is asked of the stand-in alone.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type postgres from "postgres";
import { startServer } from "./targets.ts";

describe("supabase_vault: the stand-in on Postgres 17", { concurrency: false }, () => {
  let sql: postgres.Sql;
  let dispose: () => Promise<void>;
  before(async () => {
    ({ sql, dispose } = await startServer({}));
    await sql.unsafe(`
      create schema extensions;
      create extension pgcrypto with schema extensions;
      create role service_role;
      create role anon;
      create extension if not exists supabase_vault;
    `).simple();
  });
  after(() => dispose?.());

  const decrypted = async (name: string) =>
    (await sql`select * from vault.decrypted_secrets where name = ${name}`)[0] as postgres.Row;

  it("keeps a secret encrypted and gives it back decrypted", async () => {
    const [row] = await sql`select vault.create_secret('s3cret é', 'first', 'why') as id`;
    const secret = await decrypted("first");
    assert.equal(secret["id"], row?.["id"]);
    assert.equal(secret["decrypted_secret"], "s3cret é");
    assert.equal(secret["description"], "why");
    const [stored] = await sql`select secret from vault.secrets where id = ${row?.["id"]}`;
    assert.ok(!stored?.["secret"].includes("s3cret"));
  });

  it("encrypts the same text differently each time", async () => {
    await sql`select vault.create_secret('same', 'a'), vault.create_secret('same', 'b')`;
    const rows = await sql`select distinct secret from vault.secrets where name in ('a', 'b')`;
    assert.equal(rows.length, 2);
  });

  it("refuses a second secret of a name, and takes several without one", async () => {
    await sql`select vault.create_secret('x'), vault.create_secret('y')`;
    await assert.rejects(sql`select vault.create_secret('other', 'first')`, { code: "23505" });
  });

  it("updates what is given and keeps the rest", async () => {
    const { id } = await decrypted("first");
    await sql`select vault.update_secret(${id}, 'changed')`;
    const secret = await decrypted("first");
    assert.equal(secret["decrypted_secret"], "changed");
    assert.equal(secret["description"], "why");
    await sql`select vault.update_secret(${id}, new_name := 'renamed')`;
    assert.equal((await decrypted("renamed"))["decrypted_secret"], "changed");
  });

  it("opens to service_role and to no other API role", async () => {
    await sql.begin(async (tx) => {
      await tx`set local role service_role`;
      assert.equal((await tx`select decrypted_secret from vault.decrypted_secrets where name = 'renamed'`).length, 1);
      await tx`select vault.create_secret('by service', 'by service')`;
      await assert.rejects(tx.savepoint((inner) => inner`select * from vault._local_key`), { code: "42501" });
    });
    const asAnon = sql.begin(async (tx) => {
      await tx`set local role anon`;
      await tx`select * from vault.decrypted_secrets`;
    });
    await assert.rejects(asAnon, { code: "42501" });
  });
});
