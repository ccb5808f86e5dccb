import type { Page } from "playwright-core";
import { insertLargeProject } from "../../support/large-project.ts";
import { launchBrowser, signIn, skip } from "../../web/pages.ts";
import { clear, type Context } from "../context.ts";
import { figureOf } from "../measure.ts";
import type { Row } from "../report.ts";

const EMAIL = "bench@example.com";
const PASSWORD = "correct horse";

/**
 * From going to the Operator Panel to its jobs being shown, by an admin who is signed in, in a real browser: with the panel's files in
 * the browser's cache, and without.
 */
export async function panel({ stack, quick, progress }: Context): Promise<Row[]> {
  if (skip) {
    progress(`panel: left out. ${skip}`);
    return [];
  }
  const rounds = quick ? 5 : 15;
  const rows: Row[] = [];
  await makeAdmin(stack);
  for (const count of quick ? [1_000] : [1_000, 100_000]) {
    progress(`panel: ${count} jobs, machines, meshes and open alerts`);
    await clear(stack);
    await stack.sql`truncate public.machines cascade`;
    await insertLargeProject(stack, count, EMAIL);
    const browser = await launchBrowser();
    try {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      await page.goto(stack.status.panel_url);
      await signIn(page, EMAIL, PASSWORD);
      await page.locator("tr.job").first().waitFor();
      const debug = await context.newCDPSession(page);
      const measure = async (cacheDisabled: boolean) => {
        await debug.send("Network.setCacheDisabled", { cacheDisabled });
        return await untilShown(page, stack.status.panel_url);
      };
      await measure(false);
      const cached: number[] = [];
      const fetched: number[] = [];
      for (let round = 0; round < rounds; round++) {
        cached.push(await measure(false));
        fetched.push(await measure(true));
      }
      rows.push({
        row: `the panel's first page of ${count.toLocaleString("en-US")} jobs, its files cached`,
        unit: "ms",
        value: figureOf(cached),
        reference: { what: "files not cached", figure: figureOf(fetched) },
        aim: { of: "value", most: count > 1_000 ? 2000 : 1000 },
      });
    } finally {
      await browser.close();
    }
  }
  await clear(stack);
  await stack.sql`truncate public.machines cascade`;
  return rows;
}

async function makeAdmin({ sql, status }: Context["stack"]): Promise<void> {
  const answer = await fetch(`${status.api_url}/auth/v1/signup`, {
    method: "POST",
    headers: { apikey: status.publishable_key, "content-type": "application/json" },
    body: JSON.stringify({ email: EMAIL, password: PASSWORD }),
  });
  if (!answer.ok) throw new Error(`signup: ${answer.status} ${await answer.text()}`);
  await sql`
    update auth.users set raw_app_meta_data = coalesce(raw_app_meta_data::jsonb, '{}') || '{"role": "admin"}' where email = ${EMAIL}`;
}

/** Milliseconds of the page's own clock, which begins with the navigation, at the frame that shows the jobs. */
async function untilShown(page: Page, url: string): Promise<number> {
  // Somewhere else first: the same address again would be a reload, which asks for every file again.
  await page.goto("about:blank");
  await page.goto(url, { waitUntil: "commit" });
  const shown = await page.waitForFunction(() =>
    document.querySelectorAll("tr.job").length === 50 ? performance.now() : 0
  );
  return Number(await shown.jsonValue());
}
