const { readFileSync } = require("node:fs");
const postgres = require("postgres");
const { ScriptError, UsageError, codeOf, messageOf } = require("./errors.cjs");
const { isLoopback, readLocalStack } = require("./local-stack.cjs");

/**
 * A database as a connection URL names it.
 * @typedef {object} Target
 * @property {string} host
 * @property {number} port
 * @property {string} user
 * @property {string} password
 * @property {string} database
 * @property {import("postgres").Options<{}>["ssl"]} ssl
 * @property {string | undefined} serverOptions
 * @property {boolean} isLocal on this machine
 */

const URL_FORM = "It has the form postgresql://postgres:PASSWORD@host:5432/postgres; special characters in the " +
  "password are percent-encoded (@ is %40).";

/** Options of both scripts that connect to a database. */
const DATABASE_OPTIONS = /** @type {const} */ ({ "db-url": { type: "string" } });

/**
 * The database that the command line, SUPABASE_DB_URL or the running local stack names, in this order.
 * @param {string | undefined} flag value of --db-url
 * @param {NodeJS.ProcessEnv} env
 * @returns {Target}
 */
function chooseDatabase(flag, env) {
  const given = flag ?? (env["SUPABASE_DB_URL"]?.trim() || readLocalStack(env)?.db_url);
  if (given) return parseTarget(given, env);
  throw new UsageError(
    "No database is given and no local stack runs. Pass --db-url, set SUPABASE_DB_URL, or start one with npm start.",
  );
}

/**
 * Reads a connection URL. Throws UsageError, which never quotes it.
 * @param {string} text
 * @param {NodeJS.ProcessEnv} env
 * @returns {Target}
 */
function parseTarget(text, env) {
  if (/\[?YOUR-PASSWORD\]?/i.test(text)) {
    throw new UsageError("The database URL still has [YOUR-PASSWORD] in it. Put the database password there.");
  }
  if (!/^postgres(ql)?:\/\//i.test(text) || !URL.canParse(text)) {
    throw new UsageError(`The database URL cannot be read. ${URL_FORM}`);
  }
  const url = new URL(text);
  const [user, password, database] = [url.username, url.password, url.pathname.slice(1)].map(decode);
  const host = decode(url.hostname).replace(/^\[(.*)\]$/, "$1");
  if (!host) throw new UsageError(`The database URL names no host. ${URL_FORM}`);
  const isLocal = isLoopback(host);
  return {
    host,
    port: Number(url.port || 5432),
    user: user || "postgres",
    password: password || env["PGPASSWORD"] || "",
    database: database || "postgres",
    ssl: sslOf(url.searchParams, env, isLocal),
    serverOptions: url.searchParams.get("options") ?? undefined,
    isLocal,
  };
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UsageError(`The database URL has a stray % in it. ${URL_FORM}`);
  }
}

/**
 * TLS is required unless sslmode says otherwise or the database is on this machine.
 * @param {URLSearchParams} query
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} isLocal
 * @returns {Target["ssl"]}
 */
function sslOf(query, env, isLocal) {
  const rootCertificate = query.get("sslrootcert") ?? env["PGSSLROOTCERT"];
  const mode = query.get("sslmode") ?? env["PGSSLMODE"] ??
    (rootCertificate ? "verify-full" : isLocal ? "disable" : "require");
  switch (mode) {
    case "disable":
      return false;
    case "allow":
    case "prefer":
    case "require":
      return mode;
    case "verify-ca":
    case "verify-full":
      return {
        rejectUnauthorized: true,
        ...(rootCertificate && rootCertificate !== "system" ? { ca: readCertificate(rootCertificate) } : {}),
        ...(mode === "verify-ca" ? { checkServerIdentity: () => undefined } : {}),
      };
    default:
      throw new UsageError(
        `sslmode is ${mode}, which is none of disable, allow, prefer, require, verify-ca, verify-full.`,
      );
  }
}

/** @param {string} file */
function readCertificate(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`sslrootcert cannot be read: ${messageOf(error)}.`);
  }
}

/**
 * Connects, gives the connection to `use` and closes it afterwards. A connection that cannot be made is a ScriptError.
 * @template T
 * @param {Target} target
 * @param {string} applicationName
 * @param {(sql: import("postgres").Sql, serverVersion: string) => Promise<T>} use
 * @returns {Promise<T>}
 */
async function withDatabase(target, applicationName, use) {
  const sql = postgres({
    host: target.host,
    port: target.port,
    username: target.user,
    password: target.password,
    database: target.database,
    ssl: target.ssl ?? false,
    max: 2,
    connect_timeout: 15,
    // Poolers in transaction mode know no prepared statements.
    prepare: false,
    onnotice: () => {},
    connection: {
      application_name: applicationName,
      ...(target.serverOptions === undefined ? {} : { options: target.serverOptions }),
    },
  });
  try {
    const [row] = await sql`select current_setting('server_version') as version`.catch((error) => {
      throw connectionError(error, target);
    });
    return await use(sql, row?.["version"]);
  } finally {
    await sql.end({ timeout: 2 });
  }
}

/**
 * Runs `work` in a transaction, like `sql.begin`, which sends a rollback even when the connection has closed; postgres.js
 * 3.4.9 then ends the process from a timer. Such a failure is left to the close, of which `sql.begin` is told too.
 * @template T
 * @param {import("postgres").Sql} sql
 * @param {(sql: import("postgres").TransactionSql) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function inTransaction(sql, work) {
  return /** @type {T} */ (await sql.begin((transaction) =>
    work(transaction).catch((error) => {
      if (/^(CONNECTION_|ECONN|EPIPE)/.test(codeOf(error))) return new Promise(() => {});
      throw error;
    })
  ));
}

/** @param {Target} target */
function describeTarget({ host, port, database }) {
  return `${host.includes(":") ? `[${host}]` : host}:${port}/${database}`;
}

/**
 * @param {unknown} error
 * @param {Target} target
 */
function connectionError(error, target) {
  const where = describeTarget(target);
  const cause = messageOf(error).replace(/\.$/, "");
  const code = codeOf(error);
  if (code === "ECONNREFUSED") {
    return new ScriptError(
      `Nothing listens at ${where}.`,
      target.isLocal ? "Start the local stack with npm start." : "Check host and port in the database URL.",
    );
  }
  if (["ENOTFOUND", "EAI_AGAIN", "ENETUNREACH", "EHOSTUNREACH", "CONNECT_TIMEOUT", "ETIMEDOUT"].includes(code)) {
    const isDirect = /^db\.[a-z0-9]+\.supabase\./.test(target.host);
    return new ScriptError(
      `${where} cannot be reached (${cause}).`,
      isDirect
        ? "Direct connections need IPv6: take the session pooler's URL from the dashboard (Connect)."
        : "Check host and port in the database URL, and the network restrictions of the project.",
    );
  }
  if (/before secure TLS connection/.test(cause)) {
    return new ScriptError(
      `${where} offers no TLS.`,
      "Check the host; add ?sslmode=disable only where you trust every network on the way.",
    );
  }
  if (code === "28P01" || code === "28000") {
    return new ScriptError(
      `${where} refused user ${target.user} (${cause}).`,
      "Check the password; the dashboard can reset it (Database, Settings).",
    );
  }
  if (code === "3D000") return new ScriptError(`${where}: ${cause}.`, "A hosted project's database is named postgres.");
  if (/tenant|ENOIDENTIFIER/i.test(cause)) {
    return new ScriptError(`${where}: ${cause}.`, "The user of a pooler's URL is postgres.<project-ref>.");
  }
  if (/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS)/.test(code)) {
    return new ScriptError(
      `The certificate of ${where} is not trusted (${cause}).`,
      "Add &sslrootcert=<file> with the certificate that the dashboard offers (Database, Settings).",
    );
  }
  return new ScriptError(`${where} gave no connection (${cause}).`, "Check the database URL.");
}

module.exports = { DATABASE_OPTIONS, chooseDatabase, describeTarget, inTransaction, parseTarget, withDatabase };
