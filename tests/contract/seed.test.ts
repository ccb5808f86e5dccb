import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { startTestStack, type TestStack } from "../support/stack.ts";

// `supabase db push --include-seed` would run the seed on a hosted project.

const seed = readFileSync(path.resolve(import.meta.dirname, "..", "..", "supabase", "seed.sql"), "utf8");

let stack: TestStack;
/** As `npm start` loads it: before anything else is set up. */
let seeded: TestStack;
before(async () => {
  stack = await startTestStack({ functions: false });
  seeded = await startTestStack({ functions: false, seed: true });
});
after(async () => {
  await stack?.stop();
  await seeded?.stop();
});

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
  const alerts = await stack.sql`select subject_name from guardian_alerts where resolved_at is null`;
  assert.deepEqual(alerts.map((row) => row["subject_name"] as string), ["nightly-backup"]);
});

test("what is over is in the histories of its subjects, and nobody was told", async () => {
  const over = await seeded.sql`
    select subject_kind, count(*)::int as alerts,
      bool_and(detected_at < resolved_at and resolved_at < now() and detected_at > now() - interval '90 days') as is_recent
    from guardian_alerts where resolved_at is not null group by 1 order by 1`;
  assert.deepEqual(over.map((row) => ({ ...row })), [
    { subject_kind: "job", alerts: 8, is_recent: true },
    { subject_kind: "machine", alerts: 1, is_recent: true },
    { subject_kind: "tetrahedron", alerts: 1, is_recent: true },
  ]);
  assert.equal((await seeded.sql`select from notifications`).length, 0);
});

test("where a channel is on, no alert that is over is loaded, since it would be told", async () => {
  await stack.sql`delete from guardian_alerts`;
  await stack.sql`update notification_channels set enabled = true, disabled_reason = null where kind = 'slack'`;
  await stack.sql.unsafe(seed).simple();
  assert.equal((await stack.sql`select from guardian_alerts`).length, 0);
  assert.equal((await stack.sql`select from notifications`).length, 0);
});

test("the demo machine is online with two hours of metrics, and has an hour before it is offline", async () => {
  const [machine] = await seeded.sql`
    select m.status, count(k.minute)::int as minutes, m.last_seen < max(k.minute) + interval '1 minute' as is_newest
    from machines m join machine_metrics k on k.machine_id = m.id group by m.id`;
  assert.deepEqual({ ...machine }, { status: "online", minutes: 120, is_newest: true });
  const at = (minutes: number) =>
    seeded.sql.begin(async (sql) => {
      await sql`
        select private.evaluate_machines(m.last_seen + ${minutes}::int * interval '1 minute') from machines m`;
      const [judged] = await sql`select status from machines`;
      await sql`select private.evaluate_machines(now())`;
      return judged!["status"] as string;
    });
  assert.equal(await at(59), "online");
  assert.equal(await at(61), "offline");
});

test("the demo tenant is looked at as soon as cron asks, shows two troubles on the dashboard, and tells nobody", async () => {
  const [claim] = await seeded.sql`select public.claim_tenants() -> 0 as claim`;
  const claimed = claim!["claim"] as { tenantId: string; executionId: string };
  assert.equal(claimed.tenantId, "demo-platform");
  await seeded.sql`select public.run_tenants(${JSON.stringify([{ executionId: claimed.executionId }])}::text::jsonb)`;
  const [execution] = await seeded.sql`select checks_run, overall_status from heartbeat_executions`;
  assert.deepEqual({ ...execution }, { checks_run: 15, overall_status: "has_alerts" });
  const states = await seeded.sql`select check_id, status from tenant_check_states order by 1`;
  assert.deepEqual(states.map((row) => `${row["check_id"]}: ${row["status"]}`), [
    "churn_risk: warning",
    "deployment_status: alert",
  ]);
  assert.equal((await seeded.sql`select from guardian_alerts where subject_kind = 'tenant'`).length, 0);
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
