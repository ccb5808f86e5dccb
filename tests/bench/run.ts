/**
 * npm run bench: what Heartbase costs, beside the bare statements that it cannot be cheaper than, on a throwaway local stack.
 * The machine's speed is in both figures of a row, so the ratio can be compared between machines; the times cannot.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, constants, cpus, loadavg } from "node:os";
import { dirname, resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { makeTemporaryDataDir } from "../../scripts/local/postgres.ts";
import { type Stack, startStack } from "../../scripts/local/stack.ts";
import type { Context, Group } from "./context.ts";
import { chooseDriver } from "./drivers.ts";
import { formatTable, isMet, type Row } from "./report.ts";
import { checks } from "./rows/checks.ts";
import { heartbeats } from "./rows/heartbeats.ts";
import { mesh } from "./rows/mesh.ts";
import { meshLog } from "./rows/mesh-log.ts";
import { meshSweep } from "./rows/mesh-sweep.ts";
import { metrics } from "./rows/metrics.ts";
import { panel } from "./rows/panel.ts";
import { delivery, storm, stormAndDelivery } from "./rows/storm.ts";
import { sweep } from "./rows/sweep.ts";
import { tenants } from "./rows/tenants.ts";
import { wal } from "./rows/wal.ts";

const GROUPS: Record<string, Group> = {
  checks,
  heartbeats,
  mesh,
  "mesh-log": meshLog,
  "mesh-sweep": meshSweep,
  metrics,
  panel,
  storm,
  delivery,
  sweep,
  tenants,
  wal,
};
/** A full run measures storm and delivery on the same storms, and leaves out what takes minutes. */
const ALL: Group[] = [heartbeats, mesh, metrics, stormAndDelivery, sweep, meshSweep, wal, checks, panel];

const HELP = `Usage: npm run bench -- [options]

Measures Heartbase on a throwaway local stack and prints a table. Exit code 0, also when an aim is missed; 1 when
something could not be measured; 2 for wrong options.

  --only <row>      ${Object.keys(GROUPS).join(", ")};
                    may be given several times. mesh-log, which takes minutes and 5 GB of disk, and tenants, which takes
                    two minutes, only so
  --quick           fewer and shorter rounds, and a tenth of the jobs, tetrahedrons and log (under a minute)
  --json <file>     also writes everything measured as JSON
  --driver <name>   pgbench or postgres.js; default: pgbench where it is on the PATH
  --help            this text`;

interface Options {
  readonly groups: Group[];
  readonly quick: boolean;
  readonly json: string | undefined;
  readonly driver: string | undefined;
}

/** Reads the arguments; null when help was asked for. Throws on what is not understood. */
function readOptions(argv: string[]): Options | null {
  const { values } = parseArgs({
    args: argv,
    options: {
      only: { type: "string", multiple: true },
      quick: { type: "boolean", default: false },
      json: { type: "string" },
      driver: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return null;
  if (values.driver !== undefined && !["pgbench", "postgres.js"].includes(values.driver)) {
    throw new Error(`--driver is pgbench or postgres.js, not "${values.driver}".`);
  }
  const groups = values.only?.map((name) => {
    const group = Object.hasOwn(GROUPS, name) ? GROUPS[name] : undefined;
    if (!group) throw new Error(`--only is one of ${Object.keys(GROUPS).join(", ")}, not "${name}".`);
    return group;
  });
  return { groups: groups ?? ALL, quick: values.quick, json: values.json, driver: values.driver };
}

/** Everything that a run starts, and its end. */
class Run {
  readonly #abort = new AbortController();
  readonly #dirs: string[] = [];
  readonly #stacks: Promise<Stack>[] = [];
  #cleaning: Promise<void> | undefined;
  #interruptedBy: NodeJS.Signals | undefined;

  /** 128 and the signal's number, as shells have it; 1 for a run that nobody interrupted. */
  get failureCode(): number {
    return this.#interruptedBy ? 128 + constants.signals[this.#interruptedBy] : 1;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  makeDir(): string {
    const dir = makeTemporaryDataDir("heartbase-bench-");
    this.#dirs.push(dir);
    return dir;
  }

  startStack({ functions } = { functions: false }): Promise<Stack> {
    this.signal.throwIfAborted();
    const options = { functions, cron: false, seed: false, readSecrets: false };
    const stack = startStack({ ...options, dataDir: this.makeDir() });
    this.#stacks.push(stack);
    return stack;
  }

  /** Ends what runs, so that the measuring rejects, and cleans up. */
  interrupt(by: NodeJS.Signals): Promise<void> {
    this.#interruptedBy ??= by;
    this.#abort.abort();
    return this.cleanUp();
  }

  cleanUp(): Promise<void> {
    return this.#cleaning ??= (async () => {
      for (const stack of await Promise.allSettled(this.#stacks)) {
        if (stack.status === "fulfilled") await stack.value.stop();
      }
      for (const dir of this.#dirs) rmSync(dir, { recursive: true, force: true });
    })();
  }
}

async function measure(options: Options, run: Run): Promise<number> {
  const start = performance.now();
  const progress = (line: string) => {
    run.signal.throwIfAborted();
    console.error(`[${((performance.now() - start) / 1000).toFixed(0).padStart(3)} s] ${line}`);
  };
  const driver = chooseDriver(options.driver, run.makeDir(), run.signal);
  progress("starting the stack");
  const stack = await run.startStack();
  const [server] = await stack.sql`select current_setting('server_version') as version`;
  const environment = {
    cpus: availableParallelism(),
    cpu_model: cpus()[0]?.model ?? "unknown",
    postgres: server!["version"] as string,
    driver: driver.name,
    node: process.version,
    quick: options.quick,
    load_before: loadavg()[0]!,
  };
  const context: Context = {
    quick: options.quick,
    driver,
    stack,
    startAnother: (options) => {
      progress("starting another stack");
      return run.startStack(options);
    },
    progress,
  };
  const rows: Row[] = [];
  for (const group of options.groups) rows.push(...await group(context));
  const loadAfter = loadavg()[0]!;
  progress("done");

  console.log(
    `${environment.cpus} CPUs (${environment.cpu_model}), Postgres ${environment.postgres}, driver ${environment.driver}, ` +
      `load ${environment.load_before.toFixed(1)} to ${loadAfter.toFixed(1)}`,
  );
  console.log(`Medians; ratio = value / reference of the same round.${options.quick ? " Quick run." : ""}\n`);
  console.log(formatTable(rows));
  const missed = rows.filter((row) => isMet(row) === false);
  console.log(
    missed.length === 0 ? "\nEvery aim is met." : `\nMissed: ${missed.map((row) => row.row).join("; ")}.`,
  );
  if (options.json !== undefined) {
    const file = resolve(options.json);
    mkdirSync(dirname(file), { recursive: true });
    const results = rows.map((row) => ({ ...row, met: isMet(row) }));
    writeFileSync(file, `${JSON.stringify({ ...environment, load_after: loadAfter, rows: results }, null, 2)}\n`);
  }
  return 0;
}

async function main(argv: string[]): Promise<number> {
  let options: Options | null;
  try {
    options = readOptions(argv);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
    return 2;
  }
  if (!options) {
    console.log(HELP);
    return 0;
  }
  const run = new Run();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      console.error("Stopping");
      run.interrupt(signal).finally(() => process.exit(run.failureCode));
    });
  }
  try {
    return await measure(options, run);
  } catch (error) {
    if (!run.signal.aborted) console.error(error instanceof Error ? error.stack : String(error));
    return run.failureCode;
  } finally {
    await run.cleanUp();
  }
}

const code = await main(process.argv.slice(2));
process.exit(code);
