import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { Webhook } from "standardwebhooks";
import { ok, startTestStack, type TestStack } from "../support/stack.ts";

const CHOSEN_SECRET = "a secret that somebody chose";

describe("a webhook that hears of machines", () => {
  let stack: TestStack;

  before(async () => {
    stack = await startTestStack();
    const { id } = await ok(stack.admin.rpc("create_notification_channel", {
      p_name: "Receiver",
      p_kind: "webhook",
      p_destination: `${stack.status.inbox_url}/webhook/receiver`,
      p_subject_kinds: ["machine"],
    })) as { id: string };
    await stack.sql`select private.set_secret(${`heartbase_channel_${id}_signing`}, ${CHOSEN_SECRET})`;
    await stack.sql`delete from app_settings where key = 'edge_base_url'`;
  });
  after(() => stack?.stop());

  const deliver = async () => {
    await stack.passDeliveryTime();
    const response = await stack.invoke("notify");
    assert.equal(response.status, 200, await response.clone().text());
    return stack.received().webhook.at(-1)!;
  };
  const hmac = (key: string | Buffer, body: string) => `sha256=${createHmac("sha256", key).update(body).digest("hex")}`;

  it("is told in the machines' own form, signed in all three ways", async () => {
    const machine = {
      id: 1,
      name: "production-server",
      hostname: "prod-01",
      description: null,
      status: "offline",
      last_seen: "2025-10-10T16:30:00Z",
    };
    await stack.sql`
      insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message, details)
      values ('machine', '1', 'production-server', 'machine-offline', 'critical', 'It has not reported.', ${
      stack.sql.json({ machine, threshold: "00:02:00" })
    })`;
    const { text, headers } = await deliver();
    assert.equal(text, JSON.stringify({ event: "machine.offline", machine: { ...machine, description: "" } }));
    assert.ok(new Webhook(CHOSEN_SECRET, { format: "raw" }).verify(text, headers));
    assert.equal(headers["x-heartbase-signature"], hmac(CHOSEN_SECRET, text));
    assert.equal(headers["x-lunasentri-signature"], hmac(createHash("sha256").update(CHOSEN_SECRET).digest(), text));
  });

  it("is told of an end by hand as of any other alert's", async () => {
    const [alert] = await stack.sql`select id from guardian_alerts where subject_kind = 'machine'`;
    await ok(stack.admin.rpc("resolve_alert", { p_alert_id: alert!["id"], p_note: "Taken out of service." }));
    const { text, headers } = await deliver();
    const { type, data } = JSON.parse(text) as { type: string; data: Record<string, unknown> };
    assert.deepEqual([type, data["resolution"]], ["alert.resolved", "Taken out of service."]);
    assert.equal(headers["x-lunasentri-signature"], undefined);
    assert.ok(new Webhook(CHOSEN_SECRET, { format: "raw" }).verify(text, headers));
  });
});
