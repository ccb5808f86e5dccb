const { readFileSync } = require("node:fs");
const { createClient } = require("@supabase/supabase-js");
const { WebSocket } = require("ws");
const { ScriptError, UsageError, messageOf } = require("./errors.cjs");
const { LOCAL_API_URL, LOCAL_SECRET_KEY, isLoopback, readLocalStack } = require("./local-stack.cjs");
const { parseBaseUrl } = require("./project.cjs");

/** @typedef {import("../../supabase/functions/_shared/database.types.ts").Database} Database */
/** @typedef {import("@supabase/supabase-js").SupabaseClient<Database>} Client */

/** Longest wait for one answer: whoever called the script waits too. */
const TIMEOUT_MS = 30_000;

/** Options of scripts that call the API. */
const CLIENT_OPTIONS = /** @type {const} */ ({ url: { type: "string" }, "key-file": { type: "string" } });

/** The lines of a --help about them. */
const CLIENT_HELP =
  `  --url <url>        API of the project (else SUPABASE_URL, NEXT_PUBLIC_SUPABASE_URL, else the local stack)
  --key-file <file>  file that holds the secret key (else SUPABASE_SECRET_KEY, SUPABASE_SERVICE_ROLE_KEY; the local
                     stack's key is known). A key on the command line would stay in the shell's history.`;

/**
 * Where the API is and the secret key for it, which goes to the redactor.
 * @param {{ url?: string | undefined, "key-file"?: string | undefined }} values
 * @param {NodeJS.ProcessEnv} env
 * @param {import("./redaction.cjs").Redactor} redactor
 * @returns {{ url: string, key: string }}
 */
function chooseApi(values, env, redactor) {
  const stack = readLocalStack(env);
  const given = values.url ?? (env["SUPABASE_URL"]?.trim() || env["NEXT_PUBLIC_SUPABASE_URL"]?.trim());
  const url = parseBaseUrl(given || stack?.api_url || LOCAL_API_URL, values.url ? "--url" : "SUPABASE_URL");
  const key = (values["key-file"] === undefined ? undefined : readKey(values["key-file"])) ??
    (env["SUPABASE_SECRET_KEY"]?.trim() || env["SUPABASE_SERVICE_ROLE_KEY"]?.trim()) ??
    "";
  if (key) {
    redactor.add(key);
    return { url, key };
  }
  // The well-known key goes to this machine only.
  if (isLoopback(new URL(url).hostname)) return { url, key: stack?.secret_key ?? LOCAL_SECRET_KEY };
  throw new UsageError(
    `There is no key for ${url}. Set SUPABASE_SECRET_KEY, or pass --key-file (dashboard: Project Settings, API Keys).`,
  );
}

/** @param {string} file */
function readKey(file) {
  let key = "";
  try {
    key = readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new UsageError(`The key file cannot be read: ${messageOf(error)}.`);
  }
  if (!/^\S+$/.test(key)) throw new UsageError("The key file must hold one key and nothing else.");
  return key;
}

/**
 * A supabase-js client that acts as the service role.
 * @param {{ url: string, key: string }} api
 * @returns {Client}
 */
function connectApi({ url, key }) {
  return createClient(url, key, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: {
      fetch: (input, init) => {
        const timeout = AbortSignal.timeout(TIMEOUT_MS);
        return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout });
      },
    },
    // Node 20 has no WebSocket of its own, and supabase-js asks for one although nothing here listens to Realtime.
    realtime: { transport: /** @type {typeof globalThis.WebSocket} */ (/** @type {unknown} */ (WebSocket)) },
  });
}

/**
 * The data of an answer. Throws a ScriptError that says what to do about the failures that people meet.
 * @template T
 * @param {string} url
 * @param {PromiseLike<{ data: T, error: { message: string, code?: string, details?: string, hint?: string } | null, status: number }>} answer
 * @returns {Promise<T>}
 */
async function dataOf(url, answer) {
  const { data, error, status } = await answer;
  if (!error) return data;
  const code = error.code ?? "";
  if (status === 0 || /fetch failed|TimeoutError|AbortError/.test(error.message)) {
    const why = /\b(E[A-Z]{4,}|CERT_\w+|\w+_SIGNATURE|bad port|timeout)\b/.exec(
      `${error.message} ${error.details ?? ""}`,
    )?.[0];
    throw new ScriptError(
      `${url} does not answer${why ? ` (${why})` : ""}.`,
      isLoopback(new URL(url).hostname) ? "Start the local stack with npm start." : "Check the URL and the network.",
    );
  }
  if (status === 401 || status === 403 || code === "42501") {
    throw new ScriptError(
      `${url} refused the key (${error.message}).`,
      "Use the project's secret key (sb_secret_…) or service_role key, not a publishable one.",
    );
  }
  if (["PGRST202", "PGRST205", "42P01", "42883"].includes(code)) {
    throw new ScriptError(`${url} has no Heartbase yet (${error.message}).`, "Apply it with npx supabase db push.");
  }
  throw new ScriptError(
    `${url} answered ${status}: ${[error.message, error.details, error.hint].filter(Boolean).join(" ")}`,
  );
}

module.exports = { CLIENT_HELP, CLIENT_OPTIONS, chooseApi, connectApi, dataOf };
