import assert from "node:assert/strict";
import type { DestinationSettings } from "../env.ts";
import { HeartbaseError } from "../errors.ts";
import { createGuard, isGlobalAddress, type Resolve, resolveName, type UrlOrigin } from "./ssrf.ts";

const HOSTED: DestinationSettings = { local: false, allowedPorts: new Set(), allowedHosts: [] };
const LOCAL: DestinationSettings = { ...HOSTED, local: true };

const resolvesTo = (...addresses: string[]): Resolve => () => Promise.resolve(addresses);
const publicly = resolvesTo("93.184.215.14", "2606:4700::6810:84e5");

async function verdict(
  url: string,
  settings = HOSTED,
  resolve = publicly,
  origin: UrlOrigin = "user",
): Promise<string> {
  try {
    await createGuard(settings, resolve)(url, origin);
    return "ok";
  } catch (error) {
    assert.ok(error instanceof HeartbaseError, String(error));
    assert.equal(error.permanent, error.code !== "destination_unresolved");
    return error.code;
  }
}

Deno.test("a public https URL passes, by name and by address, on 443 and 8443", async () => {
  for (
    const url of [
      "https://example.com/hook",
      "https://example.com:8443/",
      "https://EXAMPLE.com./",
      "https://93.184.215.14/",
      "https://[2606:4700::1111]/",
    ]
  ) {
    assert.equal(await verdict(url), "ok", url);
  }
});

Deno.test("what is not https is refused", async () => {
  for (
    const url of [
      "http://example.com/",
      "ftp://example.com/",
      "file:///etc/passwd",
      "data:text/plain,x",
      "gopher://example.com/",
      "javascript:alert(1)",
    ]
  ) {
    assert.match(await verdict(url), /^destination_(not_https|invalid)$/, url);
  }
  for (
    const url of [
      "",
      "example.com",
      "https://",
      "https:// /",
      "https://256.1.1.1/",
      "https://[::1/",
      "https://exa mple.com/",
    ]
  ) {
    assert.equal(await verdict(url), "destination_invalid", url);
  }
});

Deno.test("user info and odd ports are refused; HEARTBASE_ALLOWED_PORTS allows a port", async () => {
  for (
    const url of [
      "https://a@example.com/",
      "https://a:b@example.com/",
      "https://:b@example.com/",
      "https://example.com%40a@10.0.0.1/",
    ]
  ) {
    assert.equal(await verdict(url), "destination_userinfo", url);
  }
  for (const port of [22, 80, 444, 5432, 6379, 54321, 65535]) {
    assert.equal(await verdict(`https://example.com:${port}/`), "destination_port", String(port));
  }
  assert.equal(await verdict("https://example.com:9443/", { ...HOSTED, allowedPorts: new Set([9443]) }), "ok");
});

Deno.test("an address that is not public is refused in every spelling", async () => {
  const hosts = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "①②⑦.0.0.1",
    "127。0。0。1",
    "%31%32%37.0.0.1",
    "0",
    "0.0.0.0",
    "10.0.0.1",
    "0xa.0.0.1",
    "012.0.0.1",
    "167772161",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "3232235521",
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "169.254.170.2",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.192",
    "168.63.129.16",
    "0xa83f8110",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "192.88.99.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:10.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::ffff:8.8.8.8]",
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::8.8.8.8]",
    "[64:ff9b:1::1]",
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]",
    "[2001:0:7f00:1::]",
    "[2001:db8::1]",
    "[fe80::1]",
    "[fec0::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[fd12:3456::1]",
    "[ff02::1]",
    "[100::1]",
    "[3fff::1]",
    "[5f00::1]",
    "[2001:2::1]",
    "[2001:20::1]",
    "[4000::1]",
  ];
  for (const host of hosts) {
    assert.equal(
      await verdict(`https://${host}/`, HOSTED, () => Promise.reject(new Error("asked"))),
      "destination_private",
      host,
    );
  }
});

Deno.test("private names are refused without being asked for", async () => {
  for (
    const host of ["localhost", "LOCALHOST.", "a.localhost", "metadata.google.internal", "printer.local", "x.home.arpa"]
  ) {
    assert.equal(
      await verdict(`https://${host}/`, HOSTED, () => Promise.reject(new Error("asked"))),
      "destination_private",
      host,
    );
  }
});

Deno.test("one address that is not public among many is enough", async () => {
  for (
    const address of [
      "10.0.0.1",
      "::1",
      "::ffff:10.0.0.1",
      "64:ff9b::a00:1",
      "fe80::1%eth0",
      "169.254.169.254",
      "not an address",
      "",
    ]
  ) {
    assert.equal(
      await verdict("https://rebind.example/", HOSTED, resolvesTo("93.184.215.14", address)),
      "destination_private",
      address,
    );
  }
});

Deno.test("a name that does not resolve is worth a retry", async () => {
  assert.equal(await verdict("https://gone.example/", HOSTED, resolvesTo()), "destination_unresolved");
  assert.equal(
    await verdict("https://gone.example/", HOSTED, () => Promise.reject(new Error("ENOTFOUND"))),
    "destination_unresolved",
  );
});

Deno.test("http and loopback pass on the local stack only, and nothing else private does", async () => {
  const loopback = resolvesTo("127.0.0.1", "::1");
  for (
    const url of [
      "http://127.0.0.1:54324/slack",
      "http://localhost:1/",
      "http://[::1]:9/",
      "https://127.0.0.1:9/",
      "http://[::ffff:127.0.0.1]/",
    ]
  ) {
    assert.equal(await verdict(url, LOCAL, loopback), "ok", url);
    assert.notEqual(await verdict(url, HOSTED, loopback), "ok", url);
  }
  assert.equal(await verdict("http://user@127.0.0.1/", LOCAL), "destination_userinfo");
  assert.equal(await verdict("http://example.com/", LOCAL), "destination_not_https");
  assert.equal(await verdict("http://10.0.0.1/", LOCAL), "destination_not_https");
  assert.equal(await verdict("https://10.0.0.1/", LOCAL), "destination_private");
  assert.equal(await verdict("http://rebind.example/", LOCAL, loopback), "destination_not_https");
  assert.equal(await verdict("https://rebind.example/", LOCAL, loopback), "destination_private");
  assert.equal(await verdict("https://example.com/", LOCAL), "ok");
});

Deno.test("an allow-list binds users, not the operator's own URLs", async () => {
  const settings = { ...HOSTED, allowedHosts: ["hooks.example", "*.corp.example"] };
  assert.equal(await verdict("https://hooks.example/", settings), "ok");
  assert.equal(await verdict("https://a.b.corp.example/", settings), "ok");
  for (
    const host of ["evil.example", "corp.example", "evilcorp.example", "hooks.example.evil.example", "xhooks.example"]
  ) {
    assert.equal(await verdict(`https://${host}/`, settings), "destination_not_allowed", host);
  }
  assert.equal(await verdict("https://api.resend.com/", settings, publicly, "operator"), "ok");
  assert.equal(await verdict("https://hooks.example/", settings, resolvesTo("10.0.0.1")), "destination_private");
  assert.equal(await verdict("https://10.0.0.1/", settings, publicly, "operator"), "destination_private");
});

Deno.test("the real resolver gives loopback for localhost; global addresses are told apart", async () => {
  assert.ok((await resolveName("localhost")).every((address) => !isGlobalAddress(address)));
  assert.ok(isGlobalAddress("8.8.8.8") && isGlobalAddress("2a00:1450::1"));
});
