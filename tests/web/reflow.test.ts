import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { DEMO_ADMIN, type Pages, showDemo, signIn, skip, startPages, viewPaths } from "./pages.ts";

/** What is left of 1280 pixels at a zoom of 400 %. */
const NARROWEST = { width: 320, height: 640 };

describe("at a zoom of 400 %", { skip }, () => {
  let pages: Pages;

  before(async () => {
    pages = await startPages();
    await showDemo(pages.stack);
  });
  after(() => pages?.close());

  test("no page is wider than the screen", async () => {
    const { page } = await pages.open();
    await page.setViewportSize(NARROWEST);
    await signIn(page, DEMO_ADMIN.email, DEMO_ADMIN.password);
    await page.getByText("Lindqvist family").waitFor();
    const views = (await viewPaths(page)).map((path) => `/#${path}`);
    const further = ["/#/tenants/demo-platform", "/#/status-pages/demo", "/alive.html", "/status/demo", "/status/none"];
    for (const path of [...views, ...further]) {
      await page.goto(`${pages.url}${path}`);
      await page.locator(".card, .lone-card").first().waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), NARROWEST.width, path);
    }
  });
});
