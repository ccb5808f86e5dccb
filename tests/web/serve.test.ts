import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ensurePanelBuilt, servePanel } from "../../web/serve.ts";
import { PROJECT_ROOT } from "../../scripts/local/options.ts";

describe("servePanel", () => {
  const folder = mkdtempSync(join(tmpdir(), "heartbase-panel-"));
  const distDir = join(folder, "dist");
  let panel: { url: string; close(): Promise<void> };

  before(async () => {
    mkdirSync(join(distDir, "assets"), { recursive: true });
    writeFileSync(join(folder, "secret.json"), "{}");
    writeFileSync(join(distDir, "index.html"), "<!doctype html>");
    writeFileSync(join(distDir, "status.html"), "<!doctype html><title>Status</title>");
    writeFileSync(join(distDir, ".hash"), "abc");
    writeFileSync(join(distDir, "assets", "index-1.js"), "export {};");
    symlinkSync(join(folder, "secret.json"), join(distDir, "linked.json"));
    panel = await servePanel({
      port: 0,
      config: { api_url: "http://127.0.0.1:54321", publishable_key: "sb_publishable_x" },
      distDir,
    });
  });
  after(async () => {
    await panel.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A request whose path no client library has tidied up. */
  function rawStatus(path: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(panel.url);
      const socket = connect(Number(port), hostname, () => socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`));
      socket.once("data", (chunk) => {
        resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(chunk.toString())?.[1]));
        socket.destroy();
      }).once("error", reject);
    });
  }

  test("index.html is revalidated, assets are kept for good, config.json is never stored", async () => {
    const caching = async (path: string) => (await fetch(`${panel.url}${path}`)).headers.get("cache-control");
    assert.equal(await caching("/"), "no-cache");
    assert.equal(await caching("/assets/index-1.js"), "public, max-age=31536000, immutable");
    assert.equal(await caching("/config.json"), "no-store");
    assert.deepEqual(await (await fetch(`${panel.url}/config.json?x=1`)).json(), {
      api_url: "http://127.0.0.1:54321",
      publishable_key: "sb_publishable_x",
    });
  });

  test("scripts come from here only and may talk to the API only", async () => {
    const response = await fetch(panel.url);
    const policy = response.headers.get("content-security-policy") ?? "";
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self';/);
    assert.match(policy, /connect-src 'self' http:\/\/127\.0\.0\.1:54321;/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
  });

  test("no path leads out of the folder, and there is no fallback page", async () => {
    const paths = [
      "/../secret.json",
      "/assets/../../secret.json",
      "/%2e%2e/secret.json",
      "/..%2fsecret.json",
      "/..\\secret.json",
      "//etc/passwd",
      "/linked.json",
      "/.hash",
      "/assets/",
      "/jobs",
    ];
    for (const path of paths) assert.equal(await rawStatus(path), 404, path);
  });

  test("a status page has an address of its own, with the files that it names beside it, and nothing else", async () => {
    const page = await fetch(`${panel.url}/status/acme`);
    assert.deepEqual([page.status, page.headers.get("cache-control")], [200, "no-cache"]);
    assert.match(await page.text(), /<title>Status/);
    assert.equal(await (await fetch(`${panel.url}/status/assets/index-1.js`)).text(), "export {};");
    assert.equal((await fetch(`${panel.url}/status/config.json`)).headers.get("cache-control"), "no-store");
    for (
      const path of [
        "/status",
        "/status/",
        "/status/Acme",
        "/status/acme/",
        "/status/index.html",
        "/status/../secret.json",
      ]
    ) {
      assert.equal(await rawStatus(path), 404, path);
    }
  });

  test("only GET and HEAD are answered", async () => {
    assert.equal((await fetch(panel.url, { method: "POST" })).status, 405);
    const head = await fetch(panel.url, { method: "HEAD" });
    assert.equal(head.status, 200);
    assert.equal(await head.text(), "");
  });

  test("a port in use is the system's error", async () => {
    const port = Number(new URL(panel.url).port);
    const config = { api_url: "http://127.0.0.1:54321", publishable_key: "x" };
    await assert.rejects(servePanel({ port, config, distDir }), { code: "EADDRINUSE" });
  });
});

describe("ensurePanelBuilt", () => {
  test("builds once, and again only when a source changed", async () => {
    const root = mkdtempSync(join(tmpdir(), "heartbase-build-"));
    try {
      cpSync(join(PROJECT_ROOT, "web"), join(root, "web"), {
        recursive: true,
        filter: (source) => !/[\\/]web[\\/](dist|\.dist-)/.test(source),
      });
      cpSync(join(PROJECT_ROOT, "package.json"), join(root, "package.json"));
      symlinkSync(join(PROJECT_ROOT, "node_modules"), join(root, "node_modules"), "junction");
      const lines: string[] = [];
      const build = () => ensurePanelBuilt({ root, log: (line) => lines.push(line) });
      const dist = await build();
      assert.match(readFileSync(join(dist, "index.html"), "utf8"), /assets\/index-[\w-]+\.js/);
      await build();
      assert.deepEqual(lines, ["Building the Operator Panel"]);
      writeFileSync(join(root, "web", "src", "styles", "tokens.css"), ":root { --font: serif; }");
      const inodes = await Promise.all([build(), build()].map(async (built) => statSync(await built).ino));
      assert.equal(lines.length, 3);
      assert.equal(inodes[0], inodes[1], "what the first one left is not taken away by the second");
      await build();
      assert.equal(lines.length, 3);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
