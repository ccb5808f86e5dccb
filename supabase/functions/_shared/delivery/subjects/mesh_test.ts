import assert from "node:assert/strict";
import { makeAlert, makeNotification, makeNotifications, makeUnit } from "../../testing.ts";
import { composeMessage } from "../message.ts";

Deno.test("a mesh: title, facts, recovery, reminder, a group's line", () => {
  const alert = makeAlert({
    subject_kind: "tetrahedron",
    subject_id: "7e7e7e7e-0000-4000-8000-000000000001",
    subject_name: "Family",
    alert_type: "mesh-degrading",
    severity: "warning",
    message: "Last heartbeat recorded at 2026-03-01T06:00:00.000Z.",
    details: { last_heartbeat_at: "2026-03-01T06:00:00+00:00", threshold: "01:00:00", heartbeat_count: 3 },
  });
  const compose = (...[changes]: Parameters<typeof makeNotification>) =>
    composeMessage(makeUnit({ notifications: [makeNotification({ alert, ...changes })] }));
  const opened = compose();
  assert.equal(`${opened.icon} ${opened.headline}`, "⚠️ Mesh Health Alert");
  assert.equal(opened.title, "Mesh Alert: Family degrading");
  assert.deepEqual(opened.facts, [
    ["Mesh", "Family"],
    ["Status", "warning"],
    ["Last Heartbeat", "2026-03-01 06:00:00 UTC"],
  ]);
  assert.deepEqual(opened.lines, ["Last heartbeat recorded at 2026-03-01T06:00:00.000Z."]);
  assert.equal(compose({ event: "reminder", slot: 1 }).title, "Mesh Alert: Family still degrading");
  assert.deepEqual(compose({ event: "reminder", slot: 1 }).facts.at(-1), ["Since", "2026-03-02 06:00:00 UTC"]);
  assert.equal(compose({ event: "resolved" }).title, "Mesh Recovered: Family");
  const never = makeAlert({ ...alert, details: { last_heartbeat_at: null } });
  assert.deepEqual(compose({ alert: never }).facts.at(-1), ["Last Heartbeat", "never"]);
  const stuck = makeAlert({ ...alert, alert_type: "hub-stuck", severity: "critical", details: {} });
  assert.equal(compose({ alert: stuck }).title, "Mesh Alert: Family hub-stuck");
  assert.deepEqual(compose({ alert: stuck }).facts, [["Mesh", "Family"], ["Status", "critical"]]);
  const group = composeMessage(makeUnit({ notifications: makeNotifications(2, { alert }) }));
  assert.equal(group.lines.length, 2);
  assert.match(group.lines[0] ?? "", /^⚠️ Mesh Alert: .* degrading$/);
});
