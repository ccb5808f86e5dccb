import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { PROJECT_ROOT } from "../../scripts/local/options.ts";
import { ensurePanelBuilt } from "../../web/build.ts";

describe("what a browser fetches before the first paint", () => {
  let dist: string;

  before(async () => {
    dist = await ensurePanelBuilt({ root: PROJECT_ROOT });
  });

  /** Bytes of a page, gzipped, with everything that its HTML names. */
  function weigh(page: string): number {
    const html = readFileSync(join(dist, page), "utf8");
    const assets = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map((match) => match[1]!);
    assert.ok(assets.some((asset) => asset.endsWith(".js")) && assets.some((asset) => asset.endsWith(".css")));
    return [page, ...assets].reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0);
  }

  test("the panel is under 130 kB gzipped", () => {
    const bytes = weigh("index.html");
    assert.ok(bytes < 130_000, `${bytes} bytes`);
  });

  test("the Alive page is under 90 kB, without the client", () => {
    const bytes = weigh("alive.html");
    assert.ok(bytes < 90_000, `${bytes} bytes`);
  });

  test("a status page is under 90 kB, without the client", () => {
    const bytes = weigh("status.html");
    assert.ok(bytes < 90_000, `${bytes} bytes`);
  });
});
