import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import {
  DEMO_ADMIN,
  goToView,
  type Pages,
  passTime,
  showDemo,
  signIn,
  skip,
  startPages,
  viewPaths,
  waitForCount,
  waitForWidth,
} from "./pages.ts";

// Evaluated by the browser's debugger, which the pages' content security policy does not concern.
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// Every rule looks at everything; every element of what is well need not be told.
const RUN = "axe.run({ resultTypes: ['violations'] })";
const SIZES = [{ width: 1280, height: 900 }, { width: 390, height: 844 }];

/** What is left of 1280 pixels at a zoom of 400 %. */
const NARROWEST = { width: 320, height: 640 };

describe("what everybody can use", { skip }, () => {
  let pages: Pages;

  before(async () => {
    pages = await startPages();
  });
  after(() => pages?.close());

  async function openAsDemoAdmin(): Promise<Page> {
    const { page } = await pages.open();
    await signIn(page, DEMO_ADMIN.email, DEMO_ADMIN.password);
    await page.locator(".card").first().waitFor();
    return page;
  }

  /** Opens what the first buttons open that open something, the last of each row where they close each other. Returns how many. */
  async function openAll(page: Page): Promise<number> {
    const names = await page.locator("main button[aria-expanded=false]").evaluateAll((buttons) =>
      buttons.slice(0, 12).map((button) => button.getAttribute("aria-label") ?? button.textContent!)
    );
    for (const name of new Set(names)) {
      await page.locator("main").getByRole("button", { name, exact: true }).first().click();
      await page.locator("main button[aria-expanded=true]").first().waitFor();
    }
    return names.length;
  }

  async function check(page: Page): Promise<void> {
    if (!await page.evaluate("'axe' in globalThis")) await page.evaluate(AXE);
    const found: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      // Colours on their way from one scheme to the other are neither's.
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const size of SIZES) {
        await page.setViewportSize(size);
        const { violations, passes } = await page.evaluate<AxeResults>(RUN);
        assert.ok(passes.length > 10, "axe looked at the page");
        for (const { id, impact, nodes } of violations) {
          if (impact !== "serious" && impact !== "critical") continue;
          const where = nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(" ")}: ${failureSummary}`);
          found.push(`${colorScheme}, ${size.width} px: ${id} (${impact})\n${where.join("\n")}`);
        }
      }
    }
    assert.deepEqual(found, []);
  }

  describe("axe has no serious finding, in light and dark, wide and on a phone", () => {
    test("the sign-in page, also when it refuses", async () => {
      const { page } = await pages.open();
      await page.getByLabel("Email").waitFor();
      await check(page);
      await signIn(page, "nobody@example.com", "wrong");
      await page.getByRole("alert").filter({ hasText: "wrong" }).waitFor();
      await check(page);
    });

    test("the overview of an empty project", async () => {
      const { page } = await pages.openAs("first@example.com", true);
      await page.getByRole("heading", { name: "Send your first heartbeat" }).waitFor();
      await page.getByText("No mesh to show.").waitFor();
      await check(page);
    });

    test("the overview of somebody who is no admin", async () => {
      const { page } = await pages.openAs("guest@example.com");
      await page.getByRole("heading", { name: "You are not an admin of this project" }).waitFor();
      await check(page);
    });
  });

  describe("with the demo data", () => {
    before(() => showDemo(pages.stack));

    describe("axe has no serious finding either", () => {
      test("the overview with data, and with everything in it opened", async () => {
        const page = await openAsDemoAdmin();
        await page.getByText("Lindqvist family").waitFor();
        await check(page);
        await page.getByRole("button", { name: "History of nightly-backup" }).click();
        await page.getByText("Metadata of the last heartbeat").waitFor();
        await page.getByRole("button", { name: "Silence send-digest" }).click();
        await page.getByRole("button", { name: /^Resolve: / }).click();
        await page.getByRole("button", { name: "Register a machine" }).click();
        await page.getByRole("button", { name: "Rotate key web-1" }).click();
        await waitForCount(page.locator("form.confirm"), 4);
        await page.getByRole("button", { name: "Register", exact: true }).waitFor();
        await check(page);
        await page.keyboard.press("Escape");
        await page.getByRole("button", { name: "History of nightly-backup" }).focus();
        await page.keyboard.press("?");
        await page.getByRole("dialog", { name: "Keys" }).waitFor();
        await check(page);
      });

      test("the overview while the API is away", async () => {
        const page = await openAsDemoAdmin();
        await page.getByText("Lindqvist family").waitFor();
        await page.context().route(`${pages.stack.status.api_url}/**`, (route) => route.abort());
        const notice = page.getByRole("alert").filter({ hasText: "The API cannot be reached." });
        await passTime(page, 60, () => notice.isVisible());
        await passTime(page, 60, () => page.getByText("Heartbeat LOST", { exact: true }).isVisible());
        await check(page);
      });

      test("every view, and with what opens in it opened", async () => {
        const page = await openAsDemoAdmin();
        for (const path of await viewPaths(page)) {
          await goToView(page, path);
          await check(page);
          if (await openAll(page) > 0) await check(page);
        }
      });

      test("a tenant, with what can be asked of it opened", async () => {
        const page = await openAsDemoAdmin();
        await goToView(page, "/tenants");
        await page.goto(`${pages.url}/#/tenants/demo-platform`);
        await page.getByRole("heading", { name: "Checks", exact: true }).waitFor();
        await check(page);
        assert.ok(await openAll(page) > 0);
        await check(page);
      });

      test("messages that died, and the question whether they go out again", async () => {
        // Axe does not judge the colour of a single digit.
        await pages.stack.sql`
          insert into notifications (alert_id, channel_id, event, slot, state, attempts, finished_at, last_error)
          select a.id, c.id, 'reminder', slot, 'dead', 1, now(), 'HTTP 400'
          from (select id from guardian_alerts order by id limit 1) a,
            (select id from notification_channels where enabled order by id limit 1) c, generate_series(1, 10) slot`;
        const page = await openAsDemoAdmin();
        await page.goto(`${pages.url}/#/deliveries/state=dead`);
        await page.locator(".chip[aria-current]").filter({ hasText: /Dead\s*10/ }).waitFor();
        await check(page);
        const channel = page.getByRole("combobox", { name: "Channel" });
        const name = await pages.stack.sql<[{ name: string }]>`
          select c.name from notifications n join notification_channels c on c.id = n.channel_id where n.state = 'dead' limit 1`;
        await channel.selectOption(name[0].name);
        await page.getByRole("button", { name: `Replay all dead of ${name[0].name}` }).click();
        await page.getByRole("button", { name: "Replay all", exact: true }).waitFor();
        await check(page);
      });

      test("the Alive page", async () => {
        const { page } = await pages.open("/alive.html");
        await page.getByRole("heading", { name: "Is Heartbase alive?" }).waitFor();
        await page.getByRole("listitem").first().waitFor();
        await check(page);
      });

      test("a status page, and what makes it in the panel, with everything opened", async () => {
        const panel = await openAsDemoAdmin();
        await panel.goto(`${pages.url}/#/status-pages/demo`);
        for (const name of ["Edit", "Plan maintenance", "Update Search moves to new disks", "Rotate key"]) {
          await panel.getByRole("button", { name, exact: true }).click();
        }
        await panel.getByRole("form", { name: "Edit the page" }).waitFor();
        await panel.getByRole("form", { name: "Plan maintenance" }).waitFor();
        await panel.getByRole("form", { name: "Update Search moves to new disks" }).waitFor();
        await panel.getByRole("button", { name: "Rotate the key" }).waitFor();
        await check(panel);

        const { page } = await pages.open("/status/demo");
        await page.getByRole("slider", { name: "The last 90 days of Backups" }).focus();
        await page.keyboard.press("ArrowLeft");
        await page.locator("rect.chosen").waitFor({ state: "attached" });
        await check(page);
        await page.goto(`${pages.url}/status/none`);
        await page.getByRole("heading", { name: "There is no such status page" }).waitFor();
        await check(page);
      });
    });

    test("no page is wider than the screen at a zoom of 400 %", async () => {
      const { page } = await pages.open();
      await page.setViewportSize(NARROWEST);
      await signIn(page, DEMO_ADMIN.email, DEMO_ADMIN.password);
      await page.getByText("Lindqvist family").waitFor();
      for (const path of await viewPaths(page)) {
        await goToView(page, path);
        await waitForWidth(page, NARROWEST.width);
      }
      for (
        const [path, heading] of [
          ["/#/tenants/demo-platform", "Checks"],
          ["/#/status-pages/demo", "What it names"],
          ["/alive.html", "Is Heartbase alive?"],
          ["/status/demo", "Demo services"],
          ["/status/none", "There is no such status page"],
        ] as const
      ) {
        await page.goto(`${pages.url}${path}`);
        await page.getByRole("heading", { name: heading, exact: true }).waitFor();
        await page.locator(".card, .lone-card").first().waitFor();
        await waitForWidth(page, NARROWEST.width);
      }
    });
  });
});
