import assert from "node:assert/strict";

const FUNCTIONS = new URL("../", import.meta.url);

async function importsOf(url: URL): Promise<Record<string, string>> {
  return (JSON.parse(await Deno.readTextFile(url)) as { imports: Record<string, string> }).imports;
}

Deno.test("every function's deno.json has the root's imports, each an exact npm version", async () => {
  const root = await importsOf(new URL("../../deno.json", FUNCTIONS));
  for (const specifier of Object.values(root)) assert.match(specifier, /^npm:(@[\w-]+\/)?[\w.-]+@\d+\.\d+\.\d+$/);
  let functions = 0;
  for await (const entry of Deno.readDir(FUNCTIONS)) {
    if (!entry.isDirectory || entry.name.startsWith("_")) continue;
    functions += 1;
    assert.deepEqual(await importsOf(new URL(`${entry.name}/deno.json`, FUNCTIONS)), root, entry.name);
  }
  assert.ok(functions >= 2);
});
