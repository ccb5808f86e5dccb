import postgres from "postgres";
import { minuteOf, parseSchedule, type Schedule } from "./cron-schedule.ts";
import { openDatabase } from "./database.ts";
import { messageOf } from "./errors.ts";
import { ReportOnce } from "./report-once.ts";

const MAX_RUNNING = 32;

interface Job {
  jobid: string;
  schedule: string;
  command: string;
  database: string;
  username: string;
}

interface Task {
  job: Job;
  schedule: Schedule;
  /** Runs that are due but wait for the running one to end. */
  pending: number;
  running: boolean;
  /** When an `N seconds` job last became due. */
  lastDue: number;
}

/**
 * Runs the jobs in cron.job as pg_cron's launcher does: in GMT, one instance of a job at a time with the others queued,
 * 32 at most, as the job's user in the job's database, keeping cron.job_run_details. Minutes missed while it was not
 * running are never run.
 */
export class CronWorker {
  readonly #sql: postgres.Sql;
  readonly #report: ReportOnce;
  readonly #tasks = new Map<string, Task>();
  readonly #open = new Set<Promise<void>>();
  readonly #liveRuns = new Set<string>();
  readonly #connections = new Set<postgres.Sql>();
  #timer: NodeJS.Timeout | null = null;
  /** When the server that we last saw was started; "" after it was away. What an earlier one ran is lost. */
  #server = "";
  #lastMinute = minuteOf(Date.now());
  #stopped = false;
  #ticking: Promise<void> = Promise.resolve();

  constructor(private readonly url: string, log: (line: string) => void) {
    this.#sql = openDatabase(url, {
      max: 3,
      onnotice: () => {},
      fetch_types: false,
      connection: { application_name: "pg_cron scheduler" },
    });
    this.#report = new ReportOnce(log, "cron");
  }

  /** Starts the clock, which reads cron.job each second. */
  start(): void {
    this.#timer = setInterval(() => void this.tick(), 1000);
  }

  /** Queues what is due at `now` (milliseconds). The clock calls it each second; tests may call it with their own time. */
  tick(now = Date.now()): Promise<void> {
    this.#ticking = this.#ticking.then(() => this.#tick(now));
    return this.#ticking;
  }

  /** Waits until no job runs. */
  async idle(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open);
  }

  /** Stops the clock; running jobs are cancelled. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearInterval(this.#timer);
    await this.#ticking;
    await Promise.all([...this.#connections].map((connection) => connection.end({ timeout: 0 })));
    await this.idle();
    await this.#sql.end({ timeout: 1 });
  }

  async #tick(now: number): Promise<void> {
    if (this.#stopped) return;
    try {
      await this.#failInterruptedRuns();
      await this.#readJobs();
      this.#report.recovered();
    } catch (error) {
      this.#server = "";
      if (!this.#stopped) this.#report.failed(error);
      return;
    }
    const minute = minuteOf(now);
    const isNewMinute = minute !== this.#lastMinute;
    this.#lastMinute = minute;
    for (const task of this.#tasks.values()) {
      if (task.schedule.kind === "seconds") {
        if (now - task.lastDue >= task.schedule.every * 1000 - 50) {
          task.lastDue = now;
          task.pending = 1;
        }
      } else if (task.schedule.kind === "minutes" && isNewMinute && task.schedule.matches(new Date(minute))) {
        task.pending++;
      }
    }
    this.#runPending();
  }

  async #readJobs(): Promise<void> {
    const jobs = await this.#readActiveJobs();
    const first = this.#tasks.size === 0;
    for (const [id, task] of this.#tasks) {
      if (jobs.some((job) => job.jobid === id)) continue;
      task.pending = 0;
      if (!task.running) this.#tasks.delete(id);
    }
    for (const job of jobs) {
      const known = this.#tasks.get(job.jobid);
      try {
        const schedule = known?.job.schedule === job.schedule ? known.schedule : parseSchedule(job.schedule);
        const fresh = { pending: first && schedule.kind === "reboot" ? 1 : 0, running: false, lastDue: Date.now() };
        this.#tasks.set(job.jobid, Object.assign(known ?? fresh, { job, schedule }));
      } catch (error) {
        this.#report.failed(new Error(`job ${job.jobid} has an unreadable schedule: ${messageOf(error)}`));
      }
    }
  }

  async #readActiveJobs(): Promise<Job[]> {
    const [table] = await this.#sql<{ exists: boolean }[]>`select to_regclass('cron.job') is not null as exists`;
    if (!table?.exists) return [];
    return await this.#sql<Job[]>`
      select jobid, schedule, command, database, username from cron.job where active order by jobid`;
  }

  #runPending(): void {
    for (const task of this.#tasks.values()) {
      if (this.#stopped || this.#open.size >= MAX_RUNNING) return;
      if (task.pending === 0 || task.running) continue;
      task.pending--;
      task.running = true;
      const run = this.#run({ ...task.job }).catch((error) => {
        if (!this.#stopped) this.#report.failed(error);
      }).finally(() => {
        task.running = false;
        this.#open.delete(run);
        this.#runPending();
      });
      this.#open.add(run);
    }
  }

  async #run(job: Job): Promise<void> {
    const [row] = await this.#sql<{ runid: string }[]>`
      insert into cron.job_run_details (jobid, database, username, command, status)
      values (${job.jobid}, ${job.database}, ${job.username}, ${job.command}, 'starting')
      returning runid`;
    const runid = row!.runid;
    this.#liveRuns.add(runid);
    const url = new URL(this.url);
    url.pathname = `/${encodeURIComponent(job.database)}`;
    const connection = openDatabase(url.href, {
      max: 1,
      onnotice: () => {},
      fetch_types: false,
      connection: { application_name: "pg_cron" },
    });
    this.#connections.add(connection);
    let status = "succeeded";
    let message: string;
    try {
      message = describeResult(await this.#execute(connection, job, runid));
    } catch (error) {
      status = "failed";
      message = describeFailure(error, job.command);
    } finally {
      this.#connections.delete(connection);
      await connection.end({ timeout: 1 });
    }
    try {
      await this.#sql`
        update cron.job_run_details
        set status = ${status}, return_message = ${message}, end_time = clock_timestamp()
        where runid = ${runid}`;
    } finally {
      this.#liveRuns.delete(runid);
    }
  }

  /** In one session from start to end: in another the command would run as us, and not as the job's user. */
  async #execute(connection: postgres.Sql, job: Job, runid: string): Promise<unknown> {
    const session = await connection.reserve();
    try {
      const [backend] = await session<{ pid: number }[]>`select pg_backend_pid() as pid`;
      await session.unsafe(`set session authorization "${job.username.replaceAll('"', '""')}"`);
      await this.#sql`
        update cron.job_run_details set status = 'running', job_pid = ${backend!.pid}, start_time = clock_timestamp()
        where runid = ${runid}`;
      // Without parameters several statements go in one implicit transaction, as pg_cron sends them.
      return await session.unsafe(job.command).simple();
    } finally {
      session.release();
    }
  }

  async #failInterruptedRuns(): Promise<void> {
    const [row] = await this.#sql<{ server: string; exists: boolean }[]>`
      select pg_postmaster_start_time()::text as server, to_regclass('cron.job_run_details') is not null as exists`;
    if (!row || row.server === this.#server) return;
    this.#server = row.server;
    if (!row.exists) return;
    const live = [...this.#liveRuns].join(",");
    await this.#sql`
      update cron.job_run_details set status = 'failed', return_message = 'server restarted'
      where status in ('starting', 'running', 'sending', 'connecting') and runid <> all(string_to_array(${live}, ',')::bigint[])`;
  }
}

/** "1 row" for a query, the command tag for anything else, as pg_cron writes it. */
function describeResult(result: unknown): string {
  const results = Array.isArray(result) && Array.isArray(result[0]) ? result : [result];
  const last = results.at(-1) as { command?: string | null; count?: number | null; length: number };
  const count = last.count ?? 0;
  // Of several statements postgres.js tells apart only those that give rows; pg_cron speaks of the very last.
  if (!last.command || last.length > 0 || /^(SELECT|SHOW|EXPLAIN)$/.test(last.command)) {
    return `${count} ${count === 1 ? "row" : "rows"}`;
  }
  if (last.command === "INSERT") return `INSERT 0 ${count}`;
  return /^(UPDATE|DELETE|MERGE|COPY|MOVE|FETCH)$/.test(last.command) ? `${last.command} ${count}` : last.command;
}

/** The text that libpq makes of an error. */
function describeFailure(error: unknown, command: string): string {
  if (!(error instanceof postgres.PostgresError)) return `connection failed: ${messageOf(error)}`;
  const lines = [`${error.severity}:  ${error.message}`];
  const line = error.position ? lineAt(command, Number(error.position)) : null;
  if (line) {
    lines.push(`LINE ${line.number}: ${line.text}`, `${" ".repeat(`LINE ${line.number}: `.length + line.column)}^`);
  }
  if (error.detail) lines.push(`DETAIL:  ${error.detail}`);
  if (error.hint) lines.push(`HINT:  ${error.hint}`);
  if (error.where) lines.push(`CONTEXT:  ${error.where}`);
  return `${lines.join("\n")}\n`;
}

/** The line that a 1-based character position is in, as psql shows it. */
function lineAt(text: string, position: number): { number: number; text: string; column: number } {
  const before = [...text].slice(0, position - 1).join("").split("\n");
  const column = before.at(-1)?.length ?? 0;
  return { number: before.length, text: text.split("\n")[before.length - 1] ?? "", column };
}
