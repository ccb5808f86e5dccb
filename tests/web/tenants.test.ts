import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { waitFor } from "../support/stack.ts";
import { eventually, type Opened, type Pages, skip, startPages, waitForAnnouncement, waitForWidth } from "./pages.ts";

describe("tenants in the panel", { skip }, () => {
  let pages: Pages;

  before(async () => {
    pages = await startPages();
  });
  after(() => pages?.close());
  beforeEach(async () => {
    await pages.stack.sql`delete from tenants`;
    await pages.stack.sql`delete from check_definitions where not is_builtin`;
    await pages.stack.sql`
      insert into tenants (id, name, role, created_at) values ('acme', 'Acme', 'customer', now() - interval '30 days')`;
    await pages.stack.sql`
      insert into check_definitions (id, tenant_id, title, category, default_priority, evaluator, rule, action_url, action_label)
      values
        ('stock', 'acme', 'Stock', 'operations', 'high', 'count', ${
      pages.stack.sql.json(RULE)
    }, 'https://example.com/stock', 'Order more'),
        ('trap', 'acme', 'Trap', 'system', 'low', 'count', ${
      pages.stack.sql.json({ ...RULE, signal: "trap" })
    }, '/relative', 'Press me')`;
    await pages.stack
      .sql`update tenant_settings set enabled_checks = '{stock,trap}', timezone = 'UTC' where tenant_id = 'acme'`;
  });

  const RULE = {
    signal: "stock",
    levels: [{ where: [{ field: "quantity", lt: 5 }], status: "alert", title: "Low stock" }],
    otherwise: { status: "ok" },
  };
  /** What the heartbeat does every five minutes, for one tenant. */
  async function look(): Promise<void> {
    const { error, data } = await pages.stack.admin.rpc("claim_tenant", { p_tenant_id: "acme", p_force: true });
    assert.equal(error, null);
    const run = await pages.stack.admin.rpc("run_tenants", {
      p_claims: [{ executionId: (data as { executionId: string }).executionId }],
    });
    assert.equal(run.error, null);
  }
  const report = (quantity: number, signal = "stock") =>
    pages.stack.sql`
      insert into tenant_signals (tenant_id, signal, data)
      values ('acme', ${signal}, ${pages.stack.sql.json({ quantity })})
      on conflict on constraint tenant_signals_pkey do update set data = excluded.data`;
  async function addMember(email: string, role: string): Promise<void> {
    await pages.stack.sql`
      insert into tenant_members (tenant_id, user_id, role) select 'acme', id, ${role} from auth.users where email = ${email}`;
  }
  /** Opens the tenant as a member of it. */
  async function openAcme(email: string, role: string): Promise<Opened> {
    await pages.signUp(email);
    await addMember(email, role);
    const opened = await pages.openAs(email, false, "/tenants/acme");
    await opened.page.getByRole("heading", { name: "Acme" }).waitFor();
    return opened;
  }
  const setting = async (column: string) => {
    const [row] = await pages.stack.sql`select * from tenant_settings where tenant_id = 'acme'`;
    return row![column] as unknown;
  };
  const region = (page: Page, name: string) => page.getByRole("region", { name });

  test("a member sees what is wrong, since when, and where to do something about it; then that all is clear", async () => {
    await report(2);
    await report(2, "trap");
    await look();
    const { page, violations } = await openAcme("member@example.com", "member");
    const checks = region(page, "Checks");
    const stock = checks.locator(".check").filter({ hasText: "Stock" });
    await stock.getByText("Alert", { exact: true }).waitFor();
    await stock.getByText("high priority").waitFor();
    assert.equal(
      await stock.getByRole("link", { name: "Order more" }).getAttribute("href"),
      "https://example.com/stock",
    );
    const trap = checks.locator(".check").filter({ hasText: "Trap" });
    await trap.getByText("Alert", { exact: true }).waitFor();
    assert.equal(await trap.getByRole("link").count(), 0, "a link leads to http or https only");
    await region(page, "Acme").getByText("going on: 2 alerts").waitFor();

    await region(page, "History").getByRole("img", { name: /^The last 1 executions.*0 all clear$/ }).waitFor();
    await page.getByRole("button", { name: "List executions" }).click();
    await page.getByRole("button", { name: /^Results of the execution/ }).click();
    await page.getByText(/^alert: Low stock/).first().waitFor();

    await report(20);
    await report(20, "trap");
    await look();
    await page.locator(".freshness").click();
    await page.getByText("All clear: each of the 2 checks is well.").waitFor();
    await region(page, "History").getByRole("img", { name: /^The last 2 executions.*1 all clear$/ }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Change settings" }).count(), 0);
    assert.equal(await page.getByRole("button", { name: "Pause" }).count(), 0);
    assert.deepEqual(violations, []);
  });

  test("its owner changes the settings, and what the database refuses is told", async () => {
    const { page } = await openAcme("owner@example.com", "owner");
    await page.getByRole("button", { name: "Change settings" }).click();
    const minutes = page.getByLabel("Minutes between executions, 5 to 1440");
    await minutes.fill("1");
    await page.getByRole("button", { name: "Save settings" }).click();
    await page.getByRole("alert").filter({ hasText: "1 is not from 5 to 1440." }).waitFor();

    await minutes.fill("25");
    await page.getByLabel("Time zone").selectOption("Europe/Berlin");
    await page.getByRole("group", { name: "Quiet hours" }).getByLabel("None").uncheck();
    await page.getByLabel("Quiet hours from").selectOption("21:00");
    await page.getByLabel("slack").check();
    await page.getByLabel("Say nothing when all is clear").uncheck();
    await page.getByRole("searchbox", { name: "Find checks" }).fill("trap");
    await page.getByRole("checkbox", { name: "Trap" }).uncheck();
    await page.getByLabel("Priority of Trap").selectOption("urgent");
    await page.getByRole("button", { name: "Save settings" }).press("Enter");
    await page.getByRole("button", { name: "Change settings" }).waitFor();
    assert.deepEqual(
      await Promise.all(
        [
          "interval_minutes",
          "timezone",
          "quiet_start_hour",
          "quiet_end_hour",
          "suppress_all_clear",
          "enabled_checks",
          "priority_overrides",
        ]
          .map(setting),
      ),
      [25, "Europe/Berlin", 21, 7, false, ["stock"], { trap: "urgent" }],
    );
    assert.ok((await setting("channels") as string[]).includes("slack"));

    await page.getByRole("button", { name: "Change settings" }).click();
    await page.getByRole("button", { name: "Ask those that are on by default" }).click();
    await page.getByRole("button", { name: "Save settings" }).click();
    await page.getByRole("button", { name: "Change settings" }).waitFor();
    await page.getByText("those that are on by default").waitFor();
    assert.equal(await setting("enabled_checks"), null);
  });

  test("its owner pauses and resumes it by keyboard, after a question", async () => {
    const { page } = await openAcme("owner@example.com", "owner");
    const asked = page.locator("form.confirm button[type=submit]:focus");
    await page.getByRole("button", { name: "Pause", exact: true }).press("Enter");
    await asked.waitFor();
    await page.keyboard.press("Enter");
    await region(page, "Acme").getByText("Paused", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Resume", exact: true }).press("Enter");
    await asked.waitFor();
    await page.keyboard.press("Enter");
    await region(page, "Acme").getByText("Not looked at yet").waitFor();
  });

  test("its owner has it looked at now, not again soon; a member is not offered it", async () => {
    await pages.stack.sql`
      insert into tenants (id, name, role, created_at) values ('idle', 'Idle', 'customer', now() - interval '30 days')`;
    await pages.stack.sql`update tenant_settings set last_run_at = now() - interval '10 minutes'`;
    await pages.stack.sql`update private.tenant_run_states set next_run_at = now() + interval '1 hour'`;
    await report(2);
    const { page, violations } = await openAcme("owner@example.com", "owner");
    const button = page.getByRole("button", { name: "Look now" });
    await button.press("Enter");
    await waitForAnnouncement(page, "Acme is looked at now");
    const looked = () => pages.stack.sql`select tenant_id, forced, user_id from heartbeat_executions`;
    await waitFor("the execution", async () => (await looked()).length > 0);
    const [owner] = await pages.stack.sql`select id from auth.users where email = 'owner@example.com'`;
    assert.deepEqual([...await looked()], [{ tenant_id: "acme", forced: true, user_id: owner!["id"] }]);
    await page.locator(".freshness").click();
    await region(page, "Acme").getByText("going on: 1 alert").waitFor();

    await button.click();
    await page.getByRole("alert").filter({ hasText: "less than 5 minutes ago" }).waitFor();
    assert.deepEqual(violations, []);

    await pages.stack.sql`update tenant_members set role = 'member'`;
    await page.locator(".freshness").click();
    await button.waitFor({ state: "detached" });
  });

  test("its members see what was done about what checks found, and whether it helped", async () => {
    const run = (action: string, status: string, more: Record<string, string> = {}) =>
      pages.stack.sql`
        insert into remediation_runs ${
        pages.stack.sql({
          tenant_id: "acme",
          tenant_ids: ["other", "acme"],
          check_id: "stock",
          action,
          kind: "rpc",
          status,
          execution_id: crypto.randomUUID(),
          seen: "{}",
          started_at: new Date(),
          status_before: "alert",
          ...more,
        })
      }`;
    await run("reorder", "succeeded", { status_after: "ok", result: "3 ordered" });
    await run("restart", "failed", { status_after: "alert", error: "it is out of order" });
    await run("reorder", "skipped", { reason: "cooldown" });
    const { page } = await openAcme("viewer@example.com", "viewer");
    const items = region(page, "Remediations").getByRole("listitem");
    await items.first().waitFor();
    assert.equal(await items.count(), 3);
    const item = (text: string) => items.filter({ hasText: text });
    await item("3 ordered").getByText("for Stock").waitFor();
    await item("3 ordered").getByText("alert before, ok after").waitFor();
    await item("it is out of order").getByText("failed", { exact: true }).waitFor();
    await item("too soon after the last time").getByText("alert before", { exact: true }).waitFor();
  });

  test("its owner gives and takes roles; the last owner stays", async () => {
    await pages.signUp("viewer@example.com");
    await addMember("viewer@example.com", "viewer");
    const [viewer] = await pages.stack.sql`select id from auth.users where email = 'viewer@example.com'`;
    const { page } = await openAcme("owner@example.com", "owner");
    await page.getByLabel(`Role of ${viewer!["id"]}`).selectOption("admin");
    await waitForAnnouncement(page, "is admin now.");
    const [changed] = await pages.stack.sql`select role from tenant_members where user_id = ${viewer!["id"]}`;
    assert.equal(changed!["role"], "admin");

    await page.getByLabel("Role of you").selectOption("viewer");
    await page.getByRole("alert").filter({ hasText: "A tenant keeps at least one owner." }).waitFor();

    await page.getByRole("button", { name: `Remove ${viewer!["id"]}` }).click();
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await page.getByLabel(`Role of ${viewer!["id"]}`).waitFor({ state: "detached" });
    const left = await pages.stack.sql`select from tenant_members where tenant_id = 'acme'`;
    assert.equal(left.length, 1);
  });

  const makeTenants = () =>
    pages.stack.sql`
      insert into tenants (id, name, role) select 't' || n, 'Tenant ' || lpad(n::text, 3, '0'), 'customer' from generate_series(1, 110) n`;
  function tenantList(page: Page) {
    const names = page.locator("tbody .name");
    return {
      search: page.getByRole("searchbox", { name: "Find tenants" }),
      /** Waits until so many are shown, beginning with this one. */
      shows: (count: number, first: string) =>
        eventually(async () => {
          const shown = await names.allInnerTexts();
          assert.deepEqual([shown.length, shown[0]], [count, first]);
        }),
    };
  }

  test("tenants are listed by name, page by page, and found by a part of it", async () => {
    await makeTenants();
    const { page } = await pages.openAs("admin@example.com", true);
    await page.getByRole("link", { name: "Tenants", exact: true }).click();
    const { shows } = tenantList(page);
    await shows(50, "Acme");
    await page.getByRole("button", { name: "Next" }).click();
    await shows(50, "Tenant 050");
    await page.getByRole("button", { name: "Next" }).click();
    await shows(11, "Tenant 100");
    await page.getByRole("button", { name: "Previous" }).click();
    await shows(50, "Tenant 050");
    await page.keyboard.press("/");
    await page.keyboard.type("acm");
    await shows(1, "Acme");
    await page.getByRole("link", { name: "Acme" }).click();
    await page.getByRole("heading", { name: "Acme" }).waitFor();
  });

  test("a search begins with its first page, and no other page is read on the way to it nor back", async () => {
    await makeTenants();
    const { page } = await pages.openAs("admin@example.com", true, "/tenants");
    const { search, shows } = tenantList(page);
    await shows(50, "Acme");
    await page.getByRole("button", { name: "Next" }).click();
    await shows(50, "Tenant 050");

    const asked = new Set<string>();
    page.on("request", (request) => {
      if (!request.url().endsWith("/rpc/list_tenants") || request.method() !== "POST") return;
      const { p_search, p_after_id } = request.postDataJSON() as { p_search?: string; p_after_id?: string };
      asked.add(`${p_search ?? "all"} after ${p_after_id ?? "none"}`);
    });
    const page2 = "all after t49";
    await search.fill("tenant 1");
    await shows(11, "Tenant 100");
    assert.deepEqual([...asked].filter((each) => each !== page2), ["tenant 1 after none"]);
    asked.clear();
    await search.fill("");
    await shows(50, "Acme");
    assert.deepEqual([...asked].filter((each) => each !== "tenant 1 after none"), ["all after none"]);
  });

  test("who is no member finds nothing, by address neither", async () => {
    const { page } = await pages.openAs("stranger@example.com");
    await page.getByRole("link", { name: "Tenants", exact: true }).click();
    await page.getByText("You are a member of no tenant yet.").waitFor();
    await page.goto(`${pages.url}/#/tenants/acme`);
    await page.getByText("There is no tenant with this id that you may see.").waitFor();
  });

  test("nothing is wider than a phone, in the dark as well", async () => {
    await report(2);
    await look();
    const { page } = await openAcme("owner@example.com", "owner");
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.getByRole("button", { name: "Change settings" }).click();
    await page.getByRole("button", { name: "List executions" }).click();
    await page.getByRole("button", { name: "Save settings" }).waitFor();
    await page.getByRole("button", { name: /^Results of the execution/ }).waitFor();
    await waitForWidth(page, 390);
  });
});
