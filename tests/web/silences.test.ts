import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import type { Page } from "playwright-core";
import {
  eventually,
  type Pages,
  passMidnight,
  passTime,
  skip,
  startPages,
  waitForAnnouncement,
  waitForCount,
  waitForText,
  waitForWidth,
} from "./pages.ts";

describe("silences in the panel", { skip }, () => {
  let pages: Pages;

  before(async () => {
    pages = await startPages();
    await pages.signUp("admin@example.com", true);
    await pages.signUp("owner@example.com");
    const { error } = await pages.stack.admin.rpc("create_notification_channel", {
      p_kind: "webhook",
      p_name: "Ops hook",
      p_destination: `${pages.stack.status.inbox_url}/webhook/ops`,
    });
    assert.equal(error, null);
  });
  after(() => pages?.close());
  beforeEach(async () => {
    await pages.stack.sql`delete from silences`;
    await pages.stack.sql`delete from guardian_alerts`;
    await pages.stack.sql`delete from job_heartbeats`;
    pages.stack.inbox.clear();
  });

  const userId = async (email: string) => {
    const [user] = await pages.stack.sql`select id from auth.users where email = ${email}`;
    return user!["id"] as string;
  };
  const openAlert = (subject: string, ownerId: string | null = null) =>
    pages.stack.sql`
      insert into guardian_alerts (subject_kind, subject_id, subject_name, owner_id, alert_type, severity, message)
      values ('service', ${subject}, ${subject}, ${ownerId}, 'down', 'critical', ${`${subject} is down.`})`;
  /** Lets the sender send all that it may. */
  async function deliver(): Promise<void> {
    await pages.stack.passDeliveryTime();
    await pages.stack.invoke("notify");
  }
  const told = () => pages.stack.received().webhook.map(({ body }) => JSON.stringify(body));
  async function go(page: Page): Promise<void> {
    await page.getByRole("link", { name: "Silences", exact: true }).click();
    await page.getByRole("heading", { name: "Silences", level: 2 }).waitFor();
  }
  const items = (page: Page) => page.locator(".silence");
  const lasts = async () => {
    const [row] = await pages.stack.sql`
      select extract(epoch from ends_at - starts_at)::float8 as seconds, ends_at from silences order by created_at desc`;
    return row as unknown as { seconds: number; ends_at: Date };
  };

  test("an admin silences a job: its alert opens silenced, nobody is told until the silence is ended", async () => {
    await pages.stack.sql`select update_job_heartbeat('nightly-backup')`;
    const { page, violations } = await pages.openAs("admin@example.com", true);
    await go(page);
    await page.getByText("Nothing is silenced").waitFor();
    await page.getByRole("button", { name: "New silence" }).click();
    const form = page.getByRole("form", { name: "New silence" });
    await form.getByLabel("About").selectOption("jobs");
    await page.waitForFunction(() => document.querySelectorAll("#silence-subjects option").length === 1);
    assert.equal(await page.locator("#silence-subjects option").getAttribute("value"), "nightly-backup");
    await form.getByLabel("Subject").fill("nightly-backup");
    await form.getByLabel("For how long").selectOption("8 hours");
    await form.getByLabel("Reason").fill("Moving the disk");
    await form.getByRole("button", { name: "Silence" }).click();
    await waitForAnnouncement(page, "Silenced.");
    const item = items(page);
    await item.getByText("Alerts about the job nightly-backup").waitFor();
    await waitForText(item, /Moving the disk\s+ends in [78] h·?\s*of the project·?\s*by you\s+In force/);
    assert.equal(Math.round((await lasts()).seconds), 8 * 3600);

    await pages.stack
      .sql`update job_heartbeats set last_run_at = now() - interval '3 days' where job_name = 'nightly-backup'`;
    await pages.stack.sql`select private.evaluate_jobs()`;
    await deliver();
    assert.deepEqual(told(), []);
    await page.getByRole("link", { name: "Overview" }).click();
    const alert = page.locator(".alert").filter({ hasText: "nightly-backup" }).first();
    await alert.getByText(/^silenced, ends in [78] h$/).waitFor();
    await alert.getByText(/^\d held$/).waitFor();
    assert.match((await alert.getByText(/^in [78] h$/).getAttribute("title"))!, /\d:\d{2}:\d{2} /);

    await waitForText(page.locator(".count").filter({ hasText: "Waiting messages" }), /\b0\b/);
    await page.getByRole("link", { name: "Deliveries" }).click();
    await page.locator(".delivery").getByText("Held", { exact: true }).first().waitFor();
    await page.locator(".delivery").getByText(/^held by a silence, until in [78] h$/).first().waitFor();

    await go(page);
    await page.getByRole("button", { name: "End now: Alerts about the job nightly-backup" }).click();
    await waitForAnnouncement(page, "The silence has ended.");
    await page.getByRole("heading", { name: "Ended" }).waitFor();
    await items(page).getByText("Ended", { exact: true }).waitFor();
    await eventually(async () => {
      await deliver();
      assert.ok(told().some((body) => body.includes("nightly-backup")), "the message in the inbox");
    });
    assert.deepEqual(violations, []);
  });

  test("an alert is snoozed for an hour, then until tomorrow at nine, from its row", async () => {
    await passMidnight();
    await openAlert("api");
    const { page } = await pages.openAs("admin@example.com", true);
    const snooze = page.getByRole("button", { name: "Snooze: api is down." });
    await snooze.click();
    await page.getByRole("button", { name: "1 h", exact: true }).click();
    await waitForAnnouncement(page, "Snoozed until");
    await page.getByText(/^silenced, ends in (5\d min|1 h)$/).waitFor();
    assert.equal((await lasts()).seconds, 3600);
    await page.waitForFunction(() => document.activeElement?.textContent === "Snooze");

    await page.keyboard.press("Enter");
    await page.getByRole("group", { name: "Snooze: api is down." }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("group", { name: "Snooze: api is down." }).waitFor({ state: "detached" });
    await snooze.click();
    const nine = await page.evaluate(() => {
      const now = new Date();
      return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 9).getTime();
    });
    await page.getByRole("button", { name: "Until tomorrow 9:00" }).click();
    await eventually(async () => assert.ok(Math.abs((await lasts()).ends_at.getTime() - nine) < 60_000));
    const [row] = await pages.stack.sql`select count(*)::int as n from silences`;
    assert.equal(row!["n"], 1);
    await go(page);
    await items(page).getByText("Snoozed: api is down.").waitFor();
  });

  test("the subject of an alert is silenced from its row, in a form that knows it", async () => {
    await openAlert("shop/eu");
    const { page } = await pages.openAs("admin@example.com", true);
    await page.getByRole("button", { name: "Snooze: shop/eu is down." }).click();
    await page.getByRole("link", { name: "Silence this subject…" }).click();
    const form = page.getByRole("form", { name: "New silence" });
    await page.waitForFunction(() =>
      document.querySelector<HTMLInputElement>(".silence-form input")?.value === "shop/eu"
    );
    await eventually(async () => assert.equal(await form.getByLabel("About").inputValue(), "service"));
    await form.getByLabel("Type of alert").fill("down");
    await form.getByLabel("For how long").selectOption("1 week");
    await page.keyboard.press("Tab");
    await form.getByRole("button", { name: "Silence" }).click();
    await items(page).getByText("Alerts down about the service shop/eu").waitFor();
    await page.waitForURL(/#\/silences$/);
    await page.getByRole("link", { name: "Overview" }).click();
    await page.getByText("silenced, ends in 6 days").waitFor();
  });

  test("a maintenance begins later; what cannot be is refused in words", async () => {
    const { page } = await pages.openAs("admin@example.com", true, "/silences");
    await page.getByRole("button", { name: "New silence" }).click();
    const form = page.getByRole("form", { name: "New silence" });
    await form.getByLabel("For how long").selectOption("until…");
    await form.locator("input[type=datetime-local]").fill("2020-01-01T09:00");
    await form.getByRole("button", { name: "Silence" }).click();
    await form.getByRole("alert").filter({ hasText: "A silence ends after it starts and after now" }).waitFor();
    await form.getByLabel("For how long").selectOption("2 hours");
    await form.getByLabel("Begins").selectOption("later");
    await form.getByRole("button", { name: "Silence" }).click();
    const item = items(page).filter({ hasText: "All alerts" });
    await item.getByText("Coming", { exact: true }).waitFor();
    await waitForText(item, /begins in \d+ h/);
    assert.equal((await lasts()).seconds, 7200);
    await page.getByRole("button", { name: "Call off: All alerts" }).click();
    await page.getByText("Nothing is silenced").waitFor();
    assert.equal((await pages.stack.sql`select from silences`).length, 0);
  });

  test("a user sees and ends their own, and silences nothing of others", async () => {
    const ownerId = await userId("owner@example.com");
    await openAlert("theirs", ownerId);
    await pages.stack.sql`
      insert into silences (owner_id, reason, ends_at, created_by)
      values (null, 'of the project', now() + interval '1 hour', null),
        (${ownerId}, 'of the owner', now() + interval '1 hour', ${await userId("admin@example.com")})`;
    const { page } = await pages.openAs("owner@example.com");
    // Also one that they do not see silences it, and they see that it does.
    await page.getByText(/^silenced, ends in/).waitFor();
    await go(page);
    await items(page).getByText("of the owner").waitFor();
    await waitForCount(items(page), 1);
    await items(page).getByText("by admin@example.com").waitFor();
    await page.getByRole("button", { name: "New silence" }).click();
    const form = page.getByRole("form", { name: "New silence" });
    assert.deepEqual(await form.getByLabel("Whose alerts").locator("option").allInnerTexts(), ["mine: my machines"]);
    await form.getByRole("button", { name: "Silence" }).click();
    await items(page).getByText("by you").waitFor();
    assert.equal(
      (await pages.stack.sql`select from silences where owner_id = ${ownerId} and created_by = ${ownerId}`).length,
      1,
    );
    await page.getByRole("button", { name: "End now: All alerts" }).first().click();
    await page.getByRole("heading", { name: "Ended" }).waitFor();
  });

  test("a vertex snoozes the alert of its mesh, and is told that admins silence more", async () => {
    const vertex = await userId("owner@example.com");
    await pages.stack.sql`
      with mesh as (
        insert into tetrahedrons (name, vertices) values ('family', array[${vertex}::text, 'b', 'c', 'd']) returning id
      )
      insert into guardian_alerts (subject_name, tetrahedron_id, alert_type, severity, message)
      select 'family', id, 'mesh-degrading', 'critical', 'The family is silent.' from mesh`;
    const { page } = await pages.openAs("owner@example.com");
    const snooze = page.getByRole("button", { name: "Snooze: The family is silent." });
    await snooze.click();
    await page.getByRole("button", { name: "4 h", exact: true }).click();
    await page.getByText(/^silenced, ends in [34] h$/).waitFor();
    await snooze.click();
    await page.getByRole("link", { name: "Silence this subject…" }).click();
    await page.getByRole("alert").filter({ hasText: "Admins silence this subject." }).waitFor();
    await items(page).getByText("Snoozed: The family is silent.").waitFor();
    await page.getByRole("button", { name: "End now: Snoozed: The family is silent." }).click();
    await page.getByRole("heading", { name: "Ended" }).waitFor();
  });

  test("an owner of a tenant silences the tenant; a viewer of it only sees that", async () => {
    await pages.signUp("viewer@example.com");
    await pages.stack.sql`select create_tenant('Acme', 'customer', p_id => 'acme')`;
    await pages.stack.sql`
      insert into tenant_members (tenant_id, user_id, role)
      values ('acme', ${await userId("owner@example.com")}, 'owner'), ('acme', ${await userId(
      "viewer@example.com",
    )}, 'viewer')`;
    const { page } = await pages.openAs("owner@example.com", false, "/silences");
    await page.getByRole("button", { name: "New silence" }).click();
    const form = page.getByRole("form", { name: "New silence" });
    await form.getByLabel("Whose alerts").selectOption("of the tenant acme");
    await form.getByRole("button", { name: "Silence" }).click();
    await items(page).getByText("of the tenant acme").waitFor();
    const opened = await pages.openAs("viewer@example.com", false, "/silences");
    await items(opened.page).getByText("of the tenant acme").waitFor();
    assert.equal(await opened.page.getByRole("button", { name: /^End now/ }).count(), 0);
  });

  test("the view fits a phone, in the dark too, and says how old it is when the API is away", async () => {
    await pages.stack.sql`
      insert into silences (subject_kind, subject_id, reason, ends_at)
      values ('job', ${"a-job-with-a-very-long-name-".repeat(8)}, ${"because ".repeat(30)}, now() + interval '1 hour')`;
    const { page, context } = await pages.openAs("admin@example.com", true, "/silences");
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.getByRole("button", { name: "New silence" }).click();
    await page.getByRole("form", { name: "New silence" }).waitFor();
    await items(page).first().waitFor();
    await waitForWidth(page, 390);
    await page.keyboard.press("Escape");
    await page.getByRole("form", { name: "New silence" }).waitFor({ state: "detached" });
    await context.route("**/rest/v1/**", (route) => route.abort());
    await passTime(page, 60, () => page.getByText("Showing what was known at").first().isVisible());
    await waitForCount(items(page), 1);
  });
});
