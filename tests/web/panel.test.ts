import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import type { Page } from "playwright-core";
import {
  eventually,
  type Pages,
  passMidnight,
  passTime,
  settle,
  signIn,
  skip,
  startPages,
  stopTime,
  waitForAnnouncement,
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
  beforeEach(async () => {
    await pages.stack.sql`delete from public.job_heartbeats`;
    await pages.stack.sql`delete from public.tetrahedrons`;
    await pages.stack.sql`delete from public.guardian_alerts`;
  });

  const openAsAdmin = () => pages.openAs("admin@example.com", true);
  const row = (page: Page, name: string) =>
    page.getByRole("row").filter({ has: page.getByText(name, { exact: true }) });
  const count = (page: Page, label: string) =>
    page.locator(".count").filter({ has: page.getByText(label, { exact: true }) }).locator(".count-value").innerText();

  /** A job in every state, judged by the database. */
  async function makeJobs(): Promise<void> {
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

  test("a question that is asked as soon as another was closed keeps the keyboard", async () => {
    await makeJobs();
    const { page } = await openAsAdmin();
    const asked = page.locator("form.confirm button[type=submit]:focus");
    await page.getByRole("button", { name: "Pause fine" }).press("Enter");
    await asked.waitFor();
    const keeps = await page.evaluate(async () => {
      document.querySelector<HTMLButtonElement>("form.confirm button[type=button]")!.click();
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        port2.postMessage(null);
      });
      document.querySelector<HTMLButtonElement>("button[aria-label='Pause fine']")!.click();
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
      return document.activeElement!.matches("form.confirm button[type=submit]");
    });
    assert.ok(keeps);
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

  test("an admin of an empty project is shown three ways to send a first heartbeat, sends one, and watches it arrive", async () => {
    const { page } = await pages.openAs("admin@example.com", true);
    await page.getByRole("heading", { name: "Send your first heartbeat" }).waitFor();
    await waitForCount(page.getByRole("button", { name: /^Copy: / }), 3);
    const code = (label: string) => page.getByRole("figure", { name: label }).locator("code").innerText();
    assert.ok((await code("curl")).startsWith(`curl -X POST ${pages.stack.status.api_url}/rest/v1/`));
    await pages.stack.sql.unsafe(await code("SQL"));
    await passTime(page, 30, () => row(page, "nightly-backup").getByText("Healthy", { exact: true }).isVisible());
    await waitForAnnouncement(page, "The first heartbeat has arrived.");
  });

  test("the last 90 days of a job are shown by its alerts, with the metadata of its last heartbeat", async () => {
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

  test("a vertex sees their mesh with its four vertices, its last heartbeat and its alerts; an admin does not", async () => {
    const { page } = await pages.openAs("vertex@example.com");
    await page.getByText("No mesh to show.").waitFor();
    await pages.stack.sql`
      insert into public.tetrahedrons (name, domain, vertices, hub_vertex_id, created_at, last_heartbeat_at)
      select 'Family of four', 'family',
        array[u.id::text, '00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000c3',
          '00000000-0000-4000-8000-0000000000d4'],
        u.id, now() - interval '3 hours', now() - interval '3 hours'
      from auth.users u where u.email = 'vertex@example.com'`;
    await page.reload();
    const mesh = page.locator(".mesh").filter({ hasText: "Family of four" });
    await mesh.getByText("Well", { exact: true }).waitFor();
    assert.deepEqual(
      await mesh.getByRole("list", { name: "Vertices of Family of four" }).getByRole("listitem").allInnerTexts(),
      [
        "you (hub)",
        "…000000b2",
        "…000000c3",
        "…000000d4",
      ],
    );
    await waitForCount(mesh.locator("circle"), 4);
    await waitForText(mesh, /Last heartbeat 3 h ago/);

    await pages.stack.sql`select public.check_mesh_heartbeats_and_alert(60)`;
    await page.reload();
    await mesh.getByText("Degrading", { exact: true }).waitFor();
    await mesh.getByText(/mesh-degrading: Last heartbeat recorded at/).waitFor();

    const admin = await pages.openAs("admin@example.com", true);
    await admin.page.getByText("No mesh to show.").waitFor();
    await admin.page.locator(".alert").filter({ hasText: "Last heartbeat recorded at" }).waitFor();
  });

  describe("by keyboard", () => {
    beforeEach(async () => {
      await pages.stack.sql`
        insert into public.job_heartbeats (job_name, last_run_at, consecutive_failures)
        values ('fine', now(), 0), ('late', now() - interval '26 hours', 0), ('broken', now(), 2)`;
      await pages.stack.sql`select private.evaluate_jobs()`;
    });

    async function open(): Promise<Page> {
      const { page } = await pages.openAs("admin@example.com", true);
      await page.locator("tr.job").nth(2).waitFor();
      return page;
    }
    const search = (page: Page) => page.getByRole("searchbox", { name: "Filter jobs by name or description" });
    const help = (page: Page) => page.getByRole("dialog", { name: "Keys" });
    const isFocused = (page: Page, text: RegExp) =>
      eventually(async () => assert.match(await page.evaluate(() => document.activeElement?.textContent ?? ""), text));

    test("/ leads to the search, and is a letter like others within it", async () => {
      const page = await open();
      await page.keyboard.press("/");
      await page.keyboard.type("bro/");
      await eventually(async () => assert.equal(await search(page).inputValue(), "bro/"));
      await page.keyboard.press("Backspace");
      await waitForCount(page.locator("tr.job"), 1);
    });

    test("j and k go through alerts and jobs, row by row, whose buttons follow", async () => {
      const page = await open();
      await page.keyboard.press("j");
      await isFocused(page, /Job "(late|broken)"/);
      await page.keyboard.press("j");
      await page.keyboard.press("j");
      await isFocused(page, /^late/);
      await page.keyboard.press("j");
      await isFocused(page, /^broken/);
      await page.keyboard.press("k");
      await isFocused(page, /^late/);
      await page.keyboard.press("Tab");
      await page.locator("button[aria-label='History of late']:focus").waitFor();
      await page.keyboard.press("k");
      await isFocused(page, /Job "(late|broken)"/);
    });

    test("? lists the keys, Escape closes the list, and the focus is where it was", async () => {
      const page = await open();
      await page.getByRole("button", { name: "History of fine" }).focus();
      await page.keyboard.press("?");
      await help(page).getByText("To the next row").waitFor();
      await page.keyboard.press("j");
      assert.equal(await help(page).isVisible(), true);
      await page.keyboard.press("Escape");
      await help(page).waitFor({ state: "detached" });
      await page.locator("button[aria-label='History of fine']:focus").waitFor();
      await page.getByRole("button", { name: "Keys", exact: true }).click();
      await help(page).waitFor();
    });

    test("g and the letter that the list says lead to each view", async () => {
      const page = await open();
      await page.keyboard.press("?");
      await help(page).waitFor();
      const letters = await help(page).locator("dt:has(kbd + kbd)").locator("kbd:last-child").allInnerTexts();
      assert.equal(letters[0], "o");
      await page.keyboard.press("Escape");
      await help(page).waitFor({ state: "detached" });
      const hash = () => page.evaluate(() => location.hash);
      const paths = new Set<string>();
      // The overview last: it is where the page began.
      for (const letter of letters.reverse()) {
        await page.evaluate(() => location.hash = "#/nowhere");
        // On a slow machine the letter may come too late for its g.
        await eventually(async () => {
          await page.keyboard.press("g");
          await page.keyboard.press(letter);
          assert.notEqual(await hash(), "#/nowhere");
        });
        paths.add(await hash());
      }
      assert.equal(paths.size, letters.length);
      assert.equal(await hash(), "#/");
    });

    test("the keys can be switched off, and on again", async () => {
      const page = await open();
      await page.getByRole("button", { name: "Keys", exact: true }).click();
      const listens = page.getByRole("switch", { name: "Listen to these keys" });
      await listens.uncheck();
      await page.getByRole("button", { name: "Close" }).click();
      await help(page).waitFor({ state: "detached" });
      await page.keyboard.press("/");
      await page.keyboard.press("?");
      assert.equal(await search(page).evaluate((element) => element === document.activeElement), false);
      assert.equal(await help(page).count(), 0);
      await page.getByRole("button", { name: "Keys", exact: true }).click();
      await listens.check();
      await page.getByRole("button", { name: "Close" }).click();
      await help(page).waitFor({ state: "detached" });
      await page.keyboard.press("/");
      await page.locator("input[type=search]:focus").waitFor();
    });
  });
});
