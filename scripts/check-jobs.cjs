// Lists jobs and says whether all are well, for people, for Nagios and the like, and (--evaluate) for an external cron.
const { CLIENT_HELP, CLIENT_OPTIONS, chooseApi, connectApi, dataOf } = require("./lib/client.cjs");
const { ScriptError } = require("./lib/errors.cjs");
const { isLoopback } = require("./lib/local-stack.cjs");
const { runScript, startProgram, surroundings } = require("./lib/script.cjs");
const { printable, tableLines } = require("./lib/table.cjs");

const USAGE = `Usage: node scripts/check-jobs.cjs [options]

Lists the jobs: which are stale (past their deadline), failing, fine or paused.

${CLIENT_HELP}
  --stale            list only those that are stale or failing
  --evaluate         evaluate first, as the minute tick does: alerts are opened, reminded of and resolved, and their
                     messages sent. For an external cron where pg_cron is not to be relied on.
  --json             print {status, counts: {jobs, healthy, stale, failing, paused}, evaluation, jobs: [{job_name, state,
                     status, last_run_at, deadline, hours_overdue, metadata, ...}]}
  --help             this text

Exit code: 0 all jobs are well, 1 one is stale or failing or the check could not be made, 2 wrong usage.

As a plugin for Nagios and its kin: the first line is a status line with performance data,
  JOBS OK - 12 jobs, 0 stale | jobs=12 stale=0 failing=0 paused=1
  JOBS CRITICAL - 2 stale: a, b | jobs=12 stale=2 failing=0 paused=1
  JOBS UNKNOWN - <why the check could not be made>
but the exit code is 1 for trouble, as in all scripts here, which Nagios shows as WARNING. To have CRITICAL, wrap it:
  negate --warning=CRITICAL node scripts/check-jobs.cjs --stale`;

const OPTIONS = /** @type {const} */ ({
  ...CLIENT_OPTIONS,
  stale: { type: "boolean", default: false },
  evaluate: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h" },
});

/** At most what PostgREST gives at once by default; a server that gives less is paged all the same. */
const PAGE_SIZE = 1000;

/** As many names as a pager's first line can bear. */
const NAMES_IN_STATUS = 10;

/** @typedef {import("./lib/client.cjs").Client} Client */
/** @typedef {import("./lib/client.cjs").Database} Database */
/** @typedef {Database["public"]["Views"]["healthcheck_jobs"]["Row"]} JobRow */

/**
 * @typedef {Pick<JobRow, "status" | "last_run_at" | "last_alert_at" | "evaluation_error" | "metadata" | "deadline"
 *   | "hours_overdue"> & { job_name: string, state: "healthy" | "paused" | "stale" | "failing", consecutive_failures: number }} Job
 */

/**
 * All jobs with the database's verdicts, a page at a time by name: PostgREST gives no more rows at once than its limit.
 * @param {Client} client
 * @param {string} url
 * @returns {Promise<Job[]>}
 */
async function readJobs(client, url) {
  // Over a network one more try saves a false alarm; on this machine it only delays the news.
  const retries = !isLoopback(new URL(url).hostname);
  /** @type {Job[]} */
  const jobs = [];
  for (;;) {
    const query = client.from("healthcheck_jobs")
      .select(
        "job_name, status, last_run_at, last_alert_at, consecutive_failures, evaluation_error, metadata, state, deadline, hours_overdue",
      )
      .gt("job_name", jobs.at(-1)?.job_name ?? "").order("job_name").limit(PAGE_SIZE).retry(retries);
    const page = await dataOf(url, query) ?? [];
    if (page.length === 0) return jobs;
    // A run that has begun is no state of its own here: the status tells of it.
    const rows = page.map((row) => row.state === "running" ? { ...row, state: "healthy" } : row);
    jobs.push(.../** @type {Job[]} */ (rows));
  }
}

/**
 * What --evaluate did.
 * @typedef {{ timestamp: string, alerts_sent: number, suppressed_alerts: number }} Evaluation
 */

/**
 * @param {Client} client
 * @param {string} url
 * @returns {Promise<Evaluation>}
 */
async function evaluate(client, url) {
  const answer = await dataOf(url, client.rpc("run_healthcheck", { p_trigger: "check-jobs" }));
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    throw new ScriptError(`${url} gave no report.`, "Apply the newest migrations with npx supabase db push.");
  }
  const { timestamp, alerts_sent, suppressed_alerts } = answer;
  return {
    timestamp: String(timestamp),
    alerts_sent: Number(alerts_sent),
    suppressed_alerts: Number(suppressed_alerts),
  };
}

/** @param {Job[]} jobs */
function countStates(jobs) {
  const counts = { jobs: jobs.length, healthy: 0, stale: 0, failing: 0, paused: 0 };
  for (const { state } of jobs) counts[state]++;
  return counts;
}

/**
 * @param {Job[]} jobs
 * @param {ReturnType<typeof countStates>} counts
 */
function statusLine(jobs, counts) {
  const troubles = /** @type {const} */ (["stale", "failing"]).filter((state) => counts[state] > 0).map((state) => {
    const names = jobs.filter((job) => job.state === state).map((job) => job.job_name);
    const rest = names.length > NAMES_IN_STATUS ? ` and ${names.length - NAMES_IN_STATUS} more` : "";
    // A bar would begin the performance data.
    const shown = names.slice(0, NAMES_IN_STATUS).map((name) => printable(name).replaceAll("|", "\\x7c"));
    return `${counts[state]} ${state}: ${shown.join(", ")}${rest}`;
  });
  const total = counts.jobs === 0 ? "no jobs yet" : `${counts.jobs} job${counts.jobs === 1 ? "" : "s"}, 0 stale`;
  const data = `jobs=${counts.jobs} stale=${counts.stale} failing=${counts.failing} paused=${counts.paused}`;
  return `JOBS ${troubles.length > 0 ? "CRITICAL" : "OK"} - ${troubles.join("; ") || total} | ${data}`;
}

/** @param {string | null} timestamp */
function shortTime(timestamp) {
  return timestamp?.replace(/^(\d{4,6}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?(\+00:00|Z)$/, "$1 $2Z") ?? "-";
}

/** @param {Job[]} jobs */
function jobLines(jobs) {
  const order = ["stale", "failing", "healthy", "paused"];
  const sorted = jobs.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return tableLines(
    ["STATE", "JOB", "LAST RUN", "DEADLINE", "STATUS", "NOTE"],
    sorted.map((job) => [
      job.state,
      job.job_name,
      shortTime(job.last_run_at),
      shortTime(job.deadline),
      job.status ?? "-",
      [
        job.hours_overdue === null ? "" : `silent for ${job.hours_overdue} h`,
        job.consecutive_failures > 0 ? `${job.consecutive_failures} failed in a row` : "",
        job.evaluation_error ? `cannot be evaluated: ${job.evaluation_error}` : "",
      ].filter(Boolean).join(", "),
    ]),
  );
}

/** @param {string} url */
function firstHeartbeat(url) {
  return [
    "No job has sent a heartbeat yet. Send the first one when a job has done its work, in SQL:",
    "  select update_job_heartbeat('nightly-backup');",
    "or from anywhere, with the secret key:",
    `  curl -X POST ${url}/rest/v1/rpc/update_job_heartbeat -H "apikey: $SUPABASE_SECRET_KEY" ` +
    `-H 'Content-Type: application/json' -d '{"p_job_name": "nightly-backup"}'`,
  ];
}

/**
 * @param {string[]} argv
 * @param {Partial<import("./lib/script.cjs").Deps>} [deps]
 * @returns {Promise<number>} the exit code
 */
async function main(argv, deps) {
  const { env, ...streams } = surroundings(deps);
  const script = { name: "check-jobs.cjs", usage: USAGE, options: OPTIONS };
  return await runScript(script, argv, { env, ...streams }, async (values, output) => {
    const api = chooseApi(values, env, output.redactor);
    const client = connectApi(api);
    const check = async () => ({
      evaluation: values.evaluate ? await evaluate(client, api.url) : null,
      jobs: await readJobs(client, api.url),
    });
    const { evaluation, jobs } = await check().catch((error) => {
      if (error instanceof ScriptError && !values.json) output.line(`JOBS UNKNOWN - ${error.message}`);
      throw error;
    });

    output.redactor.onlyKnown();
    const counts = countStates(jobs);
    const isWell = counts.stale + counts.failing === 0;
    const listed = values.stale ? jobs.filter(({ state }) => state === "stale" || state === "failing") : jobs;
    if (values.json) {
      output.json({ status: isWell ? "OK" : "CRITICAL", counts, evaluation, jobs: listed });
      return isWell ? 0 : 1;
    }
    output.line(statusLine(jobs, counts));
    if (evaluation) {
      output.line(`Evaluated: ${evaluation.alerts_sent} alerted about, ${evaluation.suppressed_alerts} suppressed`);
    }
    if (listed.length > 0) { for (const line of jobLines(listed)) output.line(line); }
    if (jobs.length === 0) { for (const line of firstHeartbeat(api.url)) output.line(line); }
    return isWell ? 0 : 1;
  });
}

module.exports = { main };

if (require.main === module) startProgram(main);
