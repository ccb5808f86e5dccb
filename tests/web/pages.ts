import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Locator, type Page, type Request } from "playwright-core";
import { PROJECT_ROOT, projectPath } from "../../scripts/local/options.ts";
import type { StackOptions } from "../../scripts/local/stack.ts";
import { ensurePanelBuilt, servePanel } from "../../web/serve.ts";
import { ok, startTestStack, type TestStack, waitFor } from "../support/stack.ts";

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
/** For a machine that is busy with other things: what comes sooner ends the wait sooner. */
const TIMEOUT_MS = 60_000;
/** Shorter than any wait of the pages between two requests, and than their requests' own time limits. */
const STEP_SECONDS = 2;

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
  /** Opens the panel, at a view's address, as a user who is made when there is none of this address. */
  openAs(email: string, isAdmin?: boolean, path?: string): Promise<Opened>;
  /** Makes a user of this address when there is none. */
  signUp(email: string, isAdmin?: boolean): Promise<void>;
  close(): Promise<void>;
}

type Kept = [key: string, session: string];

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}

export async function startPages(options: Partial<StackOptions> = {}): Promise<Pages> {
  const [stack, distDir, browser] = await Promise.all([
    startTestStack(options),
    ensurePanelBuilt({ root: PROJECT_ROOT }),
    launchBrowser(),
  ]);
  const { api_url, publishable_key, inbox_url } = stack.status;
  const panel = await servePanel({ port: 0, config: { api_url, publishable_key, inbox_url }, distDir });
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

  async function open(path = "/", session?: Promise<Kept>): Promise<Opened> {
    await last?.close();
    const context = last = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT_MS);
    watchRequests(page);
    await page.addInitScript(keepAnnouncements);
    if (session) await page.addInitScript(keepSession, await session);
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
    open: (path) => open(path),
    signUp,
    async openAs(email, isAdmin, path = "/") {
      await signUp(email, isAdmin);
      const opened = await open(`/#${path}`, createSession(stack, email));
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

/** Signs in and gives what supabase-js keeps of it in the localStorage of a page. */
async function createSession({ status, client }: TestStack, email: string): Promise<Kept> {
  const { data: { session }, error } = await client().auth.signInWithPassword({ email, password: PASSWORD });
  if (error) throw error;
  const [project] = new URL(status.api_url).hostname.split(".");
  return [`sb-${project}-auth-token`, JSON.stringify(session)];
}

/** Runs in the page, before its own scripts: has it find a session, once. From then on it keeps what it does itself. */
function keepSession([key, session]: Kept): void {
  if (sessionStorage.getItem("begun")) return;
  sessionStorage.setItem("begun", "yes");
  localStorage.setItem(key, session);
}

/** Runs in the page, before its own scripts: keeps all that it says to people who listen to it. */
function keepAnnouncements(): void {
  const announcements: string[] = [];
  Object.assign(globalThis, { announcements });
  new MutationObserver(() => {
    const text = document.querySelector("[role=status].visually-hidden")?.textContent;
    if (text && text !== announcements.at(-1)) announcements.push(text);
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

/** Waits until a page has said something to people who listen to it. It may have said something else since. */
export async function waitForAnnouncement(page: Page, text: string): Promise<void> {
  await eventually(async () => {
    const announcements = await page.evaluate("announcements") as string[];
    assert.ok(
      announcements.some((each) => each.includes(text)),
      `"${text}" is not among ${JSON.stringify(announcements)}`,
    );
  });
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

/** Has no boot check made from here on but those that are asked for: one that is asked for while another one runs is refused. */
export async function bootOnlyWhenAsked({ sql }: TestStack): Promise<void> {
  await sql`
    insert into app_settings (key, value) values ('alive_refresh_after', '1 day')
    on conflict (key) do update set value = excluded.value`;
  await waitFor(
    "the end of the boot check that runs",
    async () => (await sql`select from private.alive_state where lease_expires_at > now()`).length === 0,
  );
}

/** Waits until a day that is about to end has ended: what counts days is not to count one more on its way. */
export async function passMidnight(): Promise<void> {
  const day = 86_400_000;
  const left = day - Date.now() % day;
  if (left < 3 * TIMEOUT_MS) await pause(left);
}

/** The addresses of the views that the signed-in user has, after the #. */
export async function viewPaths(page: Page): Promise<string[]> {
  const links = await page.getByRole("navigation", { name: "Views" }).getByRole("link").all();
  const paths = await Promise.all(links.map((link) => link.getAttribute("href")));
  // One view alone has no navigation.
  return paths.length > 0 ? paths.map((path) => path!.slice(1)) : ["/"];
}

/**
 * Waits until an assertion holds, and fails as it does when it never does: what a page shows follows what was done to it a little
 * later, as do the database and the inbox.
 */
export async function eventually(check: () => void | Promise<void>): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await pause();
  }
}

/** Waits until there are exactly so many. */
export async function waitForCount(locator: Locator, count: number): Promise<void> {
  await eventually(async () => assert.equal(await locator.count(), count, String(locator)));
}

/** Waits until something reads exactly so. */
export async function waitForText(locator: Locator, text: string | RegExp): Promise<void> {
  await eventually(async () => {
    const found = await locator.innerText();
    if (typeof text === "string") assert.equal(found, text, String(locator));
    else assert.match(found, text, String(locator));
  });
}

/** Waits until nothing is wider than the page: what is too wide would make it scroll sideways. */
export async function waitForWidth(page: Page, width: number): Promise<void> {
  await eventually(async () => assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width));
}

/**
 * Moves the page's clock on, step by step, until something is so. The clock rests while an answer is awaited: on a slow machine
 * too no request is given up that is answered.
 */
export async function passTime(page: Page, seconds: number, isReached: () => Promise<boolean>): Promise<void> {
  for (let passed = 0; passed <= seconds; passed += STEP_SECONDS) {
    if (await isReached()) return;
    await page.clock.runFor(STEP_SECONDS * 1000);
    await settle(page);
    // For what the page does with an answer, and for who answers: the clock runs twenty times as fast as time passes.
    await pause(50 * STEP_SECONDS);
  }
  await waitFor(`what the page was given ${seconds} s of its clock for`, isReached, TIMEOUT_MS);
}

/** Goes to a view of the panel, and waits until it shows what it has read rather than the view before. */
export async function goToView(page: Page, path: string): Promise<void> {
  await page.evaluate((hash) => location.hash = hash, `#${path}`);
  await page.locator(`nav a[aria-current=page][href="#${path}"]`).waitFor();
  await page.locator("main .card").first().waitFor();
}

/** Stops the page's clock: what is shown is what was read, until the page is told to read again. */
export async function stopTime(page: Page): Promise<void> {
  await page.clock.pauseAt(await page.evaluate(() => Date.now()) + TIMEOUT_MS);
  await settle(page);
}

/** What pages have asked for and not been answered. */
const awaited = new WeakMap<Page, Set<Request>>();

function watchRequests(page: Page): void {
  const requests = new Set<Request>();
  awaited.set(page, requests);
  page.on("request", (request) => requests.add(request));
  page.on("requestfinished", (request) => requests.delete(request));
  page.on("requestfailed", (request) => requests.delete(request));
}

/**
 * Waits for the answers that a page awaits, also to what it asks because of an answer. One that never comes is for the page's own
 * clock to end.
 */
export async function settle(page: Page): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS / 4;
  for (let quiet = 0; quiet < 2 && performance.now() < deadline;) {
    // What the page has begun to ask is heard of before what it answers to this.
    await page.evaluate("0");
    quiet = awaited.get(page)!.size > 0 ? 0 : quiet + 1;
    await pause();
  }
}

function pause(milliseconds = 25): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
