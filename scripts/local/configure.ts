import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StackError } from "./errors.ts";
import { PROJECT_ROOT, projectPath } from "./options.ts";

/** The credential with which the database calls the functions: made once per data folder, readable by its owner only. */
export function functionSecret(dataDir: string): string {
  const file = join(dataDir, "function-secret");
  if (existsSync(file)) {
    const kept = readFileSync(file, "utf8").trim();
    if (kept.length >= 32) return kept;
  }
  const secret = randomBytes(32).toString("base64url");
  writeFileSync(file, `${secret}\n`, { mode: 0o600 });
  return secret;
}

/** Runs the same script that configures a hosted project, on this one. */
export async function configure(dbUrl: string, edgeBaseUrl: string, secret: string): Promise<void> {
  const script = projectPath("scripts/configure-project.cjs");
  if (!existsSync(script)) return;
  const args = ["--db-url", dbUrl, "--edge-base-url", edgeBaseUrl, "--from-env"];
  // The secret goes by environment, which other users cannot list as they can arguments; and nothing else does, so that
  // secrets of the developer's shell do not end up in this database.
  const child = spawn(process.execPath, [script, ...args], {
    cwd: PROJECT_ROOT,
    env: { PATH: process.env["PATH"], HEARTBASE_FUNCTION_SECRET: secret },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => output += chunk);
  child.stderr.on("data", (chunk: Buffer) => output += chunk);
  const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (code !== 0) {
    const said = output.replaceAll(secret, "***").trim().slice(-2000);
    throw new StackError(`scripts/configure-project.cjs failed (code ${code}): ${said}`);
  }
}
