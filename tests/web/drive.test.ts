import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { waitFor } from "../support/stack.ts";
import {
  DEMO_ADMIN,
  eventually,
  goToView,
  type Opened,
  type Pages,
  passTime,
  signIn,
  skip,
  startPages,
  viewPaths,
  waitForAnnouncement,
} from "./pages.ts";

const PHONE = { width: 390, height: 844 };

const row = (page: Page, name: string) => page.getByRole("row").filter({ has: page.getByText(name, { exact: true }) });
const strip = (page: Page) => page.getByRole("region", { name: "Heartbeat" });

describe("an operator, on the stack that npm start makes", { skip }, () => {
  let pages: Pages;

  before(async () => {
    pages = await startPages({ seed: true, cron: true });
  });
  after(() => pages?.close());

  async function openAsDemoAdmin(): Promise<Opened> {
    const opened = await pages.open();
    await signIn(opened.page, DEMO_ADMIN.email, DEMO_ADMIN.password);
    await opened.page.locator("tr.job").first().waitFor();
    return opened;
  }

  test("signs in as the demo admin, who is filled in", async () => {
    const { page, violations } = await pages.open();
    await eventually(async () => assert.equal(await page.getByLabel("Email").inputValue(), DEMO_ADMIN.email));
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Jobs", exact: true }).waitFor();
    assert.deepEqual(violations, []);
  });

  test("sees the stale job of the demo, and that one Slack message and one email told of it", async () => {
    await waitFor("the messages", () => pages.stack.inbox.messages.length >= 2);
    const { page } = await openAsDemoAdmin();
    await row(page, "nightly-backup").getByText("Stale", { exact: true }).waitFor();
    const alert = page.locator(".alert").filter({ hasText: `Job "nightly-backup" has not run since` });
    await alert.getByText("2 delivered").waitFor();
    const { slack, email } = pages.stack.received();
    assert.deepEqual([slack.length, email.length, pages.stack.inbox.messages.length], [1, 1, 2]);
  });

  test("acknowledges its alert, which stays so", async () => {
    const { page } = await openAsDemoAdmin();
    const alert = page.locator(".alert").filter({ hasText: `Job "nightly-backup" has not run since` });
    await alert.getByRole("button", { name: /^Acknowledge/ }).click();
    await alert.getByText("Acknowledged", { exact: true }).waitFor();
    await page.reload();
    await alert.getByText("Acknowledged", { exact: true }).waitFor();
    const [kept] = await pages.stack.sql`
      select a.acknowledged_at is not null as is_acknowledged, u.email
      from public.guardian_alerts a join auth.users u on u.id = a.acknowledged_by where a.subject_id = 'nightly-backup'`;
    assert.deepEqual({ ...kept }, { is_acknowledged: true, email: DEMO_ADMIN.email });
  });

  test("sees the last 90 days of a job, with what went wrong in them", async () => {
    const { page } = await openAsDemoAdmin();
    await page.getByRole("button", { name: "History of nightly-backup" }).click();
    await page.getByRole("img", { name: /Trouble on [5-9] of the last 90 days/ }).waitFor();
  });

  test("sends a test to a channel of theirs, and sees it in the inbox", async () => {
    const { status, admin, sql } = pages.stack;
    const [user] = await sql`select id from auth.users where email = ${DEMO_ADMIN.email}`;
    const { error } = await admin.rpc("create_notification_channel", {
      p_kind: "webhook",
      p_name: "Ops hook",
      p_destination: `${status.inbox_url}/webhook/ops`,
      p_owner_id: user!["id"] as string,
    });
    assert.equal(error, null);
    const { page } = await openAsDemoAdmin();
    await page.getByRole("button", { name: "Send a test to Ops hook" }).click();
    await waitForAnnouncement(page, "A test message to Ops hook is on its way.");
    await waitFor("the test in the inbox", () => pages.stack.received().webhook.length === 1);
    const inbox = page.waitForEvent("popup");
    await page.getByRole("link", { name: "Inbox" }).click();
    await (await inbox).getByText("/webhook/ops").first().waitFor();
  });

  test("stops the backend and sees the heartbeat LOST, starts it and sees both recover", async () => {
    const { page } = await openAsDemoAdmin();
    const pill = (text: string) => strip(page).getByText(text, { exact: true });
    await pill("Heartbeat OK").waitFor();
    await pages.stack.functions.stop();
    await pages.stack.postgres.stop();
    await passTime(page, 60, () => pill("Heartbeat LOST").isVisible());
    const notice = page.getByRole("alert").filter({ hasText: /Showing what was known at/ });
    await passTime(page, 60, () => notice.isVisible());
    await row(page, "nightly-backup").getByText("Stale", { exact: true }).waitFor();

    await pages.stack.postgres.start();
    await pages.stack.functions.start();
    await passTime(page, 90, () => pill("Heartbeat OK").isVisible());
    await passTime(page, 90, async () => !await notice.isVisible());
  });

  test("finds nothing cut off on a phone, in any view, on the Alive page nor on a status page", async () => {
    const { page } = await openAsDemoAdmin();
    await page.getByText("Lindqvist family").waitFor();
    const paths = await viewPaths(page);
    await page.setViewportSize(PHONE);
    for (const address of [...paths, "/alive.html", "/status/demo"]) {
      if (paths.includes(address)) await goToView(page, address);
      else await page.goto(`${pages.url}${address}`);
      await page.locator(".card, main section").first().waitFor();
      // Code scrolls within its own box, and what is for listeners only has none.
      await eventually(async () => {
        const cut = await page.evaluate(() =>
          [...document.querySelectorAll("body *:not(pre *):not(.visually-hidden)")]
            .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
            .map((element) => element.outerHTML.slice(0, 120))
        );
        assert.deepEqual({ address, cut, width: await page.evaluate(() => document.documentElement.scrollWidth) }, {
          address,
          cut: [],
          width: PHONE.width,
        });
      });
    }
  });

  test("has it dark where the system is", async () => {
    const { page } = await openAsDemoAdmin();
    /** How bright the page and its text are, from 0 to 255. */
    const shades = async () => {
      const colours = await page.evaluate(() => {
        const { backgroundColor, color } = getComputedStyle(document.body);
        return [backgroundColor, color];
      });
      const [ground, text] = colours.map((colour) => {
        const [red, green, blue] = colour.match(/\d+/g)!.map(Number);
        return (red! + green! + blue!) / 3;
      });
      return { ground: ground!, text: text! };
    };
    await page.emulateMedia({ colorScheme: "light" });
    await eventually(async () => {
      const light = await shades();
      assert.ok(light.ground > 200 && light.text < 60, JSON.stringify(light));
    });
    await page.emulateMedia({ colorScheme: "dark" });
    await eventually(async () => {
      const dark = await shades();
      assert.ok(dark.ground < 60 && dark.text > 200, JSON.stringify(dark));
    });
  });
});
