import assert from "node:assert/strict";
import { channels, environmentReport, readChannelSecrets, registryOf } from "./index.ts";

Deno.test("the report says which environment channels the secrets make", () => {
  const report = (values: Record<string, string>) =>
    environmentReport(channels, readChannelSecrets(channels, (name) => values[name]));
  const email = { RESEND_API_KEY: "re_x", RESEND_FROM: "a@b.c", ALERT_EMAIL_TO: "d@e.f" };
  const telegram = { TELEGRAM_BOT_TOKEN: "1:x", TELEGRAM_CHAT_ID: "-100" };
  const none = { slack: false, email: false, push: false, sms: false, telegram: false, whatsapp: false, sends: [] };
  assert.deepEqual(report({}), none);
  assert.deepEqual(report({ SLACK_WEBHOOK_URL: "https://x" }), { ...none, slack: true });
  assert.deepEqual(report({ SLACK_WEBHOOK_URL: "  ", ...email }), { ...none, email: true, sends: ["email"] });
  assert.deepEqual(report({ NTFY_URL: "https://x/y" }), { ...none, push: true });
  assert.deepEqual(report({ NTFY_TOKEN: "tk_x" }), none);
  const twilio = { TWILIO_ACCOUNT_SID: "AC0", TWILIO_AUTH_TOKEN: "x", TWILIO_FROM: "+1", TWILIO_WHATSAPP_FROM: "+1" };
  assert.deepEqual(report(twilio), none);
  assert.deepEqual(report({ ...twilio, ALERT_SMS_TO: "+1" }), { ...none, sms: true });
  assert.deepEqual(report({ ...twilio, ALERT_WHATSAPP_TO: "+1" }), { ...none, whatsapp: true });
  assert.deepEqual(report({ ...email, ALERT_EMAIL_TO: "" }), { ...none, sends: ["email"] });
  assert.deepEqual(report({ ...email, RESEND_FROM: "" }), none);
  assert.deepEqual(report(telegram), { ...none, telegram: true });
  for (const name of Object.keys(telegram)) assert.deepEqual(report({ ...telegram, [name]: "" }), none, name);
});

Deno.test("a kind is its adapter: a registry with another one reports and finds it", () => {
  const [slack] = channels.values();
  assert.ok(slack);
  const registry = registryOf([...channels.values(), {
    ...slack,
    kind: "pager",
    variables: ["PAGER_TOKEN"],
    isConfigured: (secrets) => Boolean(secrets.PAGER_TOKEN),
  }]);
  const secrets = readChannelSecrets(registry, (name) => name === "PAGER_TOKEN" ? "x" : undefined);
  assert.deepEqual(environmentReport(registry, secrets), {
    slack: false,
    email: false,
    push: false,
    sms: false,
    telegram: false,
    whatsapp: false,
    pager: true,
    sends: [],
  });
  assert.equal(registry.get("pager")?.kind, "pager");
});
