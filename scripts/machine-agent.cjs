#!/usr/bin/env node
// Reports how this machine is to Heartbase. One file that needs nothing but Node, so that it can be copied to a server.
const fs = require("node:fs");
const http = require("node:http");
const https = require("node:https");
const os = require("node:os");
const process = require("node:process");
const { setTimeout: wait } = require("node:timers/promises");
const { parseArgs } = require("node:util");

const USAGE = `Usage: node machine-agent.cjs [options]

Reports CPU, memory, disk, network and uptime of this machine every 10 seconds, until it is told to end.

  --config <file>     JSON: {"url": …, "api_key": …, "interval": 10, "disk": "/"}. Default: /etc/heartbase/agent.json or
                      else ./heartbase-agent.json, where there is one
  --url <url>         the project's URL, such as https://<ref>.supabase.co. One with a path is the functions' base:
                      reports go to <url>/agent/metrics
  --interval <s>      seconds between two reports, 1 to 86400 (default 10)
  --disk <path>       the file system to report about (default /)
  --once              send one report and end
  --dry-run           print one report instead of sending it
  --json              log in JSON, a line each
  --help              this text

Make this machine known, as the user whose access token is in HEARTBASE_ACCESS_TOKEN:
  --register          print the machine with its key, which is shown this once; with --config, write url and key to
                      that new file instead
  --name <name>       the machine's name (with --register)
  --hostname <name>   default: this machine's (with --register)
  --description <t>   for people (with --register)

Environment, over the file and under the options: HEARTBASE_URL, HEARTBASE_API_KEY, HEARTBASE_INTERVAL, HEARTBASE_DISK.
There is no option for the key: options are seen by everybody on the machine.

Signals: SIGTERM and SIGINT end it, SIGHUP has it read the file again.
Exit code: 0 ended as told, 1 failed (--once, --register), 2 wrong usage or configuration.`;

const OPTIONS = /** @type {const} */ ({
  config: { type: "string" },
  url: { type: "string" },
  interval: { type: "string" },
  disk: { type: "string" },
  once: { type: "boolean", default: false },
  "dry-run": { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  register: { type: "boolean", default: false },
  name: { type: "string" },
  hostname: { type: "string" },
  description: { type: "string" },
  help: { type: "boolean", short: "h" },
});

const CONFIG_FILES = ["/etc/heartbase/agent.json", "heartbase-agent.json"];
const DEFAULT_INTERVAL_S = 10;
const MAX_INTERVAL_S = 86_400;
/** A machine is offline after 2 minutes unless somebody set another threshold: at least two reports should fit. */
const LONG_INTERVAL_S = 60;
const REQUEST_TIMEOUT_MS = 10_000;
/** How long the CPU is watched before the first report. */
const FIRST_SAMPLE_MS = 1000;
const MAX_RETRIES = 3;
const FIRST_BACKOFF_MS = 5000;
const JITTER = 0.2;
/** Keys are rotated and machines enabled again: a refused agent keeps trying, and does not hammer. */
const REFUSED_WAIT_MS = 60_000;
/** The longest wait that a server may ask for. */
const MAX_RETRY_AFTER_MS = 3_600_000;
const SYSTEM_INFO_EVERY_MS = 3_600_000;
/** A trouble that lasts is told again this often. */
const REPEAT_COMPLAINT_MS = 600_000;
const MAX_ANSWER_BYTES = 10_000;
const HEADER_VALUE = /^[\x21-\x7e]*$/;
const MIB = 2 ** 20;
const GIB = 2 ** 30;

/**
 * What the agent takes from its surroundings.
 * @typedef {object} Deps
 * @property {NodeJS.ProcessEnv} env
 * @property {{ write(text: string): unknown }} stdout
 * @property {{ write(text: string): unknown }} stderr
 * @property {Pick<NodeJS.EventEmitter, "on" | "off">} signals where SIGTERM, SIGINT and SIGHUP arrive
 * @property {(ms: number, signal: AbortSignal) => Promise<void>} sleep ends early when the signal aborts
 * @property {() => number} now milliseconds on a clock that never jumps
 * @property {() => number} random from 0 to 1
 * @property {number} timeoutMs how long a request may take
 * @property {string[]} configFiles where a configuration is looked for
 */

/**
 * @typedef {object} Settings
 * @property {URL} base the address of the function `agent`
 * @property {string} apiKey
 * @property {number} intervalMs
 * @property {string} disk
 * @property {string | null} file where they were read
 * @property {string[]} warnings
 */

/** What the caller or the configuration asks for makes no sense: exit code 2. */
class UsageError extends Error {
  name = "UsageError";
}

/** A failure that needs no stack: exit code 1. */
class AgentError extends Error {
  name = "AgentError";
}

/**
 * The share of time that all CPUs together were busy between two samples, in per cent.
 * @param {os.CpuInfo[]} before
 * @param {os.CpuInfo[]} after
 */
function cpuPct(before, after) {
  const sum = (/** @type {os.CpuInfo[]} */ cpus) => {
    let idle = 0;
    let all = 0;
    for (const { times } of cpus) {
      idle += times.idle;
      all += times.user + times.nice + times.sys + times.idle + times.irq;
    }
    return { idle, all };
  };
  const [start, end] = [sum(before), sum(after)];
  const all = end.all - start.all;
  // Less than a tick passed, or a CPU went offline and took its counters along.
  if (all <= 0) return 0;
  return percentage(all - (end.idle - start.idle), all);
}

/**
 * @param {number} part
 * @param {number} whole
 * @returns {number} 0 to 100, with one decimal
 */
function percentage(part, whole) {
  if (!(whole > 0)) return 0;
  return Math.round(Math.min(Math.max(part / whole, 0), 1) * 1000) / 10;
}

/**
 * Total and available memory in bytes, from the text of /proc/meminfo; null where it does not say.
 * @param {string} text
 */
function parseMemInfo(text) {
  const bytes = (/** @type {string} */ name) => {
    const kib = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1];
    return kib === undefined ? null : Number(kib) * 1024;
  };
  const [total, available] = [bytes("MemTotal"), bytes("MemAvailable")];
  return total === null || available === null ? null : { total, available };
}

/**
 * Bytes received and sent since boot, from the text of /proc/net/dev. Interfaces that only pass on what another one
 * carries (bridges, containers, tunnels, VLANs) would count it twice: where some have hardware, only those count.
 * @param {string} text
 * @param {(name: string) => boolean} hasHardware
 * @returns {{ rx: number, tx: number } | null} null where there is no interface but the loopback
 */
function parseNetDev(text, hasHardware) {
  const all = text.split("\n").map((line) => /^\s*(\S+?):\s*(\d+)(?:\s+\d+){7}\s+(\d+)\s/.exec(`${line} `))
    .filter((match) => match !== null)
    .map(([, name = "", rx, tx]) => ({ name, rx: Number(rx), tx: Number(tx) }))
    .filter(({ name }) => name !== "lo");
  const hardware = all.filter(({ name }) => hasHardware(name));
  const counted = hardware.length > 0 ? hardware : all;
  if (counted.length === 0) return null;
  return counted.reduce((sum, { rx, tx }) => ({ rx: sum.rx + rx, tx: sum.tx + tx }), { rx: 0, tx: 0 });
}

/**
 * The share of a file system that is used, as df shows it: what is reserved for root counts neither way.
 * @param {{ blocks: number, bfree: number, bavail: number }} stats
 */
function diskUsedPct({ blocks, bfree, bavail }) {
  const used = blocks - bfree;
  return percentage(used, used + bavail);
}

/**
 * The name and version of a Linux distribution, from the text of /etc/os-release.
 * @param {string} text
 */
function parseOsRelease(text) {
  const value = (/** @type {string} */ name) =>
    new RegExp(`^${name}=(["']?)(.*)\\1$`, "m").exec(text)?.[2]?.replace(/\\(.)/g, "$1");
  return value("PRETTY_NAME") || [value("NAME"), value("VERSION_ID")].filter(Boolean).join(" ") || null;
}

/**
 * When Linux was started, from the text of /proc/stat.
 * @param {string} text
 */
function parseBootTime(text) {
  const seconds = /^btime (\d+)$/m.exec(text)?.[1];
  return seconds === undefined ? null : new Date(Number(seconds) * 1000);
}

/**
 * A file's text, or null where there is none to read: what it would say is left out of the report.
 * @param {string} file
 */
function readIfThere(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

/** @param {string} name a network interface */
function hasHardware(name) {
  return fs.existsSync(`/sys/class/net/${name}/device`);
}

function platformVersion() {
  if (os.platform() === "linux") {
    const release = readIfThere("/etc/os-release") ?? readIfThere("/usr/lib/os-release");
    return (release && parseOsRelease(release)) || os.version();
  }
  if (os.platform() === "darwin") {
    const version = readIfThere("/System/Library/CoreServices/SystemVersion.plist");
    const product = /<key>ProductVersion<\/key>\s*<string>([^<]+)</.exec(version ?? "")?.[1];
    if (product) return `macOS ${product}`;
  }
  return os.version();
}

/** Measures this machine; the CPU since the measurement before. */
class Machine {
  #cpus = os.cpus();
  #disk;

  /** @param {string} disk */
  constructor(disk) {
    this.#disk = disk;
  }

  /**
   * The body of a report.
   * @param {boolean} withSystemInfo
   */
  measure(withSystemInfo) {
    const cpus = os.cpus();
    const cpu_pct = cpuPct(this.#cpus, cpus);
    this.#cpus = cpus;
    const memory = parseMemInfo(readIfThere("/proc/meminfo") ?? "") ??
      { total: os.totalmem(), available: os.freemem() };
    const disk = fs.statfsSync(this.#disk);
    const network = parseNetDev(readIfThere("/proc/net/dev") ?? "", hasHardware);
    return {
      timestamp: new Date().toISOString(),
      cpu_pct,
      mem_used_pct: percentage(memory.total - memory.available, memory.total),
      disk_used_pct: diskUsedPct(disk),
      ...(network ? { net_rx_bytes: network.rx, net_tx_bytes: network.tx } : {}),
      uptime_s: Math.floor(os.uptime()),
      ...(withSystemInfo ? { system_info: systemInfo(cpus.length, memory.total, disk.blocks * disk.bsize) } : {}),
    };
  }
}

/**
 * @param {number} cores
 * @param {number} memoryBytes
 * @param {number} diskBytes
 */
function systemInfo(cores, memoryBytes, diskBytes) {
  const bootTime = parseBootTime(readIfThere("/proc/stat") ?? "") ?? new Date(Date.now() - os.uptime() * 1000);
  return {
    hostname: os.hostname(),
    platform: os.platform(),
    platform_version: platformVersion(),
    kernel_version: os.release(),
    cpu_cores: cores,
    memory_total_mb: Math.round(memoryBytes / MIB),
    disk_total_gb: Math.round(diskBytes / GIB * 100) / 100,
    last_boot_time: bootTime.toISOString(),
  };
}

/**
 * @param {string[]} argv
 */
function parseOptions(argv) {
  try {
    const { values } = parseArgs({ args: argv, options: OPTIONS, strict: true, allowPositionals: false });
    for (const [name, value] of Object.entries(values)) {
      if (typeof value === "string" && value.trim() === "") throw new UsageError(`--${name} is empty.`);
    }
    const forRegister = /** @type {const} */ (["name", "hostname", "description"]).find((name) => values[name]);
    if (forRegister && !values.register) throw new UsageError(`--${forRegister} is for --register.`);
    if (values.register && !values.name) throw new UsageError("--register needs a --name.");
    return values;
  } catch (error) {
    if (!codeOf(error).startsWith("ERR_PARSE_ARGS")) throw error;
    // parseArgs quotes the argument that it does not know, which may be a key.
    throw new UsageError(
      messageOf(error).replace(/^Unexpected argument .*/s, "An argument stands without its option."),
    );
  }
}

/** @typedef {ReturnType<typeof parseOptions>} Options */

/**
 * Options come before the environment, and that before the file.
 * @param {Options} options
 * @param {Deps} deps
 * @returns {Settings}
 */
function readSettings(options, deps) {
  const file = options.config ?? deps.configFiles.find((name) => fs.existsSync(name)) ?? null;
  const { config, warnings } = file === null ? { config: {}, warnings: [] } : readConfigFile(file);
  const environment = (/** @type {string} */ name) => deps.env[name]?.trim() || undefined;
  const url = options.url ?? environment("HEARTBASE_URL") ?? config.url;
  const apiKey = environment("HEARTBASE_API_KEY") ?? config.api_key;
  const interval = options.interval ?? environment("HEARTBASE_INTERVAL") ?? config.interval ?? DEFAULT_INTERVAL_S;
  const disk = options.disk ?? environment("HEARTBASE_DISK") ?? config.disk ?? "/";

  if (!options["dry-run"] && url === undefined) {
    throw new UsageError(`Where to report is not set: set url in ${file ?? deps.configFiles[0]}, or HEARTBASE_URL.`);
  }
  if (!options["dry-run"] && apiKey === undefined) {
    throw new UsageError(
      `There is no key: set api_key in ${file ?? deps.configFiles[0]}, or HEARTBASE_API_KEY. --register makes one.`,
    );
  }
  const base = functionAddress(String(url ?? "http://127.0.0.1"), warnings);
  const key = String(apiKey ?? "");
  // Anything else cannot stand in a header, and would be named by the error.
  if (!HEADER_VALUE.test(key)) throw new UsageError("The key has characters that no key has.");
  const intervalMs = intervalOf(interval, warnings);
  try {
    fs.statfsSync(String(disk));
  } catch (error) {
    throw new UsageError(`The file system of ${disk} cannot be asked (${codeOf(error) || messageOf(error)}).`);
  }
  return { base, apiKey: key, intervalMs, disk: String(disk), file, warnings };
}

/** @typedef {{ url?: unknown, api_key?: unknown, interval?: unknown, disk?: unknown }} ConfigFile */

/**
 * @param {string} file
 * @returns {{ config: ConfigFile, warnings: string[] }}
 */
function readConfigFile(file) {
  let text;
  let mode;
  try {
    mode = fs.statSync(file).mode;
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${codeOf(error) || messageOf(error)}).`);
  }
  let config;
  try {
    config = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, and so the key.
    throw new UsageError(`${file} is no JSON.`);
  }
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    throw new UsageError(`${file} must hold a JSON object.`);
  }
  const unknown = Object.keys(config).find((name) => !["url", "api_key", "interval", "disk"].includes(name));
  if (unknown !== undefined) throw new UsageError(`${file}: there is no setting ${JSON.stringify(unknown)}.`);
  const isOpen = process.platform !== "win32" && (mode & 0o006) !== 0;
  const warnings = isOpen ? [`${file} is open to everybody on this machine, with the key: chmod 600 ${file}`] : [];
  return { config, warnings };
}

/**
 * @param {string} text
 * @param {string[]} warnings
 */
function functionAddress(text, warnings) {
  if (!URL.canParse(text)) throw new UsageError(`The URL is none: it should look like https://<ref>.supabase.co`);
  const url = new URL(text);
  if (!["http:", "https:"].includes(url.protocol)) throw new UsageError("The URL must begin with https://");
  if (url.username || url.password || url.search || url.hash) {
    throw new UsageError("The URL must have no user, no query and no fragment.");
  }
  if (url.protocol === "http:" && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) {
    warnings.push(`${url.origin} is not encrypted: whoever is on the way can read the key. Use https.`);
  }
  const path = url.pathname.replace(/\/+$/, "") || "/functions/v1";
  return new URL(`${url.origin}${path}/agent/`);
}

/**
 * @param {unknown} value
 * @param {string[]} warnings
 */
function intervalOf(value, warnings) {
  const seconds = typeof value === "number" || typeof value === "string" ? Number(value) : NaN;
  if (!(seconds >= 1 && seconds <= MAX_INTERVAL_S)) {
    throw new UsageError(`The interval must be 1 to ${MAX_INTERVAL_S} seconds.`);
  }
  if (seconds > LONG_INTERVAL_S) {
    warnings.push(
      `A report every ${seconds} s is seldom: a machine is offline after 2 minutes of silence unless its offline_after, ` +
        "or MACHINE_OFFLINE_THRESHOLD, says otherwise.",
    );
  }
  return seconds * 1000;
}

/** Lines for people or, with --json, for programs; never with a secret. */
class Log {
  #deps;
  #asJson;
  /** @type {string[]} */
  #secrets = [];

  /**
   * @param {Deps} deps
   * @param {boolean} asJson
   */
  constructor(deps, asJson) {
    this.#deps = deps;
    this.#asJson = asJson;
  }

  /** @param {...(string | undefined)} secrets masked from now on */
  hide(...secrets) {
    for (const secret of secrets) if (secret) this.#secrets.push(secret);
  }

  /** @param {string} text */
  info(text) {
    this.#write("info", text);
  }

  /** @param {string} text */
  warn(text) {
    this.#write("warn", text);
  }

  /** @param {string} text */
  error(text) {
    this.#write("error", text);
  }

  /**
   * @param {"info" | "warn" | "error"} level
   * @param {string} text
   */
  #write(level, text) {
    const clean = printable(this.#secrets.reduce((rest, secret) => rest.replaceAll(secret, "[redacted]"), text));
    const line = this.#asJson ? JSON.stringify({ at: new Date().toISOString(), level, message: clean }) : clean;
    (level === "info" ? this.#deps.stdout : this.#deps.stderr).write(`${line}\n`);
  }
}

/**
 * A text on one line: an answer could forge log lines with control characters.
 * @param {string} text
 */
function printable(text) {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ");
}

/**
 * The message of anything that was thrown; a network error may have nothing but a code.
 * @param {unknown} error
 * @returns {string}
 */
function messageOf(error) {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message || codeOf(error) || error.name : String(error);
}

/** @param {unknown} error */
function codeOf(error) {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : "";
}

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {string} text at most the first 10 kB
 * @property {number} retryAfterMs 0 where the server asked for no wait
 */

/**
 * One POST of JSON. Redirects are not followed: the key is for this address alone.
 * @param {URL} url
 * @param {string} token
 * @param {unknown} body
 * @param {{ timeoutMs: number, signal: AbortSignal }} limits
 * @returns {Promise<Answer>}
 */
function post(url, token, body, { timeoutMs, signal }) {
  const text = JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "user-agent": "heartbase-agent",
  };
  const { request: open } = url.protocol === "https:" ? https : http;
  return new Promise((resolve, reject) => {
    // A connection a request: one that was kept since the last report may have gone, and would cost this one.
    const request = open(url, { method: "POST", headers, signal, agent: false }, (response) => {
      let answer = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => {
        answer += chunk;
        if (answer.length > MAX_ANSWER_BYTES) response.destroy();
      });
      response.on("error", reject);
      response.on("close", () =>
        resolve({
          status: response.statusCode ?? 0,
          text: answer.slice(0, MAX_ANSWER_BYTES),
          retryAfterMs: retryAfterOf(response.headers["retry-after"]),
        }));
    });
    const timer = setTimeout(
      () => request.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    request.on("error", reject);
    request.on("close", () => clearTimeout(timer));
    request.end(text);
  });
}

/**
 * @param {string | undefined} header seconds, or a date
 * @returns {number} milliseconds, 0 to an hour
 */
function retryAfterOf(header) {
  if (!header) return 0;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
}

/**
 * What the function says was wrong; any other answer is a gateway's.
 * @param {string} text
 */
function reasonOf(text) {
  try {
    const { error, message } = JSON.parse(text);
    for (const reason of [error, message]) if (typeof reason === "string") return reason.slice(0, 500);
  } catch {
    // Not from the function.
  }
  return text.trim().slice(0, 200);
}

/**
 * What became of one report.
 * @typedef {object} Outcome
 * @property {boolean} accepted
 * @property {boolean} retry whether it is worth another try before the next report is due
 * @property {number} waitMs the least that has to pass before the next one
 * @property {string} complaint why it was not accepted
 */

/**
 * @param {Answer} answer
 * @param {Settings} settings
 * @returns {Outcome}
 */
function outcomeOf({ status, text, retryAfterMs }, { base, file }) {
  if (status >= 200 && status < 300) return { accepted: true, retry: false, waitMs: 0, complaint: "" };
  const reason = reasonOf(text);
  const said = `${base.origin} answered ${status}${reason ? `: ${reason}` : ""}`;
  const refused = (/** @type {string} */ complaint, waitMs = retryAfterMs) => ({
    accepted: false,
    retry: false,
    waitMs,
    complaint,
  });
  if (status === 401) {
    const where = file ? `api_key in ${file}, then send SIGHUP or restart` : "HEARTBASE_API_KEY, then restart";
    return refused(
      `${said}. The key is unknown, was rotated or revoked, or the machine is disabled or deleted. ` +
        `Make a new key and set it as ${where}; or enable the machine.`,
      Math.max(REFUSED_WAIT_MS, retryAfterMs),
    );
  }
  if (status === 404) return refused(`${said}. Is ${base.href} right, and the function agent deployed?`);
  if (status >= 300 && status < 400) return refused(`${said}. Redirects are not followed: correct the url.`);
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) return refused(said);
  return { accepted: false, retry: true, waitMs: retryAfterMs, complaint: said };
}

/** Reports until it is told to end. */
class Agent {
  #deps;
  #log;
  #options;
  #settings;
  #machine;
  #end = new AbortController();
  /** Ends the present sleep: to end, or to read the configuration again. */
  #wake = new AbortController();
  #rereadWanted = false;
  /** @type {number | null} */
  #systemInfoAt = null;
  #isReporting = false;
  #failures = 0;
  #lastComplaint = { text: "", at: 0 };

  /**
   * @param {Options} options
   * @param {Settings} settings
   * @param {Log} log
   * @param {Deps} deps
   */
  constructor(options, settings, log, deps) {
    this.#options = options;
    this.#settings = settings;
    this.#log = log;
    this.#deps = deps;
    this.#machine = new Machine(settings.disk);
  }

  /** @returns {Promise<number>} the exit code */
  async run() {
    const { signals } = this.#deps;
    const end = () => {
      this.#end.abort();
      this.#wake.abort();
    };
    const reread = () => {
      this.#rereadWanted = true;
      this.#wake.abort();
    };
    signals.on("SIGTERM", end).on("SIGINT", end).on("SIGHUP", reread);
    try {
      return await this.#report();
    } finally {
      signals.off("SIGTERM", end).off("SIGINT", end).off("SIGHUP", reread);
    }
  }

  async #report() {
    const { now, random } = this.#deps;
    const { once } = this.#options;
    await this.#sleep(FIRST_SAMPLE_MS);
    let slot = now();
    let retries = 0;
    while (!this.#end.signal.aborted) {
      if (this.#rereadWanted) {
        this.#reread();
        slot = now();
        retries = 0;
      }
      const outcome = await this.#send();
      if (this.#end.signal.aborted) break;
      this.#note(outcome);
      if (outcome.accepted && once) return 0;
      const isPatient = !once || outcome.waitMs <= REFUSED_WAIT_MS;
      if (outcome.retry && retries < MAX_RETRIES && isPatient) {
        const backoff = Math.max(FIRST_BACKOFF_MS * 2 ** retries, outcome.waitMs);
        retries += 1;
        await this.#sleep(backoff * (1 + JITTER * random()));
        continue;
      }
      if (once) return 1;
      retries = 0;
      slot = nextSlot(slot, this.#settings.intervalMs, now());
      await this.#sleep(Math.max(slot - now(), outcome.waitMs));
    }
    return 0;
  }

  /**
   * One report, measured afresh: what could not be sent is never kept for later.
   * @returns {Promise<Outcome>}
   */
  async #send() {
    const { base, apiKey } = this.#settings;
    const { timeoutMs, now } = this.#deps;
    const withSystemInfo = this.#systemInfoAt === null || now() - this.#systemInfoAt >= SYSTEM_INFO_EVERY_MS;
    try {
      const report = this.#machine.measure(withSystemInfo);
      const answer = await post(new URL("metrics", base), apiKey, report, { timeoutMs, signal: this.#end.signal });
      const outcome = outcomeOf(answer, this.#settings);
      if (outcome.accepted && withSystemInfo) this.#systemInfoAt = now();
      return outcome;
    } catch (error) {
      return { accepted: false, retry: true, waitMs: 0, complaint: `No report to ${base.origin}: ${messageOf(error)}` };
    }
  }

  /**
   * Says what has changed: that reporting began, troubles and their end, and now and then a trouble that lasts.
   * @param {Outcome} outcome
   */
  #note({ accepted, complaint }) {
    const { base, intervalMs } = this.#settings;
    if (!accepted) {
      this.#failures += 1;
      const { text, at } = this.#lastComplaint;
      if (complaint === text && this.#deps.now() - at < REPEAT_COMPLAINT_MS) return;
      this.#lastComplaint = { text: complaint, at: this.#deps.now() };
      this.#log.error(complaint);
      return;
    }
    if (this.#options.once) this.#log.info(`Reported to ${base.origin}.`);
    else if (!this.#isReporting) this.#log.info(`Reporting to ${base.origin} every ${intervalMs / 1000} s.`);
    else if (this.#failures > 0) this.#log.info(`Reporting again, after ${this.#failures} that failed.`);
    this.#isReporting = true;
    this.#failures = 0;
    this.#lastComplaint = { text: "", at: 0 };
  }

  #reread() {
    this.#rereadWanted = false;
    this.#wake = new AbortController();
    try {
      this.#settings = readSettings(this.#options, this.#deps);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.#log.error(`${error.message} The configuration stays as it was.`);
      return;
    }
    this.#log.hide(this.#settings.apiKey);
    for (const warning of this.#settings.warnings) this.#log.warn(warning);
    this.#log.info("Read the configuration again.");
    this.#machine = new Machine(this.#settings.disk);
    this.#systemInfoAt = null;
    this.#isReporting = false;
  }

  /** @param {number} ms */
  async #sleep(ms) {
    await this.#deps.sleep(ms, this.#wake.signal);
  }
}

/**
 * When the next report is due: whole intervals after the last one was, however long that took.
 * @param {number} slot
 * @param {number} intervalMs
 * @param {number} now
 */
function nextSlot(slot, intervalMs, now) {
  return slot + intervalMs * Math.max(1, Math.floor((now - slot) / intervalMs) + 1);
}

/**
 * Makes the machine known and prints its key, or writes it to the new file that --config names.
 * @param {Options} options
 * @param {Log} log
 * @param {Deps} deps
 */
async function register({ config: file, url, name, hostname, description }, log, deps) {
  const token = deps.env["HEARTBASE_ACCESS_TOKEN"]?.trim();
  const address = url ?? deps.env["HEARTBASE_URL"]?.trim();
  if (!token) throw new UsageError("--register needs the access token of a signed-in user in HEARTBASE_ACCESS_TOKEN.");
  if (!HEADER_VALUE.test(token)) throw new UsageError("HEARTBASE_ACCESS_TOKEN has characters that no token has.");
  if (!address) throw new UsageError("--register needs --url, or HEARTBASE_URL.");
  log.hide(token);
  /** @type {string[]} */
  const warnings = [];
  const base = functionAddress(address, warnings);
  for (const warning of warnings) log.warn(warning);

  // Opened first: a key that nobody could write down would be lost.
  const descriptor = file === undefined ? null : openNewFile(file);
  try {
    const body = { name, hostname: hostname ?? os.hostname(), ...(description === undefined ? {} : { description }) };
    const limits = { timeoutMs: deps.timeoutMs, signal: new AbortController().signal };
    const answer = await post(new URL("register", base), token, body, limits);
    const machine = answer.status === 201 ? JSON.parse(answer.text) : null;
    if (typeof machine?.api_key !== "string") {
      throw new AgentError(`${base.origin} answered ${answer.status}: ${reasonOf(answer.text)}`);
    }
    if (descriptor === null) {
      deps.stdout.write(`${JSON.stringify(machine, null, 2)}\n`);
    } else {
      fs.writeSync(descriptor, `${JSON.stringify({ url: address, api_key: machine.api_key }, null, 2)}\n`);
      log.info(`Machine ${machine.id} is registered; its key is in ${file}.`);
    }
    return 0;
  } catch (error) {
    if (file !== undefined) fs.rmSync(file, { force: true });
    throw error instanceof AgentError ? error : new AgentError(`Not registered: ${messageOf(error)}`);
  } finally {
    if (descriptor !== null) fs.closeSync(descriptor);
  }
}

/** @param {string} file */
function openNewFile(file) {
  try {
    return fs.openSync(file, "wx", 0o600);
  } catch (error) {
    throw new UsageError(
      codeOf(error) === "EEXIST"
        ? `${file} is there already: it may hold the key of another machine.`
        : `${file} cannot be written (${codeOf(error) || messageOf(error)}).`,
    );
  }
}

/**
 * @param {string[]} argv
 * @param {Partial<Deps>} [given] what a test gives instead of the process's own
 * @returns {Promise<number>} the exit code
 */
async function main(argv, given) {
  /** @type {Deps} */
  const deps = {
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    signals: process,
    sleep: (ms, signal) => wait(ms, undefined, { signal }).catch(() => {}),
    now: () => performance.now(),
    random: Math.random,
    timeoutMs: REQUEST_TIMEOUT_MS,
    configFiles: CONFIG_FILES,
    ...given,
  };
  const log = new Log(deps, argv.includes("--json"));
  try {
    if (argv.includes("--help") || argv.includes("-h")) {
      deps.stdout.write(`${USAGE}\n`);
      return 0;
    }
    const options = parseOptions(argv);
    if (options.register) return await register(options, log, deps);
    const settings = readSettings(options, deps);
    log.hide(settings.apiKey);
    for (const warning of settings.warnings) log.warn(warning);
    if (options["dry-run"]) {
      const machine = new Machine(settings.disk);
      await deps.sleep(FIRST_SAMPLE_MS, new AbortController().signal);
      deps.stdout.write(`${JSON.stringify(machine.measure(true), null, 2)}\n`);
      return 0;
    }
    return await new Agent(options, settings, log, deps).run();
  } catch (error) {
    if (error instanceof UsageError) {
      log.error(`${error.message} See --help.`);
      return 2;
    }
    log.error(error instanceof AgentError ? error.message : String(error instanceof Error ? error.stack : error));
    return 1;
  }
}

module.exports = {
  cpuPct,
  diskUsedPct,
  main,
  nextSlot,
  parseBootTime,
  parseMemInfo,
  parseNetDev,
  parseOsRelease,
};

if (require.main === module) {
  // Reports matter more than whoever reads the log.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}
