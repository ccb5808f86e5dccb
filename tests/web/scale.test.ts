import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page, Request } from "playwright-core";
import { insertLargeProject } from "../support/large-project.ts";
import { eventually, type Pages, skip, startPages, waitForCount } from "./pages.ts";

const COUNT = 100_000;

describe("the panel over 100,000 jobs, machines, meshes and open alerts", { skip }, () => {
  let pages: Pages;

  before(async () => {
    pages = await startPages({ functions: false });
    await pages.signUp("admin@example.com", true);
    await insertLargeProject(pages.stack, COUNT, "admin@example.com");
  });
  after(() => pages?.close());

  const section = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
  const jobs = (page: Page) => page.locator("tr.job");

  test("shows a page of each list, and how many there are", async () => {
    const { page } = await pages.openAs("admin@example.com");
    await eventually(async () =>
      assert.deepEqual(
        {
          jobs: await jobs(page).count(),
          machines: await page.locator("tr.machine").count(),
          meshes: await page.locator(".mesh").count(),
          alerts: await section(page, "Open alerts").getByRole("listitem").count(),
        },
        { jobs: 50, machines: 25, meshes: 25, alerts: 25 },
      )
    );
    await section(page, "Jobs").getByText("50 of 100,000").waitFor();
    await section(page, "Machines").getByText("25 of 100,000").waitFor();
    await section(page, "Meshes").getByText("25 of 100,000").waitFor();
    await section(page, "Open alerts").getByText("The latest 25 of 100,000").waitFor();
    const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
    assert.ok(nodes < 6_000, `${nodes} elements`);
  });

  test("reads less than 150 kB in fewer than 20 requests until all of it is there", async () => {
    const { page } = await pages.openAs("admin@example.com");
    // Away from what it asks at first, which would be counted too.
    await page.goto(`${pages.url}/favicon.svg`);
    const finished: Request[] = [];
    page.on("requestfinished", (request) => {
      if (request.url().startsWith(pages.stack.status.api_url) && request.method() !== "OPTIONS") {
        finished.push(request);
      }
    });
    await page.goto(pages.url);
    await page.locator("tr.machine").first().waitFor();
    await section(page, "Meshes").locator(".mesh").first().waitFor();
    const sizes = await Promise.all(finished.map((request) => request.sizes()));
    const bytes = sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
    assert.ok(bytes > 20_000 && bytes < 150_000, `${bytes} bytes`);
    assert.ok(finished.length < 20, finished.map((request) => request.url()).join("\n"));
  });

  test("finds a job, a machine and a mesh among all by name, and jobs by state", async () => {
    const { page } = await pages.openAs("admin@example.com");
    await page.getByRole("searchbox", { name: "Filter jobs by name or description" }).fill("job-099997");
    await section(page, "Jobs").getByText("job-099997", { exact: true }).waitFor();
    await waitForCount(jobs(page), 1);
    await page.getByRole("searchbox", { name: "Filter jobs by name or description" }).fill("");
    await page.getByRole("combobox", { name: "Show jobs" }).selectOption("Paused");
    await section(page, "Jobs").getByText("the first 50").waitFor();
    await eventually(async () =>
      assert.deepEqual(new Set(await jobs(page).locator(".pill").allInnerTexts()), new Set(["Paused"]))
    );

    await page.getByRole("searchbox", { name: "Filter machines by name" }).fill("machine-099999");
    await page.locator("tr.machine").filter({ hasText: "machine-099999" }).waitFor();
    await page.getByRole("searchbox", { name: "Filter meshes by name" }).fill("mesh-099998");
    await page.locator(".mesh").filter({ hasText: "mesh-099998" }).waitFor();
  });

  test("shows as many again when asked for more", async () => {
    const { page } = await pages.openAs("admin@example.com");
    for (const [name, rows, most] of [["Jobs", "tr.job", 100], ["Open alerts", ".alert", 50]] as const) {
      await section(page, name).getByRole("button", { name: "Show more" }).click();
      await waitForCount(section(page, name).locator(rows), most);
    }
  });
});
