/**
 * Builds dist/: ES modules and their types, by tsc alone. Nothing is bundled or minified, which is for whoever uses them.
 */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { projectPath } from "../../../scripts/local/options.ts";

/** Builds into a folder, which is emptied before. Throws what tsc says when that fails. */
export function buildUseHeartbeat(outDir = path.join(import.meta.dirname, "dist")): void {
  rmSync(outDir, { recursive: true, force: true });
  const tsc = projectPath("node_modules/typescript/bin/tsc");
  const { status, stdout, error } = spawnSync(
    process.execPath,
    [tsc, "--project", import.meta.dirname, "--outDir", outDir],
    { encoding: "utf8" },
  );
  if (status !== 0) throw error ?? new Error(stdout);
}

if (process.argv[1] === import.meta.filename) {
  buildUseHeartbeat();
  console.log("web/packages/use-heartbeat/dist written");
}
