import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Pages, skip, startPages } from "./pages.ts";

function legacyKey(role: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "HS256", typ: "JWT" })}.${part({ iss: "supabase", ref: "project~~~", role })}.c2lnbmF0dXJl`;
}

describe("a config.json that is wrong", { skip }, () => {
  let pages: Pages;

  before(async () => {
    pages = await startPages({ functions: false });
  });
  after(() => pages?.close());

  const withKey = (key: string) => JSON.stringify({ api_url: pages.stack.status.api_url, publishable_key: key });

  /** What the panel, the Alive page and a status page say with this as their config.json. */
  async function see(body: string): Promise<string[]> {
    const said: string[] = [];
    for (const path of ["/", "/alive.html", "/status/acme"]) {
      const { page, context, violations } = await pages.open("/favicon.svg");
      await context.route("**/config.json", (route) => route.fulfill({ contentType: "application/json", body }));
      await page.goto(`${pages.url}${path}`);
      await page.locator("main h1").waitFor();
      said.push(await page.locator("main").innerText());
      assert.deepEqual(violations, []);
    }
    return said;
  }

  test("the index.html of a host that knows no missing files, and no object, are said to be none", async () => {
    for (const body of ["<!doctype html><title>App</title>", "null"]) {
      for (const said of await see(body)) assert.match(said, /has no configuration[^]*is no JSON object/);
    }
  });

  test("a secret key is refused, of either kind, and never sent or shown", async () => {
    for (const key of ["sb_secret_abcdefghijklmnop", legacyKey("service_role")]) {
      for (const said of await see(withKey(key))) {
        assert.match(said, /holds a secret key[^]*Revoke/);
        assert.ok(!said.includes(key));
      }
    }
  });

  test("a publishable key of the older kind serves", async () => {
    const [panel] = await see(withKey(legacyKey("anon")));
    assert.match(panel!, /Sign in to Heartbase/);
  });
});
