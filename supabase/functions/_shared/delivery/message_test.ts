import assert from "node:assert/strict";
import { makeAlert, makeNotification, makeNotifications, makeUnit } from "../testing.ts";
import { composeMessage } from "./message.ts";

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

Deno.test("no line of a message is endless or broken by a name", () => {
  const name = "\n".repeat(50) + "x".repeat(10_000);
  for (
    const line of composeMessage(
      makeUnit({ notifications: makeNotifications(2, { alert: makeAlert({ subject_name: name }) }) }),
    ).lines
  ) {
    assert.ok(line.length <= 300 && !line.includes("\n"));
  }
});
