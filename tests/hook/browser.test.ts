import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { build } from "vite";
import type { UseHeartbeatResult } from "../../web/packages/use-heartbeat/src/index.ts";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
const skip = existsSync(CHROMIUM) ? false : "There is no Chromium: apt-get install chromium";

interface Asked {
  path: string;
  headers: IncomingHttpHeaders;
  /** Resolves when the browser gave the request up before it was answered. */
  isGivenUp: Promise<void>;
}

describe("useHeartbeat in a browser", { skip }, () => {
  let script: string;
  let server: Server;
  let port: number;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let asked: Asked[];
  let reply: (response: ServerResponse) => void;
  let errors: string[];

  before(async () => {
    const result = await build({
      configFile: false,
      logLevel: "error",
      build: {
        write: false,
        modulePreload: false,
        rollupOptions: { input: join(import.meta.dirname, "fixture.ts") },
      },
    });
    assert.ok(!Array.isArray(result) && "output" in result, "one build has one output");
    script = result.output[0].code;
    server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
      if (request.url === "/") {
        return response.setHeader("content-type", "text/html").end(
          `<main></main><script type="module" src="/main.js"></script>`,
        );
      }
      if (request.url === "/main.js") return response.setHeader("content-type", "text/javascript").end(script);
      if (request.url === "/favicon.ico") return response.writeHead(204).end();
      const isGivenUp = new Promise<void>((resolve) =>
        response.once("close", () => {
          if (!response.writableEnded) resolve();
        })
      );
      asked.push({ path: request.url!, headers: request.headers, isGivenUp });
      reply(response);
    });
    await listen(0);
    port = (server.address() as AddressInfo).port;
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  });

  after(async () => {
    await browser?.close();
    await unlisten();
  });

  beforeEach(async () => {
    asked = [];
    errors = [];
    reply = (response) => response.end(JSON.stringify({ ok: true, status: { n: asked.length } }));
    context = await browser.newContext();
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on("pageerror", (error) => errors.push(error.message));
    await page.clock.install();
    await page.goto(`http://127.0.0.1:${port}/`);
    // Only a test moves it: what comes every ten seconds does not come by itself on a machine that takes so long.
    await page.clock.pauseAt(await page.evaluate(() => Date.now()) + 60_000);
  });
  afterEach(() => context.close());

  const listen = (at: number) => new Promise<void>((resolve) => server.listen(at, "127.0.0.1", resolve));
  const unlisten = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });

  /** Mounts the hook with options that are written in JavaScript. */
  const show = (options: string) => page.evaluate(`show(${options})`);

  /** Waits until the hook returns this, and gives all that it returns. */
  async function shown(expected: Partial<Record<keyof UseHeartbeatResult<unknown>, unknown>>) {
    await page.waitForFunction(
      ({ texts }) => texts.every((text) => document.querySelector("output")?.textContent?.includes(text)),
      { texts: Object.entries(expected).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`) },
      { polling: 50 },
    );
  }

  const setHidden = (isHidden: boolean) =>
    page.evaluate(`
      Object.defineProperty(document, "hidden", { configurable: true, value: ${isHidden} });
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));`);

  test("asks with the headers that are set, polls, and is asked by a button", async () => {
    await show(`{ intervalMs: 10000, headers: { apikey: "sb_publishable_x" } }`);
    await shown({ status: { n: 1 }, isLoading: false, error: null, consecutiveFailures: 0, healthScore: 1 });
    assert.deepEqual(asked.map(({ path, headers }) => [path, headers["apikey"]]), [
      ["/api/alive/status", "sb_publishable_x"],
    ]);
    await page.clock.runFor(10_000);
    await shown({ status: { n: 2 }, isLoading: false });
    await page.getByRole("button", { name: "Refresh" }).click();
    await shown({ status: { n: 3 }, isLoading: false });
  });

  test("a request that is under way when the component goes is given up", async () => {
    const arrived = new Promise<unknown>((resolve) => reply = resolve);
    await show("{}");
    await arrived;
    await page.evaluate("hide()");
    await asked[0]!.isGivenUp;
    assert.deepEqual(errors, []);
  });

  test("a request that takes too long is given up, and said so", async () => {
    const arrived = new Promise<unknown>((resolve) => reply = resolve);
    await show("{ timeoutMs: 3000 }");
    await arrived;
    await page.clock.runFor(3_000);
    await shown({ error: "No answer within 3000 ms", consecutiveFailures: 1, isLoading: false });
    await asked[0]!.isGivenUp;
  });

  test("a backend that stops is lost, and is well again when it is back", async () => {
    await page.evaluate("globalThis.told = []");
    await show("{ intervalMs: 10000, jitter: 0, onFailureThreshold: (failures) => told.push(failures) }");
    await shown({ status: { n: 1 } });
    await unlisten();
    await page.clock.runFor(10_000);
    await shown({ consecutiveFailures: 1, error: "Failed to fetch", status: { n: 1 } });
    await page.clock.runFor(10_000);
    await shown({ consecutiveFailures: 2 });
    assert.deepEqual(await page.evaluate("told"), [2]);
    await listen(port);
    await page.clock.runFor(20_000);
    await shown({ consecutiveFailures: 0, error: null, status: { n: 2 } });
    assert.deepEqual(await page.evaluate("told"), [2, 0]);
  });

  test("a hidden tab asks nothing, and asks when it is shown", async () => {
    await show("{}");
    await shown({ status: { n: 1 } });
    await setHidden(true);
    await shown({ isPaused: true });
    await page.clock.runFor(60_000);
    assert.equal(asked.length, 1);
    await setHidden(false);
    await shown({ status: { n: 2 }, isPaused: false });
  });

  test("a browser that is offline asks nothing, and asks when it is online", async () => {
    await show("{}");
    await shown({ status: { n: 1 } });
    await context.setOffline(true);
    await shown({ isPaused: true });
    await page.clock.runFor(60_000);
    await shown({ status: { n: 1 }, consecutiveFailures: 0 });
    await context.setOffline(false);
    await shown({ status: { n: 2 }, isPaused: false });
  });

  test("a callback that throws is an error of the page, and polling goes on", async () => {
    await show("{ onTick: () => { throw new Error('Mine'); } }");
    await shown({ status: { n: 1 } });
    await page.clock.runFor(15_000);
    await shown({ status: { n: 2 }, error: null });
    assert.deepEqual(errors, ["Mine", "Mine"]);
  });

  test("a page of HTML where the status should be is a failure that says so", async () => {
    await show(`{ endpoint: "/" }`);
    await shown({ error: "HTTP 200: the answer is not JSON", status: null, consecutiveFailures: 1 });
  });
});
