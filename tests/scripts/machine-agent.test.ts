import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { chmodSync, copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, it, type TestContext } from "node:test";
import {
  cpuPct,
  diskUsedPct,
  main,
  nextSlot,
  parseBootTime,
  parseMemInfo,
  parseNetDev,
  parseOsRelease,
} from "../../scripts/machine-agent.cjs";
import { projectPath } from "../../scripts/local/options.ts";
import { waitFor } from "../support/stack.ts";
import { temporaryFolder, unusedPort } from "./support.ts";

const KEY = "Zm9yLXRoZS10ZXN0cy1vbmx5LW5vdC1hLXJlYWwta2V5";
const TOKEN = "header.payload.signature";

interface Report {
  timestamp: string;
  cpu_pct: number;
  mem_used_pct: number;
  disk_used_pct: number;
  uptime_s: number;
  net_rx_bytes?: number;
  system_info?: Record<string, unknown>;
}

interface Received {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Report;
  at: number;
}

type Answer = (response: ServerResponse) => void;

const status = (code: number, body = "", headers: Record<string, string> = {}): Answer => (response) =>
  response.writeHead(code, headers).end(body);
const accepted = status(202);
const hang: Answer = () => {};

/** What the agent reports to: a real HTTP server that gives the answers of a list, and the last one from then on. */
class Receiver {
  readonly received: Received[] = [];
  answers: Answer[] = [accepted];
  url = "";
  /** The clock by which requests are stamped. */
  now = () => performance.now();
  onRequest = () => {};
  #server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    let text = "";
    request.on("data", (chunk) => text += chunk).on("end", () => {
      const { method = "", url: path = "", headers } = request;
      this.received.push({ method, path, headers, body: JSON.parse(text) as Report, at: this.now() });
      const answer = this.answers[Math.min(this.received.length, this.answers.length) - 1]!;
      this.onRequest();
      answer(response);
    });
  });

  async start() {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

describe("what the agent measures", () => {
  const cpu = (user: number, idle: number) => ({ model: "", speed: 0, times: { user, nice: 0, sys: 0, idle, irq: 0 } });

  it("is the busy share of all CPUs together since the sample before", () => {
    assert.equal(cpuPct([cpu(100, 900), cpu(100, 900)], [cpu(200, 900), cpu(100, 1000)]), 50);
    assert.equal(cpuPct([cpu(0, 0)], [cpu(1, 2999)]), 0);
    assert.equal(cpuPct([cpu(0, 0)], [cpu(333, 667)]), 33.3);
  });

  it("is 0 to 100 per cent when no tick passed, or a CPU left with its counters", () => {
    assert.equal(cpuPct([cpu(100, 900)], [cpu(100, 900)]), 0);
    assert.equal(cpuPct([cpu(100, 900), cpu(500, 500)], [cpu(150, 950)]), 0);
    assert.equal(cpuPct([cpu(100, 900)], [cpu(300, 899)]), 100);
  });

  it("takes available memory, not merely free memory, from /proc/meminfo", () => {
    const text = "MemTotal:        2000 kB\nMemFree:          100 kB\nMemAvailable:    1500 kB\nBuffers: 7 kB\n";
    assert.deepEqual(parseMemInfo(text), { total: 2_048_000, available: 1_536_000 });
    assert.equal(parseMemInfo("MemTotal:        2000 kB\nMemFree:          100 kB\n"), null);
    assert.equal(parseMemInfo(""), null);
  });

  const netDev = (...lines: string[]) =>
    [
      "Inter-|   Receive                                                |  Transmit",
      " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed",
      ...lines,
    ].join("\n") + "\n";

  it("counts the bytes of interfaces with hardware, so that a bridge or a container does not count twice", () => {
    const text = netDev(
      "    lo: 999 9 0 0 0 0 0 0 999 9 0 0 0 0 0 0",
      "  eth0: 1000      10    0    0    0     0          0         0     2000      20    0    0    0     0       0          0",
      "  eth1:10 1 0 0 0 0 0 0 20 1 0 0 0 0 0 0",
      "docker0: 500 5 0 0 0 0 0 0 600 5 0 0 0 0 0 0",
    );
    assert.deepEqual(parseNetDev(text, (name) => name.startsWith("eth")), { rx: 1010, tx: 2020 });
  });

  it("counts all interfaces but the loopback where none has hardware", () => {
    const text = netDev("    lo: 999 9 0 0 0 0 0 0 999 9 0 0 0 0 0 0", "  eth0: 1 1 0 0 0 0 0 0 2 1 0 0 0 0 0 0");
    assert.deepEqual(parseNetDev(text, () => false), { rx: 1, tx: 2 });
  });

  it("leaves the network out where there is none to read", () => {
    assert.equal(parseNetDev("", () => true), null);
    assert.equal(parseNetDev(netDev("    lo: 999 9 0 0 0 0 0 0 999 9 0 0 0 0 0 0"), () => false), null);
  });

  it("is the share of a disk that df shows, what is reserved for root left out", () => {
    assert.equal(diskUsedPct({ blocks: 1000, bfree: 600, bavail: 400 }), 50);
    assert.equal(diskUsedPct({ blocks: 1000, bfree: 50, bavail: 0 }), 100);
    assert.equal(diskUsedPct({ blocks: 0, bfree: 0, bavail: 0 }), 0);
  });

  it("reads names and times that Linux keeps in files", () => {
    assert.equal(parseOsRelease('NAME="Alpine"\nPRETTY_NAME="Alpine Linux v3.20"\n'), "Alpine Linux v3.20");
    assert.equal(parseOsRelease("NAME=Void\nVERSION_ID=7\n"), "Void 7");
    assert.equal(parseOsRelease(""), null);
    assert.equal(parseBootTime("cpu 1 2\nbtime 1760000000\n")?.toISOString(), "2025-10-09T08:53:20.000Z");
    assert.equal(parseBootTime(""), null);
  });
});

describe("when the agent reports", () => {
  it("is whole intervals after the start, however long a report took", () => {
    assert.equal(nextSlot(0, 10_000, 0), 10_000);
    assert.equal(nextSlot(0, 10_000, 9_999.9), 10_000);
    assert.equal(nextSlot(0, 10_000, 10_000), 20_000);
    assert.equal(nextSlot(0, 10_000, 35_500), 40_000);
  });

  it("is one interval after a report that a timer began too early", () => {
    assert.equal(nextSlot(10_000, 10_000, 9_999.5), 20_000);
  });
});

describe("the agent", () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = new Receiver();
    await receiver.start();
  });
  afterEach(() => receiver.stop());

  interface Situation {
    argv?: string[];
    env?: NodeJS.ProcessEnv;
    answers?: Answer[];
    /** After this many reports it is told to end; with --once it ends by itself. */
    reports?: number;
    timeoutMs?: number;
    random?: number;
    configFiles?: string[];
    /** Called when the report of this number (from 1) arrives. */
    during?: (count: number, signals: EventEmitter) => void;
  }

  /** How long the agent waits for an answer: longer than this process, which gives it, can rest. */
  const PATIENCE_MS = 600_000;

  /** Runs the agent on a clock that sleeping advances, so that nothing waits. */
  async function runAgent(situation: Situation = {}) {
    let clock = 0;
    const waits: number[] = [];
    const signals = new EventEmitter();
    receiver.answers = situation.answers ?? [accepted];
    receiver.now = () => clock;
    receiver.onRequest = () => {
      const count = receiver.received.length;
      situation.during?.(count, signals);
      if (count === situation.reports) signals.emit("SIGTERM");
    };
    let stdout = "";
    let stderr = "";
    const code = await main(situation.argv ?? [], {
      env: situation.env ?? { HEARTBASE_URL: receiver.url, HEARTBASE_API_KEY: KEY },
      stdout: { write: (text) => stdout += text },
      stderr: { write: (text) => stderr += text },
      signals,
      now: () => clock,
      sleep: (ms, signal) => {
        if (signal.aborted) return Promise.resolve();
        waits.push(ms);
        clock += ms;
        return Promise.resolve();
      },
      random: () => situation.random ?? 0,
      configFiles: situation.configFiles ?? [],
      timeoutMs: situation.timeoutMs ?? PATIENCE_MS,
    });
    assert.deepEqual(signals.eventNames(), [], "no listener is left");
    return { code, stdout, stderr, all: stdout + stderr, waits };
  }
  const arrivals = () => receiver.received.map(({ at }) => at);

  it("sends a report every ten seconds, the first after a second", async () => {
    const { code, stdout, stderr } = await runAgent({ reports: 4 });
    assert.deepEqual([code, stderr], [0, ""]);
    assert.deepEqual(arrivals(), [1000, 11_000, 21_000, 31_000]);
    assert.equal(stdout, `Reporting to ${receiver.url} every 10 s.\n`);
    const [{ method, path, headers }] = receiver.received as [Received];
    assert.deepEqual([method, path, headers.authorization, headers["content-type"]], [
      "POST",
      "/functions/v1/agent/metrics",
      `Bearer ${KEY}`,
      "application/json",
    ]);
  });

  it("opens a connection for each report, since one that is kept may have gone meanwhile", async () => {
    await runAgent({ reports: 3 });
    assert.deepEqual(receiver.received.map(({ headers }) => headers.connection), ["close", "close", "close"]);
  });

  it("reports what the contract names, within its bounds", async () => {
    await runAgent({ reports: 1 });
    const [{ body }] = receiver.received as [Received];
    for (const share of [body.cpu_pct, body.mem_used_pct, body.disk_used_pct]) {
      assert.ok(share >= 0 && share <= 100, `${share}`);
    }
    assert.ok(body.mem_used_pct > 0 && body.disk_used_pct > 0 && body.uptime_s > 0);
    assert.ok(Math.abs(Date.parse(body.timestamp) - Date.now()) < 60_000);
    assert.deepEqual(Object.keys(body.system_info ?? {}), [
      "hostname",
      "platform",
      "platform_version",
      "kernel_version",
      "cpu_cores",
      "memory_total_mb",
      "disk_total_gb",
      "last_boot_time",
    ]);
    assert.ok(!Number.isNaN(Date.parse(String(body.system_info?.["last_boot_time"]))));
  });

  it("sends the facts of the system first and then once an hour", async () => {
    await runAgent({ argv: ["--interval", "1200"], reports: 8 });
    assert.deepEqual(
      receiver.received.map(({ body }) => body.system_info !== undefined),
      [true, false, false, true, false, false, true, false],
    );
  });

  it("sends the facts of the system again until they are accepted", async () => {
    await runAgent({ answers: [status(400), accepted], reports: 3 });
    assert.deepEqual(receiver.received.map(({ body }) => body.system_info !== undefined), [true, true, false]);
  });

  it("takes another interval, and warns of one that the usual threshold does not bear", async () => {
    const { stderr } = await runAgent({ argv: ["--interval", "1"], reports: 2 });
    assert.deepEqual([arrivals(), stderr], [[1000, 2000], ""]);
    assert.match((await runAgent({ argv: ["--interval", "300"], reports: 3 })).stderr, /offline_after/);
  });

  it("tries three more times after 5, 10 and 20 seconds, and goes on with the next interval", async () => {
    const { code, stderr, waits } = await runAgent({ answers: [status(500, '{"error":"away"}')], reports: 6 });
    assert.equal(code, 0);
    assert.deepEqual(waits.slice(0, 4), [1000, 5000, 10_000, 20_000]);
    assert.deepEqual(arrivals(), [1000, 6000, 16_000, 36_000, 41_000, 46_000]);
    assert.equal(stderr, `${receiver.url} answered 500: away\n`, "the same trouble is told once");
  });

  it("adds a jitter of up to a fifth to each backoff", async () => {
    const { waits } = await runAgent({ answers: [status(503)], random: 1, reports: 4 });
    assert.deepEqual(waits.slice(1, 4), [6000, 12_000, 24_000]);
  });

  it("never sends an old report: each try is measured afresh", async () => {
    // The agent's timestamps are of the real clock, by the millisecond.
    const during = () => {
      for (const start = Date.now(); Date.now() === start;);
    };
    await runAgent({ answers: [status(500), status(500), accepted], reports: 3, during });
    const stamps = receiver.received.map(({ body }) => body.timestamp);
    assert.deepEqual(stamps, stamps.toSorted());
    assert.equal(new Set(stamps).size, 3);
  });

  it("says when it reports again", async () => {
    const { stdout } = await runAgent({ answers: [accepted, status(500), status(500), accepted], reports: 5 });
    assert.deepEqual(stdout.trimEnd().split("\n"), [
      `Reporting to ${receiver.url} every 10 s.`,
      "Reporting again, after 2 that failed.",
    ]);
  });

  it("tells of a trouble that lasts every ten minutes", async () => {
    const { stderr } = await runAgent({ answers: [status(400, '{"error":"no"}')], reports: 62 });
    assert.equal(stderr, `${receiver.url} answered 400: no\n`.repeat(2));
  });

  for (const code of [400, 403, 404, 413, 301]) {
    it(`does not try again on ${code} before the next interval`, async () => {
      await runAgent({ answers: [status(code, "", { location: `${receiver.url}/elsewhere` })], reports: 3 });
      assert.deepEqual(arrivals(), [1000, 11_000, 21_000]);
      assert.ok(receiver.received.every(({ path }) => path === "/functions/v1/agent/metrics"));
    });
  }

  for (const code of [408, 429, 500, 502, 503]) {
    it(`tries again on ${code}`, async () => {
      await runAgent({ answers: [status(code), accepted], reports: 3 });
      assert.deepEqual(arrivals(), [1000, 6000, 11_000]);
    });
  }

  it("waits as long as Retry-After says, in seconds or as a date", async () => {
    const throttled = status(429, '{"error":"slow down"}', { "retry-after": "42" });
    await runAgent({ answers: [throttled, accepted], reports: 3 });
    assert.deepEqual(arrivals(), [1000, 43_000, 51_000]);
    receiver.received.length = 0;
    const date = new Date(Date.now() + 1_800_000).toUTCString();
    await runAgent({ answers: [status(503, "", { "retry-after": date }), accepted], reports: 2 });
    const [first = 0, second = 0] = arrivals();
    assert.ok(second - first > 1_700_000 && second - first <= 1_800_000, `${second - first}`);
  });

  it("heeds Retry-After when the tries are spent too, up to an hour", async () => {
    const { waits } = await runAgent({ answers: [status(429, "", { "retry-after": "86400" })], reports: 5 });
    assert.deepEqual(waits.slice(1, 5), [3_600_000, 3_600_000, 3_600_000, 3_600_000]);
  });

  it("tries a key that is refused once a minute, says what to do, and goes on when it is taken again", async () => {
    const refused = status(401, JSON.stringify({ error: `no key ${KEY}` }));
    const { code, all, stderr } = await runAgent({ answers: [refused, refused, accepted], reports: 4 });
    assert.equal(code, 0);
    assert.deepEqual(arrivals(), [1000, 61_000, 121_000, 131_000]);
    assert.match(stderr, /rotated or revoked, or the machine is disabled or deleted/);
    assert.match(stderr, /HEARTBASE_API_KEY, then restart/);
    assert.ok(!all.includes(KEY));
  });

  // By the agent's own clock: a request that was given up may arrive later, or not at all.
  it("gives up on an answer that does not come, and tries again", async () => {
    const { stderr, waits } = await runAgent({ answers: [hang, accepted], timeoutMs: 200, reports: 2 });
    assert.deepEqual(waits.slice(0, 2), [1000, 5000]);
    assert.match(stderr, /no answer within 0.2 s/);
  });

  it("gives up on an answer that does not end", async () => {
    const endless: Answer = (response) => {
      response.writeHead(202).write("…");
    };
    const { stderr, waits } = await runAgent({ answers: [endless, accepted], timeoutMs: 200, reports: 2 });
    assert.match(stderr, /no answer within 0.2 s/);
    assert.deepEqual(waits.slice(0, 2), [1000, 5000]);
  });

  it("ends in the middle of a request, and does not wait for its answer", { timeout: 60_000 }, async () => {
    const { code, all } = await runAgent({ answers: [hang], reports: 1 });
    assert.deepEqual([code, all], [0, ""]);
  });

  it("reads no more of an answer than it needs", async () => {
    const { stderr } = await runAgent({ answers: [status(400, "x".repeat(5_000_000)), accepted], reports: 2 });
    assert.ok(stderr.length < 500);
    assert.match(stderr, /answered 400: xxx/);
  });

  it("keeps on while nothing listens", async () => {
    const port = await unusedPort();
    const signals = new EventEmitter();
    let sleeps = 0;
    let stderr = "";
    const code = await main([], {
      env: { HEARTBASE_URL: `http://127.0.0.1:${port}`, HEARTBASE_API_KEY: KEY },
      stdout: { write: () => true },
      stderr: { write: (text) => stderr += text },
      signals,
      configFiles: [],
      sleep: () => {
        if (++sleeps === 6) signals.emit("SIGINT");
        return Promise.resolve();
      },
    });
    assert.equal(code, 0);
    assert.match(stderr, /^No report to http:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED.*\n$/);
  });

  it("cannot be made to forge log lines", async () => {
    const forged = status(400, JSON.stringify({ error: "a\nReporting again\u001b[31m\u202e" }));
    const { stderr } = await runAgent({ answers: [forged], reports: 1 });
    assert.deepEqual(stderr.trimEnd().split("\n").length, 1);
    // deno-lint-ignore no-control-regex
    assert.ok(!/[\u001b\u202e]/.test(stderr));
  });

  it("logs in JSON on request", async () => {
    const { stdout, stderr } = await runAgent({ argv: ["--json"], answers: [status(400), accepted], reports: 3 });
    const lines = (text: string) => text.trimEnd().split("\n").map((line) => JSON.parse(line) as { level: string });
    assert.deepEqual([...lines(stderr), ...lines(stdout)].map(({ level }) => level), ["error", "info"]);
  });

  it("sends one report with --once, and says by its exit code whether it was accepted", async () => {
    const good = await runAgent({ argv: ["--once"] });
    assert.deepEqual([good.code, good.stdout, receiver.received.length], [0, `Reported to ${receiver.url}.\n`, 1]);
    const bad = await runAgent({ argv: ["--once"], answers: [status(400)] });
    assert.deepEqual([bad.code, receiver.received.length], [1, 2]);
    const refused = await runAgent({ argv: ["--once"], answers: [status(401)] });
    assert.deepEqual([refused.code, receiver.received.length], [1, 3]);
    const away = await runAgent({ argv: ["--once"], answers: [status(503)] });
    assert.deepEqual([away.code, receiver.received.length], [1, 7]);
    const late = await runAgent({ argv: ["--once"], answers: [status(429, "", { "retry-after": "3600" })] });
    assert.deepEqual([late.code, receiver.received.length], [1, 8]);
  });

  it("prints a report and sends nothing with --dry-run, which needs no key", async () => {
    const { code, stdout } = await runAgent({ argv: ["--dry-run"], env: {} });
    assert.equal(code, 0);
    assert.ok((JSON.parse(stdout) as Report).system_info);
    assert.equal(receiver.received.length, 0);
  });

  describe("and its configuration", () => {
    const configFile = (test: TestContext, config: unknown, mode = 0o600) => {
      const file = join(temporaryFolder(test), "agent.json");
      writeFileSync(file, typeof config === "string" ? config : JSON.stringify(config));
      chmodSync(file, mode);
      return file;
    };

    it("is a file, the first that is there", async (test) => {
      const file = configFile(test, { url: `${receiver.url}/edge/`, api_key: KEY, interval: 20, disk: "/" });
      const { stderr } = await runAgent({ env: {}, configFiles: ["/no/such/file", file, "/nor/this"], reports: 2 });
      assert.equal(stderr, "");
      assert.deepEqual(arrivals(), [1000, 21_000]);
      assert.equal(receiver.received[0]!.path, "/edge/agent/metrics");
    });

    it("comes from options before the environment, and from that before the file", async (test) => {
      const file = configFile(test, { url: "https://example.com", api_key: "from-the-file", interval: 20 });
      const env = { HEARTBASE_URL: receiver.url, HEARTBASE_API_KEY: KEY, HEARTBASE_INTERVAL: "30" };
      await runAgent({ argv: ["--config", file, "--interval", "40"], env, reports: 2 });
      assert.deepEqual(arrivals(), [1000, 41_000]);
      assert.equal(receiver.received[0]!.headers.authorization, `Bearer ${KEY}`);
    });

    it("is warned of when everybody on the machine can read or change it", async (test) => {
      for (const [mode, isWarned] of [[0o644, true], [0o602, true], [0o640, false], [0o600, false]] as const) {
        const file = configFile(test, { url: receiver.url, api_key: KEY }, mode);
        const { code, stderr } = await runAgent({ argv: ["--config", file, "--once"], env: {} });
        assert.equal(code, 0);
        assert.equal(stderr.includes(`chmod 600 ${file}`), isWarned, mode.toString(8));
      }
    });

    it("is warned of when the key would travel in the open", async () => {
      const env = { HEARTBASE_URL: "http://192.0.2.1", HEARTBASE_API_KEY: KEY };
      const { stderr } = await runAgent({ argv: ["--dry-run"], env });
      assert.match(stderr, /http:\/\/192\.0\.2\.1 is not encrypted/);
    });

    const good = { url: "https://example.com", api_key: KEY };
    const wrong: [string, { argv?: string[]; env?: NodeJS.ProcessEnv; file?: unknown }, RegExp][] = [
      ["without a URL", { file: { api_key: KEY } }, /Where to report is not set/],
      ["without a key", { file: { url: good.url } }, /There is no key: set api_key in .*agent\.json, or HEARTBASE_API/],
      ["without anything", {}, /Where to report is not set/],
      ["with a file that is no JSON", { file: `{"api_key": "${KEY}"` }, /agent\.json is no JSON/],
      ["with a file that holds no object", { file: [1] }, /must hold a JSON object/],
      ["with an unknown setting", { file: { ...good, apikey: 1 } }, /there is no setting "apikey"/],
      ["with a file that is not there", { argv: ["--config", "/no/such/file"] }, /cannot be read \(ENOENT\)/],
      ["with an interval under a second", { file: { ...good, interval: 0.5 } }, /1 to 86400 seconds/],
      ["with an interval that is no number", { file: good, argv: ["--interval", "10s"] }, /1 to 86400 seconds/],
      [
        "with an interval of null",
        { file: { ...good, interval: null, disk: "/" }, argv: ["--interval", "NaN"] },
        /1 to/,
      ],
      ["with a URL that is none", { file: { ...good, url: "example" } }, /should look like https/],
      ["with another scheme", { file: { ...good, url: "ftp://example.com" } }, /must begin with https/],
      ["with a password in the URL", { file: { ...good, url: `https://a:${KEY}@example.com` } }, /no user, no query/],
      ["with a disk that is not there", { file: { ...good, disk: "/no/such/disk" } }, /cannot be asked \(ENOENT\)/],
      ["with a key of other characters", { file: { ...good, api_key: `${KEY}\n` } }, /characters that no key has/],
      ["with an unknown option", { argv: ["--nonsense"] }, /Unknown option '--nonsense'/],
      ["with a key on the command line", { argv: [KEY] }, /An argument stands without its option/],
      ["with an empty option", { argv: ["--url", ""] }, /--url is empty/],
      ["with --name alone", { argv: ["--name", "web-1"] }, /--name is for --register/],
      ["with --register alone", { argv: ["--register"] }, /needs a --name/],
    ];
    for (const [what, { argv = [], env = {}, file }, message] of wrong) {
      it(`ends it with 2 ${what}`, async (test) => {
        const configFiles = file === undefined ? [] : [configFile(test, file)];
        if (configFiles.length === 0) configFiles.push(join(temporaryFolder(test), "agent.json"));
        const { code, stdout, stderr } = await runAgent({ argv, env, configFiles });
        assert.deepEqual([code, stdout], [2, ""]);
        assert.match(stderr, message);
        assert.match(stderr, / See --help\.\n$/);
        assert.ok(!stderr.includes(KEY));
      });
    }

    it("is read again on SIGHUP, at once and with the system's facts", async (test) => {
      const file = configFile(test, { url: receiver.url, api_key: "the-old-key" });
      const { stdout } = await runAgent({
        argv: ["--config", file],
        env: {},
        answers: [status(401), accepted],
        reports: 3,
        during: (count, signals) => {
          if (count !== 1) return;
          writeFileSync(file, JSON.stringify({ url: receiver.url, api_key: KEY, interval: 30 }));
          signals.emit("SIGHUP");
        },
      });
      assert.deepEqual(receiver.received.map(({ headers }) => headers.authorization), [
        "Bearer the-old-key",
        `Bearer ${KEY}`,
        `Bearer ${KEY}`,
      ]);
      assert.deepEqual(arrivals(), [1000, 1000, 31_000]);
      assert.match(stdout, /^Read the configuration again\.\nReporting to .* every 30 s\.\n$/);
    });

    it("stays as it was when what SIGHUP finds is wrong", async (test) => {
      const file = configFile(test, { url: receiver.url, api_key: KEY });
      const { code, stderr } = await runAgent({
        argv: ["--config", file],
        env: {},
        reports: 3,
        during: (count, signals) => {
          if (count !== 1) return;
          writeFileSync(file, "{");
          signals.emit("SIGHUP");
        },
      });
      assert.equal(code, 0);
      assert.match(stderr, /is no JSON\. The configuration stays as it was\./);
      assert.ok(receiver.received.every(({ headers }) => headers.authorization === `Bearer ${KEY}`));
    });
  });

  describe("registering a machine", () => {
    const machine = { id: 7, name: "web-1", hostname: "h", description: null, api_key: KEY, created_at: "t" };
    const env = () => ({ HEARTBASE_URL: receiver.url, HEARTBASE_ACCESS_TOKEN: TOKEN });

    it("prints it with its key", async () => {
      const { code, stdout, stderr } = await runAgent({
        argv: ["--register", "--name", "web-1", "--description", "Main API server"],
        env: env(),
        answers: [status(201, JSON.stringify(machine))],
      });
      assert.deepEqual([code, stderr, JSON.parse(stdout)], [0, "", machine]);
      const [{ path, headers, body }] = receiver.received as [Received];
      assert.deepEqual([path, headers.authorization], ["/functions/v1/agent/register", `Bearer ${TOKEN}`]);
      const { hostname, ...rest } = body as unknown as Record<string, string>;
      assert.deepEqual(rest, { name: "web-1", description: "Main API server" });
      assert.ok(hostname);
    });

    it("writes a configuration that only its owner can read, and that the agent takes", async (test) => {
      const file = join(temporaryFolder(test), "agent.json");
      const argv = ["--register", "--name", "web-1", "--hostname", "web.example.com", "--config", file];
      const { code, all } = await runAgent({ argv, env: env(), answers: [status(201, JSON.stringify(machine))] });
      assert.equal(code, 0);
      assert.match(all, /^Machine 7 is registered; its key is in .*agent\.json\.\n$/);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), { url: receiver.url, api_key: KEY });
      assert.equal((await runAgent({ argv: ["--config", file, "--once"], env: {} })).code, 0);
    });

    it("overwrites no configuration, and registers nothing then", async (test) => {
      const file = join(temporaryFolder(test), "agent.json");
      writeFileSync(file, "{}");
      const { code, stderr } = await runAgent({ argv: ["--register", "--name", "x", "--config", file], env: env() });
      assert.equal(code, 2);
      assert.match(stderr, /is there already/);
      assert.equal(receiver.received.length, 0);
    });

    it("ends with 1 and leaves no file when it is refused", async (test) => {
      const file = join(temporaryFolder(test), "agent.json");
      const answers = [status(409, JSON.stringify({ error: "You have 100 machines.", code: "too_many_machines" }))];
      const argv = ["--register", "--name", "x", "--config", file];
      const { code, stderr, all } = await runAgent({ argv, env: env(), answers });
      assert.deepEqual([code, stderr], [1, `${receiver.url} answered 409: You have 100 machines.\n`]);
      assert.ok(!existsSync(file) && !all.includes(TOKEN));
    });

    it("wants an access token and a URL", async () => {
      const argv = ["--register", "--name", "x"];
      assert.match((await runAgent({ argv, env: {} })).stderr, /HEARTBASE_ACCESS_TOKEN/);
      assert.match((await runAgent({ argv, env: { HEARTBASE_ACCESS_TOKEN: TOKEN } })).stderr, /needs --url/);
    });
  });
});

describe("the agent as a process, alone in an empty folder", () => {
  let receiver: Receiver;
  let child: ChildProcess | undefined;
  beforeEach(async () => {
    receiver = new Receiver();
    await receiver.start();
  });
  afterEach(async () => {
    if (child && child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    await receiver.stop();
  });

  /** A copy that finds neither this project nor its packages. */
  function start(test: TestContext, argv: string[]) {
    const folder = temporaryFolder(test);
    copyFileSync(projectPath("scripts/machine-agent.cjs"), join(folder, "machine-agent.cjs"));
    writeFileSync(
      join(folder, "heartbase-agent.json"),
      JSON.stringify({ url: receiver.url, api_key: KEY, interval: 1 }),
      { mode: 0o600 },
    );
    const agent = spawn(process.execPath, ["machine-agent.cjs", ...argv], { cwd: folder, env: {} });
    child = agent;
    let output = "";
    for (const stream of [agent.stdout, agent.stderr]) stream.on("data", (chunk) => output += chunk);
    return { agent, folder, output: () => output };
  }

  /** Its exit code, once all that it said was read, and how many milliseconds after the signal it came. */
  async function ended(agent: ChildProcess, signal?: NodeJS.Signals) {
    const started = performance.now();
    const closed = once(agent, "close");
    if (signal) agent.kill(signal);
    const [code] = await closed as [number | null];
    return { code, ms: performance.now() - started };
  }

  it("reports", async (test) => {
    const { agent, output } = start(test, ["--once"]);
    assert.deepEqual([(await ended(agent)).code, output()], [0, `Reported to ${receiver.url}.\n`]);
    assert.ok(receiver.received[0]!.body.system_info);
  });

  it("reports every second and reads its configuration again", async (test) => {
    const started = performance.now();
    const { agent, folder, output } = start(test, []);
    await waitFor("three reports", () => receiver.received.length >= 3);
    const third = receiver.received[2]!.at - started;
    assert.ok(third > 2900, `the third after ${third} ms`);
    const config = { url: receiver.url, api_key: "another-key", interval: 1 };
    writeFileSync(join(folder, "heartbase-agent.json"), JSON.stringify(config));
    agent.kill("SIGHUP");
    await waitFor("the other key", () => receiver.received.at(-1)!.headers.authorization === "Bearer another-key");
    assert.deepEqual((await ended(agent, "SIGINT")).code, 0);
    assert.match(output(), /every 1 s\.\nRead the configuration again/);
  });

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it(`ends at once on ${signal}, in the middle of a request`, async (test) => {
      receiver.answers = [hang];
      const { agent } = start(test, []);
      await waitFor("a request", () => receiver.received.length >= 1);
      // That it does not wait for the end of the request is shown above, where the clock is not the machine's.
      assert.equal((await ended(agent, signal)).code, 0);
    });
  }

  it("ends at once while it waits", async (test) => {
    receiver.answers = [status(401)];
    const { agent, output } = start(test, []);
    await waitFor("a refusal", () => output().includes("rotated"));
    const { code, ms } = await ended(agent, "SIGTERM");
    // The wait is one of a minute.
    assert.equal(code, 0);
    assert.ok(ms < 30_000, `${ms} ms`);
    assert.ok(!output().includes(KEY));
  });

  it("goes on when nobody reads its log any more", async (test) => {
    const { agent } = start(test, []);
    await waitFor("the first report", () => receiver.received.length >= 1);
    agent.stdout.destroy();
    agent.stderr.destroy();
    receiver.answers = [status(400)];
    const before = receiver.received.length;
    await waitFor("four more reports", () => receiver.received.length >= before + 4);
    assert.equal(agent.exitCode, null);
  });
});
