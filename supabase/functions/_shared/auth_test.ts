import assert from "node:assert/strict";
import { bearerToken, bearsFunctionSecret, requireFunctionSecret } from "./auth.ts";
import { HeartbaseError } from "./errors.ts";

const SECRET = "f3b0c44298fc1c149afbf4c8996fb924";

function attempt(authorization: string | null, secret: string | undefined = SECRET): string {
  const headers = new Headers(authorization === null ? {} : { authorization });
  try {
    requireFunctionSecret(new Request("http://localhost/", { headers }), secret);
    return "ok";
  } catch (error) {
    assert.ok(error instanceof HeartbaseError);
    return `${error.status} ${error.code}`;
  }
}

Deno.test("the function secret lets a request pass", () => {
  assert.equal(attempt(`Bearer ${SECRET}`), "ok");
  assert.equal(attempt(`bearer ${SECRET}`), "ok");
});

Deno.test("anything but the whole secret is refused with 401", () => {
  const wrong = [
    null,
    "",
    "Bearer",
    "Bearer ",
    SECRET,
    `Basic ${SECRET}`,
    `Bearer ${SECRET.slice(0, -1)}`,
    `Bearer ${SECRET}0`,
    `Bearer ${SECRET.toUpperCase()}`,
    `Bearer ${SECRET} ${SECRET}`,
    "Bearer sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH",
    "Bearer sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz",
    "Bearer undefined",
  ];
  for (const authorization of wrong) assert.equal(attempt(authorization), "401 unauthorized", String(authorization));
});

Deno.test("an unset or blank secret is 500, whatever is sent", () => {
  const request = (authorization?: string) =>
    new Request("http://localhost/", { headers: authorization ? { authorization } : {} });
  for (const secret of [undefined, "", "   "]) {
    for (const authorization of [undefined, "Bearer ", "Bearer undefined"]) {
      assert.throws(() => requireFunctionSecret(request(authorization), secret), {
        code: "function_secret_unset",
        status: 500,
      });
    }
  }
});

Deno.test("a request bears the secret or it does not; an unset one is borne by nobody", () => {
  const request = (authorization?: string) =>
    new Request("http://localhost/", { headers: authorization ? { authorization } : {} });
  assert.equal(bearsFunctionSecret(request(`Bearer ${SECRET}`), ` ${SECRET} `), true);
  for (const authorization of [undefined, `Bearer ${SECRET}0`, SECRET]) {
    assert.equal(bearsFunctionSecret(request(authorization), SECRET), false);
  }
  for (const secret of [undefined, "", "  "]) {
    assert.equal(bearsFunctionSecret(request("Bearer "), secret), false);
    assert.equal(bearsFunctionSecret(request("Bearer undefined"), secret), false);
  }
});

Deno.test("a token is what follows Bearer", () => {
  const token = (authorization: string) =>
    bearerToken(new Request("http://localhost/", { headers: { authorization } }));
  assert.deepEqual([token("Bearer abc"), token("bearer  abc "), token("Basic abc"), token("abc")], [
    "abc",
    "abc",
    null,
    null,
  ]);
});
