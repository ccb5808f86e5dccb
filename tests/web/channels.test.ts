import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { waitFor } from "../support/stack.ts";
import { type Pages, skip, startPages } from "./pages.ts";

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
    await page.getByRole("status").filter({ hasText: "A test message to My hook is on its way." }).waitFor();
    await waitFor("the test in the inbox", () => pages.stack.received().webhook.length === 1);
    await send.click();
    await page.getByRole("alert").filter({ hasText: "The channel can be tested again in" }).waitFor();
  });

  test("an admin may not test the project's channels or another's, so there is no button", async () => {
    const { page } = await pages.openAs("admin@example.com", true);
    await page.locator(".channel").filter({ hasText: "My hook" }).waitFor();
    assert.equal(await page.getByRole("button", { name: /^Send a test/ }).count(), 0);
  });
});
