import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import {
  eventually,
  type Pages,
  passTime,
  settle,
  signIn,
  skip,
  startPages,
  stopTime,
  waitForCount,
  waitForText,
} from "./pages.ts";

const XSS = `<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>`;

describe("Operator Panel in a browser", { skip }, () => {
  let pages: Pages;

  before(async () => {
    pages = await startPages({ functions: false });
  });
  after(() => pages?.close());

  const openAsAdmin = () => pages.openAs("admin@example.com", true);
  const row = (page: Page, name: string) =>
    page.getByRole("row").filter({ has: page.getByText(name, { exact: true }) });
  const count = (page: Page, label: string) =>
    page.locator(".count").filter({ has: page.getByText(label, { exact: true }) }).locator(".count-value").innerText();

  async function clearJobs(): Promise<void> {
    await pages.stack.sql`delete from public.job_heartbeats`;
    await pages.stack.sql`delete from public.guardian_alerts`;
  }

  /** A job in every state, judged by the database. */
  async function makeJobs(): Promise<void> {
    await clearJobs();
    await pages.stack.sql`
      insert into public.job_heartbeats
        (job_name, last_run_at, status, paused, consecutive_failures, last_started_at, expected_every, last_duration)
      values
        ('fine', now(), 'healthy', false, 0, null, null, '90 seconds'),
        ('late', now() - interval '26 hours', 'healthy', false, 0, null, null, null),
        ('broken', now(), 'failed', false, 2, null, null, null),
        ('at-work', now() - interval '1 hour', 'running', false, 0, now(), '2 hours', null),
        ('resting', now() - interval '90 days', 'healthy', true, 0, null, null, null)`;
    await pages.stack.sql`select private.evaluate_jobs()`;
  }

  test("the demo admin is filled in on the local stack, and a wrong password is told", async () => {
    const { page } = await pages.open();
    await eventually(async () => assert.equal(await page.getByLabel("Email").inputValue(), "admin@heartbase.local"));
    await page.getByText("Local stack: the demo admin is filled in for you.").waitFor();
    await pages.signUp("admin@example.com", true);
    await signIn(page, "admin@example.com", "wrong");
    await page.getByRole("alert").filter({ hasText: "The email or the password is wrong." }).waitFor();
    assert.equal(await page.locator(".counts").count(), 0);
  });

  test("every job is shown with its state, and the counts agree", async () => {
    await makeJobs();
    const { page, violations } = await openAsAdmin();
    const states = { fine: "Healthy", late: "Stale", broken: "Failing", "at-work": "Running", resting: "Paused" };
    for (const [name, state] of Object.entries(states)) {
      await row(page, name).getByText(state, { exact: true }).waitFor();
    }
    await eventually(async () =>
      assert.deepEqual(
        [
          await count(page, "Healthy"),
          await count(page, "Stale"),
          await count(page, "Failing"),
          await count(page, "Open alerts"),
        ],
        ["2", "1", "1", "2"],
      )
    );
    await waitForText(row(page, "fine"), /just now|\d+ (s|min) ago/);
    await waitForText(row(page, "fine"), /1 min 30 s/);
    await waitForText(row(page, "late"), /26 h ago/);

    await page.getByRole("combobox", { name: "Show jobs" }).selectOption("In trouble");
    await waitForCount(page.locator("tr.job"), 2);
    await page.getByRole("searchbox", { name: "Filter jobs by name or description" }).fill("lat");
    await waitForCount(page.locator("tr.job"), 1);
    assert.deepEqual(violations, []);
  });

  test("an alert is resolved with a note, after a question", async () => {
    await makeJobs();
    const { page } = await openAsAdmin();
    const alert = page.locator(".alert").filter({ hasText: `Job "broken" failed` });
    await alert.getByRole("button", { name: /^Resolve: / }).click();
    await alert.getByLabel("Note").fill("Disk was full");
    await alert.getByLabel("Note").press("Enter");
    await page.getByText("Disk was full").waitFor();
    const [kept] = await pages.stack.sql`select resolution from public.guardian_alerts where subject_id = 'broken'`;
    assert.equal(kept?.["resolution"], "Disk was full");
  });

  test("an alert that somebody else resolved meanwhile is an error in place", async () => {
    await makeJobs();
    const { page } = await openAsAdmin();
    const alert = page.locator(".alert").filter({ hasText: `Job "broken" failed` });
    await alert.waitFor();
    // Read again, the list would not show it any more.
    await stopTime(page);
    await pages.stack.sql`update public.guardian_alerts set resolved_at = now() where subject_id = 'broken'`;
    await alert.getByRole("button", { name: /^Acknowledge/ }).click();
    await alert.getByRole("alert").filter({ hasText: "There is no open alert with this id" }).waitFor();
  });

  test("a job is paused, resumed and silenced by keyboard, by the server's clock", async () => {
    await makeJobs();
    const { page } = await openAsAdmin();
    const pause = page.getByRole("button", { name: "Pause fine" });
    const asked = page.locator("form.confirm button[type=submit]:focus");
    await pause.press("Enter");
    await asked.waitFor();
    await page.keyboard.press("Escape");
    await page.locator("button[aria-label='Pause fine']:focus").waitFor();
    await pause.press("Enter");
    await asked.waitFor();
    await page.keyboard.press("Enter");
    await row(page, "fine").getByText("Paused", { exact: true }).waitFor();

    await page.getByRole("button", { name: "Resume fine" }).press("Enter");
    await asked.waitFor();
    await page.keyboard.press("Enter");
    await row(page, "fine").getByText("Healthy", { exact: true }).waitFor();

    const [before] = await pages.stack.sql`select now()::text as time`;
    await page.getByRole("button", { name: "Silence fine" }).press("Enter");
    await asked.waitFor();
    await page.keyboard.press("Enter");
    await row(page, "fine").getByText(/quiet until/).waitFor();
    const [job] = await pages.stack.sql`
      select paused, last_alert_at between ${before!["time"]} and now() as is_new
      from public.job_heartbeats where job_name = 'fine'`;
    assert.deepEqual({ ...job }, { paused: false, is_new: true });
  });

  test("somebody who is no admin is told so, and sees no job", async () => {
    await makeJobs();
    const { page } = await pages.openAs("guest@example.com");
    await page.getByRole("heading", { name: "You are not an admin of this project" }).waitFor();
    assert.equal(await page.getByText("late").count(), 0);
    await page.getByRole("button", { name: "Check again" }).click();
    await page.getByText("Not yet: your account has no admin role.").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in to Heartbase" }).waitFor();
  });

  test("while the API is away the old data stay, with a notice, until it is back", async () => {
    await makeJobs();
    const { page, context } = await openAsAdmin();
    await row(page, "late").waitFor();
    await context.setOffline(true);
    const notice = page.getByRole("alert").filter({ hasText: "The API cannot be reached." });
    await passTime(page, 30, () => notice.isVisible());
    await waitForText(notice, /Showing what was known at/);
    await waitForCount(row(page, "late").getByText("Stale", { exact: true }), 1);

    await context.setOffline(false);
    await passTime(page, 30, async () => !await notice.isVisible());
  });

  test("a hidden tab asks nothing, and is read again when it is shown", async () => {
    await makeJobs();
    const { page } = await openAsAdmin();
    await row(page, "late").waitFor();
    const setHidden = (isHidden: boolean) =>
      page.evaluate(`
        Object.defineProperty(document, "hidden", { configurable: true, value: ${isHidden} });
        document.dispatchEvent(new Event("visibilitychange"));`);
    // All that the page reads at first has been read, and the functions, which do not run here, have been asked.
    await page.getByText("There is no machine yet.").waitFor();
    await page.getByText("No mesh to show.").waitFor();
    await page.getByText(/^Heartbeat (DEGRADED|LOST)$/).waitFor();
    await setHidden(true);
    let requests = 0;
    page.on("request", () => requests++);
    // What was under way when it was hidden ends, one request after the other.
    await eventually(async () => {
      await settle(page);
      requests = 0;
      await page.clock.runFor(60_000);
      assert.equal(requests, 0);
    });
    await setHidden(false);
    await passTime(page, 2, () => Promise.resolve(requests > 0));
  });

  test("a session that the server no longer takes ends with a word, and a role that was taken away with the notice", async () => {
    await makeJobs();
    const { page } = await pages.openAs("leaver@example.com", true);
    await row(page, "late").waitFor();
    await pages.stack.sql`
      update auth.users set raw_app_meta_data = raw_app_meta_data::jsonb - 'role' where email = 'leaver@example.com'`;
    await spoilToken(page);
    await page.reload();
    await page.getByRole("heading", { name: "You are not an admin of this project" }).waitFor();

    await pages.stack.sql`delete from auth.users where email = 'leaver@example.com'`;
    await spoilToken(page);
    await page.reload();
    await page.getByText("Your session has ended. Sign in again.").waitFor();
  });

  /** Makes the access token one that the API refuses, as after a change of the project's keys. */
  async function spoilToken(page: Page): Promise<void> {
    await page.evaluate(`
      for (const key of Object.keys(localStorage)) {
        const session = JSON.parse(localStorage.getItem(key));
        localStorage.setItem(key, JSON.stringify({ ...session, access_token: session.access_token.slice(0, -4) + "AAAA" }));
      }`);
  }

  test("markup in a name, a description or an alert is text", async () => {
    await clearJobs();
    await pages.stack.sql`
      insert into public.job_heartbeats (job_name, description, last_run_at) values (${XSS}, ${XSS}, now() - interval '2 days')`;
    await pages.stack.sql`select private.evaluate_jobs()`;
    const { page, violations } = await openAsAdmin();
    await waitForText(page.locator("tr.job .name"), XSS);
    await waitForText(page.locator(".alert-message"), /onerror/);
    assert.equal(await page.evaluate(() => "pwned" in globalThis), false);
    assert.equal(await page.locator("main img, main script").count(), 0);
    assert.deepEqual(violations, []);
  });
});
