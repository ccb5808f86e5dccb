import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { waitFor } from "../support/stack.ts";
import {
  type Pages,
  skip,
  startPages,
  stopTime,
  waitForAnnouncement,
  waitForCount,
  waitForText,
  waitForWidth,
} from "./pages.ts";

describe("deliveries in the panel", { skip }, () => {
  let pages: Pages;

  before(async () => {
    pages = await startPages();
  });
  after(() => pages?.close());
  beforeEach(async () => {
    await pages.stack.clearFaults();
    await pages.stack.sql`delete from notifications`;
    await pages.stack.sql`delete from guardian_alerts`;
    await pages.stack.sql`delete from notification_channels where source = 'database'`;
    pages.stack.inbox.clear();
  });

  const userId = async (email: string) => {
    const [user] = await pages.stack.sql`select id from auth.users where email = ${email}`;
    return user!["id"] as string;
  };
  async function makeHook(name: string, ownerId?: string): Promise<string> {
    const { data, error } = await pages.stack.admin.rpc("create_notification_channel", {
      p_kind: "webhook",
      p_name: name,
      p_destination: `${pages.stack.status.inbox_url}/webhook/${name.replaceAll(" ", "-")}`,
      ...(ownerId && { p_owner_id: ownerId }),
    });
    assert.equal(error, null);
    return (data as { id: string }).id;
  }
  const openAlert = (subject: string, ownerId: string | null = null) =>
    pages.stack.sql`
      insert into guardian_alerts (subject_kind, subject_id, subject_name, owner_id, alert_type, severity, message)
      values ('service', ${subject}, ${subject}, ${ownerId}, 'down', 'critical', ${`${subject} is down.`})`;
  /** Lets the sender run, as the minute tick would, until nothing waits. What the doorbell's sender is busy with is left to it. */
  async function deliver(): Promise<void> {
    await waitFor("an empty outbox", async () => {
      await pages.stack.sql`update notifications set next_attempt_at = now() where state = 'pending'`;
      await pages.stack.sql`
        update notification_channels set next_send_at = '-infinity', cooldown_until = null, burst_count = 0`;
      await pages.stack.invoke("notify");
      const [row] = await pages.stack
        .sql`select count(*)::int as open from notifications where state in ('pending', 'leased')`;
      return row!["open"] === 0;
    }, 60_000);
  }
  async function go(page: Page): Promise<void> {
    await page.getByRole("link", { name: "Deliveries", exact: true }).click();
    await page.getByRole("heading", { name: "Messages" }).waitFor();
  }
  const items = (page: Page) => page.locator(".delivery");

  test("a message to a channel that is off says what it waits for, and no time that passes by", async () => {
    const id = await makeHook("Quiet hook");
    await pages.stack.sql.begin(async (sql) => {
      await sql`
        insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message)
        values ('service', 'api', 'api', 'down', 'critical', 'api is down.')`;
      await sql`update notification_channels set enabled = false where id = ${id}`;
    });
    const { page } = await pages.openAs("admin@example.com", true);
    await go(page);
    const item = items(page).filter({ hasText: "Quiet hook" });
    await item.getByText("waits until the channel is on").waitFor();
    assert.doesNotMatch(await item.innerText(), /next attempt/);
  });

  test("a message that was refused is replayed once its receiver is mended, and is delivered under the same id", async () => {
    const { page, violations } = await pages.openAs("owner@example.com");
    const ownerId = await userId("owner@example.com");
    await makeHook("My hook", ownerId);
    await pages.stack.fault({ channel: "webhook", kind: "status", status: 400, record: true });
    await openAlert("api", ownerId);
    await deliver();

    await go(page);
    const item = items(page).filter({ hasText: "Alert about api" });
    await item.getByText("Dead", { exact: true }).waitFor();
    await item.getByText("to My hook (webhook)").waitFor();
    await item.getByText(/400/).waitFor();
    await waitForText(page.getByRole("navigation", { name: "By state" }), /Dead\s+1/);

    await pages.stack.clearFaults();
    await page.getByRole("button", { name: "Replay Alert about api to My hook" }).click();
    await waitForAnnouncement(page, "Alert about api is on the way to My hook again.");
    await deliver();
    await page.locator(".freshness").click();
    await item.getByText("Delivered", { exact: true }).waitFor();
    assert.equal(pages.stack.received().webhook.length, 2);
    const ids = pages.stack.received().webhook.map((message) => message.headers["webhook-id"]);
    assert.equal(ids[0], ids[1]);

    await item.getByRole("button", { name: "Alert about api" }).click();
    await item.getByText("by you").waitFor();
    await item.getByText(ids[0]!).waitFor();
    await waitForText(item.locator("dl"), /It had ended of\s+.*400/);
    assert.deepEqual(violations, []);
  });

  test("an admin replays all that died for a channel, after a question, with the keyboard", async () => {
    const ops = await makeHook("Ops");
    await pages.stack.fault({ channel: "webhook", kind: "status", status: 400 });
    for (const subject of ["a", "b", "c"]) await openAlert(subject);
    await deliver();
    await makeHook("Spare");
    await pages.stack.clearFaults();

    const { page } = await pages.openAs("admin@example.com", true);
    await go(page);
    await page.getByRole("link", { name: /^Dead/ }).click();
    await page.waitForURL(/#\/deliveries\/state=dead$/);
    await page.getByRole("combobox", { name: "Channel" }).selectOption("Ops");
    await page.waitForURL(new RegExp(`channel=${ops}`));
    await waitForCount(items(page), 3);

    const asked = page.locator("form.confirm button[type=submit]:focus");
    await page.getByRole("button", { name: "Replay all dead of Ops" }).press("Enter");
    await asked.waitFor();
    await page.keyboard.press("Escape");
    // The keyboard is where it was.
    await page.locator(".replay-all button:focus").waitFor();
    assert.equal((await pages.stack.sql`select from notifications where state = 'dead'`).length, 3);
    await page.getByRole("button", { name: "Replay all dead of Ops" }).press("Enter");
    await asked.waitFor();
    await page.keyboard.press("Enter");
    await waitForAnnouncement(page, "3 messages are on the way to Ops again.");
    await page.getByText("No message is dead").waitFor();
    await deliver();
    assert.equal(pages.stack.received().webhook.length, 3);
    await page.getByRole("link", { name: /^All/ }).click();
    await items(page).first().getByText("Delivered", { exact: true }).waitFor();
  });

  test("what the database refuses is told in place, and another's message is not shown", async () => {
    const hook = await makeHook("Ops");
    await pages.stack.fault({ channel: "webhook", kind: "status", status: 400 });
    await openAlert("api");
    await deliver();
    const { page } = await pages.openAs("admin@example.com", true);
    await go(page);
    const replay = page.getByRole("button", { name: "Replay Alert about api to Ops" });
    await replay.waitFor();
    // Read again, the list would offer no replay any more.
    await stopTime(page);
    await pages.stack.sql`
      update notification_channels set enabled = false, disabled_reason = 'The destination is gone.' where id = ${hook}`;
    await replay.click();
    await page.getByRole("alert").filter({ hasText: "The destination is gone." }).waitFor();

    const other = await pages.openAs("other@example.com");
    await go(other.page);
    await other.page.getByText("No message was sent to a channel of yours yet.").waitFor();
  });

  test("older messages are loaded page by page, none twice and none left out", async () => {
    const ops = await makeHook("Ops");
    await pages.stack.sql`
      with alert as (
        insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message, resolved_at)
        values ('service', 'many', 'many', 'test', 'critical', 'Many.', now()) returning id
      )
      insert into notifications (alert_id, channel_id, event, slot, state, created_at, finished_at)
      select alert.id, ${ops}, 'reminder', n, 'delivered', now() - (n / 3) * interval '1 minute', now()
      from alert, generate_series(1, 130) n`;
    const { page } = await pages.openAs("admin@example.com", true);
    await go(page);
    await waitForCount(items(page), 50);
    for (const count of [100, 130]) {
      await page.getByRole("button", { name: "Load older" }).click();
      await waitForCount(items(page), count);
    }
    await page.getByRole("button", { name: "Load older" }).waitFor({ state: "detached" });
    await page.keyboard.press("j");
    await page.locator(".delivery:nth-child(1):focus").waitFor();
    await page.keyboard.press("j");
    await page.locator(".delivery:nth-child(2):focus").waitFor();
    const names = await page.locator(".delivery-name").allInnerTexts();
    assert.equal(new Set(names).size, 130);

    // What comes meanwhile stands above, and nothing falls between the pages.
    await pages.stack.sql`
      insert into notifications (alert_id, channel_id, event, slot, state, finished_at)
      select id, ${ops}, 'reminder', 1000, 'delivered', now() from guardian_alerts`;
    await page.locator(".freshness").click();
    await waitForCount(items(page), 131);
    await waitForText(page.locator(".delivery-name").first(), "Reminder 1000 about many");
  });

  test("nothing is wider than a phone, in the dark as well", async () => {
    await makeHook("Ops with a name that is longer than most telephones are wide, and then some more of it");
    await pages.stack.fault({ channel: "webhook", kind: "status", status: 400 });
    await openAlert("a-subject-whose-name-has-no-place-to-break-whatever-anybody-does-about-it-at-all");
    await deliver();
    const { page } = await pages.openAs("admin@example.com", true);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: "dark" });
    await go(page);
    await items(page).first().getByRole("button").first().click();
    await items(page).first().locator("dl").waitFor();
    await waitForWidth(page, 390);
  });
});
