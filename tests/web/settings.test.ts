import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import type { Page } from "playwright-core";
import {
  eventually,
  type Opened,
  type Pages,
  skip,
  startPages,
  waitForCount,
  waitForText,
  waitForWidth,
} from "./pages.ts";

describe("settings in the panel", { skip }, () => {
  let pages: Pages;

  before(async () => {
    pages = await startPages({ functions: false });
  });
  after(() => pages?.close());
  beforeEach(() => pages.stack.sql`delete from app_settings where key <> 'edge_base_url'`);

  async function openSettings(): Promise<Opened> {
    const opened = await pages.openAs("admin@example.com", true, "/settings");
    await row(opened.page, "stale_after").waitFor();
    return opened;
  }
  const row = (page: Page, key: string) =>
    page.locator(".setting").filter({ has: page.getByText(key, { exact: true }) });
  const stored = async (key: string) => {
    const [setting] = await pages.stack.sql`select value from app_settings where key = ${key}`;
    return (setting?.["value"] ?? null) as string | null;
  };

  test("every known setting is shown by group, with value, default and bounds", async () => {
    const { page, violations } = await openSettings();
    const [known] = await pages.stack.sql`select count(*)::int as count from private.setting_definitions`;
    await waitForCount(page.locator(".setting"), known!["count"] as number);
    await waitForText(
      page.getByRole("list", { name: "Alerts and jobs" }),
      /stale_after\s+24 hours[\s\S]*default 24 hours\s+from 1 second to 10 years/,
    );
    await page.getByRole("heading", { name: "Delivery", exact: true }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("retention");
    await row(page, "stale_after").waitFor({ state: "detached" });
    await row(page, "alerts_retention").waitFor();
    await page.getByRole("searchbox", { name: "Filter settings" }).fill("nothing like this");
    await page.getByText("No setting has this").waitFor();
    assert.deepEqual(violations, []);
  });

  test("one is changed with the keyboard, told when it is refused, and reset after a question", async () => {
    const { page } = await openSettings();
    const edit = page.getByRole("button", { name: "Edit stale_after" });
    const field = page.getByLabel("Interval, such as 90 seconds or 2 hours");
    await edit.press("Enter");
    await page.locator(".setting-form input:focus").waitFor();
    await page.keyboard.type("soon");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({
      hasText: "'soon' is not a valid value for stale_after. Give an interval from 1 second to 10 years",
    }).waitFor();
    await page.locator(".setting-form input[aria-invalid=true]").waitFor();
    assert.equal(await stored("stale_after"), null);

    await field.fill("12 hours");
    await field.press("Enter");
    await row(page, "stale_after").getByText("Changed", { exact: true }).waitFor();
    await row(page, "stale_after").getByText("12 hours").waitFor();
    assert.equal(await stored("stale_after"), "12 hours");
    // The keyboard goes on where it was.
    await page.locator("button[aria-label='Edit stale_after']:focus").waitFor();

    const asked = page.locator("form.confirm button[type=submit]:focus");
    await page.getByRole("button", { name: "Reset stale_after" }).press("Enter");
    await asked.waitFor();
    await page.keyboard.press("Escape");
    await asked.waitFor({ state: "detached" });
    assert.equal(await stored("stale_after"), "12 hours");
    await page.getByRole("button", { name: "Reset stale_after" }).press("Enter");
    await asked.waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Reset stale_after" }).waitFor({ state: "detached" });
    assert.equal(await stored("stale_after"), null);
  });

  test("a number out of bounds is refused, and a change is undone by Escape", async () => {
    const { page } = await openSettings();
    await page.getByRole("button", { name: "Edit group_threshold" }).click();
    await page.getByLabel("Whole number").fill("0");
    await page.getByLabel("Whole number").press("Enter");
    await page.getByRole("alert").filter({ hasText: "Give an integer from 1 to 1000" }).waitFor();
    await page.getByLabel("Whole number").press("Escape");
    await page.getByLabel("Whole number").waitFor({ state: "detached" });
    assert.equal(await stored("group_threshold"), null);
  });

  test("where the function credential goes is shown, and not for admins to change", async () => {
    const { page } = await openSettings();
    await row(page, "edge_base_url").getByText("set by the project's owner").waitFor();
    assert.equal(await row(page, "edge_base_url").getByRole("button").count(), 0);
  });

  test("a user who is no admin has no settings, by address neither", async () => {
    const { page } = await pages.openAs("user@example.com");
    assert.equal(await page.getByRole("link", { name: "Settings" }).count(), 0);
    await page.goto(`${pages.url}/#/settings`);
    await page.reload();
    await page.getByRole("heading", { name: "Machines" }).waitFor();
    assert.equal(await page.locator(".setting").count(), 0);
  });

  test("nothing is wider than a phone, in the dark as well", async () => {
    const { page } = await openSettings();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.reload();
    await row(page, "stale_after").waitFor();
    const link = page.getByRole("link", { name: "Settings" });
    await eventually(async () =>
      assert.ok(
        await link.evaluate((element) => element.getBoundingClientRect().right <= innerWidth),
        "where one is shows",
      )
    );
    await page.getByRole("button", { name: "Edit MACHINE_HEARTBEAT_CHECK_INTERVAL" }).click();
    await page.locator(".setting-form").waitFor();
    await waitForWidth(page, 390);
  });
});
