import { after, before, describe, test } from "node:test";
import {
  DEMO_ADMIN,
  goToView,
  type Pages,
  showDemo,
  signIn,
  skip,
  startPages,
  viewPaths,
  waitForWidth,
} from "./pages.ts";

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
    for (const path of await viewPaths(page)) {
      await goToView(page, path);
      await waitForWidth(page, NARROWEST.width);
    }
    for (
      const [path, heading] of [
        ["/#/tenants/demo-platform", "Checks"],
        ["/#/status-pages/demo", "What it names"],
        ["/alive.html", "Is Heartbase alive?"],
        ["/status/demo", "Demo services"],
        ["/status/none", "There is no such status page"],
      ] as const
    ) {
      await page.goto(`${pages.url}${path}`);
      await page.getByRole("heading", { name: heading, exact: true }).waitFor();
      await page.locator(".card, .lone-card").first().waitFor();
      await waitForWidth(page, NARROWEST.width);
    }
  });
});
