import assert from "node:assert/strict";
import { claimedRole, createIsAdmin } from "./admin.ts";
import { ADMIN_TOKEN, makeToken, NOBODY, serve, serveRaw, USER_TOKEN } from "./testing.ts";

const NOW = new Date("2026-03-02T08:00:00Z");
const seconds = NOW.getTime() / 1000;

Deno.test("a token claims to be an admin's by app_metadata alone, and until it expires", () => {
  assert.equal(claimedRole(ADMIN_TOKEN, NOW), "admin");
  assert.equal(claimedRole(USER_TOKEN, NOW), "user");
  const user = { role: "authenticated", exp: seconds + 1 };
  const cases: [Record<string, unknown>, string][] = [
    [{ ...user, app_metadata: { role: "admin" } }, "admin"],
    [{ ...user, app_metadata: { role: "admin" }, exp: seconds }, "nobody"],
    [{ ...user, app_metadata: { role: "admin" }, exp: undefined }, "nobody"],
    [{ ...user, app_metadata: { role: "Admin" } }, "user"],
    [{ ...user, app_metadata: "admin" }, "user"],
    [{ ...user, app_metadata: null, user_metadata: { role: "admin" } }, "user"],
    [{ ...user, name: "Zoë 🚨", app_metadata: { role: "admin" } }, "admin"],
    [{ ...user, role: "anon", app_metadata: { role: "admin" } }, "nobody"],
    [{ ...user, role: "service_role", app_metadata: { role: "admin" } }, "nobody"],
  ];
  for (const [claims, role] of cases) assert.equal(claimedRole(makeToken(claims), NOW), role, JSON.stringify(claims));
});

Deno.test("what is no token claims nothing", () => {
  const huge = makeToken({ role: "authenticated", exp: seconds + 1, fill: "x".repeat(9_000) });
  for (
    const token of ["", "a", "a.b", "a.b.c", "a.!.c", "..", ".bnVsbA.", `x.${btoa("null")}.y`, "sb_secret_x", huge]
  ) {
    assert.equal(claimedRole(token, NOW), "nobody", token.slice(0, 20));
  }
});

Deno.test("the database is asked with the token itself, and true alone is yes", async () => {
  let answer = new Response();
  await using api = serve(() => answer);
  const isAdmin = createIsAdmin(api.url, "publishable", 60_000);
  for (
    const [response, expected] of [
      [Response.json(true), true],
      [Response.json(false), false],
      [Response.json(null), false],
      [Response.json({ code: "PGRST301" }, { status: 401 }), false],
      [Response.json({ code: "42501" }, { status: 403 }), false],
    ] as const
  ) {
    answer = response;
    assert.equal(await isAdmin("token"), expected);
  }
  const [received] = api.received;
  assert.equal(received?.path, "/rest/v1/rpc/is_admin");
  assert.deepEqual([received?.headers.get("apikey"), received?.headers.get("authorization")], [
    "publishable",
    "Bearer token",
  ]);
});

Deno.test("a database that is away, hangs or fails has not said yes", async () => {
  const unreachable = { code: "database_unreachable", status: 503 };
  await using failing = serve(() => new Response("Internal Server Error", { status: 500 }));
  await assert.rejects(createIsAdmin(failing.url, "publishable", 60_000)("token"), unreachable);
  await using hangs = serveRaw(() => {});
  await assert.rejects(createIsAdmin(hangs.url, "publishable", 100)("token"), unreachable);
  await assert.rejects(
    createIsAdmin(NOBODY, "publishable", 60_000)("token"),
    unreachable,
  );
});
