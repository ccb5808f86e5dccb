// What configure-project.cjs writes to the database.
const { inTransaction } = require("../database.cjs");
const { ScriptError } = require("../errors.cjs");
const { CHANNEL_SECRETS, SHARED, TOGETHER, VAULT_NAME } = require("./options.cjs");

/** @typedef {import("./plan.cjs").Plan} Plan */
/** @typedef {{ step: string, changed: boolean, detail: string }} Step */

/**
 * Fails in a sentence when the database has no Heartbase that can be configured.
 * @param {import("postgres").Sql} sql
 */
async function requireMigrations(sql) {
  const [row] = await sql`
    select array_remove(array[
      case when to_regclass('public.app_settings') is null then 'app_settings' end,
      case when to_regprocedure('private.set_secret(text,text,text)') is null then 'private.set_secret' end,
      case when to_regprocedure('private.install_schedules()') is null then 'private.install_schedules' end
    ], null) as missing`;
  /** @type {string[]} */
  const missing = row?.["missing"] ?? [];
  if (missing.length === 0) return;
  throw new ScriptError(
    missing.length === 3 ? "This database has no Heartbase yet." : `This database lacks ${missing.join(", ")}.`,
    'Apply the migrations first: npx supabase db push --remote="$SUPABASE_DB_URL"',
  );
}

/**
 * What is written to the database, in one transaction.
 * @param {import("postgres").Sql} connection
 * @param {Plan} plan
 * @param {string} secret
 * @returns {Promise<Step[]>}
 */
async function writeDatabase(connection, plan, secret) {
  return await inTransaction(connection, async (sql) => {
    /** @type {Step[]} */
    const steps = [];
    const settings = await sql`
      insert into public.app_settings as s (key, value) values ('edge_base_url', ${plan.baseUrl})
      on conflict (key) do update set value = excluded.value where s.value <> excluded.value
      returning s.key`;
    steps.push({ step: "settings", changed: settings.length > 0, detail: `edge_base_url is ${plan.baseUrl}` });

    const description = "With this the database calls its edge functions.";
    const before = await setSecret(sql, VAULT_NAME, secret, description);
    steps.push({
      step: "secret",
      changed: before !== "kept",
      detail: `${VAULT_NAME} in Vault ${{ kept: "is kept", made: "was made", replaced: "was replaced" }[before]}`,
    });

    /** @type {string[]} */
    const stored = [];
    for (const [name, value] of plan.channelSecrets) {
      if (await setSecret(sql, name, value, "Heartbase: a channel's secret.") !== "kept") stored.push(name);
    }
    if (plan.channelSecrets.size > 0) {
      const names = [...plan.channelSecrets.keys()].join(", ");
      const rest = await whatStaysOff(sql, plan);
      steps.push({ step: "channels", changed: stored.length > 0, detail: [`${names} in Vault`, ...rest].join("; ") });
      // The functions switch the channels on when they next look.
      if (stored.length > 0) await sql`select private.ring_doorbell()`;
    }

    const schedulesBefore = await readSchedules(sql);
    await sql`select private.install_schedules()`;
    const schedules = await readSchedules(sql);
    steps.push({
      step: "schedules",
      changed: JSON.stringify(schedules) !== JSON.stringify(schedulesBefore),
      detail: schedules.map((job) => job["jobname"]).join(", "),
    });
    return steps;
  });
}

/**
 * @param {import("postgres").TransactionSql} sql
 * @param {string} name
 * @param {string} value
 * @param {string} description
 * @returns {Promise<"made" | "replaced" | "kept">}
 */
async function setSecret(sql, name, value, description) {
  const [row] = await sql`select private.get_secret(${name}) as value`;
  if (row?.["value"] === value) return "kept";
  await sql`select private.set_secret(${name}, ${value}, ${description})`;
  return row?.["value"] == null ? "made" : "replaced";
}

/**
 * The channels that were given some of their secrets and still lack others.
 * @param {import("postgres").TransactionSql} sql
 * @param {Plan} plan
 * @returns {Promise<string[]>}
 */
async function whatStaysOff(sql, plan) {
  const rows = await sql`select s.name from vault.secrets s where s.name in ${sql(Object.values(CHANNEL_SECRETS))}`;
  const stored = new Set(rows.map((row) => row["name"]));
  return Object.entries(TOGETHER).filter(([, names]) =>
    names.some((name) => plan.channelSecrets.has(name) && !SHARED.has(name))
  )
    .map(([channel, names]) => ({ channel, missing: names.filter((name) => !stored.has(name)) }))
    .filter(({ missing }) => missing.length > 0)
    .map(({ channel, missing }) =>
      `${channel} stays off until ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} there too`
    );
}

/** @param {import("postgres").TransactionSql} sql */
async function readSchedules(sql) {
  return await sql`
    select j.jobname, j.schedule, j.command, j.database, j.active
    from cron.job j
    where j.jobname in (select s.jobname from private.schedules() s)
    order by j.jobid`;
}

module.exports = { requireMigrations, writeDatabase };
