import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { ok } from "../support/stack.ts";
import {
  eventually,
  type Pages,
  passMidnight,
  passTime,
  skip,
  startPages,
  waitForCount,
  waitForText,
  waitForWidth,
} from "./pages.ts";

/** Of what the function status answers, what the page is waited for with. */
interface Answer {
  components: { name: string; state: string }[];
  notices: { status: string }[];
  is_stale: boolean;
}

describe("a status page", { skip }, () => {
  let pages: Pages;
  let pageId: string;

  before(async () => {
    pages = await startPages();
    const { sql, admin } = pages.stack;
    await passMidnight();
    await sql`
      insert into job_heartbeats (job_name, expected_every, created_at)
      values ('secret-backup', '1 day', now() - interval '10 days'), ('secret-sync', '1 day', now() - interval '10 days')`;
    await sql`
      insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message, detected_at, resolved_at)
      values ('job', 'secret-backup', 'secret-backup', 'job-stale', 'critical', 'secret words',
        date_trunc('day', now(), 'UTC') - interval '2 days', date_trunc('day', now(), 'UTC') - interval '42 hours')`;
    await sql`select private.tick()`;
    const page = await ok(admin.rpc("create_status_page", {
      p_slug: "acme",
      p_title: "Acme",
      p_description: "What we run",
      p_components: [
        {
          subject_kind: "job",
          subject_id: "secret-backup",
          name: "Backups",
          description: "Every night",
          group: "Data",
        },
        { subject_kind: "job", subject_id: "secret-sync", name: "Sync", group: "Data" },
        { subject_kind: "service", subject_id: "auth", name: "Sign-in" },
      ],
    })) as { id: string };
    pageId = page.id;
    await ok(admin.rpc("create_status_page", { p_slug: "empty", p_title: "Empty" }));
  });
  after(() => pages?.close());

  const row = (page: Page, name: string) =>
    page.getByRole("listitem").filter({ has: page.getByRole("heading", { name, exact: true }) });
  const banner = (page: Page) => page.locator(".status-banner");
  /** Waits until the function, which remembers its answers for seconds, gives such a one. The page then asks in half a minute of its clock. */
  const answers = (expected: { state: string; notices: string[]; isStale?: boolean }) =>
    eventually(async () => {
      const response = await fetch(`${pages.stack.status.functions_url}/status/acme`);
      const { components, notices, is_stale: isStale } = await response.json() as Answer;
      const state = components.find(({ name }) => name === "Backups")?.state;
      assert.deepEqual({ state, notices: notices.map(({ status }) => status), isStale }, {
        isStale: false,
        ...expected,
      });
    });

  test("everybody sees, at either address, what the page names by its public names", async () => {
    for (const path of ["/status/acme", "/status.html?page=acme"]) {
      const { page, violations } = await pages.open(path);
      await page.getByRole("heading", { name: "Acme", level: 1 }).waitFor();
      await page.getByText("What we run").waitFor();
      await page.getByRole("region", { name: "Data" }).getByRole("heading", { name: "Backups" }).waitFor();
      await row(page, "Sync").getByText("Operational", { exact: true }).waitFor();
      assert.doesNotMatch(await page.content(), /secret/);
      assert.deepEqual(violations, [], path);
    }
  });

  test("a day is told where the pointer is, and to the keyboard", async () => {
    const { page } = await pages.open("/status/acme");
    const days = row(page, "Backups").getByRole("slider", { name: "The last 90 days of Backups" });
    await days.focus();
    const tells = (text: RegExp) =>
      eventually(async () => assert.match((await days.getAttribute("aria-valuetext"))!, text));
    await tells(/: no downtime$/);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await tells(/: 75 % up$/);
    await row(page, "Backups").getByText(/: 75 % up$/).waitFor();
    await page.keyboard.press("Home");
    await tells(/: not known$/);
    const box = (await days.boundingBox())!;
    await page.mouse.move(box.x + box.width * 87.5 / 90, box.y + 10);
    await row(page, "Backups").getByText(/: 75 % up$/).waitFor();
    await page.mouse.move(0, 0);
    await row(page, "Backups").getByText(/^9\d\.\d+ % uptime$/).waitFor();
    await row(page, "Sign-in").getByText("No history is kept of it.").waitFor();
  });

  test("what goes down, and what is said of it, comes by itself", async () => {
    const { page } = await pages.open("/status/acme");
    await row(page, "Backups").getByText("Operational", { exact: true }).waitFor();
    const { sql, admin } = pages.stack;
    await sql`update job_heartbeats set last_run_at = now() - interval '2 days' where job_name = 'secret-backup'`;
    await sql`select private.tick()`;
    const notice = await ok(admin.rpc("post_status_notice", {
      p_page_id: pageId,
      p_kind: "incident",
      p_title: "The disk is full",
      p_body: "We look into it.\nMore soon.",
      p_impact: "major",
      p_components: ["backups"],
    })) as string;
    await answers({ state: "down", notices: ["investigating"] });
    await passTime(page, 60, () => row(page, "Backups").getByText("Down", { exact: true }).isVisible());
    await waitForText(banner(page), "One system is down");
    await eventually(async () => assert.equal(await page.title(), "Acme: One system is down"));
    const card = page.getByRole("region", { name: "Now and soon" }).getByRole("article");
    await card.getByText("We look into it.").waitFor();
    await waitForText(card, /Incident since .+ Backups/);

    await ok(
      admin.rpc("update_status_notice", { p_notice_id: notice, p_body: "There is room again.", p_status: "resolved" }),
    );
    await sql`update job_heartbeats set last_run_at = now() where job_name = 'secret-backup'`;
    await sql`select private.tick()`;
    await answers({ state: "operational", notices: ["resolved"] });
    await passTime(page, 60, () => page.getByRole("region", { name: "Past two weeks" }).isVisible());
    await page.getByRole("region", { name: "Past two weeks" }).getByText("There is room again.").waitFor();
  });

  test("maintenance is announced, and then in progress", async () => {
    const { admin, sql } = pages.stack;
    await ok(admin.rpc("post_status_notice", {
      p_page_id: pageId,
      p_kind: "maintenance",
      p_title: "New disks",
      p_body: "Backups pause.",
      p_components: ["backups"],
      p_starts_at: new Date(Date.now() + 3_600_000).toISOString(),
      p_ends_at: new Date(Date.now() + 7_200_000).toISOString(),
    }));
    const { page } = await pages.open("/status/acme");
    await answers({ state: "operational", notices: ["scheduled", "resolved"] });
    await passTime(page, 60, () => page.getByText("Scheduled", { exact: true }).first().isVisible());
    await sql`update status_page_notices set starts_at = now() - interval '1 minute' where kind = 'maintenance'`;
    await answers({ state: "maintenance", notices: ["in_progress", "resolved"] });
    await passTime(page, 60, () => row(page, "Backups").getByText("Maintenance", { exact: true }).isVisible());
    await waitForText(banner(page), "Maintenance in progress");
    await sql`delete from status_page_notices`;
  });

  test("an unknown page, an empty one, and an address without any say so", async () => {
    const { page } = await pages.open("/status/none");
    await page.getByRole("heading", { name: "There is no such status page" }).waitFor();
    await page.goto(`${pages.url}/status/empty`);
    await page.getByText("This page names no systems yet.").waitFor();
    await page.goto(`${pages.url}/status.html`);
    await page.getByRole("heading", { name: "Which status page?" }).waitFor();
  });

  test("an answer that cannot be shown is a sentence for visitors, who know of no panel", async () => {
    const { page, context } = await pages.open("/status/none");
    await context.route("**/status/acme", (route) => route.fulfill({ json: { page: { title: "Acme" } } }));
    await page.goto(`${pages.url}/status.html?page=acme`);
    await page.getByRole("heading", { name: "This page failed" }).waitFor();
    assert.doesNotMatch(await page.locator("main").innerText(), /panel|job|alert/i);
  });

  test("nothing is cut off at a width of 390 pixels, and every bar fits", async () => {
    const { page } = await pages.open("/status/acme");
    await page.setViewportSize({ width: 390, height: 800 });
    await row(page, "Backups").waitFor();
    await waitForWidth(page, 390);
    await waitForCount(row(page, "Backups").locator("rect"), 90);
  });

  test("while the database does not answer, and then nothing does, it shows what was known and says so", async () => {
    const { sql, functions } = pages.stack;
    await answers({ state: "operational", notices: [] });
    const { page } = await pages.open("/status/acme");
    await row(page, "Backups").getByText("Operational", { exact: true }).waitFor();
    await sql`alter function status_page rename to status_page_is_away`;
    await answers({ state: "operational", notices: [], isStale: true });
    await passTime(page, 60, () => page.getByText("The monitoring itself does not answer.").isVisible());
    await functions.stop();
    await passTime(page, 60, () => page.getByText(/^No answer: .+ Shown is what was known at/).isVisible());
    await row(page, "Backups").getByText("Operational", { exact: true }).waitFor();
    await sql`alter function status_page_is_away rename to status_page`;
    await functions.start();
    await answers({ state: "operational", notices: [] });
    await passTime(page, 300, async () => await page.getByRole("alert").filter({ hasText: /./ }).count() === 0);
  });
});
