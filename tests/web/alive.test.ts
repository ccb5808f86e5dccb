import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import {
  bootOnlyWhenAsked,
  eventually,
  type Pages,
  passTime,
  skip,
  startPages,
  stopTime,
  waitForText,
  waitForWidth,
} from "./pages.ts";

describe("the Alive page", { skip }, () => {
  let pages: Pages;

  before(async () => {
    pages = await startPages({ cron: true });
  });
  after(() => pages?.close());

  const card = (page: Page, name: string) =>
    page.getByRole("listitem").filter({ has: page.getByRole("heading", { name, exact: true }) });

  test("everybody sees the phase and a card for each subsystem, and can refresh", async () => {
    const { page, violations } = await pages.open("/alive.html");
    await page.getByText("operational", { exact: true }).waitFor();
    await card(page, "database").getByText("OK", { exact: true }).waitFor();
    await card(page, "evaluator").getByText("OK", { exact: true }).waitFor();
    await page.getByText("Admins run a boot check and see details").waitFor();
    assert.equal(await page.getByRole("button", { name: "Run Boot Check" }).count(), 0);
    await stopTime(page);
    const answered = page.waitForResponse(/alive\/status/);
    await page.getByRole("button", { name: "Refresh" }).click();
    assert.equal((await answered).status(), 200);
    assert.deepEqual(violations, []);
  });

  test("an admin who is signed in boots, and finds a subsystem that has an issue", async () => {
    const { page, violations } = await pages.openAs("admin@example.com", true);
    await page.getByRole("link", { name: "Alive" }).click();
    await page.getByRole("heading", { name: "Is Heartbase alive?" }).waitFor();
    await page.getByText("operational", { exact: true }).waitFor();
    await card(page, "Evaluator").getByText(/core, answered in/).waitFor();
    await bootOnlyWhenAsked(pages.stack);
    await pages.stack.sql`
      insert into public.alive_subsystems (name, title, kind, target) values ('shop', 'The shop', 'url', 'https://127.0.0.1/x')`;
    await page.getByRole("button", { name: "Run Boot Check" }).click();
    await page.getByText("degraded", { exact: true }).waitFor();
    await card(page, "The shop").getByText("ISSUE", { exact: true }).waitFor();
    await waitForText(card(page, "The shop"), /answered in/);
    await pages.stack.sql`delete from public.alive_subsystems where name = 'shop'`;
    assert.deepEqual(violations, []);
  });

  test("it says that the heartbeat is lost, posts the event, and recovers by itself", async () => {
    const { page } = await pages.open("/alive.html");
    await page.getByText("Heartbeat OK", { exact: true }).waitFor();
    await page.evaluate(`globalThis.lost = 0; addEventListener("heartbeat.lost", () => lost++);`);
    await pages.stack.functions.stop();
    await passTime(page, 40, () => page.getByText("Heartbeat LOST", { exact: true }).isVisible());
    await page.getByRole("alert").filter({ hasText: /No answer: .+ Shown is what was known at/ }).waitFor();
    await eventually(async () =>
      assert.deepEqual([await page.title(), await page.evaluate("lost")], ["LOST · Heartbase", 1])
    );
    await pages.stack.functions.start();
    await passTime(page, 60, () => page.getByText("Heartbeat OK", { exact: true }).isVisible());
  });

  test("nothing is cut off at a width of 360 pixels", async () => {
    const { page } = await pages.open("/alive.html");
    await page.setViewportSize({ width: 360, height: 740 });
    await card(page, "database").waitFor();
    await waitForWidth(page, 360);
  });
});
