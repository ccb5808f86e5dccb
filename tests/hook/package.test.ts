/** The package as others get it: built, installed beside a React of theirs, bundled, and checked by their compiler. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { build, type InlineConfig, mergeConfig } from "vite";
import { PROJECT_ROOT, projectPath } from "../../scripts/local/options.ts";
import { buildUseHeartbeat } from "../../web/packages/use-heartbeat/build.ts";

const source = projectPath("web/packages/use-heartbeat");
const manifest = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as Record<string, unknown>;
const project = mkdtempSync(join(tmpdir(), "heartbase-hook-"));
const installed = join(project, "node_modules/@heartbase/use-heartbeat");

before(() => {
  mkdirSync(installed, { recursive: true });
  buildUseHeartbeat(join(installed, "dist"));
  cpSync(join(source, "package.json"), join(installed, "package.json"));
  writeFileSync(join(project, "package.json"), JSON.stringify({ type: "module" }));
  mkdirSync(join(project, "node_modules/@supabase"));
  mkdirSync(join(project, "node_modules/@types"));
  for (const name of ["react", "react-dom", "csstype", "@types/react", "@supabase/supabase-js"]) {
    symlinkSync(projectPath("node_modules", name), join(project, "node_modules", name), "junction");
  }
});
after(() => rmSync(project, { recursive: true, force: true }));

/** A module of the project in one minified file, without React. */
async function bundle(code: string, config: InlineConfig = {}): Promise<{ code: string; moduleIds: string[] }> {
  const entry = join(project, "entry.js");
  writeFileSync(entry, code);
  const result = await build(mergeConfig({
    configFile: false,
    root: project,
    logLevel: "error",
    build: {
      write: false,
      minify: true,
      target: "es2022",
      modulePreload: false,
      rollupOptions: { input: entry, external: ["react"], preserveEntrySignatures: "strict" },
    },
  }, config));
  assert.ok(!Array.isArray(result) && "output" in result, "one build has one output");
  assert.equal(result.output.length, 1);
  return result.output[0];
}

test("the hook alone is under 2 kB gzipped", async (t) => {
  const { code } = await bundle(`export { useHeartbeat } from "@heartbase/use-heartbeat";`);
  const size = gzipSync(code).length;
  t.diagnostic(`${code.length} bytes, ${size} gzipped`);
  assert.match(code, /visibilitychange/);
  assert.ok(size < 2000, `${size} bytes`);
});

test("what is not used is not bundled", async () => {
  assert.equal((await bundle(`import "@heartbase/use-heartbeat";`)).code.trim(), "");
  const { code: score } = await bundle(`export { healthScore } from "@heartbase/use-heartbeat";`);
  assert.ok(score.length < 200, score);
  assert.doesNotMatch(score, /react|fetch/);
});

test("React is all that it needs", () => {
  assert.deepEqual(manifest["peerDependencies"], { react: ">=18" });
  assert.equal(manifest["dependencies"], undefined);
  assert.equal(manifest["sideEffects"], false);
  const imports = readdirSync(join(installed, "dist")).filter((file) => file.endsWith(".js")).flatMap((file) =>
    [...readFileSync(join(installed, "dist", file), "utf8").matchAll(/ from "([^"]+)"/g)].map(([, name]) => name!)
  );
  assert.deepEqual([...new Set(imports.filter((name) => !name.startsWith("./")))], ["react"]);
});

test("Node imports it, and a server renders with it", () => {
  const script = `
    import { createElement } from "react";
    import { renderToString } from "react-dom/server";
    import { healthScore, useHeartbeat } from "@heartbase/use-heartbeat";
    console.log(renderToString(createElement(() => String(useHeartbeat().isLoading))), healthScore([true]));`;
  writeFileSync(join(project, "server.js"), script);
  const { stdout, stderr } = spawnSync(process.execPath, [join(project, "server.js")], { encoding: "utf8" });
  assert.equal(stderr, "");
  assert.equal(stdout, "true 1\n");
});

/** What tsc says of files of the project; "" is good. */
function typeErrors(files: Record<string, string>, options: Record<string, unknown>): string {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
  const compilerOptions = {
    target: "ES2022",
    lib: ["ES2022", "DOM"],
    types: [],
    jsx: "react-jsx",
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    ...options,
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: Object.keys(files) }));
  const tsc = projectPath("node_modules/typescript/bin/tsc");
  return spawnSync(process.execPath, [tsc, "--project", project], { encoding: "utf8" }).stdout;
}

const CONSUMER = `
  import { healthScore, useHeartbeat, type UseHeartbeatResult } from "@heartbase/use-heartbeat";
  interface Status { phase: string }
  const onTick: ((status: Status) => void) | undefined = undefined;
  const one: UseHeartbeatResult<Status> = useHeartbeat<Status>({ onTick, parse: async (response) => ({ phase: response.url }) });
  export const phase: string | undefined = one.status?.phase;
  export const both = useHeartbeat<number, Status>({ endpoint: ["/a", "/b"] as const, combine: (all) => all.length });
  export const none = useHeartbeat().lastUpdated?.getTime();
  export const score: number | null = healthScore([true]);
  // @ts-expect-error status may be null
  one.status.phase;
  // @ts-expect-error milliseconds are a number
  useHeartbeat({ intervalMs: "15s" });
  // @ts-expect-error there is no such option
  useHeartbeat({ interval: 15 });
  // @ts-expect-error the signal is the hook's own
  useHeartbeat({ init: { signal: AbortSignal.abort() } });`;

for (const [module, moduleResolution] of [["NodeNext", "NodeNext"], ["ESNext", "Bundler"]] as const) {
  test(`its types are found and hold, resolved as ${moduleResolution}`, () => {
    assert.equal(typeErrors({ "consumer.ts": CONSUMER }, { module, moduleResolution }), "");
  });
}

test("the examples of its documents are good TypeScript", () => {
  const examples: Record<string, string> = {};
  for (const [file, name] of [["docs/use-heartbeat.md", "doc"], ["web/packages/use-heartbeat/README.md", "readme"]]) {
    const blocks = readFileSync(projectPath(file!), "utf8").matchAll(/^```tsx?\n([^]*?)^```$/gm);
    for (const [, text] of blocks) examples[`${name}-${Object.keys(examples).length}.tsx`] = text!;
  }
  assert.equal(Object.keys(examples).length, 7);
  assert.equal(typeErrors(examples, { module: "ESNext", moduleResolution: "Bundler", skipLibCheck: true }), "");
});

test("the pages import it by its name, from its sources", async () => {
  const page = join(PROJECT_ROOT, "web/vite.config.ts");
  const { moduleIds } = await bundle(`export * from "@heartbase/use-heartbeat";`, { configFile: page });
  assert.ok(moduleIds.includes(join(source, "src/useHeartbeat.ts")), moduleIds.join(", "));
});

test("every option and result is told in docs/use-heartbeat.md", () => {
  const text = readFileSync(projectPath("docs/use-heartbeat.md"), "utf8");
  const types = readFileSync(join(source, "src/types.ts"), "utf8");
  const names = [...types.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name!);
  assert.ok(names.length >= 28, names.join(", "));
  assert.deepEqual(names.filter((name) => !text.includes(`| \`${name}\``)), []);
});
