const { readdirSync } = require("node:fs");
const path = require("node:path");
const { describeTarget } = require("./database.cjs");
const { UsageError } = require("./errors.cjs");
const { ROOT, isLoopback } = require("./local-stack.cjs");
const { parseBaseUrl, refOfApiUrl, refOfDatabase } = require("./project.cjs");
const { CONFIGURE, bad, good, waitFor } = require("./question.cjs");

/** @typedef {import("./question.cjs").Question} Question */
/** @typedef {import("./question.cjs").Patient} Patient */

const PUSH = 'npx supabase db push --remote="$SUPABASE_DB_URL"';

/** Functions in `public` that only the service role may call. */
const SERVICE_FUNCTIONS = [
  "acknowledge_notification",
  "begin_alive_check",
  "claim_notifications",
  "configure_machine_monitor",
  "finish_alive_check",
  "record_machine_metrics",
  "run_alive_probe",
  "run_healthcheck",
  "status_badges",
  "status_page",
  "trigger_healthcheck",
  "update_job_heartbeat",
];

/** Functions in `public` that signed-in users may call as well, for what is theirs. */
const USER_FUNCTIONS = [
  "acknowledge_alert",
  "create_notification_channel",
  "create_status_page",
  "post_status_notice",
  "register_machine",
  "resolve_alert",
  "revoke_machine_key",
  "rotate_channel_signing_secret",
  "rotate_machine_key",
  "rotate_status_badge_key",
  "send_test_notification",
  "set_status_page_components",
  "update_notification_channel",
  "update_status_notice",
];

const TABLES = [
  "alive_subsystems",
  "app_settings",
  "guardian_alerts",
  "job_heartbeats",
  "machines",
  "notification_channels",
  "notifications",
  "status_page_components",
  "status_page_notices",
  "status_page_updates",
  "status_pages",
];

/** @type {Question} */
const connection = {
  check: "connection",
  ask: ({ target, serverVersion }) => {
    const major = Number.parseInt(serverVersion, 10);
    const detail = `Postgres ${serverVersion} at ${describeTarget(target)}`;
    return Promise.resolve(
      major === 15 || major >= 17 ? good(detail) : bad(detail, "Heartbase needs Postgres 15, or 17 and newer: upgrade"),
    );
  },
};

/** @type {Question} */
const extensions = {
  check: "extensions",
  ask: async ({ sql }) => {
    const rows = await sql`
      select e.extname, e.extversion from pg_extension e
      where e.extname in ('pg_cron', 'pg_net', 'supabase_vault') order by e.extname`;
    const missing = ["pg_cron", "pg_net", "supabase_vault"].filter((name) =>
      !rows.some((row) => row["extname"] === name)
    );
    if (missing.length > 0) {
      return bad(`${missing.join(", ")} not installed`, "enable in the dashboard (Database, Extensions)");
    }
    return good(rows.map((row) => `${row["extname"]} ${row["extversion"]}`).join(", "));
  },
};

/** @type {Question} */
const schema = {
  check: "schema",
  needs: ["extensions"],
  ask: async ({ sql }) => {
    const [row] = await sql`
      select to_regprocedure('private.tick(timestamptz)') is not null
        and to_regprocedure('private.install_schedules()') is not null
        and (select count(*) from pg_class c where c.relnamespace = 'public'::regnamespace and c.relname in ${
      sql(TABLES)
    })
          = ${TABLES.length} as is_there`;
    return row?.["is_there"] ? good("Heartbase is there") : bad("this database has no Heartbase, or parts of it", PUSH);
  },
};

/** @type {Question} */
const migrations = {
  check: "migrations",
  needs: ["schema"],
  ask: async ({ sql }) => {
    const versions = readdirSync(path.join(ROOT, "supabase/migrations"))
      .map((file) => /^(\d+)_.*\.sql$/.exec(file)?.[1]).filter((version) => version !== undefined);
    const [table] = await sql`select to_regclass('supabase_migrations.schema_migrations') is not null as is_there`;
    const rows = table?.["is_there"] ? await sql`select version from supabase_migrations.schema_migrations` : [];
    const applied = new Set(rows.map((row) => row["version"]));
    const missing = versions.filter((version) => !applied.has(version));
    if (missing.length === 0) return good(`all ${versions.length} are applied`);
    const detail = `${missing.length} of ${versions.length} not recorded as applied: ${missing.join(", ")}`;
    return bad(
      detail,
      missing.length === versions.length
        ? `if they were applied by hand: npx supabase migration repair --status applied ${
          missing.join(" ")
        }; else ${PUSH}`
        : PUSH,
    );
  },
};

/** @type {Question} */
const settings = {
  check: "settings",
  needs: ["schema"],
  ask: async (patient) => {
    const [row] = await patient.sql`select private.get_setting('edge_base_url') as value`;
    /** @type {string | null} */
    const value = row?.["value"] ?? null;
    if (value === null) return bad("edge_base_url is not set: the database does not know its functions", CONFIGURE);
    const cure = `${CONFIGURE} with --edge-base-url`;
    let url = "";
    try {
      url = parseBaseUrl(value, "edge_base_url");
    } catch (error) {
      if (error instanceof UsageError) return bad(error.message, cure);
      throw error;
    }
    const detail = `edge_base_url is ${value}`;
    if (url !== value.replace(/\/+$/, "")) return bad(`${detail}: it must end before /functions/v1`, cure);
    if (!patient.target.isLocal && isLoopback(new URL(url).hostname)) {
      return bad(`${detail}, which the database cannot reach from where it runs`, cure);
    }
    const [databaseRef, urlRef] = [refOfDatabase(patient.target), refOfApiUrl(url)];
    if (databaseRef && urlRef && databaseRef !== urlRef) return bad(`${detail}, which is another project`, cure);
    patient.baseUrl ??= url;
    return good(detail);
  },
};

/** @type {Question} */
const secret = {
  check: "secret",
  needs: ["schema"],
  ask: async (patient) => {
    const [row] = await patient.sql`select private.get_secret('heartbase_function_secret') as value`;
    /** @type {string | null} */
    const value = row?.["value"] ?? null;
    if (!value) return bad("Vault has no heartbase_function_secret: the functions refuse the database", CONFIGURE);
    patient.redactor.add(value);
    patient.secret = value;
    return value.length >= 16
      ? good("heartbase_function_secret is in Vault")
      : bad("heartbase_function_secret in Vault is short enough to be guessed", `${CONFIGURE} with --rotate`);
  },
};

/** @type {Question} */
const schedules = {
  check: "schedules",
  needs: ["schema"],
  ask: async ({ sql }) => {
    const planned = await sql`select s.jobname as name, s.schedule, s.command from private.schedules() s`;
    const jobs = await sql`
      select j.jobid, j.jobname, j.schedule, j.command, j.database, j.active, current_database() as here
      from cron.job j order by j.jobid`;
    /** @type {string[]} */
    const faults = [];
    /** @type {Set<string>} */
    const cures = new Set();
    for (const expected of planned) {
      const found = jobs.filter((job) => job["jobname"] === expected["name"]);
      const fault = found.length === 0
        ? "is missing"
        : found.map((job) => faultOf(job, expected)).find((text) => text !== null) ?? null;
      if (fault === null) continue;
      faults.push(`${expected["name"]} ${fault}`);
      cures.add(`${CONFIGURE}, or: select private.install_schedules();`);
    }
    for (const job of jobs.filter((job) => !planned.some((expected) => expected["name"] === job["jobname"]))) {
      if (!callsWithoutCredential(job["command"])) continue;
      const name = job["jobname"] === null ? `job ${job["jobid"]}` : job["jobname"];
      faults.push(`${name} calls an edge function without its credential and is refused each time`);
      cures.add(`select cron.unschedule(${job["jobid"]});`);
    }
    if (faults.length > 0) return bad(faults.join("; "), [...cures].join("; "));
    return good(planned.map((expected) => `${expected["name"]} (${expected["schedule"]})`).join(", "));
  },
};

/**
 * @param {import("postgres").Row} job
 * @param {import("postgres").Row} expected
 * @returns {string | null}
 */
function faultOf(job, expected) {
  if (callsWithoutCredential(job["command"])) {
    return "was scheduled anew and calls its edge function without the credential, so that it is refused each time";
  }
  if (job["command"].trim().replace(/\s*;$/, "") !== expected["command"]) return "runs another command";
  if (job["schedule"] !== expected["schedule"]) {
    return `runs at "${job["schedule"]}" instead of "${expected["schedule"]}"`;
  }
  if (job["database"] !== job["here"]) return `runs in another database (${job["database"]})`;
  return job["active"] ? null : "is not active";
}

/** @param {string} command */
function callsWithoutCredential(command) {
  return /\/functions\/v1\/(cron-healthcheck|heartbeat|notify|alive\/boot)\b/.test(command) &&
    !/authorization/i.test(command);
}

/** @type {Question} */
const runs = {
  check: "runs",
  needs: ["schedules"],
  ask: async ({ sql, timeoutMs, progress }) => {
    const readTick = async () => {
      const [row] = await sql`
        select extract(epoch from now() - s.last_tick_at)::int as age,
          (s.last_tick_at > now() - interval '3 minutes') is true as is_fresh
        from private.evaluator_state s`;
      return row;
    };
    let tick = await readTick();
    if (!tick?.["is_fresh"]) {
      progress("Waiting for the minute tick");
      await waitFor(timeoutMs, async () => (tick = await readTick())?.["is_fresh"] ? true : undefined);
    }
    const failed = await sql`
      select distinct on (j.jobname) j.jobname, d.status, d.return_message
      from cron.job_run_details d join cron.job j on j.jobid = d.jobid
      where j.jobname in (select s.jobname from private.schedules() s) and d.status in ('succeeded', 'failed')
      order by j.jobname, d.runid desc`;
    const faults = failed.filter((run) => run["status"] === "failed")
      .map((run) => `the last run of ${run["jobname"]} failed: ${firstLine(run["return_message"])}`);
    if (!tick?.["is_fresh"]) {
      const age = tick?.["age"] == null ? "never ran" : `last ran ${tick["age"]} s ago`;
      return bad(
        [`the minute tick ${age}`, ...faults].join("; "),
        "see: select * from cron.job_run_details order by runid desc limit 5; if nothing runs, restart the database " +
          "(dashboard: Project Settings, General) or, locally, npm start",
      );
    }
    if (faults.length > 0) return bad(faults.join("; "), "cure what the message says; the next run shows it");
    return good(`the minute tick ran ${tick["age"]} s ago`);
  },
};

/** @param {string | null} text */
function firstLine(text) {
  return (text ?? "no message").trim().split("\n")[0]?.slice(0, 300) ?? "";
}

/** @type {Question} */
const jobs = {
  check: "jobs",
  needs: ["schema"],
  ask: async ({ sql }) => {
    const [row] = await sql`
      select count(*)::int as total, (array_agg(j.job_name order by j.job_name) filter (where j.evaluation_error is not null))[1:5] as names,
        min(j.evaluation_error) as error
      from public.job_heartbeats j`;
    if (row?.["names"]) {
      return bad(
        `cannot be evaluated: ${row["names"].join(", ")} (${row["error"]})`,
        "correct the row in job_heartbeats; it is looked at again within the hour",
      );
    }
    return good(`${row?.["total"]} known, none of them with an evaluation error`);
  },
};

/** @type {Question} */
const grants = {
  check: "grants",
  needs: ["schema"],
  ask: async ({ sql }) => {
    const rows = await sql`
      with functions as (
        select p.oid, p.oid::regprocedure::text as name, p.proname in ${
      sql(USER_FUNCTIONS)
    } as is_for_users from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.proname in ${sql([...SERVICE_FUNCTIONS, ...USER_FUNCTIONS])}
      ), tables as (
        select c.oid, c.oid::regclass::text as name, c.relrowsecurity from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relname in ${sql(TABLES)}
      )
      select r.role || ' may call ' || f.name as fault, format('revoke all on function %s from public, %I;', f.name, r.role) as cure
      from functions f cross join (values ('anon'), ('authenticated')) r(role)
      where has_function_privilege(r.role, f.oid, 'execute') and not (f.is_for_users and r.role = 'authenticated')
      union all
      select 'service_role may not call ' || f.name, format('grant execute on function %s to service_role;', f.name)
      from functions f where not has_function_privilege('service_role', f.oid, 'execute')
      union all
      select t.name || ' has no row level security', format('alter table %s enable row level security;', t.name)
      from tables t where not t.relrowsecurity
      union all
      select 'anon has rights on ' || t.name, format('revoke all on %s from public, anon;', t.name)
      from tables t where has_table_privilege('anon', t.oid, 'select, insert, update, delete, truncate')
      union all
      select 'anon may use the schema private', 'revoke usage on schema private from public, anon;'
      where has_schema_privilege('anon', 'private', 'usage')`;
    if (rows.length > 0) {
      return bad(
        rows.map((row) => row["fault"]).join("; "),
        `in SQL: ${[...new Set(rows.map((row) => row["cure"]))].join(" ")}`,
      );
    }
    return good(
      `${SERVICE_FUNCTIONS.length} functions are the service role's alone, ${TABLES.length} tables have row level security`,
    );
  },
};

/** @type {readonly Question[]} */
const DATABASE_QUESTIONS = [
  connection,
  extensions,
  schema,
  migrations,
  settings,
  secret,
  schedules,
  runs,
  jobs,
  grants,
];

module.exports = { DATABASE_QUESTIONS };
