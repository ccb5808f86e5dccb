/**
 * npm run screenshots: pictures of the real pages over the demo data, for the documents. Writes docs/operator-panel.png,
 * -dark.png and -phone.png, docs/panel-<view>.png for each further view, docs/alive.png, and docs/status-page.png.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { Page } from "playwright-core";
import { PORT_VARIABLES, projectPath } from "../../scripts/local/options.ts";
import { waitFor } from "../support/stack.ts";
import { DEMO_ADMIN, type Pages, signIn, skip, startPages, viewPaths } from "./pages.ts";

const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
/** Of a long page the beginning is shown; on a phone what is on its screen. */
const MOST_HEIGHT = 1600;
const MOST_BYTES = 250_000;

/** Waits until nothing is being read, then stops the page's clock, so that no text changes meanwhile. */
async function settle(page: Page): Promise<void> {
  await page.locator(".card, main section").first().waitFor();
  await page.mouse.move(0, 0);
  // What is read only once it is seen.
  await page.evaluate(async () => {
    for (const top of [document.body.scrollHeight, 0]) {
      scrollTo(0, top);
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }
  });
  await page.waitForLoadState("networkidle");
  // As whoever ran `npm start` sees it. A status page says nothing of the project.
  await page.locator(".project").evaluateAll(
    (projects, address) => projects.forEach((project) => project.textContent = address),
    `127.0.0.1:${PORT_VARIABLES.api.port}`,
  );
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
}

async function take(page: Page, name: string): Promise<void> {
  const width = page.viewportSize()!.width;
  const length = await page.evaluate(() => document.documentElement.scrollHeight);
  const height = width === PHONE.width ? PHONE.height : Math.min(length, MOST_HEIGHT);
  const picture = await page.screenshot({
    clip: { x: 0, y: 0, width, height },
    fullPage: true,
    animations: "disabled",
  });
  if (picture.length > MOST_BYTES) throw new Error(`${name} has ${picture.length} bytes.`);
  const file = join(projectPath("docs"), name);
  writeFileSync(file, picture);
  console.log(`${file} ${width} x ${height}, ${Math.round(picture.length / 1000)} kB`);
}

async function takeAll(pages: Pages): Promise<void> {
  const { stack } = pages;
  await waitFor("the demo's messages", () => stack.inbox.messages.length >= 2);
  const looked = await stack.invoke("heartbeat");
  if (!looked.ok) throw new Error(`heartbeat: ${looked.status} ${await looked.text()}`);

  async function open(path: string, { phone = false, dark = false } = {}): Promise<Page> {
    const { page } = await pages.open();
    await page.emulateMedia({ colorScheme: dark ? "dark" : "light", reducedMotion: "reduce" });
    await signIn(page, DEMO_ADMIN.email, DEMO_ADMIN.password);
    await page.getByText("Lindqvist family").waitFor();
    await page.setViewportSize(phone ? PHONE : WIDE);
    if (path !== "/") await page.goto(`${pages.url}${path}`);
    await settle(page);
    return page;
  }

  let page = await open("/");
  const views = (await viewPaths(page)).filter((path) => path !== "/");
  await take(page, "operator-panel.png");
  await take(await open("/", { dark: true }), "operator-panel-dark.png");
  await take(await open("/", { phone: true }), "operator-panel-phone.png");
  for (const path of views) {
    page = await open(`/#${path}`);
    await take(page, `panel-${path.slice(1)}.png`);
  }
  await take(await open("/alive.html"), "alive.png");
  await take(await open("/status/demo"), "status-page.png");
}

if (skip) {
  console.error(skip);
  process.exit(1);
}
const pages = await startPages({ seed: true, cron: true });
try {
  await takeAll(pages);
} finally {
  await pages.close();
}
process.exit(0);
