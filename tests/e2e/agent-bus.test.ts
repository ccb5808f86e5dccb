// What an execution finds, from the signal to the bus, to an agent's memory and to the pulse, on the whole stack.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ok, startTestStack, type TestStack } from "../support/stack.ts";

interface Bus {
  messages: { id: number; topic: string; checkId: string; priority: string; payload: { status: string } }[];
  cursor: number;
}

describe("what is found out about a tenant", () => {
  let stack: TestStack;
  const block = async (label: string) => {
    const response = await fetch(
      `${stack.status.inbox_url}/letta/v1/agents/agent-local/core-memory/blocks/${label}`,
    );
    return (await response.json() as { value: string }).value;
  };
  const pulse = async (authorization: string | null) =>
    await (await stack.invoke("alive/system-health", { method: "GET", authorization })).json() as Record<
      string,
      unknown
    >;

  before(async () => {
    stack = await startTestStack();
  });
  after(() => stack?.stop());

  it("has no pulse before the first execution", async () => {
    const { ok, pulse: unknown } = await pulse(null);
    assert.deepEqual([ok, unknown], [true, "unknown"]);
  });

  it("is on the bus of its members, and nobody else's", async () => {
    await ok(stack.admin.rpc("create_tenant", { p_name: "Acme", p_id: "acme" }));
    await stack.sql`
      insert into check_definitions (id, title, category, evaluator, rule) values ('full_disks', 'Full disks', 'compliance', 'count',
        '{"signal": "disks", "levels": [{"status": "alert", "priority": "urgent", "message": "{count} disks are full."}]}')`;
    await ok(stack.admin.rpc("report_signals", { p_tenant_id: "acme", p_signals: [{ signal: "disks", data: {} }] }));
    const claim = await ok(stack.admin.rpc("claim_tenant", { p_tenant_id: "acme", p_force: true })) as {
      executionId: string;
    };
    await ok(stack.admin.rpc("run_tenants", { p_claims: [{ executionId: claim.executionId }] }));

    const member = stack.client();
    const { data } = await member.auth.signUp({ email: "member@example.com", password: "password1" });
    await stack.sql`insert into tenant_members (tenant_id, user_id, role) values ('acme', ${data.user!.id}, 'viewer')`;
    const bus = await ok(member.rpc("read_agent_bus", { p_tenant_id: "acme" })) as unknown as Bus;
    assert.deepEqual(
      bus.messages.map(({ topic, checkId, priority, payload }) => [topic, checkId, priority, payload.status]),
      [["compliance_risk", "full_disks", "urgent", "alert"]],
    );
    const next = await ok(member.rpc("read_agent_bus", { p_tenant_id: "acme", p_after: bus.cursor })) as unknown as Bus;
    assert.deepEqual(next, { messages: [], cursor: bus.cursor });

    const stranger = stack.client();
    await stranger.auth.signUp({ email: "stranger@example.com", password: "password1" });
    assert.deepEqual(await ok(stranger.rpc("read_agent_bus", { p_tenant_id: "acme" })), { messages: [], cursor: 0 });
    assert.ok((await stack.client().rpc("read_agent_bus", { p_tenant_id: "acme" })).error);
  });

  it("is in the agent's memory, once", async () => {
    const answer = async () => await (await stack.invoke("consolidate")).json();
    assert.deepEqual(await answer(), { letta: "on", written: 1, retried: 0, failed: 0, off: 0 });
    assert.match(
      await block("tenant_insights"),
      /^\[heartbase \d{4}-\d\d-\d\d acme full_disks\] Full disks: 1 disks are full\.$/,
    );
    assert.deepEqual(await answer(), { letta: "on", written: 0, retried: 0, failed: 0, off: 0 });
    const [insight] = await stack.sql`select letta_state, attempts from tenant_insights`;
    assert.deepEqual({ ...insight }, { letta_state: "written", attempts: 1 });
  });

  it("is the pulse that everybody feels, and operators know of", async () => {
    const known = await pulse(`Bearer ${stack.status.function_secret}`);
    assert.deepEqual((known["details"] as { tenants: unknown }).tenants, {
      all_clear: 0,
      has_warnings: 0,
      has_alerts: 1,
      has_errors: 0,
    });
    // Everybody is answered from what the instance remembers, which an operator has just renewed.
    const { details, ...seen } = await pulse(null);
    assert.deepEqual([seen["ok"], seen["pulse"], details], [true, "warning", undefined]);
  });
});
