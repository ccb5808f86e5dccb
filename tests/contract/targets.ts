import { existsSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { findDebianPostgres } from "../../scripts/local/binaries.ts";
import { CronWorker } from "../../scripts/local/cron-worker.ts";
import { minuteOf } from "../../scripts/local/cron-schedule.ts";
import { isRealExtension } from "../../scripts/local/extension-files.ts";
import { makeTemporaryDataDir, type PostgresServer, startPostgres } from "../../scripts/local/postgres.ts";
import { removeCluster } from "../../scripts/local/run-as.ts";

/** A server with pg_cron, ours or the real one. */
export interface CronTarget {
  name: string;
  /** Why it cannot be tested here, or false. */
  skip: string | false;
  /** Whether it knows `N seconds` and `$`, which came after 1.4. */
  isRecent: boolean;
  start(): Promise<RunningCron>;
}

export interface RunningCron {
  server: PostgresServer;
  sql: postgres.Sql;
  /** Waits, where the clock is the machine's, until no minute is about to begin: for what is to be ready when the next one does. */
  farFromNextMinute(): Promise<void>;
  /** Brings the next minute about, and waits until what was due then has begun. */
  nextMinute(): Promise<void>;
  /** Lets the scheduler look at the database without a minute going by. */
  look(): Promise<void>;
  /** Moves the scheduler's clock; only where it is ours. */
  jumpTo?(time: Date): Promise<void>;
  stop(): Promise<void>;
}

const STAND_IN: CronTarget = {
  name: "the stand-in on Postgres 17",
  skip: false,
  isRecent: true,
  start: async () => {
    const { server, sql, dispose } = await startServer({});
    const failures: string[] = [];
    const worker = new CronWorker(server.url, (line) => failures.push(line));
    let minute = minuteOf(Date.now());
    await worker.tick(minute);
    return {
      server,
      sql,
      farFromNextMinute: () => Promise.resolve(),
      nextMinute: () => worker.tick(minute += 60_000),
      look: () => worker.tick(minute),
      jumpTo: (time) => worker.tick(minute = minuteOf(time.getTime())),
      stop: async () => {
        await worker.stop();
        await dispose();
      },
    };
  },
};

const debian = findDebianPostgres("15");
const hasRealCron = debian !== null && isRealExtension(debian.extensionDir, "pg_cron");

const REAL: CronTarget = {
  name: "the real pg_cron on Postgres 15",
  skip: hasRealCron ? false : "not installed here: apt-get install postgresql-15 postgresql-15-cron",
  isRecent: debian !== null && existsSync(`${debian.extensionDir}/pg_cron--1.4-1--1.5.sql`),
  start: async () => {
    const { server, sql, dispose } = await startServer({
      installation: debian!,
      extensions: [],
      settings: { shared_preload_libraries: "pg_cron", "cron.database_name": "postgres", "cron.timezone": "GMT" },
    });
    return {
      server,
      sql,
      farFromNextMinute: async () => {
        const left = 60_000 - Date.now() % 60_000;
        if (left < 20_000) await sleep(left + 1000);
      },
      nextMinute: async () => {
        // The scheduler wakes within a second after the minute begins.
        await sleep(60_000 - Date.now() % 60_000 + 200);
      },
      look: () => Promise.resolve(),
      stop: dispose,
    };
  },
};

export const CRON_TARGETS = [STAND_IN, REAL];

/** A fresh server in a temporary folder, with what removes both. */
export async function startServer(options: Omit<Parameters<typeof startPostgres>[0], "dataDir">) {
  const dataDir = makeTemporaryDataDir("heartbase-contract-");
  const server = await startPostgres({ dataDir, ...options });
  const sql = postgres(server.url, { max: 5, onnotice: () => {} });
  const dispose = async () => {
    await sql.end({ timeout: 1 });
    await server.stop({ mode: "immediate" });
    removeCluster(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { server, sql, dispose };
}

/** Asks until the answer is neither false, null nor undefined. Throws, naming `what`, after `timeoutMs`. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | false | null | undefined> | T | false | null | undefined,
  timeoutMs = 60_000,
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== null && answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await sleep(20);
  }
}
