// Holds docs/platform-checks.md to the definitions.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { projectPath } from "../../scripts/local/options.ts";
import { tableRows } from "./markdown.ts";

it("docs/platform-checks.md has every check of the platform with its arguments", () => {
  const sql = readFileSync(projectPath("supabase/schemas/70_checks/49_platform_checks.sql"), "utf8");
  const defined = [...sql.matchAll(/^ {2}\('(\w+)', .*, '(\{.*\})'\),?$/gm)].map(([, id, args]) => ({
    id: id!,
    arguments: JSON.parse(args!) as unknown,
  }));
  const document = readFileSync(projectPath("docs/platform-checks.md"), "utf8");
  const documented = tableRows(document).slice(1).map(([id = "", , args = ""]) => ({
    id: id.replaceAll("`", ""),
    arguments: JSON.parse(args.replaceAll("`", "")) as unknown,
  }));
  assert.deepEqual(documented, defined);
  assert.ok(document.includes(`${defined.length} questions to its database`));
});
