import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Pages, passMidnight, skip, startPages, waitForText } from "./pages.ts";

describe("the history of a job in the panel", { skip }, () => {
  let pages: Pages;

  before(async () => {
    pages = await startPages({ functions: false });
  });
  after(() => pages?.close());

  test("its last 90 days are shown by its alerts, with the metadata of its last heartbeat", async () => {
    await passMidnight();
    await pages.stack.sql`
      insert into public.job_heartbeats (job_name, last_run_at, metadata, created_at)
      values ('nightly', now(), '{"rows": 48211, "note": "<b>bold</b>"}', date_trunc('day', now()) - interval '19 days 12 hours'),
        ('other', now(), '{}', now() - interval '100 days')`;
    await pages.stack.sql`
      insert into public.guardian_alerts
        (subject_kind, subject_id, subject_name, alert_type, severity, message, detected_at, resolved_at)
      values
        ('job', 'nightly', 'nightly', 'job-stale', 'critical', 'Late', date_trunc('day', now()) - interval '60 hours',
          date_trunc('day', now()) - interval '58 hours'),
        ('job', 'other', 'other', 'job-stale', 'critical', 'Late', now() - interval '200 days', now() - interval '190 days')`;

    const { page, violations } = await pages.openAs("admin@example.com", true);
    await page.getByRole("button", { name: "History of nightly" }).click();
    const days = page.getByRole("img", { name: "Trouble on 1 of the last 21 days." });
    await days.waitFor();
    assert.deepEqual(
      [
        await days.locator("rect").count(),
        await days.locator("rect.trouble").count(),
        await days.locator("rect.unknown").count(),
      ],
      [90, 1, 69],
    );
    await waitForText(page.getByLabel("Metadata of nightly"), /<b>bold<\/b>[^]+"rows": 48211/);

    await page.getByRole("button", { name: "History of other" }).click();
    await page.getByRole("img", { name: "No trouble in the last 90 days." }).waitFor();
    await page.getByRole("button", { name: "History of nightly" }).click();
    await days.waitFor({ state: "detached" });
    assert.deepEqual(violations, []);
  });
});
