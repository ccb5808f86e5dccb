import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type postgres from "postgres";
import { bootstrapDatabase, defineAuthFunctions } from "./bootstrap.ts";
import { configure, functionSecret } from "./configure.ts";
import { CronWorker } from "./cron-worker.ts";
import { openDatabase } from "./database.ts";
import { codeOf, messageOf, StackError } from "./errors.ts";
import { createFunctionsHost, functionEnvironment, type FunctionsHost, readFunctionSecrets } from "./functions.ts";
import { startGateway } from "./gateway.ts";
import { type Inbox, startInbox } from "./inbox.ts";
import { acquireLock } from "./lock.ts";
import { applyMigrations } from "./migrations.ts";
import { NetWorker } from "./net-worker.ts";
import { LOCAL_KEYS, type Ports, PROJECT_ROOT, projectPath } from "./options.ts";
import { portInUse, requireFreePort } from "./ports.ts";
import { type PostgresOptions, type PostgresServer, startPostgres } from "./postgres.ts";
import { createRestServer } from "./rest.ts";
import { removeCluster } from "./run-as.ts";
import { ensurePanelBuilt, servePanel } from "../../web/serve.ts";

export interface StackOptions {
  /** Where everything of this stack is kept. Tests: makeTemporaryDataDir(). */
  dataDir: string;
  /** Loopback ports; each that is left out, or 0, is any free one. */
  ports?: Partial<Ports>;
  /** Removes the data folder's content first. */
  reset?: boolean;
  /** Applies supabase/migrations. Default true. */
  migrate?: boolean;
  /** Loads supabase/seed.sql the first time. Default true. */
  seed?: boolean;
  /** Runs cron jobs. Default true; pg_net's requests are sent in any case. */
  cron?: boolean;
  /** Serves the edge functions. Default true. */
  functions?: boolean;
  /** Builds and serves the Operator Panel. Default true. */
  panel?: boolean;
  /** Another folder of functions than supabase/functions. */
  functionsDir?: string;
  /** Whether the user's supabase/functions/.env counts. Default true; tests leave it out. */
  readSecrets?: boolean;
  /** More environment for the functions, over everything else. */
  functionEnv?: Record<string, string>;
  /** Another Postgres than the one from npm, its settings, and which of our extensions it gets. */
  server?: Pick<PostgresOptions, "installation" | "settings" | "extensions">;
  /** Receives progress and trouble, a line each. Default: nothing. */
  log?: (line: string) => void;
}

/** What status.json and `npm run status` say. */
export interface StackStatus {
  api_url: string;
  functions_url: string;
  db_url: string;
  publishable_key: string;
  secret_key: string;
  function_secret: string;
  inbox_url: string;
  panel_url: string;
  pid: number;
}

export interface Stack {
  readonly status: StackStatus;
  readonly dataDir: string;
  /** A connection pool of the superuser. */
  readonly sql: postgres.Sql;
  readonly postgres: PostgresServer;
  readonly inbox: Inbox;
  readonly functions: FunctionsHost;
  readonly net: NetWorker;
  /** Null when the stack was started with `cron: false`. */
  readonly cron: CronWorker | null;
  /** Stops everything, leaving no process. Idempotent. */
  stop(): Promise<void>;
}

/** Starts a whole local Supabase stack in this process. When any part fails, what had started is stopped again. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const dataDir = resolve(options.dataDir);
  const log = options.log ?? (() => {});
  const ports: Ports = { api: 0, db: 0, inbox: 0, panel: 0, ...options.ports };
  const closers: (() => unknown)[] = [];
  const close = async () => {
    // Newest first; one that fails must not keep the others open.
    for (const closer of closers.splice(0).reverse()) {
      await Promise.resolve().then(closer).catch((error) => log(`While stopping: ${messageOf(error)}`));
    }
  };
  try {
    closers.push(acquireLock(dataDir, log));
    for (const name of ["api", "inbox", "panel"] as const) await requireFreePort(name, ports[name]);
    if (options.reset) clearData(dataDir);
    return await startParts({ ...options, dataDir, log }, ports, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function startParts(
  options: StackOptions & { log: (line: string) => void },
  ports: Ports,
  closers: (() => unknown)[],
  close: () => Promise<void>,
): Promise<Stack> {
  const { dataDir, log } = options;
  // Built beside everything else: on a fresh clone it takes as long as the database does.
  const panelBuilt = options.panel === false ? null : ensurePanelBuilt({ root: PROJECT_ROOT, log });
  panelBuilt?.catch(() => {});
  const inbox = await startInbox(ports.inbox, join(dataDir, "inbox.jsonl"));
  closers.push(() => inbox.close());
  const gateway = await startGateway(ports.api);
  closers.push(() => gateway.close());
  const apiUrl = `http://127.0.0.1:${gateway.port}`;

  log("Starting Postgres");
  const server = await startPostgres({
    ...options.server,
    dataDir,
    port: ports.db,
    log,
    onUnexpectedExit: (exited) => {
      log("Postgres ended unasked; starting it again.");
      exited.start().catch((error) => log(messageOf(error)));
    },
  });
  closers.push(() => server.stop());
  const sql = openDatabase(server.url, { max: 5, onnotice: () => {}, connection: { application_name: "heartbase" } });
  closers.push(() => sql.end({ timeout: 2 }));
  await bootstrapDatabase(sql);

  const rest = createRestServer(server.url, apiUrl, join(dataDir, "rest.log"));
  closers.push(() => rest.close());
  const [auth] = await sql`select to_regclass('auth.users') is not null as exists`;
  if (!auth?.["exists"]) await rest.ensureAuthSchema();
  await defineAuthFunctions(sql);

  if (options.migrate !== false) await applyMigrations(sql, server.url, dataDir, log);
  if (options.seed !== false) await seedOnce(sql, dataDir, log);

  const userSecrets = options.readSecrets === false ? {} : readFunctionSecrets();
  const secrets = { ...userSecrets, ...options.functionEnv };
  const secret = secrets["HEARTBASE_FUNCTION_SECRET"] ?? functionSecret(dataDir);
  if (options.migrate !== false) await configure(server.url, apiUrl, secret);

  await rest.init();
  const panel = panelBuilt && await startPanel(ports.panel, await panelBuilt, apiUrl, inbox.url);
  closers.push(() => panel?.close());
  const status: StackStatus = {
    api_url: apiUrl,
    functions_url: `${apiUrl}/functions/v1`,
    db_url: server.url,
    publishable_key: LOCAL_KEYS.publishable,
    secret_key: LOCAL_KEYS.secret,
    function_secret: secret,
    inbox_url: inbox.url,
    panel_url: panel?.url ?? "",
    pid: process.pid,
  };
  const env = functionEnvironment({ apiUrl, dbUrl: server.url, inboxUrl: inbox.url, functionSecret: secret }, secrets);
  const functions = createFunctionsHost({ dataDir, env, log, ...functionsFolder(options) });
  closers.push(() => functions.stop());
  if (options.functions !== false && functions.names.length > 0) {
    log(`Starting ${functions.names.length} edge function${functions.names.length === 1 ? "" : "s"}`);
    await functions.start();
  }

  const net = new NetWorker(server.url, log);
  closers.push(() => net.stop());
  await net.start();
  const cron = options.cron === false ? null : new CronWorker(server.url, log);
  closers.push(() => cron?.stop());
  cron?.start();
  gateway.connect(rest, functions);
  // What came due while nothing ran is judged now, not at the next full minute.
  if (cron && options.migrate !== false) await sql`select private.tick()`;

  const statusFile = join(dataDir, "status.json");
  writeFileSync(statusFile, `${JSON.stringify(status, null, 2)}\n`, { mode: 0o600 });
  closers.push(() => rmSync(statusFile, { force: true }));
  let stopping: Promise<void> | undefined;
  const stop = () => stopping ??= close();
  return { status, dataDir, sql, postgres: server, inbox, functions, net, cron, stop };
}

function functionsFolder(options: StackOptions): { functionsDir?: string } {
  return options.functionsDir === undefined ? {} : { functionsDir: options.functionsDir };
}

async function startPanel(port: number, distDir: string, apiUrl: string, inboxUrl: string) {
  const config = { api_url: apiUrl, publishable_key: LOCAL_KEYS.publishable, inbox_url: inboxUrl };
  try {
    return await servePanel({ port, config, distDir });
  } catch (error) {
    throw codeOf(error) === "EADDRINUSE" ? portInUse("panel", port) : error;
  }
}

/** Everything of a stack but its lock. */
function clearData(dataDir: string): void {
  removeCluster(dataDir);
  for (const name of ["migrations.json", "seeded", "inbox.jsonl", "function-secret", "status.json"]) {
    rmSync(join(dataDir, name), { force: true });
  }
  for (const name of ["postgres.log", "functions.log", "rest.log"]) rmSync(join(dataDir, name), { force: true });
}

async function seedOnce(sql: postgres.Sql, dataDir: string, log: (line: string) => void): Promise<void> {
  const file = projectPath("supabase/seed.sql");
  const stamp = join(dataDir, "seeded");
  if (existsSync(stamp) || !existsSync(file)) return;
  log("Loading supabase/seed.sql");
  try {
    const seed = `set heartbase.local_stack = 'on';\n${readFileSync(file, "utf8")}\nreset heartbase.local_stack;`;
    await sql.unsafe(seed).simple();
  } catch (error) {
    throw new StackError(`supabase/seed.sql failed: ${messageOf(error)}`);
  }
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(stamp, "");
}
