import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { type Pages, skip, startPages } from "./pages.ts";

/** More than a view reads at once. */
const MANY = 130;

describe("lists that are longer than what is read at once", { skip }, () => {
  let pages: Pages;

  before(async () => {
    pages = await startPages({ functions: false });
    const { sql } = pages.stack;
    await sql`delete from notification_channels`;
    await sql`
      insert into notification_channels (name, kind, config, enabled)
      select 'Hook ' || to_char(n, 'FM000'), 'webhook', '{}', false from generate_series(1, ${MANY}::int) n`;
    await sql`
      insert into status_pages (slug, title)
      select 'page-' || n, 'Page ' || to_char(n, 'FM000') from generate_series(1, ${MANY}::int) n`;
    await sql`
      insert into silences (ends_at, subject_kind, subject_id)
      select now() + interval '1 day' + n * interval '1 minute', 'job', 'job-' || to_char(n, 'FM000')
      from generate_series(1, ${MANY}::int) n`;
  });
  after(() => pages?.close());

  async function openView(title: string): Promise<Page> {
    const { page } = await pages.openAs("admin@example.com", true);
    await page.getByRole("link", { name: title, exact: true }).click();
    await page.getByRole("heading", { name: title, level: 2 }).waitFor();
    return page;
  }
  /** The list says how much of it is shown; the rest comes when asked for. */
  async function showAll(page: Page, last: string): Promise<void> {
    await page.getByText(`100 of ${MANY}`, { exact: true }).waitFor();
    assert.equal(await page.getByText(last).count(), 0);
    await page.getByRole("button", { name: "Show more" }).click();
    await page.getByText(last).waitFor();
    assert.equal(await page.getByRole("button", { name: "Show more" }).count(), 0);
  }
  /** What is not among the first ones is found in the database, from the keyboard. */
  async function find(page: Page, text: string, found: string, first: string): Promise<void> {
    await page.getByText(first).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type(text);
    await page.getByText(found).waitFor();
    await page.getByText(first).waitFor({ state: "detached" });
    await page.keyboard.type("!");
    await page.getByText(/^No .+ has this in its/).waitFor();
  }

  for (
    const { title, name, search } of [
      { title: "Channels", name: "Hook", search: "HOOK 12" },
      { title: "Status pages", name: "Page", search: "page 12" },
    ]
  ) {
    test(`${title}: the rest is shown when asked for`, async () => {
      await showAll(await openView(title), `${name} 130`);
    });

    test(`${title}: one that is further down is found`, async () => {
      await find(await openView(title), search, `${name} 128`, `${name} 001`);
    });
  }

  test("Silences: the rest is shown when asked for", async () => {
    await showAll(await openView("Silences"), "job-130");
  });
});
