import assert from "node:assert/strict";
import { MACHINE_RETURN, makeMachineAlert, makeNotification, makeUnit } from "../../testing.ts";
import { composeMessage } from "../message.ts";

const compose = (...[changes]: Parameters<typeof makeNotification>) =>
  composeMessage(makeUnit({ notifications: [makeNotification({ alert: makeMachineAlert(), ...changes })] }));

Deno.test("a machine that went offline", () => {
  const { icon, headline, title, facts, lines } = compose();
  assert.deepEqual([`${icon} ${headline}`, `${icon} ${title}`], [
    "🔴 Machine Offline Alert",
    "🔴 Machine Alert: production-server offline",
  ]);
  assert.deepEqual(facts, [
    ["Machine", "production-server"],
    ["Hostname", "prod-01"],
    ["Status", "Offline"],
    ["Last Seen", "2025-10-10 16:30:00 UTC"],
  ]);
  assert.deepEqual(lines, []);
});

Deno.test("a machine that came back", () => {
  const { icon, headline, title, facts, lines } = compose({
    event: "resolved",
    alert: makeMachineAlert(MACHINE_RETURN),
  });
  assert.deepEqual([`${icon} ${headline}`, `${icon} ${title}`], [
    "🟢 Machine Recovery Alert",
    "🟢 Machine Recovered: production-server",
  ]);
  assert.deepEqual(facts, [
    ["Machine", "production-server"],
    ["Hostname", "prod-01"],
    ["Status", "Back Online"],
    ["Recovered At", "2025-10-10 17:00:10 UTC"],
  ]);
  assert.deepEqual(lines, []);
});

Deno.test("an alert that ended by hand, or with its machine, is no recovery", () => {
  const alert = makeMachineAlert({ resolved_at: "2025-10-10T17:00:00Z", resolution: "The machine was disabled." });
  const { icon, headline, title, facts, lines } = compose({ event: "resolved", alert });
  assert.deepEqual([`${icon} ${headline}`, `${icon} ${title}`], [
    "✅ Machine Alert Resolved",
    "✅ Machine Alert Resolved: production-server",
  ]);
  assert.deepEqual(facts, [
    ["Machine", "production-server"],
    ["Status", "Resolved"],
    ["Offline Since", "2025-10-10 16:32:00 UTC"],
    ["Resolved At", "2025-10-10 17:00:00 UTC"],
    ["Resolution", "The machine was disabled."],
  ]);
  assert.deepEqual(lines, []);
});

Deno.test("a machine of which little is known", () => {
  const { facts } = compose({ alert: makeMachineAlert({}, { name: "", hostname: null, last_seen: null }) });
  assert.deepEqual(facts, [
    ["Machine", "production-server"],
    ["Hostname", "unknown"],
    ["Status", "Offline"],
    ["Last Seen", "never"],
  ]);
  const bare = compose({ alert: makeMachineAlert({ details: null }) });
  assert.equal(`${bare.icon} ${bare.headline}`, "🚨 Machine Alert");
  assert.equal(bare.lines.length, 1);
});

Deno.test("machines among the lines of a group", () => {
  const notifications = [
    makeNotification({ alert: makeMachineAlert() }),
    makeNotification({ event: "resolved", alert: makeMachineAlert(MACHINE_RETURN) }),
    makeNotification({ event: "resolved", alert: makeMachineAlert() }),
  ];
  assert.deepEqual(composeMessage(makeUnit({ notifications })).lines, [
    "🔴 Machine Alert: production-server offline",
    "🟢 Machine Recovered: production-server",
    "✅ Machine Alert Resolved: production-server",
  ]);
});
