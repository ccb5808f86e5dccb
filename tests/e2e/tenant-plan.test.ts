// The lines of the test plan for tenants that need the whole stack and that no other file proves; docs/tenants.md lists them all.
// What the plan would send to mocks really goes over HTTP, to the local inbox.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { ok, startTestStack, type TestStack } from "../support/stack.ts";

interface Block {
  type: string;
  text?: { text: string };
  accessory?: { url: string };
}

interface ReportResult {
  checkId: string;
  status: string;
  recovered: boolean;
}

describe("the test plan for tenants, on the whole stack", () => {
  let stack: TestStack;

  before(async () => {
    stack = await startTestStack();
    // The doorbell would send beside the heartbeat: it stays silent, so that what the heartbeat sends is seen.
    await stack.sql`delete from app_settings where key = 'edge_base_url'`;
    await stack.sql`update notification_channels set enabled = false where source = 'environment'`;
    // Whatever time it is.
    await stack.sql`
      update tenant_roles
      set active_start_hour = null, active_end_hour = null, quiet_start_hour = null, quiet_end_hour = null`;
    await stack.sql`
      insert into check_definitions (id, title, category, evaluator, action_url, action_label, rule) values
        ('little_stock', 'Little stock', 'operations', 'threshold', 'https://app.example.com/stock', 'Order', '{
          "signal": "stock", "field": "quantity", "levels": [{"lt": 3, "status": "alert", "priority": "urgent"}],
          "otherwise": {"status": "ok"}}'),
        ('full_disks', 'Full disks', 'compliance', 'count', null, null,
          '{"signal": "disks", "levels": [{"status": "alert", "priority": "urgent", "message": "{count} disks are full."}]}'),
        ('late_orders', 'Late orders', 'operations', 'count', null, null,
          '{"signal": "orders", "levels": [{"status": "alert", "priority": "high", "message": "{count} orders are late."}]}')`;
  });
  after(() => stack?.stop());
  afterEach(async () => {
    await stack.clearFaults();
    await stack.sql`delete from tenants`;
    await stack.sql`delete from auth.users`;
    stack.inbox.clear();
  });

  /** A tenant that is old enough, with an owner; returns the owner's id. */
  const makeTenant = async (id: string, settings: { channels: string[]; checks: string[] }, role = "customer") => {
    const { data, error } = await stack.client().auth.signUp({ email: `owner@${id}.example`, password: "password1" });
    assert.equal(error, null);
    const userId = data.user!.id;
    await ok(stack.admin.rpc("create_tenant", { p_name: id, p_role: role, p_owner_id: userId, p_id: id }));
    await stack.sql`update tenants set created_at = now() - interval '8 days' where id = ${id}`;
    await stack.sql`
      update tenant_settings set channels = ${settings.channels}, enabled_checks = ${settings.checks} where tenant_id = ${id}`;
    return userId;
  };
  const makeChannel = (tenantId: string, kind: string, path: string) =>
    ok(stack.admin.rpc("create_tenant_channel", {
      p_tenant_id: tenantId,
      p_name: kind,
      p_kind: kind,
      p_destination: `${stack.status.inbox_url}${path}`,
    }));
  const report = (tenantId: string, ...signals: Record<string, unknown>[]) =>
    ok(stack.admin.rpc("report_signals", { p_tenant_id: tenantId, p_signals: signals as never }));
  const runOut = (tenantId: string) => report(tenantId, { signal: "stock", data: { quantity: 1 } });
  const call = async (name = "heartbeat") => {
    const response = await stack.invoke(name);
    assert.equal(response.status, 200);
    return await response.json() as Record<string, unknown>;
  };
  const makeDue = () => stack.sql`update private.tenant_run_states set next_run_at = now()`;
  const resultsOf = (text: string) =>
    (JSON.parse(text) as { data: { results: ReportResult[] } }).data.results
      .map(({ checkId, status, recovered }) => [checkId, status, recovered]);

  it("Slack webhook error handling (log, don't block)", async () => {
    await makeTenant("acme", { channels: ["dashboard", "slack", "webhook"], checks: ["little_stock"] });
    await makeChannel("acme", "slack", "/slack");
    await makeChannel("acme", "webhook", "/webhook/acme");
    await runOut("acme");
    await stack.fault({ channel: "slack", kind: "status", status: 500, retry_after: 120, times: 1 });
    const { durationMs: _, ...answer } = await call();
    assert.deepEqual(answer, { success: true, processed: 1, succeeded: 1, failed: 0 });
    assert.deepEqual([stack.received().slack.length, stack.received().webhook.length], [0, 1]);
    const slack = async () => {
      const [message] = await stack.sql`
        select n.state, n.attempts, n.http_status, n.last_error from notifications n join notification_channels c on c.id = n.channel_id
        where c.kind = 'slack'`;
      return message!;
    };
    const failed = await slack();
    assert.deepEqual([failed["state"], failed["attempts"], failed["http_status"]], ["pending", 1, 500]);
    assert.match(failed["last_error"], /^HTTP 500/);

    await stack.passDeliveryTime();
    await call("notify");
    assert.deepEqual([stack.received().slack.length, (await slack())["state"]], [1, "delivered"]);
    assert.equal(stack.received().webhook.length, 1);
  });

  it("Thrive Syracuse no-tenant-doc fallback works", async () => {
    const { data } = await stack.client().auth.signUp({ email: "owner@thrive.example", password: "password1" });
    const userId = data.user!.id;
    await stack.sql`
      update auth.users
      set raw_app_meta_data = raw_app_meta_data || '{"role": "dispensary", "org_id": "thrive-syracuse"}',
        created_at = now() - interval '8 days'
      where id = ${userId}`;
    await stack.sql`update private.tenant_adoption set adopted_at = null`;
    assert.equal((await call())["processed"], 1);
    const executions = await stack.sql`select tenant_id, user_id, role, overall_status from heartbeat_executions`;
    assert.deepEqual(executions.map((row) => ({ ...row })), [
      { tenant_id: "thrive-syracuse", user_id: userId, role: "dispensary", overall_status: "all_clear" },
    ]);
    const [member] = await stack.sql`select user_id, role from tenant_members where tenant_id = 'thrive-syracuse'`;
    assert.deepEqual({ ...member }, { user_id: userId, role: "owner" });
  });

  it("Hive Mind integration full flow (Agent Bus + Letta + Sleep-Time)", async () => {
    const checks = ["little_stock", "full_disks", "late_orders"];
    await makeTenant("acme", { channels: ["dashboard", "webhook"], checks }, "brand");
    await makeChannel("acme", "webhook", "/webhook/acme");
    await runOut("acme");
    await report("acme", { signal: "disks", data: {} }, { signal: "orders", data: {} });
    await call();

    const bus = await ok(stack.admin.rpc("read_agent_bus", { p_tenant_id: "acme" })) as unknown as {
      messages: { topic: string; checkId: string }[];
    };
    assert.deepEqual(bus.messages.map(({ topic, checkId }) => `${checkId}: ${topic}`).sort(), [
      "full_disks: compliance_risk",
      "late_orders: anomaly",
      "little_stock: anomaly",
    ]);

    assert.deepEqual(await call("consolidate"), { letta: "on", written: 3, retried: 0, failed: 0, off: 0 });
    const block = await fetch(
      `${stack.status.inbox_url}/letta/v1/agents/agent-local/core-memory/blocks/brand_context`,
    );
    const { value } = await block.json() as { value: string };
    for (const id of checks) assert.match(value, new RegExp(`^\\[heartbase .* acme ${id}\\] `, "m"));

    const [night] = await stack.sql`select private.prune_history() -> 'digests' as digests`;
    assert.equal(night!["digests"], 1);
    await stack.passDeliveryTime();
    await call("notify");
    const [found, digest, ...others] = stack.received().webhook.map(({ text }) => text);
    assert.equal(resultsOf(found!).length, 3);
    assert.equal((JSON.parse(digest!) as { type: string }).type, "tenant.digest");
    assert.deepEqual(resultsOf(digest!).map(([id]) => id).sort(), [...checks].sort());
    assert.deepEqual(others, []);
  });

  it("Slack webhook delivery (to the local inbox)", async () => {
    await makeTenant("acme", { channels: ["dashboard", "slack"], checks: ["little_stock"] });
    await makeChannel("acme", "slack", "/slack");
    await runOut("acme");
    await call();
    const [message, ...others] = stack.received().slack;
    assert.deepEqual(others, []);
    const { blocks } = message!.body as { blocks: Block[] };
    assert.deepEqual([blocks[0]!.type, blocks[0]!.text?.text], ["header", "🚨 1 Urgent Alert"]);
    const result = blocks.find(({ text }) => text?.text.includes("Little stock"));
    assert.deepEqual([result?.type, result?.accessory?.url], ["section", "https://app.example.com/stock"]);
    const [record] = await stack.sql`
      select h.outcome, n.state from heartbeat_notifications h join notifications n on n.id = h.notification_id`;
    assert.deepEqual({ ...record }, { outcome: "queued", state: "delivered" });
  });

  // Mailjet's place is Resend's here; nobody made a channel, and the owner is written to.
  it("Email via Mailjet (by Resend, to the local inbox)", async () => {
    await makeTenant("acme", { channels: ["dashboard", "email"], checks: ["little_stock"] });
    await runOut("acme");
    await call();
    const [email, ...others] = stack.received().email;
    assert.deepEqual(others, []);
    assert.deepEqual([email!.to, email!.subject], ["owner@acme.example", "🚨 1 Urgent Alert"]);
    assert.match(email!.text, /🚨 Little stock/);
    assert.match((email!.body as { html: string }).html, /<a href="https:\/\/app\.example\.com\/stock">Order<\/a>/);
    const records = await stack.sql`
      select h.outcome, h.reason, n.state from heartbeat_notifications h left join notifications n on n.id = h.notification_id
      where h.channel = 'email'`;
    assert.deepEqual(records.map((row) => ({ ...row })), [{ outcome: "queued", reason: null, state: "delivered" }]);

    await stack.sql`update auth.users set email = 'moved@acme.example'`;
    await report("acme", { signal: "stock", data: { quantity: 9 } });
    await makeDue();
    await call();
    assert.deepEqual(stack.received().email.map(({ to, subject }) => [to, subject]).at(-1), [
      "moved@acme.example",
      "📊 Status Update: 1 Item",
    ]);
  });

  // A remediation synchronises again, as the tenant's own would, and the check is asked again in the
  // same cycle: one message tells of both.
  it("POS sync recovery works (auto-re-run if stale)", async () => {
    await stack.sql`
      create function private.sync_pos_again(tenant_id text) returns text language sql security definer set search_path = '' as $$
        update public.tenant_signals s
        set data = s.data || jsonb_build_object('last_sync_at', now())
        where s.tenant_id = sync_pos_again.tenant_id and s.signal = 'pos_integrations'
        returning s.item $$`;
    await stack.sql`revoke all on function private.sync_pos_again(text) from public`;
    await stack.sql`grant execute on function private.sync_pos_again(text) to remediator`;
    await stack.sql`
      insert into private.remediation_actions (name, kind, target, description)
      values ('sync_pos_again', 'rpc', 'private.sync_pos_again', 'Synchronises the tills again.')`;
    await ok(
      stack.admin.from("check_remediations").insert({
        check_id: "pos_sync_status",
        action: "sync_pos_again",
        on_statuses: ["warning"],
      } as never),
    );
    await makeTenant("acme", { channels: ["dashboard", "webhook"], checks: ["pos_sync_status"] }, "dispensary");
    await makeChannel("acme", "webhook", "/webhook/acme");
    const lastSync = new Date(Date.now() - 3 * 3_600_000).toISOString();
    await report("acme", {
      signal: "pos_integrations",
      item: "till",
      data: { last_sync_at: lastSync, status: "active" },
    });

    await call();
    const runs = await stack.sql`select status, status_before, status_after, result from remediation_runs`;
    assert.deepEqual(runs.map((row) => ({ ...row })), [
      { status: "succeeded", status_before: "warning", status_after: "ok", result: "till" },
    ]);
    await makeDue();
    await call();
    const executions = await stack.sql`select overall_status from heartbeat_executions order by started_at`;
    assert.deepEqual(executions.map((row) => row["overall_status"]), ["has_warnings", "all_clear"]);
    assert.deepEqual(stack.received().webhook.map(({ text }) => resultsOf(text)), [[["pos_sync_status", "ok", true]]]);
  });
});
