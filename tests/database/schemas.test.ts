import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { PROJECT_ROOT } from "../../scripts/local/options.ts";

const OBJECT = /^create (?:or replace )?(?:table|view|function)(?: if not exists)? (\w+\.\w+)(?! partition of)\b/gm;

describe("supabase/schemas", () => {
  const directory = path.join(PROJECT_ROOT, "supabase", "schemas");
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".sql"));
  const texts = files.map((file) => ({ file, text: readFileSync(path.join(directory, file), "utf8") }));

  test("hold one table, view or function a file", () => {
    assert.ok(files.length > 400, `${files.length} files`);
    const several = texts.map(({ file, text }) => ({
      file,
      objects: [...text.matchAll(OBJECT)].map((match) => match[1]),
    }))
      .filter(({ objects }) => objects.length > 1);
    assert.deepEqual(several, []);
  });

  test("say first what each is", () => {
    assert.deepEqual(texts.filter(({ text }) => !text.startsWith("-- ")).map(({ file }) => file), []);
  });
});
