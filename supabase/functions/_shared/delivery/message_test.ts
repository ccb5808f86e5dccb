import assert from "node:assert/strict";
import { makeAlert, makeNotification, makeNotifications, makeUnit } from "../testing.ts";
import { composeMessage, hoursOverdue, plain } from "./message.ts";

Deno.test("a stale job: title, facts, reference", () => {
  const message = composeMessage(makeUnit());
  assert.equal(`${message.icon} ${message.headline}`, "🚨 Job Health Alert");
  assert.equal(`${message.icon} ${message.title}`, "🚨 Job Alert: nightly-backup overdue");
  assert.deepEqual(message.facts, [
    ["Job", "nightly-backup"],
    ["Status", "healthy"],
    ["Last Run", "2026-03-01 06:00:00 UTC"],
    ["Hours Overdue", "25"],
  ]);
  assert.deepEqual([message.reference, message.lines], ["1f0c2a34", ["No heartbeat since the deadline."]]);
});

Deno.test("reminder, recovery, failing job, test and another kind of subject", () => {
  const title = (...[changes]: Parameters<typeof makeNotification>) => {
    const { icon, title } = composeMessage(makeUnit({ notifications: [makeNotification(changes)] }));
    return `${icon} ${title}`;
  };
  assert.equal(title({ event: "reminder", slot: 2 }), "🚨 Job Alert: nightly-backup still overdue");
  assert.equal(title({ event: "resolved" }), "✅ Job Recovered: nightly-backup");
  assert.equal(title({ alert: makeAlert({ alert_type: "job-failing" }) }), "🚨 Job Alert: nightly-backup failing");
  assert.equal(title({ event: "test" }), "🔔 Heartbase Test");
  const machine = makeAlert({
    subject_kind: "machine",
    subject_name: "web-1",
    alert_type: "machine-offline",
    severity: "warning",
    details: null,
  });
  assert.equal(title({ alert: machine }), "⚠️ Machine Alert: web-1 offline");
});

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

Deno.test("hours overdue are whole hours between the last run and the notification", () => {
  const hours = (last_run_at: string | null, created_at: string) =>
    hoursOverdue(makeNotification({ created_at, alert: makeAlert({ details: { last_run_at } }) }));
  assert.equal(hours("2026-03-01T00:00:00Z", "2026-03-02T00:59:59Z"), 24);
  assert.equal(hours("2026-03-01T00:00:00Z", "2026-03-02T01:00:00Z"), 25);
  assert.equal(hours("2026-03-03T00:00:00Z", "2026-03-02T01:00:00Z"), 0);
  assert.equal(hours("infinity", "2026-03-02T01:00:00Z"), null);
  assert.equal(hours(null, "2026-03-02T01:00:00Z"), null);
});

Deno.test("a retry says the same to the byte, whatever became of the lease, the attempt and the alert since", () => {
  const first = makeUnit({ attempt: 1 });
  const later = makeUnit({
    attempt: 7,
    lease: "other",
    lease_expires_at: "2030-01-01T00:00:00Z",
    notifications: [
      makeNotification({
        alert: makeAlert({ resolved_at: "2026-03-02T09:00:00Z", auto_resolved: true, resolution: "ran" }),
      }),
    ],
  });
  assert.deepEqual(composeMessage(later), composeMessage(first));
});

Deno.test("a group counts its events, lists 20 and says how many more", () => {
  const mixed = makeUnit({
    notifications: [
      ...makeNotifications(2),
      ...makeNotifications(1, { event: "resolved" }),
      ...makeNotifications(1, { event: "reminder" }),
    ],
  });
  const message = composeMessage(mixed);
  assert.equal(message.title, "4 alerts: 2 opened, 1 reminded, 1 recovered");
  assert.equal(message.lines[0], "🚨 Job Alert: job-0 overdue (25 h)");
  assert.equal(message.lines[2], "✅ Job Recovered: job-0");
  assert.equal(message.lines.length, 4);

  const twenty = composeMessage(makeUnit({ notifications: makeNotifications(20) }));
  assert.deepEqual([twenty.lines.length, twenty.lines.at(-1)], [20, "🚨 Job Alert: job-19 overdue (25 h)"]);
  const storm = composeMessage(makeUnit({ count: 10_000, notifications: makeNotifications(20) }));
  assert.deepEqual([storm.title, storm.lines.length, storm.lines.at(-1)], ["10000 alerts", 21, "and 9980 more"]);
  const counted = composeMessage(
    makeUnit({ count: 10_000, counts: { opened: 9_999, resolved: 1 }, notifications: makeNotifications(20) }),
  );
  assert.equal(counted.title, "10000 alerts: 9999 opened, 1 recovered");
  const back = composeMessage(makeUnit({ notifications: makeNotifications(3, { event: "resolved" }) }));
  assert.equal(`${back.icon} ${back.title}`, "✅ 3 recoveries");
});

Deno.test("no line has control characters, line breaks, direction changes or broken characters, and none is endless", () => {
  assert.equal(plain("a\r\nBcc: x\u0000\u001b[2J\u2028b\u202ec\u2066d"), "a Bcc: x [2J b c d");
  assert.equal(plain("x\ud800y").isWellFormed(), true);
  assert.deepEqual([[...plain("é".repeat(600))].length, [...plain("😀".repeat(500))].length], [500, 500]);
  const name = "\n".repeat(50) + "x".repeat(10_000);
  for (
    const line of composeMessage(
      makeUnit({ notifications: makeNotifications(2, { alert: makeAlert({ subject_name: name }) }) }),
    ).lines
  ) {
    assert.ok(line.length <= 300 && !line.includes("\n"));
  }
});
