import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { PROJECT_ROOT, projectPath } from "../../scripts/local/options.ts";
import type { StackOptions } from "../../scripts/local/stack.ts";
import { ensurePanelBuilt, servePanel } from "../../web/serve.ts";
import { ok, startTestStack, type TestStack } from "../support/stack.ts";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const PASSWORD = "correct horse";

/** Whom supabase/seed.sql makes on a local stack. */
export const DEMO_ADMIN = { email: "admin@heartbase.local", password: "heartbase" };

/** Why tests in a browser are skipped here, or false. */
export const skip = existsSync(CHROMIUM) ? false : "There is no Chromium: apt-get install chromium";

/** A page of a browser that has never been here, whose clock can be moved on; and what broke its policy or its script. */
export interface Opened {
  page: Page;
  context: BrowserContext;
  violations: string[];
}

/** The built pages over a stack of their own, and a browser. */
export interface Pages {
  readonly stack: TestStack;
  readonly url: string;
  /** Opens a page as nobody, and closes the one before. */
  open(path?: string): Promise<Opened>;
  /** Opens the panel as a user who is made when there is none of this address. */
  openAs(email: string, isAdmin?: boolean): Promise<Opened>;
  /** Makes a user of this address when there is none. */
  signUp(email: string, isAdmin?: boolean): Promise<void>;
  close(): Promise<void>;
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}

export async function startPages(options: Partial<StackOptions> = {}): Promise<Pages> {
  const stack = await startTestStack(options);
  const { api_url, publishable_key, inbox_url } = stack.status;
  const panel = await servePanel({
    port: 0,
    config: { api_url, publishable_key, inbox_url },
    distDir: await ensurePanelBuilt({ root: PROJECT_ROOT }),
  });
  const browser = await launchBrowser();
  const known = new Set<string>();
  let last: BrowserContext | null = null;

  async function signUp(email: string, isAdmin = false): Promise<void> {
    if (known.has(email)) return;
    await ok(stack.client().auth.signUp({ email, password: PASSWORD }));
    known.add(email);
    if (!isAdmin) return;
    await stack.sql`
      update auth.users set raw_app_meta_data = coalesce(raw_app_meta_data::jsonb, '{}') || '{"role": "admin"}'
      where email = ${email}`;
  }

  async function open(path = "/"): Promise<Opened> {
    await last?.close();
    const context = last = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const violations: string[] = [];
    page.on("console", (message) => {
      if (/Content Security Policy|Trusted ?Type/i.test(message.text())) violations.push(message.text());
    });
    page.on("pageerror", (error) => violations.push(error.message));
    await page.clock.install();
    await page.goto(`${panel.url}${path}`);
    return { page, context, violations };
  }

  return {
    stack,
    url: panel.url,
    open,
    signUp,
    async openAs(email, isAdmin) {
      await signUp(email, isAdmin);
      const opened = await open();
      await signIn(opened.page, email);
      await opened.page.locator(".card").first().waitFor();
      return opened;
    },
    async close() {
      await browser.close();
      await panel.close();
      await stack.stop();
    },
  };
}

/** Fills in the sign-in page that is open. */
export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Loads the demo data, as `npm start` does, and has what is due judged. */
export async function showDemo({ sql, invoke }: TestStack): Promise<void> {
  const seed = readFileSync(projectPath("supabase/seed.sql"), "utf8");
  await sql.unsafe(`set heartbase.local_stack = 'on';\n${seed}\nreset heartbase.local_stack;`).simple();
  await sql`select private.tick()`;
  assert.equal((await invoke("heartbeat")).status, 200);
}

/** The addresses of the views that the signed-in user has, after the #. */
export async function viewPaths(page: Page): Promise<string[]> {
  const links = await page.getByRole("navigation", { name: "Views" }).getByRole("link").all();
  const paths = await Promise.all(links.map((link) => link.getAttribute("href")));
  // One view alone has no navigation.
  return paths.length > 0 ? paths.map((path) => path!.slice(1)) : ["/"];
}

/** Moves the page's clock on, second by second, until something is so. */
export async function passTime(page: Page, seconds: number, isReached: () => Promise<boolean>): Promise<void> {
  for (let second = 0; second < seconds && !await isReached(); second++) {
    await page.clock.runFor(1000);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.ok(await isReached(), `not within ${seconds} s of the page's clock`);
}
