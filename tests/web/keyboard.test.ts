import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { eventually, type Pages, skip, startPages, waitForCount } from "./pages.ts";

describe("the panel by keyboard", { skip }, () => {
  let pages: Pages;

  before(async () => {
    pages = await startPages({ functions: false });
    await pages.stack.sql`
      insert into public.job_heartbeats (job_name, last_run_at, consecutive_failures)
      values ('fine', now(), 0), ('late', now() - interval '26 hours', 0), ('broken', now(), 2)`;
    await pages.stack.sql`select private.evaluate_jobs()`;
  });
  after(() => pages?.close());

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
