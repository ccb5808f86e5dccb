import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import postgres from "postgres";
import { projectPath } from "../../scripts/local/options.ts";
import { startTestStack, type TestStack, waitFor } from "../support/stack.ts";

/** What hosted Supabase has set up before the first migration, in an empty database: extensions belong to the superuser. */
const HOSTED_PROJECT = `
  create schema extensions;
  create schema auth;
  grant usage on schema extensions to public;
  create extension pgcrypto with schema extensions;
  create extension pg_cron;
  create extension pg_net with schema extensions;
  create extension supabase_vault;
  grant all on database hosted to owner;
  grant all on schema public, extensions to owner with grant option;
  grant usage on schema public to anon, authenticated, service_role;
  create table auth.users (id uuid primary key, email text, email_confirmed_at timestamptz, deleted_at timestamptz);
  create function auth.uid() returns uuid language sql stable as 'select null::uuid';
  create function auth.jwt() returns jsonb language sql stable as 'select ''{}''::jsonb';
  grant usage on schema auth to owner, anon, authenticated, service_role;
  grant all on auth.users to owner;
  grant usage on schema cron, net, vault to owner with grant option;
  grant all on all functions in schema cron to owner with grant option;
  grant all on cron.job_run_details to owner with grant option;
  grant select on cron.job to owner with grant option;
  grant execute on all functions in schema net to owner;
  grant select, delete, truncate, references on vault.secrets, vault.decrypted_secrets to owner with grant option;
  grant execute on function vault.create_secret, vault.update_secret to owner with grant option;
  alter default privileges for role owner in schema public grant all on tables to anon, authenticated, service_role;
  alter default privileges for role owner in schema public grant all on functions to anon, authenticated, service_role;
  alter default privileges for role owner in schema public grant all on sequences to anon, authenticated, service_role;
`;

describe("a project whose owner is no superuser, with hosted Supabase's grants and broad default privileges", () => {
  let stack: TestStack;
  let superuser: postgres.Sql;
  let owner: postgres.Sql;

  before(async () => {
    stack = await startTestStack({ migrate: false, functions: false });
    await stack.sql.unsafe(`
      create role owner login createrole createdb bypassrls password 'owner';
      grant anon, authenticated, service_role, authenticator to owner with admin option;
    `).simple();
    // Of template0, where nobody connects: Postgres copies no database in which an autovacuum still is.
    await stack.sql.unsafe("create database hosted template template0");
    const url = new URL(stack.status.db_url);
    url.pathname = "/hosted";
    superuser = postgres(url.href, { max: 1, onnotice: () => {} });
    await superuser.unsafe(HOSTED_PROJECT).simple();
    url.username = "owner";
    url.password = "owner";
    owner = postgres(url.href, { max: 1, onnotice: () => {} });
  });
  after(async () => {
    await owner?.end();
    await superuser?.end();
    await stack?.stop();
  });

  it("takes every migration unchanged", async () => {
    const folder = projectPath("supabase/migrations");
    for (const file of readdirSync(folder).sort()) {
      await owner.begin((transaction) => transaction.unsafe(readFileSync(`${folder}/${file}`, "utf8")).simple());
    }
    const [tick] = await owner`select active from cron.job where jobname = 'heartbase-tick'`;
    assert.equal(tick!["active"], true);
  });

  it("is left with no table and no function open to a role that was not named", async () => {
    const tables = await owner`
      select c.relname, r.role
      from pg_class c cross join unnest(array['anon', 'app_service']) r(role)
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'v')
        and has_table_privilege(r.role, c.oid, 'select, insert, update, delete, truncate, references, trigger')`;
    assert.deepEqual([...tables], []);
    const recorders = ["check_mesh_heartbeats_and_alert", "record_mesh_heartbeat", "record_mesh_heartbeats"];
    const functions = await owner`
      select p.proname, r.role
      from pg_proc p cross join unnest(array['anon', 'app_service']) r(role)
      where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
        and has_function_privilege(r.role, p.oid, 'execute')
      order by p.proname`;
    assert.deepEqual([...functions], recorders.map((proname) => ({ proname, role: "app_service" })));
  });

  it("lives: channels, secrets, settings, heartbeats, ticks, claims, calls, repair and pruning", async () => {
    const [channel] =
      await owner`select create_notification_channel('Ops', 'webhook', 'https://example.com/hook') as c`;
    const { id } = channel!["c"] as { id: string };
    await owner`select rotate_channel_signing_secret(${id})`;
    await owner`select private.set_secret('heartbase_function_secret', 'a-secret-of-some-length')`;
    await owner`insert into app_settings (key, value) values ('edge_base_url', 'http://127.0.0.1:1')`;
    await owner.begin(async (transaction) => {
      await transaction`set local role service_role`;
      await transaction`select update_job_heartbeat('backup', 'failed')`;
    });
    await owner`select private.tick()`;
    await owner`select trigger_healthcheck('manual')`;
    const [claimed] = await owner`select claim_notifications('{"slack": false, "email": false}') -> 'units' as units`;
    const [unit] = claimed!["units"] as { unit_id: string; lease: string; channel: { destination: string } }[];
    assert.equal(unit!.channel.destination, "https://example.com/hook");
    const [done] = await owner`select acknowledge_notification(${unit!.unit_id}, ${unit!.lease}, 'delivered') as done`;
    assert.equal(done!["done"], true);
    await owner`select run_healthcheck('manual')`;
    await owner`select cron.alter_job(jobid, active => false) from cron.job where jobname = 'heartbase-tick'`;
    await owner`select private.install_schedules()`;
    const [inactive] = await owner`select count(*)::int as n from cron.job where not active`;
    assert.equal(inactive!["n"], 0);
    await owner`select private.prune_history()`;
    const [metrics] = await owner`select render_metrics() as text`;
    assert.match(metrics!["text"] as string, /^heartbase_job_failing\{job_name="backup"\} 1$/m);
    await owner`create function alive_probes.who() returns jsonb language sql as
      $$select jsonb_build_object('ok', true, 'details', jsonb_build_object('who', current_user))$$`;
    await owner`insert into alive_subsystems (name, title, kind, target) values ('who', 'Who', 'sql_function', 'who')`;
    const [asked] = await owner`
      select p ->> 'name' as name, run_alive_probe(p ->> 'name') as answer
      from jsonb_array_elements(begin_alive_check() -> 'probes') p where p ->> 'name' = 'who'`;
    assert.deepEqual(asked!["answer"], { ok: true, details: { who: "alive_prober" } });
    const [probes] = await owner`
      select jsonb_object_agg(name, run_alive_probe(name) -> 'ok') as answers
      from private.list_alive_probes() where asked_by = 'sql' and name <> 'who'`;
    const well = ["channel_webhook", "database", "evaluator", "ingest", "outbox", "pg_cron", "pg_net"];
    assert.deepEqual(probes!["answers"], Object.fromEntries(well.map((name) => [name, true])));
    await owner`delete from notification_channels where id = ${id}`;
    const secrets = await owner`select name from vault.secrets where name like 'heartbase_channel_%'`;
    assert.deepEqual([...secrets], []);
  });

  it("asks every check of the platform, without and with the right to see other roles' sessions, and none is alarmed", async () => {
    await superuser`create role stranger login password 'stranger'`;
    const url = new URL(stack.status.db_url);
    Object.assign(url, { pathname: "/hosted", username: "stranger", password: "stranger" });
    const stranger = postgres(url.href, { max: 1, connection: { application_name: "stranger" } });
    const checks = await owner<{ name: string }[]>`
      select proname as name from pg_proc
      where pronamespace = 'private'::regnamespace and proname like 'check\\_%'
        and proargtypes = '25 1184 3802' and prorettype = 'jsonb'::regtype`;
    assert.ok(checks.length >= 32, `${checks.length} checks`);
    // The check of the minute tick looks three minutes back.
    await owner`select private.tick()`;
    const ask = async (name: string) => {
      const [row] = await owner.unsafe<[{ answer: { status: string; message: string } }]>(
        `select private.${name}(null, now(), '{}') as answer`,
      );
      return { name, ...row.answer };
    };
    try {
      await stranger`select 1`;
      for (const sees of [false, true]) {
        if (sees) await superuser`grant pg_monitor to owner`;
        const said = [];
        for (const { name } of checks) said.push(await ask(name));
        assert.deepEqual(said.filter(({ status }) => status !== "ok"), []);
        const { message } = await ask("check_idle_transactions");
        assert.match(message, sees ? /^No transaction is idle/ : /cannot be seen without the role pg_read_all_stats/);
        // The stack's own workers may connect between the two.
        await waitFor("the same count of connections", async () => {
          const [counted] = await superuser`
            select count(*)::int as count from pg_stat_activity where backend_type = 'client backend'`;
          return (await ask("check_connections")).message.startsWith(`${counted!["count"]} of `);
        });
      }
    } finally {
      await stranger.end();
      await superuser`drop role stranger`;
    }
  });

  it("remedies what it may: sessions that it may not end are refused, schedules are its own", async () => {
    await superuser`grant pg_monitor to owner`;
    await superuser`create role stranger login password 'stranger'`;
    const open = async (username: string, password: string) => {
      const url = new URL(stack.status.db_url);
      Object.assign(url, { pathname: "/hosted", username, password });
      const sql = postgres(url.href, { max: 1, onnotice: () => {}, max_lifetime: null });
      await sql`begin`;
      const [backend] = await sql<[{ pid: number }]>`select pg_backend_pid() as pid`;
      return Object.assign(sql, backend);
    };
    const { username, password } = new URL(stack.status.db_url);
    const sessions = [await open("owner", "owner"), await open("stranger", "stranger"), await open(username, password)];
    try {
      const end = async () => {
        const [row] = await owner<
          [{ answer: { ok: boolean; ended: { role: string }[]; refused: { role: string }[] } }]
        >`
          select private.call_remediation_function('private.remedy_idle_transactions', null, null, null, '{"after": "0 s"}') as answer`;
        const roles = (of: { role: string }[]) => of.map(({ role }) => role);
        return { ok: row.answer.ok, ended: roles(row.answer.ended), refused: roles(row.answer.refused) };
      };
      assert.deepEqual(await end(), { ok: false, ended: ["owner"], refused: ["stranger", username] });
      // It waits for a process to go, but not for ever: one that has not gone yet would be ended again.
      await waitFor("the end of the owner's process", async () => {
        const left = await superuser`select from pg_stat_activity where pid = ${sessions[0]!.pid}`;
        return left.length === 0;
      });
      await superuser`grant pg_signal_backend to owner`;
      assert.deepEqual(await end(), { ok: false, ended: ["stranger"], refused: [username] });
    } finally {
      await Promise.all(sessions.map((sql) => sql.end({ timeout: 1 })));
      await superuser`drop role stranger`;
    }
    await owner`select cron.unschedule('heartbase-tick')`;
    const [repaired] = await owner`
      select private.call_remediation_function('private.remedy_schedules', null, null, null, null) as answer`;
    assert.deepEqual(repaired!["answer"], { repaired: ["heartbase-tick"] });
    const [analyzed] = await owner`
      select private.call_remediation_function('private.remedy_stale_statistics', null, null, null, '{}') as answer`;
    assert.deepEqual(analyzed!["answer"], { analyzed: [] });
  });
});
