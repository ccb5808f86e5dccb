const { readFileSync } = require("node:fs");
const path = require("node:path");

const ROOT = path.resolve(__dirname, "../..");

/** The API of `npm start` and `supabase start`, and the secret key that is public knowledge: for local use only. */
const LOCAL_API_URL = "http://127.0.0.1:54321";
const LOCAL_SECRET_KEY = "sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz";

/**
 * Where the parts of a running local stack are.
 * @typedef {{ api_url: string, db_url: string, secret_key: string, inbox_url: string }} LocalStack
 */

/**
 * The local stack that runs on DATA_DIR (default .local), or null when none does.
 * @param {NodeJS.ProcessEnv} env
 * @returns {LocalStack | null}
 */
function readLocalStack(env) {
  const file = path.resolve(ROOT, env["DATA_DIR"]?.trim() || ".local", "status.json");
  try {
    const status = JSON.parse(readFileSync(file, "utf8"));
    const isComplete = ["api_url", "db_url", "secret_key", "inbox_url"].every((key) => typeof status[key] === "string");
    return isComplete ? status : null;
  } catch {
    return null;
  }
}

/**
 * Whether a host is this machine.
 * @param {string} host
 */
function isLoopback(host) {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

module.exports = { LOCAL_API_URL, LOCAL_SECRET_KEY, ROOT, isLoopback, readLocalStack };
