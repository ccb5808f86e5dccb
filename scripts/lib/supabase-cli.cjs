const { spawn } = require("node:child_process");
const { existsSync } = require("node:fs");
const path = require("node:path");
const { ScriptError } = require("./errors.cjs");
const { ROOT } = require("./local-stack.cjs");

const CLI = path.join(ROOT, "node_modules/supabase/dist/supabase.js");
const TIMEOUT_MS = 120_000;

/**
 * Runs the Supabase CLI that npm installed. Throws a ScriptError with what it complained about.
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<void>}
 */
async function runSupabase(args, env) {
  const command = `npx supabase ${args.slice(0, 2).join(" ")}`;
  if (!existsSync(CLI)) throw new ScriptError(`${command} cannot run: the CLI is not installed.`, "Run npm ci.");
  const child = spawn(process.execPath, [CLI, ...args, "--workdir", ROOT], {
    cwd: ROOT,
    env: { SUPABASE_TELEMETRY_DISABLED: "1", NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: TIMEOUT_MS,
  });
  let said = "";
  child.stdout.on("data", (chunk) => said += chunk);
  child.stderr.on("data", (chunk) => said += chunk);
  const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (code === 0) return;
  const reason = said.trim().split("\n").filter((line) => !/^(Target:|WARN|Try rerunning)/.test(line)).join(" ").trim();
  throw new ScriptError(`${command} failed: ${reason.slice(-1000) || `it ended with ${code ?? "a time-out"}`}`);
}

module.exports = { runSupabase };
