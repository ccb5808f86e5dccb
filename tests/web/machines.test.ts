import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { eventually, type Pages, passTime, skip, startPages, waitForText } from "./pages.ts";

describe("machines in the panel", { skip }, () => {
  let pages: Pages;

  before(async () => {
    pages = await startPages();
  });
  after(() => pages?.close());

  const row = (page: Page, name: string) =>
    page.getByRole("row").filter({ has: page.getByText(name, { exact: true }) });
  const key = (page: Page, name: string) =>
    page.getByRole("group", { name: `Key of ${name}` }).getByRole("figure").first().locator("code").innerText();

  async function register(page: Page, name: string): Promise<string> {
    await page.getByRole("button", { name: "Register a machine" }).click();
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByRole("button", { name: "Register", exact: true }).click();
    return await key(page, name);
  }

  /** What an agent does, and what pg_cron does afterwards. */
  async function report(apiKey: string): Promise<number> {
    const { status } = await fetch(`${pages.stack.status.functions_url}/agent/metrics`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({ cpu_pct: 42, mem_used_pct: 61, disk_used_pct: 70 }),
    });
    await pages.stack.sql`select private.check_machines()`;
    return status;
  }

  test("a user registers a machine, sees its key once, and sees it go online when it reports", async () => {
    const { page, violations } = await pages.openAs("owner@example.com");
    await page.getByText("You have no machine yet.").waitFor();
    const apiKey = await register(page, "web-1");
    assert.match(apiKey, /^[\w-]{43}$/);
    await row(page, "web-1").getByText("Waiting", { exact: true }).waitFor();
    await page.getByRole("button", { name: "I have it" }).click();
    await eventually(async () => assert.equal((await page.content()).includes(apiKey), false));

    assert.equal(await report(apiKey), 202);
    await passTime(page, 30, () => row(page, "web-1").getByText("Online", { exact: true }).isVisible());
    await waitForText(row(page, "web-1"), /42 %\s+61 %\s+70 %/);
    await passTime(
      page,
      90,
      () => page.getByRole("img", { name: "CPU in the last 3 hours: 42 % on average, 42 % at most" }).isVisible(),
    );
    assert.deepEqual(violations, []);
  });

  test("its key is rotated, it is disabled and enabled, and deleted after a question", async () => {
    const { page } = await pages.openAs("keeper@example.com");
    const first = await register(page, "web-2");
    await page.getByRole("button", { name: "I have it" }).click();

    await page.getByRole("button", { name: "Rotate key web-2" }).click();
    await page.getByRole("button", { name: "Rotate key", exact: true }).last().click();
    const second = await key(page, "web-2");
    await page.getByRole("button", { name: "I have it" }).click();
    assert.deepEqual([await report(first), await report(second)], [401, 202]);

    // The question takes the keyboard once it is shown.
    const asked = page.locator("form.confirm button[type=submit]:focus");
    await page.getByRole("button", { name: "Disable web-2" }).press("Enter");
    await asked.waitFor();
    await page.keyboard.press("Enter");
    await row(page, "web-2").getByText("Disabled", { exact: true }).waitFor();
    assert.equal(await report(second), 401);
    await page.getByRole("button", { name: "Enable web-2" }).press("Enter");
    await asked.waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Disable web-2" }).waitFor();

    await page.getByRole("button", { name: "Delete web-2" }).press("Enter");
    await asked.waitFor();
    await page.keyboard.press("Escape");
    await asked.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Delete web-2" }).press("Enter");
    await asked.waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("You have no machine yet.").waitFor();
    const [left] = await pages.stack.sql`select count(*)::int as n from public.machines where name = 'web-2'`;
    assert.equal(left?.["n"], 0);
  });

  test("an admin sees everybody's and the project's, and changes only their own", async () => {
    await pages.stack.sql`select public.register_machine('project-1')`;
    const owner = await pages.openAs("owner2@example.com");
    await register(owner.page, "theirs");
    assert.equal(await row(owner.page, "project-1").count(), 0);

    const { page } = await pages.openAs("admin@example.com", true);
    await row(page, "project-1").getByText("the project's").waitFor();
    await row(page, "theirs").getByText("another user's").waitFor();
    assert.equal(await row(page, "theirs").getByRole("button").count(), 0);

    await page.getByRole("searchbox", { name: "Filter machines" }).fill("proj");
    await row(page, "theirs").waitFor({ state: "detached" });
    await row(page, "project-1").waitFor();
  });

  test("what the database refuses is told in place", async () => {
    await pages.stack.sql`
      insert into public.app_settings (key, value) values ('machines_per_user', '1')
      on conflict (key) do update set value = excluded.value`;
    const { page } = await pages.openAs("full@example.com");
    await register(page, "one");
    await page.getByRole("button", { name: "I have it" }).click();
    await page.getByRole("button", { name: "Register a machine" }).click();
    await page.getByLabel("Name", { exact: true }).fill("two");
    await page.getByRole("button", { name: "Register", exact: true }).click();
    await page.getByRole("alert").filter({ hasText: "You have 1 machines" }).waitFor();
  });
});
