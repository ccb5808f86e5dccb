import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type postgres from "postgres";
import { openMeasured } from "../support/cpu.ts";
import { ok, startTestStack, type TestStack, waitFor } from "../support/stack.ts";

// What two sessions do to each other, what the API makes of JSON, and how long many tenants take: pgTAP cannot test these.

let stack: TestStack;
before(async () => {
  stack = await startTestStack({ functions: false });
});
after(async () => {
  await stack?.stop();
});
beforeEach(async () => {
  await stack.sql`delete from tenants`;
  await stack.sql`delete from check_definitions where not is_builtin`;
});

const makeTenants = (count: number) =>
  stack.sql`
    insert into tenants (id, name, role, created_at)
    select 't' || n, 'Tenant ' || n, 'customer', now() - interval '1 year' from generate_series(1, ${count}::int) n`;

async function claim(sql: postgres.ISql, limit: number): Promise<{ executionId: string }[]> {
  const [row] = await sql<[{ claims: { executionId: string }[] }]>`select claim_tenants(${limit}::int) as claims`;
  return row.claims;
}

/** One whole cycle, as the edge function does it. */
async function cycle(sql: postgres.ISql, limit = 50): Promise<void> {
  for (;;) {
    const claims = await claim(sql, limit);
    if (claims.length === 0) return;
    await sql`select run_tenants(${sql.json(claims.map(({ executionId }) => ({ executionId })))})`;
  }
}

test("of two that claim at once, each gets what the other does not, and neither waits", async () => {
  await makeTenants(3);
  const other = await stack.sql.reserve();
  try {
    await other`set lock_timeout = '2s'`;
    await stack.sql.begin(async (sql) => {
      assert.equal((await claim(sql, 2)).length, 2);
      assert.equal((await claim(other, 3)).length, 1);
    });
    assert.equal((await claim(other, 3)).length, 0);
  } finally {
    // It goes back to those that others take, and wait with.
    await other`reset lock_timeout`;
    other.release();
  }
});

test("four cycles at once look at each of 60 tenants once", async () => {
  await makeTenants(60);
  await Promise.all([7, 7, 7, 7].map((limit) => cycle(stack.sql, limit)));
  const rows = await stack.sql`select tenant_id, count(*)::int as times from heartbeat_executions group by 1`;
  assert.equal(rows.length, 60);
  assert.deepEqual(rows.filter((row) => row["times"] !== 1), []);
  assert.deepEqual([...await stack.sql`select from heartbeat_failures`], []);
});

test("who asks for a look while one ends is told that there just was one", async () => {
  await makeTenants(1);
  await stack.sql`update tenant_settings set last_run_at = now() - interval '1 hour'`;
  const claims = await claim(stack.sql, 1);
  const asked = await stack.sql.begin(async (sql) => {
    await sql`select run_tenants(${sql.json(claims)})`;
    const asking = stack.sql`select look_at_tenant('t1')`.then(() => null, (error: postgres.PostgresError) => error);
    await waitFor("the one who asks waits for the one who looks", async () => {
      const waiting = await stack.sql`
        select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
      return waiting.length > 0;
    });
    return { asking };
  });
  assert.equal((await asked.asking)?.message, "looked_at_recently");
});

test("of two last owners who leave at once, one stays", async () => {
  await makeTenants(1);
  const owners = await stack.sql<{ id: string }[]>`
    insert into auth.users (id, email) select gen_random_uuid(), 'owner' || n || '@example.com' from generate_series(1, 2) n
    returning id`;
  await stack
    .sql`insert into tenant_members (tenant_id, user_id, role) select 't1', id, 'owner' from auth.users where email like 'owner%'`;
  const leave = (id: string) => (sql: postgres.TransactionSql) =>
    sql`select set_config('request.jwt.claims', ${JSON.stringify({ sub: id, role: "authenticated" })}, true),
      set_config('request.jwt.claim.sub', ${id}, true), set_config('role', 'authenticated', true)`
      .then(() => sql`delete from tenant_members where user_id = ${id}`);
  let second: Promise<unknown> | undefined;
  await stack.sql.begin(async (sql) => {
    await leave(owners[0]!.id)(sql);
    second = stack.sql.begin(leave(owners[1]!.id)).catch((error: unknown) => error);
    await waitFor("the second owner to wait for the first", async () => {
      const waiting = await stack.sql`
        select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
      return waiting.length > 0;
    });
  });
  assert.equal((await second as postgres.PostgresError).message, "last_owner");
  assert.equal((await stack.sql`select from tenant_members`).length, 1);
});

test("a member reports signals, makes a channel and adds a check over the API, and sees what comes of it", async () => {
  await makeTenants(2);
  const member = stack.client();
  const { user } = await ok(member.auth.signUp({ email: "admin@acme.example", password: "correct horse battery" }));
  await stack.sql`insert into tenant_members (tenant_id, user_id, role) values ('t1', ${user!.id}, 'admin')`;

  assert.deepEqual(
    await ok(member.rpc("report_signals", {
      p_tenant_id: "t1",
      p_signals: [{ signal: "stock", items: { "sku-1": { quantity: 2 } } }],
    })),
    { stored: 1, removed: 0 },
  );
  const refused = await member.rpc("report_signals", { p_tenant_id: "t2", p_signals: [] });
  assert.deepEqual([refused.status, refused.error?.message], [403, "not_a_member"]);
  await ok(member.rpc("create_tenant_channel", {
    p_tenant_id: "t1",
    p_name: "Ops",
    p_kind: "webhook",
    p_destination: "https://hooks.acme.example/alerts",
  }));
  await ok(member.from("tenant_settings").update({ channels: ["dashboard", "webhook"] }).eq("tenant_id", "t1"));
  const check = {
    id: "little_stock",
    tenant_id: "t1",
    title: "Little stock",
    category: "operations",
    evaluator: "threshold",
    rule: { signal: "stock", field: "quantity", levels: [{ lt: 3, status: "alert", priority: "high" }] },
  };
  await ok(member.from("check_definitions").insert(check));
  const bad = await member.from("check_definitions").insert({ ...check, id: "bad", rule: { signal: "stock" } });
  assert.deepEqual([bad.status, bad.error?.message, bad.error?.details], [
    400,
    "invalid_check_rule",
    "field: must be the name of a field, such as created_at.",
  ]);

  const claims = await ok(stack.admin.rpc("claim_tenants"));
  await ok(stack.admin.rpc("run_tenants", { p_claims: claims }));
  const executions = await ok(
    member.from("heartbeat_executions").select("tenant_id, overall_status, notifications_sent"),
  );
  assert.deepEqual(executions, [{ tenant_id: "t1", overall_status: "has_alerts", notifications_sent: 2 }]);
  const messages = await ok(member.from("notifications").select("event, state"));
  assert.deepEqual(messages, [{ event: "opened", state: "pending" }]);
});

test("an admin changes, rotates, tests and deletes a channel of the tenant over the API, and a viewer does not find it", async () => {
  await makeTenants(1);
  const signUp = async (role: string) => {
    const client = stack.client();
    const { user } = await ok(client.auth.signUp({ email: `${role}@t1.example`, password: "correct horse battery" }));
    await stack.sql`insert into tenant_members (tenant_id, user_id, role) values ('t1', ${user!.id}, ${role})`;
    return client;
  };
  const [admin, viewer] = [await signUp("admin"), await signUp("viewer")];
  const { id } = await ok(admin.rpc("create_tenant_channel", {
    p_tenant_id: "t1",
    p_name: "Ops",
    p_kind: "webhook",
    p_destination: "https://hooks.acme.example/alerts",
  })) as { id: string };

  const refusals = [
    await viewer.rpc("update_notification_channel", { p_channel_id: id, p_enabled: false }),
    await viewer.rpc("rotate_channel_signing_secret", { p_channel_id: id }),
    await viewer.rpc("send_test_notification", { p_channel_id: id }),
  ];
  assert.deepEqual(refusals.map(({ status, error }) => [status, error?.message]), [
    [404, "channel_not_found"],
    [404, "channel_not_found"],
    [404, "channel_not_found"],
  ]);
  assert.deepEqual(await ok(viewer.from("notification_channels").delete().eq("id", id).select("id")), []);

  await ok(admin.rpc("update_notification_channel", { p_channel_id: id, p_name: "Pager", p_min_severity: "warning" }));
  assert.match(await ok(admin.rpc("rotate_channel_signing_secret", { p_channel_id: id })) as string, /^whsec_/);
  const test = await ok(admin.rpc("send_test_notification", { p_channel_id: id })) as { notifications: number };
  assert.equal(test.notifications, 1);
  const seen = await ok(viewer.from("notification_channels").select("name, min_severity, tenant_id"));
  assert.deepEqual(seen, [{ name: "Pager", min_severity: "warning", tenant_id: "t1" }]);
  assert.deepEqual(await ok(admin.from("notification_channels").delete().eq("id", id).select("id")), [{ id }]);
});

test("200 tenants with 60 checks each are looked at within 30 seconds of CPU time", async () => {
  await makeTenants(200);
  await stack.sql`
    insert into check_definitions (id, title, category, evaluator, rule)
    select 'copy_' || n || '_' || id, title, category, evaluator, rule
    from check_definitions, generate_series(1, 2) n
    where is_builtin and evaluator <> 'sql' order by n, id limit 60`;
  await stack.sql`
    insert into tenant_signals (tenant_id, signal, item, data)
    select t.id, s.signal, 'item ' || n, jsonb_build_object('status', (array['open', 'pending', 'active'])[1 + n % 3],
      'created_at', now() - n * interval '7 minutes', 'quantity', n, 'margin', 10 + n, 'expires_at', now() + n * interval '5 days')
    from tenants t, (select distinct rule ->> 'signal' as signal from check_definitions) s, generate_series(1, 5) n
    where s.signal is not null`;
  const session = await openMeasured(stack.status.db_url);
  await cycle(session.sql);
  const seconds = session.seconds();
  await session.sql.end({ timeout: 1 });
  const [done] = await stack
    .sql`select count(*)::int as executions, sum(checks_run)::int as checks from heartbeat_executions`;
  assert.deepEqual({ ...done }, { executions: 200, checks: 12_000 });
  assert.ok(seconds > 0 && seconds < 30, `took ${seconds.toFixed(1)} s`);
});
