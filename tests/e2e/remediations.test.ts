import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { projectPath } from "../../scripts/local/options.ts";
import { ok, startTestStack, type TestStack } from "../support/stack.ts";

/** An edge function as a project would write it: it restarts a sync, which then reports that it is well. */
const RESTART_SYNC = `
export default {
  async fetch(request: Request): Promise<Response> {
    if (request.headers.get("authorization") !== "Bearer " + Deno.env.get("HEARTBASE_FUNCTION_SECRET")) {
      return new Response(null, { status: 401 });
    }
    const { tenantId, checkId, result, arguments: args } = await request.json();
    const key = Deno.env.get("SUPABASE_SERVICE_ROLE_KEY")!;
    const answer = await fetch(Deno.env.get("SUPABASE_URL") + "/rest/v1/rpc/report_signals", {
      method: "POST",
      headers: { apikey: key, authorization: "Bearer " + key, "content-type": "application/json" },
      body: JSON.stringify({ p_tenant_id: tenantId, p_signals: [{ signal: "sync", data: { status: "running" } }] }),
    });
    return Response.json({ ok: answer.ok, checkId, was: result.status, mode: args.mode, key });
  },
};
`;

interface Told {
  data: { results: { checkId: string; status: string; message: string; recovered: boolean }[] };
}

describe("remediations, from what a check finds to what was done about it", () => {
  let stack: TestStack;
  let functionsDir: string;
  let userId: string;

  before(async () => {
    functionsDir = mkdtempSync(path.join(tmpdir(), "heartbase-functions-"));
    cpSync(projectPath("supabase/functions"), functionsDir, { recursive: true });
    mkdirSync(path.join(functionsDir, "restart-sync"));
    writeFileSync(path.join(functionsDir, "restart-sync/index.ts"), RESTART_SYNC);
    stack = await startTestStack({ functionsDir });
    // The doorbell would send beside the heartbeat: it stays silent, so that what the heartbeat sends is seen.
    await stack.sql`delete from app_settings where key = 'edge_base_url'`;
    await stack.sql`update notification_channels set enabled = false where source = 'environment'`;
    const signedUp = await ok(
      stack.client().auth.signUp({ email: "owner@acme.example", password: "correct horse battery" }),
    );
    userId = signedUp.user!.id;
    await ok(stack.admin.rpc("create_tenant", { p_name: "Acme", p_owner_id: userId, p_id: "acme" }));
    await stack.sql`update tenants set created_at = now() - interval '8 days'`;
    await stack.sql`update tenant_settings set channels = '{webhook}', enabled_checks = '{sync,outbox}'`;
    await ok(stack.admin.rpc("create_tenant_channel", {
      p_tenant_id: "acme",
      p_name: "Acme's webhook",
      p_kind: "webhook",
      p_destination: `${stack.status.inbox_url}/webhook/acme`,
    }));
    const check = (id: string, evaluator: string, rule: object) =>
      stack.sql`
        insert into check_definitions (id, title, category, evaluator, rule)
        values (${id}, ${id}, 'operations', ${evaluator}, ${stack.sql.json(rule as never)})`;
    await check("sync", "count", {
      signal: "sync",
      levels: [{ where: [{ field: "status", eq: "stopped" }], status: "alert", priority: "high" }],
      otherwise: { status: "ok" },
    });
    await check("outbox", "sql", { function: "private.check_outbox_backlog" });
    await stack.sql`
      insert into private.remediation_actions (name, kind, target, timeout, description)
      values ('restart_sync', 'edge_function', 'restart-sync', '30 seconds', 'Restarts the sync.')`;
  });
  after(async () => {
    await stack?.stop();
    rmSync(functionsDir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await stack.sql`delete from check_remediations`;
    await stack.sql`delete from remediation_runs`;
    await stack.sql`delete from tenant_check_states`;
    await stack.sql`delete from playbook_events`;
    await stack.sql`delete from tenant_signals`;
    await stack.sql`delete from notifications`;
    await stack.sql`update private.tenant_run_states set next_run_at = now()`;
    await stack.passDeliveryTime();
    stack.inbox.clear();
  });

  const heartbeat = async (body: unknown = {}) => {
    const response = await stack.invoke("heartbeat", { body });
    assert.equal(response.status, 200, await response.clone().text());
    return await response.json() as Record<string, unknown>;
  };
  const attach = (check_id: string, action: string, more: { arguments?: object; on_statuses?: string[] } = {}) =>
    ok(stack.admin.from("check_remediations").insert({ check_id, action, ...more } as never));
  const report = (status: string) =>
    ok(stack.admin.rpc("report_signals", { p_tenant_id: "acme", p_signals: [{ signal: "sync", data: { status } }] }));
  const runs = () => stack.sql`select * from remediation_runs order by started_at`;
  const told = () => stack.received().webhook.map(({ text }) => (JSON.parse(text) as Told).data);

  it("an edge function of the project is called, the check asked again, and it is told once", async () => {
    await attach("sync", "restart_sync", { arguments: { mode: "gentle" } });
    await report("stopped");
    const { durationMs: _, ...answer } = await heartbeat();
    assert.deepEqual(answer, { success: true, processed: 1, succeeded: 1, failed: 0 });
    const [run] = await runs();
    assert.deepEqual(
      [run!["status"], run!["status_before"], run!["status_after"], run!["result"]],
      ["succeeded", "alert", "ok", { ok: true, checkId: "sync", was: "alert", mode: "gentle", key: "[redacted]" }],
    );
    const [message, ...more] = told();
    assert.deepEqual(more, []);
    const [result] = message!.results;
    assert.deepEqual([result!.checkId, result!.status, result!.recovered], ["sync", "ok", true]);
    assert.match(
      result!.message,
      /^The remediation restart_sync ran at \d\d:\d\d UTC\. This is well again\. It was: sync$/,
    );
    const [execution] = await stack.sql`
      select overall_status, remediations #>> '{0,statusAfter}' as after from heartbeat_executions order by started_at desc limit 1`;
    assert.deepEqual([execution!["overall_status"], execution!["after"]], ["has_alerts", "ok"]);

    // Members see it; the next trouble within the cool-down is told as it is.
    const member = stack.client();
    const signedIn = await member.auth.signInWithPassword({
      email: "owner@acme.example",
      password: "correct horse battery",
    });
    assert.equal(signedIn.error, null);
    const seen = await ok(member.from("remediation_runs").select("action, status"));
    assert.deepEqual(seen, [{ action: "restart_sync", status: "succeeded" }]);
    await report("stopped");
    await stack.sql`update private.tenant_run_states set next_run_at = now()`;
    await stack.passDeliveryTime();
    await heartbeat();
    assert.deepEqual((await runs()).map((row) => row["reason"]), [null, "cooldown"]);
    assert.deepEqual(told().map(({ results }) => results[0]!.status), ["ok", "alert"]);
  });

  it("a tenant that is looked at alone is remedied too, and the answer says what was done", async () => {
    await attach("sync", "restart_sync");
    await report("stopped");
    const { success, result } = await heartbeat({ tenantId: "acme", userId, role: "customer", force: true });
    const { remediations, notificationsSent } = result as {
      remediations: Record<string, unknown>[];
      notificationsSent: number;
    };
    assert.equal(success, true);
    const [{ checkId, action, status, statusAfter }] = remediations as [Record<string, unknown>];
    assert.deepEqual([checkId, action, status, statusAfter], ["sync", "restart_sync", "succeeded", "ok"]);
    assert.equal(notificationsSent, 1);
    assert.equal(told().length, 1);
  });

  it("heartbeat-recovery remedies too, within the same cool-down", async () => {
    await attach("sync", "restart_sync");
    await report("stopped");
    await stack.sql`update tenant_settings set last_run_at = now() - interval '25 hours'`;
    await stack.sql`update heartbeat_executions set started_at = now() - interval '25 hours'`;
    const response = await stack.invoke("heartbeat-recovery");
    const { recovered } = await response.json() as { recovered: number };
    assert.equal(recovered, 1);
    assert.deepEqual((await runs()).map((row) => [row["status"], row["status_after"]]), [["succeeded", "ok"]]);
    await report("stopped");
    await stack.sql`update private.tenant_run_states set next_run_at = now()`;
    await heartbeat();
    assert.deepEqual((await runs()).map((row) => row["reason"]), [null, "cooldown"]);
  });

  it("send_outbox sends what waits in the outbox when nothing else does", async () => {
    await attach("outbox", "send_outbox");
    await stack.sql`
      insert into guardian_alerts (subject_kind, subject_id, subject_name, tenant_id, alert_type, severity, message)
      values ('service', 'api', 'api', 'acme', 'down', 'critical', 'api is down.')`;
    await stack.sql`update notifications set created_at = now() - interval '31 minutes'`;
    await heartbeat();
    const [run] = await runs();
    const { delivered } = run!["result"] as { delivered: number };
    assert.deepEqual([run!["action"], run!["status"], run!["status_after"], delivered], [
      "send_outbox",
      "succeeded",
      "ok",
      1,
    ]);
    assert.deepEqual((await stack.sql`select state from notifications`).map(({ state }) => state), [
      "delivered",
      "delivered",
    ]);
  });

  it("a function of the database that hangs is ended after its time-out, and the alert is told with that", async () => {
    await stack.sql`
      create function private.hang() returns void language plpgsql as 'begin perform pg_sleep(600); end'`;
    await stack.sql`
      insert into private.remediation_actions (name, kind, target, timeout, description)
      values ('hang', 'rpc', 'private.hang', '1 second', 'Hangs.')`;
    await attach("sync", "hang");
    await report("stopped");
    await heartbeat();
    const [run] = await runs();
    assert.deepEqual([run!["status"], run!["error"], run!["status_after"]], [
      "failed",
      "It was ended after 1 s.",
      "alert",
    ]);
    assert.match(
      told()[0]!.results[0]!.message,
      /^The remediation hang failed at .*: It was ended after 1 s\. This is still so\. sync$/,
    );
    const [event] = await stack.sql`select type, tenant_ids from playbook_events`;
    assert.deepEqual([event!["type"], event!["tenant_ids"]], ["remediation_failed", ["acme"]]);
  });
});
