import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ok, startTestStack, type TestStack, waitFor } from "../support/stack.ts";

interface Told {
  data: { alert_type: string; message: string };
}

describe("a tenant, from its signals to the messages about it", () => {
  let stack: TestStack;
  let userId: string;
  let edgeBaseUrl: string;

  before(async () => {
    stack = await startTestStack({ functionEnv: { CRON_SECRET: "a-secret-of-the-scheduler" } });
    // The doorbell would send beside the heartbeat: it stays silent, so that what the heartbeat sends is seen.
    const [setting] = await stack.sql`delete from app_settings where key = 'edge_base_url' returning value`;
    edgeBaseUrl = String(setting!["value"]);
    await stack.sql`update notification_channels set enabled = false where source = 'environment'`;
    const signedUp = await ok(
      stack.client().auth.signUp({ email: "owner@acme.example", password: "correct horse battery" }),
    );
    userId = signedUp.user!.id;
    await ok(stack.admin.rpc("create_tenant", { p_name: "Acme", p_owner_id: userId, p_id: "acme" }));
    await stack.sql`update tenants set created_at = now() - interval '8 days'`;
    await stack.sql`
      update tenant_settings
      set channels = '{dashboard,slack,webhook}', enabled_checks = '{little_stock,broken,endpoint}'`;
    for (const kind of ["slack", "webhook"]) {
      await ok(stack.admin.rpc("create_tenant_channel", {
        p_tenant_id: "acme",
        p_name: `Acme's ${kind}`,
        p_kind: kind,
        p_destination: `${stack.status.inbox_url}/${kind === "slack" ? "slack" : "webhook/acme"}`,
      }));
    }
    await stack.sql`
      create function private.check_broken(tenant_id text, now_at timestamptz, arguments jsonb) returns jsonb
      language plpgsql stable set search_path = '' as $$ begin raise exception 'it is broken'; end $$`;
    const check = (id: string, evaluator: string, rule: object) =>
      stack.sql`
        insert into check_definitions (id, title, category, evaluator, rule)
        values (${id}, ${id}, 'operations', ${evaluator}, ${stack.sql.json(rule as never)})`;
    await check("broken", "sql", { function: "private.check_broken" });
    await check("endpoint", "http", { url: `${stack.status.inbox_url}/nothing-here`, timeout: "5 seconds" });
    await check("little_stock", "threshold", {
      signal: "stock",
      field: "quantity",
      levels: [{ lt: 3, status: "alert", priority: "high" }],
      otherwise: { status: "ok" },
    });
    await ok(stack.admin.rpc("report_signals", {
      p_tenant_id: "acme",
      p_signals: [{ signal: "stock", items: { "sku-1": { quantity: 2 }, "sku-2": { quantity: 9 } } }],
    }));
  });
  after(() => stack?.stop());

  const heartbeat = async (body: unknown = {}, name = "heartbeat") => {
    const response = await stack.invoke(name, { body });
    return { status: response.status, body: await response.json() as Record<string, unknown> };
  };
  const told = () => ({ slack: stack.received().slack.length, webhook: stack.received().webhook.length });
  const makeDue = () => stack.sql`update private.tenant_run_states set next_run_at = now()`;

  it("CRON_SECRET auth enforced: the scheduler's secret and the function secret pass, and no other", async () => {
    for (const name of ["heartbeat", "heartbeat-recovery"]) {
      for (const authorization of [null, "Bearer wrong", `Bearer ${stack.status.secret_key}`]) {
        assert.equal((await stack.invoke(name, { authorization })).status, 401);
      }
    }
    assert.equal((await stack.sql`select from heartbeat_executions`).length, 0);
    const authorization = "Bearer a-secret-of-the-scheduler";
    await stack.sql`update tenants set paused = true`;
    assert.equal((await stack.invoke("heartbeat", { authorization, method: "GET" })).status, 200);
    await stack.sql`update tenants set paused = false`;
  });

  it("End-to-end heartbeat cycle (discovery → checks → notifications → records)", async () => {
    const { status, body } = await heartbeat();
    const { durationMs, ...answer } = body;
    assert.deepEqual([status, answer], [200, { success: true, processed: 1, succeeded: 1, failed: 0 }]);
    assert.ok(Number(durationMs) > 0);
    const [execution] = await stack.sql`select * from heartbeat_executions`;
    assert.deepEqual(
      [execution!["tenant_id"], execution!["user_id"], execution!["overall_status"], execution!["checks_run"]],
      ["acme", userId, "has_errors", 3],
    );
    assert.deepEqual(told(), { slack: 1, webhook: 1 });
    const { data } = JSON.parse(stack.received().webhook[0]!.text) as Told;
    assert.equal(data.alert_type, "tenant-report");
    const records = await stack.sql`select channel, outcome from heartbeat_notifications order by channel`;
    assert.deepEqual(records.map((row) => [row["channel"], row["outcome"]]), [
      ["dashboard", "shown"],
      ["slack", "queued"],
      ["webhook", "queued"],
    ]);
  });

  it("Multiple checks run; 1 fails; others complete", async () => {
    const [execution] = await stack.sql<{ results: { checkId: string; status: string; message: string }[] }[]>`
      select results from heartbeat_executions`;
    const results = Object.fromEntries(execution!.results.map(({ checkId, status }) => [checkId, status]));
    assert.deepEqual(results, { broken: "error", endpoint: "alert", little_stock: "alert" });
  });

  it("is told nothing by a second look at the same trouble", async () => {
    assert.equal((await heartbeat()).body["processed"], 0);
    await makeDue();
    assert.equal((await heartbeat()).body["processed"], 1);
    assert.deepEqual(told(), { slack: 1, webhook: 1 });
    assert.equal((await stack.sql`select from heartbeat_executions`).length, 2);
  });

  it("is looked at alone when it is named, and the answer is its execution", async () => {
    const wish = { tenantId: "acme", userId, role: "customer" };
    const early = await heartbeat(wish);
    assert.deepEqual([early.status, early.body["code"]], [409, "tenant_not_due"]);
    const { status, body } = await heartbeat({ ...wish, force: true });
    const result = body["result"] as Record<string, unknown>;
    assert.deepEqual([status, body["success"], result["tenantId"], result["checksRun"]], [200, true, "acme", 3]);
    const unknown = await heartbeat({ ...wish, tenantId: "nobody", force: true });
    assert.deepEqual([unknown.status, unknown.body["code"]], [404, "tenant_not_found"]);
  });

  it("Auto-recovery detects stale execution (24h+)", async () => {
    const well = await heartbeat({}, "heartbeat-recovery");
    assert.deepEqual([well.body["checked"], well.body["recovered"]], [1, 0]);
    await stack.sql`update tenant_settings set last_run_at = now() - interval '25 hours'`;
    await stack.sql`update heartbeat_executions set started_at = now() - interval '25 hours'`;
    const { status, body: { durationMs: _, ...answer } } = await heartbeat({}, "heartbeat-recovery");
    assert.equal(status, 200);
    assert.deepEqual(answer, { success: true, checked: 1, recovered: 1, failed: 0, linusDispatchNeeded: false });
    const [last] = await stack.sql`select forced from heartbeat_executions order by started_at desc limit 1`;
    assert.equal(last!["forced"], true);
  });

  it("is looked at by the call of pg_cron's job, which bears the function secret", async () => {
    const ring = async () => (await stack.sql`select private.ring_heartbeat() as rang`)[0]!["rang"];
    assert.equal(await ring(), false);
    await makeDue();
    const executions = async () => (await stack.sql`select from heartbeat_executions`).length;
    const before = await executions();
    await stack.sql`insert into app_settings (key, value) values ('edge_base_url', ${edgeBaseUrl})`;
    assert.equal(await ring(), true);
    await waitFor("the execution", async () => await executions() === before + 1);
    // Until it has answered, the function looks for more that is due.
    await stack.net.idle();
    await stack.sql`delete from app_settings where key = 'edge_base_url'`;
  });

  it("its owner has it looked at, once, however often they press and however many crons run beside it", async () => {
    const owner = stack.client();
    const { error } = await owner.auth.signInWithPassword({
      email: "owner@acme.example",
      password: "correct horse battery",
    });
    assert.equal(error, null);
    await stack.sql`update tenant_settings set last_run_at = now() - interval '5 minutes'`;
    const executions = () => stack.sql`select forced, user_id from heartbeat_executions order by completed_at desc`;
    const before = (await executions()).length;
    await stack.sql`insert into app_settings (key, value) values ('edge_base_url', ${edgeBaseUrl})`;
    const asked = await Promise.all(
      Array.from({ length: 5 }, () => owner.rpc("look_at_tenant", { p_tenant_id: "acme" })),
    );
    assert.deepEqual(asked.map(({ status }) => status).sort(), [200, 429, 429, 429, 429]);
    await Promise.all([heartbeat(), heartbeat(), stack.sql`select private.ring_heartbeat()`]);
    await waitFor("the execution", async () => (await executions()).length > before);
    await heartbeat();
    await stack.sql`delete from app_settings where key = 'edge_base_url'`;
    // A call that comes late would take what the next test makes due.
    await stack.net.idle();
    const [last, ...others] = await executions();
    assert.deepEqual([{ ...last }, others.length], [{ forced: true, user_id: userId }, before]);
  });

  it("costs others nothing when its checks take so long that the database ends the batch", async () => {
    await ok(stack.admin.rpc("create_tenant", { p_name: "Quick", p_id: "quick" }));
    // What a time-out raises, which no check's guard catches.
    await stack.sql`
      create function private.check_endless(tenant_id text, now_at timestamptz, arguments jsonb) returns jsonb
      language plpgsql stable set search_path = '' as $$
      begin
        raise exception using errcode = '57014', message = 'canceling statement due to statement timeout';
      end $$`;
    await stack.sql`
      insert into check_definitions (id, tenant_id, title, category, evaluator, rule)
      values ('endpoint', 'acme', 'Endless', 'operations', 'sql', '{"function": "private.check_endless"}')`;
    await stack.sql`update tenants set created_at = now() - interval '8 days'`;
    await makeDue();
    const { body } = await heartbeat();
    assert.deepEqual([body["processed"], body["succeeded"], body["failed"]], [2, 1, 1]);
    const looked = await stack.sql`select overall_status from heartbeat_executions where tenant_id = 'quick'`;
    assert.equal(looked.length, 1);
    await stack.sql`delete from tenants where id = 'quick'`;
    await stack.sql`delete from check_definitions where tenant_id = 'acme'`;
    await stack.sql`update private.tenant_run_states set lease_expires_at = now()`;
    assert.equal((await heartbeat()).body["succeeded"], 1);
    const [failure] = await stack.sql`select kind, recovered_at is not null as is_over from heartbeat_failures`;
    assert.deepEqual({ ...failure }, { kind: "abandoned", is_over: true });
    await stack.sql`delete from heartbeat_failures`;
  });

  it("Recovery failure dispatches Linus", async () => {
    await stack.sql`
      create function private.refuse_execution() returns trigger language plpgsql as $$ begin raise exception 'poisoned'; end $$`;
    await stack.sql`
      create trigger refuse_execution before insert on heartbeat_executions for each row execute function private.refuse_execution()`;
    await makeDue();
    const failing = await heartbeat();
    assert.deepEqual([failing.body["processed"], failing.body["failed"]], [1, 1]);
    // One of four attempts failed; the others go, so that it is more than half.
    await stack.sql`delete from heartbeat_executions`;
    const { body } = await heartbeat({}, "heartbeat-recovery");
    assert.deepEqual([body["failed"], body["linusDispatchNeeded"]], [1, true]);
    const [event] = await stack.sql`select agent, priority, tenant_ids from playbook_events`;
    assert.deepEqual({ ...event }, { agent: "linus", priority: "critical", tenant_ids: ["acme"] });
    const alert = () => stack.sql`select resolved_at from guardian_alerts where alert_type = 'tenant-recovery-failed'`;
    assert.equal((await alert())[0]!["resolved_at"], null);

    await stack.sql`drop trigger refuse_execution on heartbeat_executions`;
    await stack.sql`update heartbeat_failures set occurred_at = occurred_at - interval '5 minutes'`;
    assert.equal((await heartbeat({}, "heartbeat-recovery")).body["recovered"], 1);
    assert.notEqual((await alert())[0]!["resolved_at"], null);
    assert.equal((await stack.sql`select from heartbeat_failures where recovered_at is null`).length, 0);
  });
});
