import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { findEmbeddedPostgres, type PostgresInstallation } from "./binaries.ts";
import { createCluster, stopOrphan } from "./cluster.ts";
import { codeOf, messageOf, StackError } from "./errors.ts";
import { installExtensions, PROVIDED_EXTENSIONS, type ProvidedExtension } from "./extension-files.ts";
import { freePort, isPortFree, portInUse } from "./ports.ts";
import { waitForExit } from "./processes.ts";
import { type Placement, placePostgres } from "./run-as.ts";

export interface PostgresOptions {
  /** Folder of the stack's data; the cluster goes to `postgres` inside, the log to `postgres.log`. */
  dataDir: string;
  /** Loopback port; 0 (the default) means any free one. */
  port?: number;
  /** Another server than the one from npm. */
  installation?: PostgresInstallation;
  /** Extensions to add to the server where it lacks them. Default: all that we provide. */
  extensions?: readonly ProvidedExtension[];
  /** Server settings, over our own. */
  settings?: Record<string, string>;
  /** Called when the server ended though nobody stopped it. */
  onUnexpectedExit?: (server: PostgresServer) => void;
  /** Receives sentences worth showing. */
  log?: (line: string) => void;
}

export interface PostgresServer {
  readonly port: number;
  /** Connection string of the superuser. */
  readonly url: string;
  readonly clusterDir: string;
  readonly installation: PostgresInstallation;
  /** Process id of the postmaster, or null while it is stopped. */
  readonly pid: number | null;
  /** Stops the server: `fast` (default) rolls back and writes a checkpoint, `immediate` is a crash. Idempotent. */
  stop(options?: { mode?: "fast" | "immediate" }): Promise<void>;
  /** Starts a stopped server on the same port. */
  start(): Promise<void>;
  restart(options?: { mode?: "fast" | "immediate" }): Promise<void>;
  /** Whether it answers a query. */
  isHealthy(): Promise<boolean>;
}

const START_TIMEOUT_MS = 60_000;
const MAX_LOG_BYTES = 20 * 1024 * 1024;

/**
 * Starts a real Postgres on loopback, making the cluster on first use (superuser and password `postgres`).
 * A postmaster that a killed run left behind on the same cluster is stopped first.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const log = options.log ?? (() => {});
  const extensions = options.extensions ?? PROVIDED_EXTENSIONS;
  const placement = placePostgres(options.dataDir, options.installation ?? findEmbeddedPostgres(), extensions);
  placement.notes.forEach(log);
  installExtensions(placement.installation.extensionDir, extensions);
  const recovered = await stopOrphan(placement.clusterDir);
  if (recovered) log(recovered);
  if (!existsSync(join(placement.clusterDir, "PG_VERSION"))) createCluster(placement);

  const port = options.port || await freePort();
  if (!await isPortFree(port)) throw portInUse("db", port);
  const logFile = join(options.dataDir, "postgres.log");
  const server = new Server(placement, port, logFile, options.settings ?? {}, options.onUnexpectedExit);
  await server.start();
  return server;
}

/** A temporary data folder that the server's user can enter even when we are root. */
export function makeTemporaryDataDir(prefix = "heartbase-test-"): string {
  const path = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(path, 0o711);
  return path;
}

class Server implements PostgresServer {
  readonly url: string;
  readonly clusterDir: string;
  readonly installation: PostgresInstallation;
  #child: ChildProcess | null = null;
  #guard: ChildProcess | null = null;
  #wanted = false;
  /** The stop that is under way. */
  #stopping: Promise<void> | null = null;
  /** Whether it answered after its start and was not told to stop since. */
  #ready = false;

  constructor(
    private readonly placement: Placement,
    readonly port: number,
    private readonly logFile: string,
    private readonly settings: Record<string, string>,
    private readonly onUnexpectedExit?: (server: PostgresServer) => void,
  ) {
    this.url = `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`;
    this.clusterDir = placement.clusterDir;
    this.installation = placement.installation;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  async start(): Promise<void> {
    // What is still ending is not there to stay.
    await this.#stopping;
    if (this.#child) return;
    this.#wanted = true;
    const end = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      const logStart = this.#spawn();
      const problem = await this.#waitUntilReady();
      if (problem === null) {
        this.#ready = true;
        return;
      }
      if (!this.#wanted) return;
      const written = readFileSync(this.logFile, "utf8").slice(logStart);
      // The backends of a postmaster that was killed hold its shared memory until each has noticed.
      if (Date.now() < end && /shared memory block .* is still in use/.test(written)) {
        await new Promise((resolve) => setTimeout(resolve, 300));
        continue;
      }
      if (/could not bind|Address already in use/.test(written)) throw portInUse("db", this.port);
      const fatal = written.split("\n").filter((line) => /FATAL|PANIC|ERROR/.test(line)).at(-1) ?? written.slice(-500);
      throw new StackError(`Postgres did not start: ${problem}. Its log ${this.logFile} says: ${fatal.trim()}`);
    }
  }

  stop({ mode = "fast" }: { mode?: "fast" | "immediate" } = {}): Promise<void> {
    const stopping = this.#stop(mode).finally(() => {
      if (this.#stopping === stopping) this.#stopping = null;
    });
    this.#stopping = stopping;
    return stopping;
  }

  async #stop(mode: "fast" | "immediate"): Promise<void> {
    this.#wanted = false;
    const child = this.#child;
    if (!child?.pid) return;
    this.#ready = false;
    child.kill(mode === "fast" ? "SIGINT" : "SIGQUIT");
    if (!await waitForExit(child.pid, 15_000)) {
      child.kill("SIGQUIT");
      if (!await waitForExit(child.pid, 5_000)) {
        child.kill("SIGKILL");
        await waitForExit(child.pid, 5_000);
      }
    }
    this.#forget();
  }

  async restart(options: { mode?: "fast" | "immediate" } = {}): Promise<void> {
    await this.stop(options);
    await this.start();
  }

  async isHealthy(): Promise<boolean> {
    return (await probe(this.url)) === null;
  }

  /** Starts the process; returns the length that the log had. */
  #spawn(): number {
    const settings: Record<string, string> = {
      listen_addresses: "127.0.0.1",
      port: String(this.port),
      unix_socket_directories: "",
      shared_preload_libraries: "pg_stat_statements",
      max_connections: "100",
      timezone: "UTC",
      log_timezone: "UTC",
      ...this.settings,
    };
    const before = statSync(this.logFile, { throwIfNoEntry: false })?.size ?? 0;
    if (before > MAX_LOG_BYTES) renameSync(this.logFile, `${this.logFile}.1`);
    const logStart = before > MAX_LOG_BYTES ? 0 : before;
    const logFd = openSync(this.logFile, "a");
    const child = spawn(
      join(this.installation.binDir, "postgres"),
      ["-D", this.clusterDir, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
      {
        ...this.placement.credentials,
        cwd: "/",
        // PGPASSWORD: the real pg_cron connects back to the server through libpq.
        env: { PATH: process.env["PATH"], LANG: "C", LC_ALL: "C", PGPASSWORD: "postgres" },
        stdio: ["ignore", logFd, logFd],
        // Its own process group: Ctrl-C reaches us alone, and we stop things in order.
        detached: true,
      },
    );
    closeSync(logFd);
    child.on("error", () => this.#forget());
    child.on("exit", () => {
      if (this.#child !== child) return;
      this.#forget();
      if (this.#ready) this.onUnexpectedExit?.(this);
      this.#ready = false;
    });
    this.#child = child;
    this.#guard = child.pid ? spawnGuard(child.pid, this.placement.credentials) : null;
    return logStart;
  }

  async #waitUntilReady(): Promise<string | null> {
    const end = Date.now() + START_TIMEOUT_MS;
    let problem: string | null = "it gave no answer";
    while (this.#child && Date.now() < end) {
      problem = await probe(this.url);
      if (problem === null) return null;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    if (!this.#child) return "it stopped at once";
    this.#child.kill("SIGQUIT");
    return problem;
  }

  #forget(): void {
    this.#child = null;
    this.#guard?.stdin?.end("done\n");
    this.#guard = null;
  }
}

/**
 * A shell that waits for us to end: when we are killed its input closes, and it stops the postmaster. So no run, however
 * it ends, leaves a database behind.
 */
function spawnGuard(pid: number, credentials: Placement["credentials"]): ChildProcess {
  const guard = spawn("/bin/sh", ["-c", 'read -r _ || kill -INT "$1"', "heartbase-guard", String(pid)], {
    ...credentials,
    cwd: "/",
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  guard.on("error", () => {});
  guard.stdin?.on("error", () => {});
  guard.unref();
  return guard;
}

/** Null when the server answers a query, else why not. */
async function probe(url: string): Promise<string | null> {
  // fetch_types: that query's failure would be nobody's to catch.
  const sql = postgres(url, { max: 1, connect_timeout: 5, idle_timeout: 1, fetch_types: false, onnotice: () => {} });
  try {
    await sql`select 1`;
    return null;
  } catch (error) {
    return `${codeOf(error)} ${messageOf(error)}`.trim();
  } finally {
    await sql.end({ timeout: 1 });
  }
}
