import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { ok } from "../support/stack.ts";
import { eventually, type Opened, type Pages, skip, startPages, waitForWidth } from "./pages.ts";

describe("status pages in the panel", { skip }, () => {
  let pages: Pages;

  before(async () => {
    pages = await startPages();
    await pages.stack.sql`
      insert into job_heartbeats (job_name, expected_every) values ('nightly-backup', '1 day'), ('sync-invoices', '1 day')`;
    await pages.stack.sql`insert into tenants (id, name, role) values ('acme', 'Acme', 'customer')`;
  });
  after(() => pages?.close());

  async function openStatusPages(email = "admin@example.com", isAdmin = true): Promise<Opened> {
    const opened = await pages.openAs(email, isAdmin, "/status-pages");
    await opened.page.getByRole("heading", { name: "Status pages", level: 2 }).waitFor();
    return opened;
  }
  const openDemo = async (page: Page) => {
    await page.getByRole("link", { name: "Our shop", exact: true }).click();
    await page.getByRole("heading", { name: "What it names" }).waitFor();
  };
  const named = () =>
    pages.stack.sql`select key, name, group_name, subject_id from status_page_components order by position`;

  test("an admin makes one, picks what it names, orders and saves that", async () => {
    const { page, violations } = await openStatusPages();
    await page.getByText("There is no status page yet.").waitFor();
    await page.getByRole("button", { name: "New page" }).click();
    await page.getByLabel("Title").fill("Our shop");
    await page.getByLabel("Address").fill("shop");
    await page.getByRole("button", { name: "Make the page" }).click();
    await page.getByText("Nothing yet. Everybody sees the names").waitFor();

    const add = page.getByLabel("Add to the page");
    await page.getByLabel("Find what the page should name").fill("backup");
    await page.getByRole("option", { name: "sync-invoices" }).waitFor({ state: "detached" });
    await add.selectOption({ label: "nightly-backup" });
    await page.getByLabel("Find what the page should name").fill("");
    await page.getByRole("option", { name: "sync-invoices" }).waitFor({ state: "attached" });
    await add.selectOption({ label: "sync-invoices" });
    await page.getByLabel("Public name of nightly-backup").fill("Backups");
    await page.getByLabel("Group of nightly-backup").fill("Data");
    await page.getByRole("button", { name: "Move sync-invoices up" }).click();
    assert.equal((await named()).length, 0, "nothing is changed before it is saved");
    await page.getByRole("button", { name: "Save what it names" }).click();
    await page.getByText("Not saved yet.").waitFor({ state: "detached" });
    assert.deepEqual((await named()).map((row) => ({ ...row })), [
      { key: "sync-invoices", name: "sync-invoices", group_name: null, subject_id: "sync-invoices" },
      { key: "backups", name: "Backups", group_name: "Data", subject_id: "nightly-backup" },
    ]);
    assert.deepEqual(violations, []);
  });

  test("what has a number for an id is called by its name", async () => {
    const { sql } = pages.stack;
    await pages.signUp("admin@example.com", true);
    await sql`
      insert into machines (user_id, name) select id, 'web-7' from auth.users where email = 'admin@example.com'`;
    await sql`insert into status_pages (slug, title) values ('fleet', 'Fleet')`;
    await sql`
      insert into status_page_components (page_id, subject_kind, subject_id, name)
      select p.id, 'machine', m.id::text, 'Web server' from status_pages p, machines m where p.slug = 'fleet'
      union all select p.id, 'tenant', 'acme', 'The shop' from status_pages p where p.slug = 'fleet'`;
    const { page } = await openStatusPages();
    await page.getByRole("link", { name: "Fleet", exact: true }).click();
    await page.getByText("Machine: web-7", { exact: true }).waitFor();
    await page.getByText("Tenant: Acme", { exact: true }).waitFor();
    assert.equal(await page.getByLabel("Public name of web-7").inputValue(), "Web server");
    await sql`delete from status_pages where slug = 'fleet'`;
  });

  test("what is refused says why, and nothing is lost", async () => {
    const { page } = await openStatusPages();
    await page.getByRole("button", { name: "New page" }).click();
    await page.getByLabel("Title").fill("Another");
    await page.getByLabel("Address").fill("shop");
    await page.getByRole("button", { name: "Make the page" }).click();
    await page.getByRole("alert").filter({ hasText: "There is a status page 'shop' already." }).waitFor();
    assert.equal(await page.getByLabel("Title").inputValue(), "Another");
  });

  test("an incident is posted, updated and resolved", async () => {
    const { page } = await openStatusPages();
    await openDemo(page);
    await page.getByRole("button", { name: "Post an incident" }).click();
    const form = page.getByRole("form", { name: "Post an incident" });
    await form.getByLabel("Title").fill("Backups are late");
    await form.getByLabel("What everybody should know").fill("We look into it.");
    await form.getByLabel("Impact").selectOption("major");
    await form.getByLabel("Backups").check();
    await form.getByRole("button", { name: "Post" }).click();
    await page.locator(".status-updates").getByText("We look into it.").waitFor();
    await page.getByRole("button", { name: "Update Backups are late" }).click();
    const update = page.getByRole("form", { name: "Update Backups are late" });
    await update.getByLabel("What everybody should know").fill("They run again.");
    await update.getByLabel("Status").selectOption("resolved");
    await update.getByRole("button", { name: "Post the update" }).click();
    await page.locator(".status-updates").getByText("They run again.").waitFor();
    const [notice] = await pages.stack
      .sql`select status, impact, components, ends_at is not null as is_over from status_page_notices`;
    assert.deepEqual({ ...notice }, { status: "resolved", impact: "major", components: ["backups"], is_over: true });
  });

  test("maintenance is planned", async () => {
    const { page } = await openStatusPages();
    await openDemo(page);
    await page.getByRole("button", { name: "Plan maintenance" }).click();
    const form = page.getByRole("form", { name: "Plan maintenance" });
    await form.getByLabel("Title").fill("New disks");
    await form.getByLabel("What everybody should know").fill("An hour without backups.");
    await form.getByLabel("Begins").fill("2030-01-01T10:00");
    await form.getByLabel("Ends").fill("2030-01-01T11:00");
    await form.getByRole("button", { name: "Post" }).click();
    await page.locator(".status-updates").getByText("An hour without backups.").waitFor();
    await page.getByText(/^maintenance from Jan 1.* 10:00.* to Jan 1.* 11:00/).waitFor();
    await page.getByRole("button", { name: "Delete New disks" }).click();
    await page.getByRole("button", { name: "Delete", exact: true }).last().click();
    await page.locator(".status-updates").getByText("An hour without backups.").waitFor({ state: "detached" });
  });

  test("badges are ready to be copied; their key is rotated after a question", async () => {
    const { page } = await openStatusPages();
    await openDemo(page);
    const key = async () => (await pages.stack.sql`select badge_key from status_pages`)[0]!["badge_key"] as string;
    const before = await key();
    await page.getByLabel("Badge of").selectOption({ label: "Backups" });
    const markdown = page.getByRole("figure", { name: "Markdown" });
    const badge = `/functions/v1/status/badge/${before}/backups.svg)](${pages.url}/status.html?page=shop)`;
    await eventually(async () => assert.ok((await markdown.innerText()).includes(badge)));
    await page.getByRole("button", { name: "Rotate key" }).click();
    await page.getByText("Those that are out there show nothing any more.").waitFor();
    assert.equal(await key(), before);
    await page.getByRole("button", { name: "Rotate the key" }).click();
    await page.getByText("Those that are out there show nothing any more.").waitFor({ state: "detached" });
    const after = await key();
    assert.notEqual(after, before);
    await markdown.getByText(after).waitFor();
  });

  test("a page is switched off and on, renamed, and deleted after a question", async () => {
    const { page } = await openStatusPages();
    await openDemo(page);
    await page.getByLabel("Public", { exact: true }).click();
    await page.getByText("It is switched off: for everybody there is no such page.").waitFor();
    await page.getByLabel("Public", { exact: true }).click();
    await page.getByRole("link", { name: "Open the page that everybody sees" }).waitFor();
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    const form = page.getByRole("form", { name: "Edit the page" });
    await ok(pages.stack.admin.rpc("create_status_page", { p_slug: "taken", p_title: "Another" }));
    await form.getByLabel("Address").fill("taken");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await form.getByRole("alert").filter({ hasText: "There is a status page of this address already." }).waitFor();
    await ok(pages.stack.admin.from("status_pages").delete().eq("slug", "taken"));
    await form.getByLabel("Address").fill("our-shop");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.waitForURL(/#\/status-pages\/our-shop$/);
    await page.getByRole("heading", { name: "Our shop", level: 2 }).waitFor();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByText("with all that was said on it?").waitFor();
    await page.locator("form.confirm").getByRole("button", { name: "Delete" }).click();
    await page.getByText("There is no status page yet.").waitFor();
  });

  test("an admin of a tenant makes its page, a viewer only looks", async () => {
    const { sql, admin } = pages.stack;
    const { page } = await openStatusPages("owner@example.com", false);
    await page.getByText("There is no status page that you may see.").waitFor();
    await sql`insert into tenant_members (tenant_id, user_id, role) select 'acme', id, 'owner' from auth.users where email = 'owner@example.com'`;
    await sql`update job_heartbeats set tenant_id = 'acme' where job_name = 'nightly-backup'`;
    await page.locator(".freshness").click();
    await page.getByRole("button", { name: "New page" }).click();
    await page.getByLabel("Title").fill("Acme");
    await page.getByLabel("Address").fill("acme");
    await page.getByRole("button", { name: "Make the page" }).click();
    await page.getByRole("option", { name: "nightly-backup" }).waitFor({ state: "attached" });
    assert.deepEqual(
      (await page.getByLabel("Add to the page").locator("optgroup option").allInnerTexts()).sort(),
      ["Acme", "nightly-backup"],
    );
    const rows = await ok(admin.from("status_pages").select("slug, tenant_id"));
    assert.deepEqual(rows, [{ slug: "acme", tenant_id: "acme" }]);

    await pages.signUp("viewer@example.com");
    await sql`insert into tenant_members (tenant_id, user_id, role) select 'acme', id, 'viewer' from auth.users where email = 'viewer@example.com'`;
    const viewer = await openStatusPages("viewer@example.com", false);
    assert.equal(await viewer.page.getByRole("button", { name: "New page" }).count(), 0);
    await viewer.page.getByRole("link", { name: "Acme", exact: true }).click();
    await viewer.page.getByRole("figure", { name: "Markdown" }).waitFor();
    for (const name of ["Edit", "Delete", "Post an incident", "Rotate key"]) {
      assert.equal(await viewer.page.getByRole("button", { name, exact: true }).count(), 0, name);
    }
  });

  test("nothing is cut off at a width of 390 pixels", async () => {
    const { page } = await openStatusPages();
    await page.setViewportSize({ width: 390, height: 800 });
    await page.getByRole("link", { name: "Acme", exact: true }).click();
    await page.getByRole("button", { name: "Post an incident" }).click();
    await page.getByRole("form", { name: "Post an incident" }).waitFor();
    await waitForWidth(page, 390);
  });
});
