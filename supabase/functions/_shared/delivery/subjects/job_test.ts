import assert from "node:assert/strict";
import { makeAlert, makeNotification, makeUnit } from "../../testing.ts";
import { composeMessage } from "../message.ts";
import { hoursOverdue } from "./job.ts";

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

Deno.test("hours overdue are whole hours between the last run and the notification", () => {
  const hours = (last_run_at: string | null, created_at: string) =>
    hoursOverdue(makeNotification({ created_at, alert: makeAlert({ details: { last_run_at } }) }));
  assert.equal(hours("2026-03-01T00:00:00Z", "2026-03-02T00:59:59Z"), 24);
  assert.equal(hours("2026-03-01T00:00:00Z", "2026-03-02T01:00:00Z"), 25);
  assert.equal(hours("2026-03-03T00:00:00Z", "2026-03-02T01:00:00Z"), 0);
  assert.equal(hours("infinity", "2026-03-02T01:00:00Z"), null);
  assert.equal(hours(null, "2026-03-02T01:00:00Z"), null);
});
