import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { waitFor } from "../support/stack.ts";
import { type Pages, skip, startPages, waitForAnnouncement, waitForCount, waitForText } from "./pages.ts";

describe("channels in the panel", { skip }, () => {
  let pages: Pages;

  before(async () => {
    pages = await startPages();
  });
  after(() => pages?.close());

  test("a user sends a test to their own channel, which arrives, and is told when it is too soon", async () => {
    const { page } = await pages.openAs("owner@example.com");
    await page.getByText("You have no channel of your own").waitFor();
    const [user] = await pages.stack.sql`select id from auth.users where email = 'owner@example.com'`;
    const { error } = await pages.stack.admin.rpc("create_notification_channel", {
      p_kind: "webhook",
      p_name: "My hook",
      p_destination: `${pages.stack.status.inbox_url}/webhook/mine`,
      p_owner_id: user!["id"] as string,
    });
    assert.equal(error, null);
    await page.reload();

    const send = page.getByRole("button", { name: "Send a test to My hook" });
    await send.click();
    await waitForAnnouncement(page, "A test message to My hook is on its way.");
    await waitFor("the test in the inbox", () => pages.stack.received().webhook.length === 1);
    // A channel is tested again after seconds, which a slow machine may take from one press to the next.
    await pages.stack.sql`
      update notification_channels set last_test_at = last_test_at + interval '1 hour' where name = 'My hook'`;
    await send.click();
    await page.getByRole("alert").filter({ hasText: "The channel can be tested again in" }).waitFor();
  });

  test("an admin tests the project's channels, and not another's", async () => {
    const { page } = await pages.openAs("admin@example.com", true);
    await page.locator(".channel").filter({ hasText: "My hook" }).waitFor();
    const before = pages.stack.received().slack.length;
    await page.getByRole("button", { name: "Send a test to Slack" }).click();
    await waitForAnnouncement(page, "A test message to Slack");
    await waitFor("the test in the inbox", () => pages.stack.received().slack.length === before + 1);
    assert.equal(await page.getByRole("button", { name: "Send a test to My hook" }).count(), 0);
  });

  describe("view", () => {
    test("an admin makes a webhook of the project, takes its secret along, and tests it", async () => {
      const { page, violations } = await pages.openAs("admin@example.com", true);
      await page.getByRole("link", { name: "Channels", exact: true }).click();
      await page.getByRole("button", { name: "Add a channel" }).click();
      const form = page.getByRole("form", { name: "Add a channel" });
      await form.getByLabel("Kind").selectOption("Webhook");
      await form.getByLabel("Name").fill("Ops hook");
      await form.getByLabel("URL").fill("ftp://nowhere");
      await form.getByRole("button", { name: "Add channel" }).click();
      await form.getByRole("alert").filter({ hasText: "needs the URL to post to" }).waitFor();
      await form.getByLabel("URL").fill(`${pages.stack.status.inbox_url}/webhook/ops`);
      await form.getByRole("button", { name: "Add channel" }).click();
      const secret = page.getByRole("group", { name: "Signing secret of Ops hook" });
      await waitForText(secret.locator("code"), /^whsec_/);
      await secret.getByRole("button", { name: "I have it" }).click();
      const item = page.locator(".channel").filter({ hasText: "Ops hook" });
      await item.getByText("of the project", { exact: true }).waitFor();
      const known = pages.stack.received().webhook.length;
      await item.getByRole("button", { name: "Send a test to Ops hook" }).click();
      await waitFor("the test in the inbox", () => pages.stack.received().webhook.length === known + 1);
      assert.deepEqual(violations, []);
    });

    test("a channel is changed, switched off and on, given a new secret, and deleted", async () => {
      const { page } = await pages.openAs("admin@example.com", true, "/channels");
      const item = page.locator(".channel").filter({ hasText: "hook of" });
      await page.getByRole("button", { name: "Edit Ops hook" }).click();
      await page.getByRole("textbox", { name: "Name" }).fill("hook of ops");
      await page.getByLabel("From severity").selectOption("critical");
      await page.getByRole("textbox", { name: "Name" }).press("Enter");
      await item.getByText("from critical", { exact: true }).first().waitFor();
      await item.getByRole("button", { name: "Switch off hook of ops" }).click();
      await item.getByText("Off", { exact: true }).waitFor();
      await item.getByRole("button", { name: "Switch on hook of ops" }).click();
      await item.getByText("On", { exact: true }).waitFor();
      await item.getByRole("button", { name: "Rotate secret hook of ops" }).click();
      await item.getByRole("button", { name: "Rotate secret", exact: true }).last().click();
      await waitForText(
        page.getByRole("group", { name: "Signing secret of hook of ops" }).locator("code"),
        /^whsec_/,
      );
      await item.getByRole("button", { name: "I have it" }).click();
      await item.getByRole("button", { name: "Delete hook of ops" }).click();
      await item.getByRole("button", { name: "Delete", exact: true }).last().click();
      await item.waitFor({ state: "detached" });
      const [row] = await pages.stack
        .sql`select count(*)::int as n from notification_channels where name = 'hook of ops'`;
      assert.equal(row!["n"], 0);
    });

    test("a user makes channels of their own, of no kind that costs the project, and changes no others", async () => {
      const { page } = await pages.openAs("owner@example.com", false, "/channels");
      await page.locator(".channel").filter({ hasText: "My hook" }).waitFor();
      await waitForCount(page.locator(".channel"), 1);
      await page.getByRole("button", { name: "Add a channel" }).click();
      const form = page.getByRole("form", { name: "Add a channel" });
      assert.deepEqual(await form.getByLabel("Kind").locator("option").allInnerTexts(), [
        "Slack",
        "Webhook",
        "Telegram",
        "Push (ntfy)",
      ]);
      assert.equal(await form.getByLabel("For").locator("option").count(), 1);
      await form.getByLabel("Name").fill("My Slack");
      await form.getByLabel("Webhook URL").fill(`${pages.stack.status.inbox_url}/slack/mine`);
      await form.getByLabel("Webhook URL").press("Enter");
      await page.locator(".channel").filter({ hasText: "My Slack" }).getByText("yours").waitFor();
    });

    test("an owner of a tenant makes the tenant's channel", async () => {
      const [user] = await pages.stack.sql`select id from auth.users where email = 'owner@example.com'`;
      await pages.stack.sql`select create_tenant('Acme', 'customer', p_id => 'acme')`;
      await pages.stack.sql`insert into tenant_members (tenant_id, user_id, role) values ('acme', ${
        user!["id"]
      }, 'owner')`;
      const { page } = await pages.openAs("owner@example.com", false, "/channels");
      await page.getByRole("button", { name: "Add a channel" }).click();
      const form = page.getByRole("form", { name: "Add a channel" });
      await form.getByLabel("For").selectOption("the tenant acme");
      await form.getByLabel("Name").fill("Acme ops");
      await form.getByLabel("Webhook URL").fill(`${pages.stack.status.inbox_url}/slack/acme`);
      await form.getByLabel("Webhook URL").press("Enter");
      const item = page.locator(".channel").filter({ hasText: "Acme ops" });
      await item.getByText("of the tenant acme").waitFor();
      await item.getByRole("button", { name: "Delete Acme ops" }).waitFor();
    });
  });
});
