import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { parseEnv } from "node:util";
import { messageOf, StackError } from "./errors.ts";
import { LOCAL_KEYS, projectPath } from "./options.ts";

/** First use downloads the functions' npm packages. */
const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 3_000;
const MAX_RESTART_DELAY_MS = 10_000;
/** What of our own environment Deno itself needs: nothing that could be mistaken for a function secret. */
const INHERITED =
  /^(PATH|HOME|TMPDIR|TEMP|TMP|USER|LANG|https?_proxy|no_proxy|npm_config_registry|SSL_CERT_\w+|DENO_\w+|NODE_EXTRA_CA_CERTS)$/i;

export interface FunctionsOptions {
  dataDir: string;
  functionsDir?: string;
  env: Record<string, string>;
  log: (line: string) => void;
}

export interface FunctionsHost {
  readonly names: readonly string[];
  /** Loopback port of the host process, or null while it is down. */
  readonly port: number | null;
  readonly pid: number | null;
  has(name: string): boolean;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Starts anew, with another environment if one is given. */
  restart(env?: Record<string, string>): Promise<void>;
}

/** The functions of a folder: every folder with an index.ts whose name starts with neither `_` nor `.`. */
export function listFunctions(functionsDir = projectPath("supabase/functions")): string[] {
  if (!existsSync(functionsDir)) return [];
  return readdirSync(functionsDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[^_.]/.test(entry.name))
    .filter((entry) => existsSync(join(functionsDir, entry.name, "index.ts")))
    .map((entry) => entry.name).sort();
}

/** The function secrets that the user set, as `supabase functions serve` reads them. */
export function readFunctionSecrets(file = projectPath("supabase/functions/.env")): Record<string, string> {
  if (!existsSync(file)) return {};
  const parsed = parseEnv(readFileSync(file, "utf8"));
  return Object.fromEntries(
    Object.entries(parsed).filter((entry): entry is [string, string] =>
      typeof entry[1] === "string" && entry[1] !== ""
    ),
  );
}

/**
 * The environment of the functions: what hosted Supabase sets, the secrets of supabase/functions/.env, and, only for
 * destinations that those leave open, the inbox.
 */
export function functionEnvironment(
  stack: { apiUrl: string; dbUrl: string; inboxUrl: string; functionSecret: string },
  secrets: Record<string, string>,
): Record<string, string> {
  const inbox: Record<string, string> = {
    SLACK_WEBHOOK_URL: `${stack.inboxUrl}/slack`,
    RESEND_API_KEY: "re_local",
    RESEND_FROM: "alerts@heartbase.local",
    ALERT_EMAIL_TO: "you@example.com",
  };
  if (!("RESEND_API_KEY" in secrets)) inbox["RESEND_BASE_URL"] = `${stack.inboxUrl}/resend`;
  // No TELEGRAM_CHAT_ID: channels that users make work, and the project's own waits for somebody to name a chat.
  if (!("TELEGRAM_BOT_TOKEN" in secrets)) {
    inbox["TELEGRAM_BOT_TOKEN"] = "1:local";
    inbox["TELEGRAM_API_BASE"] = `${stack.inboxUrl}/telegram`;
  }
  // Nor a number to write to: what would cost money elsewhere is sent when somebody makes a channel.
  if (!("TWILIO_ACCOUNT_SID" in secrets)) {
    inbox["TWILIO_ACCOUNT_SID"] = `AC${"0".repeat(32)}`;
    inbox["TWILIO_AUTH_TOKEN"] = "local";
    inbox["TWILIO_FROM"] = "+15005550006";
    inbox["TWILIO_WHATSAPP_FROM"] = "+15005550006";
    inbox["TWILIO_API_BASE"] = `${stack.inboxUrl}/twilio`;
  }
  if (!("LETTA_BASE_URL" in secrets)) {
    inbox["LETTA_BASE_URL"] = `${stack.inboxUrl}/letta`;
    inbox["LETTA_AGENT_ID"] = "agent-local";
  }
  return {
    SUPABASE_URL: stack.apiUrl,
    SUPABASE_ANON_KEY: LOCAL_KEYS.publishable,
    SUPABASE_SERVICE_ROLE_KEY: LOCAL_KEYS.secret,
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: LOCAL_KEYS.publishable }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: LOCAL_KEYS.secret }),
    SUPABASE_DB_URL: stack.dbUrl,
    HEARTBASE_FUNCTION_SECRET: stack.functionSecret,
    HEARTBASE_LOCAL: "1",
    ...inbox,
    ...secrets,
  };
}

/** Prepares the one Deno process that serves all functions. It starts again by itself when it ends unasked. */
export function createFunctionsHost(options: FunctionsOptions): FunctionsHost {
  return new Host(options);
}

class Host implements FunctionsHost {
  readonly names: readonly string[];
  readonly #functionsDir: string;
  #env: Record<string, string>;
  #child: ChildProcess | null = null;
  /** The start that is under way, ours or one after an end that nobody asked for. */
  #starting: Promise<void> | null = null;
  #port: number | null = null;
  #wanted = false;
  #retryDelay = 500;
  #retry: NodeJS.Timeout | null = null;

  constructor(private readonly options: FunctionsOptions) {
    this.#functionsDir = resolve(options.functionsDir ?? projectPath("supabase/functions"));
    this.names = listFunctions(this.#functionsDir);
    this.#env = options.env;
  }

  get port(): number | null {
    return this.#port;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  has(name: string): boolean {
    return this.names.includes(name);
  }

  async start(): Promise<void> {
    if (this.names.length === 0) return;
    this.#wanted = true;
    this.#cancelRetry();
    if (this.#starting || !this.#child) await this.#spawn();
  }

  async stop(): Promise<void> {
    this.#wanted = false;
    this.#cancelRetry();
    const child = this.#child;
    if (!child?.pid) return;
    // The exit event, not the process table: until it fires, start() would take the child for alive.
    const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      const forced = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(forced);
    }
  }

  async restart(env?: Record<string, string>): Promise<void> {
    await this.stop();
    if (env) this.#env = env;
    await this.start();
  }

  /** Resolves when the process answers, also when it is being started already. */
  #spawn(): Promise<void> {
    this.#starting ??= this.#startChild().finally(() => this.#starting = null);
    return this.#starting;
  }

  async #startChild(): Promise<void> {
    const importMap = join(this.options.dataDir, "functions-import-map.json");
    writeFileSync(importMap, JSON.stringify(importMapOf(this.#functionsDir, this.names), null, 2));
    const logFd = openSync(join(this.options.dataDir, "functions.log"), "a");
    const child = spawn(
      findDeno(),
      [
        "run",
        "--quiet",
        "--no-prompt",
        "--no-config",
        "--no-lock",
        "--node-modules-dir=none",
        `--import-map=${importMap}`,
      ]
        .concat(["--allow-net", "--allow-env", "--allow-read", "--allow-sys"])
        .concat([projectPath("scripts/local/functions-host.mts"), this.#functionsDir, ...this.names]),
      { cwd: this.#functionsDir, env: this.#childEnvironment(), stdio: ["pipe", "pipe", logFd], detached: true },
    );
    this.#child = child;
    child.stdin?.on("error", () => {});
    const output = createInterface({ input: child.stdout! });
    let timer: NodeJS.Timeout | undefined;
    const ready = new Promise<void>((done, failed) => {
      timer = setTimeout(() => failed(new Error("it did not start within 3 minutes")), START_TIMEOUT_MS);
      child.once("error", failed);
      child.once("exit", (code, signal) => failed(new Error(`it ended with ${signal ?? `code ${code}`}`)));
      output.once("line", (line) => {
        clearTimeout(timer);
        try {
          const { port, failures } = JSON.parse(line) as { port: number; failures: Record<string, string> };
          this.#port = port;
          for (const [name, why] of Object.entries(failures)) {
            this.options.log(`Function ${name} does not start: ${why}`);
          }
          // What follows is the functions' own console.log.
          output.on("line", (text) => writeSync(logFd, `${text}\n`));
          done();
        } catch {
          failed(new Error(`it said ${line}`));
        }
      });
    });
    child.once("exit", () => {
      clearTimeout(timer);
      output.close();
      closeSync(logFd);
      if (this.#child === child) this.#onExit();
    });
    try {
      await ready;
      this.#retryDelay = 500;
    } catch (error) {
      child.kill("SIGKILL");
      const log = join(this.options.dataDir, "functions.log");
      throw new StackError(`The functions host does not run: ${messageOf(error)}. ${log} says more.`);
    }
  }

  #onExit(): void {
    const wasReady = this.#port !== null;
    this.#child = null;
    this.#port = null;
    if (!this.#wanted || !wasReady && this.#retry === null) return;
    this.options.log("The functions host ended unasked; starting it again.");
    this.#retry = setTimeout(() => {
      if (this.#child || !this.#wanted) return;
      this.#retryDelay = Math.min(this.#retryDelay * 2, MAX_RESTART_DELAY_MS);
      this.#spawn().then(() => this.#retry = null).catch((error) => this.options.log(messageOf(error)));
    }, this.#retryDelay);
  }

  #cancelRetry(): void {
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = null;
  }

  #childEnvironment(): Record<string, string> {
    const inherited = Object.entries(process.env).filter((entry): entry is [string, string] =>
      INHERITED.test(entry[0]) && entry[1] !== undefined
    );
    const cache = projectPath("node_modules/.cache/deno");
    return {
      DENO_DIR: isWritable(cache) ? cache : join(this.options.dataDir, "deno"),
      ...Object.fromEntries(inherited),
      DENO_NO_UPDATE_CHECK: "1",
      DENO_NO_PACKAGE_JSON: "1",
      NO_COLOR: "1",
      ...this.#env,
    };
  }
}

/**
 * One import map for all functions: hosted Supabase resolves each function's imports by that function's own deno.json,
 * so each becomes a scope; shared code sees the names of all.
 */
function importMapOf(functionsDir: string, names: readonly string[]) {
  const imports: Record<string, string> = {};
  const scopes: Record<string, Record<string, string>> = {};
  for (const name of names) {
    const file = join(functionsDir, name, "deno.json");
    if (!existsSync(file)) continue;
    const own = (JSON.parse(readFileSync(file, "utf8")) as { imports?: Record<string, string> }).imports ?? {};
    const base = pathToFileURL(`${join(functionsDir, name)}/`).href;
    const absolute = Object.fromEntries(
      Object.entries(own).map(([key, to]) => [key, /^\.{0,2}\//.test(to) ? new URL(to, base).href : to]),
    );
    scopes[base] = absolute;
    Object.assign(imports, absolute);
  }
  return { imports, scopes };
}

function findDeno(): string {
  const deno = projectPath("node_modules/deno", process.platform === "win32" ? "deno.exe" : "deno");
  if (existsSync(deno) && (statSync(deno).mode & 0o111) !== 0) return deno;
  // npm may have been told to run no install scripts; deno's wrapper then puts the program in place on first use.
  try {
    execFileSync(process.execPath, [projectPath("node_modules/deno/bin.cjs"), "--version"], { stdio: "pipe" });
  } catch (error) {
    throw new StackError(`Deno, which runs the edge functions, does not run (${messageOf(error)}). Run \`npm ci\`.`);
  }
  return deno;
}

function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    const probe = join(folder, `.probe-${process.pid}`);
    closeSync(openSync(probe, "w"));
    rmSync(probe);
    return true;
  } catch {
    return false;
  }
}
