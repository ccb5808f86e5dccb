// Tells a project's database where its edge functions are, gives both the credential that they share, and sets up the
// schedules. Safe to run again.
const { randomBytes } = require("node:crypto");
const { DATABASE_OPTIONS, chooseDatabase, describeTarget, withDatabase } = require("./lib/database.cjs");
const { ScriptError, UsageError, messageOf } = require("./lib/errors.cjs");
const { isLoopback, readLocalStack } = require("./lib/local-stack.cjs");
const { parseBaseUrl, parseProjectRef, refOfApiUrl, refOfDatabase } = require("./lib/project.cjs");
const { runScript, startProgram, surroundings } = require("./lib/script.cjs");
const { setInSecretsFile, withSecretsFile } = require("./lib/secrets-file.cjs");
const { runSupabase } = require("./lib/supabase-cli.cjs");

const USAGE = `Usage: node scripts/configure-project.cjs [options]

Makes a project ready to send alerts: writes the setting edge_base_url, puts the credential with which the database calls
its edge functions into Vault and into the functions' secrets, and sets up the schedules. Running it again repairs
what was changed and keeps the credential.

Where
  --db-url <url>             the database (else SUPABASE_DB_URL, else the local stack; PGPASSWORD may hold the password)
  --edge-base-url <url>      the API, https://<project-ref>.supabase.co (else known from the project, else SUPABASE_URL)
  --project-ref <ref>        a hosted project: its functions get the credential by the Supabase CLI, which must be logged
                             in (npx supabase login, or SUPABASE_ACCESS_TOKEN)

The credential (HEARTBASE_FUNCTION_SECRET)
  --function-secret <value>  use this one (else the one in Vault, else a new one is made)
  --rotate                   make a new one. The functions get it first, then the database, about a second apart; a call
                             between the two is refused, and what it was to send goes out with the next minute's tick.
  --secrets-file <file>      without --project-ref: write it to this file of NAME=value lines (mode 0600), to be set by hand
  --show-secret              print it

Channels, optional: kept in Vault, where the database hands them to the functions
  --slack-webhook-url <url>  SLACK_WEBHOOK_URL
  --resend-api-key <key>     RESEND_API_KEY
  --resend-from <address>    RESEND_FROM
  --alert-email-to <list>    ALERT_EMAIL_TO, separated by commas
  --telegram-bot-token <t>   TELEGRAM_BOT_TOKEN
  --telegram-chat-id=<id>    TELEGRAM_CHAT_ID; with =, since a group's id begins with a minus
  --ntfy-url <url>           NTFY_URL, such as https://ntfy.sh/<topic>
  --ntfy-token <token>       NTFY_TOKEN, where the topic is protected
  --twilio-account-sid <id>  TWILIO_ACCOUNT_SID
  --twilio-auth-token <t>    TWILIO_AUTH_TOKEN
  --twilio-from <number>     TWILIO_FROM, for SMS; a number such as +15550100, or a messaging service's id
  --twilio-whatsapp-from <n> TWILIO_WHATSAPP_FROM
  --alert-sms-to <number>    ALERT_SMS_TO
  --alert-whatsapp-to <n>    ALERT_WHATSAPP_TO

  --from-env                 take HEARTBASE_FUNCTION_SECRET and the fourteen above from the environment variables of these
                             names, which keeps them out of the shell's history
  --json                     print {project_ref, edge_base_url, steps: [{step, changed, detail}], next: [...]}
  --help                     this text

Exit code: 0 configured, 1 failure, 2 wrong usage.`;

const OPTIONS = /** @type {const} */ ({
  ...DATABASE_OPTIONS,
  "edge-base-url": { type: "string" },
  "project-ref": { type: "string" },
  "function-secret": { type: "string" },
  rotate: { type: "boolean", default: false },
  "secrets-file": { type: "string" },
  "show-secret": { type: "boolean", default: false },
  "slack-webhook-url": { type: "string" },
  "resend-api-key": { type: "string" },
  "resend-from": { type: "string" },
  "alert-email-to": { type: "string" },
  "telegram-bot-token": { type: "string" },
  "telegram-chat-id": { type: "string" },
  "ntfy-url": { type: "string" },
  "ntfy-token": { type: "string" },
  "twilio-account-sid": { type: "string" },
  "twilio-auth-token": { type: "string" },
  "twilio-from": { type: "string" },
  "twilio-whatsapp-from": { type: "string" },
  "alert-sms-to": { type: "string" },
  "alert-whatsapp-to": { type: "string" },
  "from-env": { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h" },
});

const VARIABLE = "HEARTBASE_FUNCTION_SECRET";
const VAULT_NAME = "heartbase_function_secret";

/** Names in Vault and in the environment, by option. */
const CHANNEL_SECRETS = /** @type {const} */ ({
  "slack-webhook-url": "SLACK_WEBHOOK_URL",
  "resend-api-key": "RESEND_API_KEY",
  "resend-from": "RESEND_FROM",
  "alert-email-to": "ALERT_EMAIL_TO",
  "telegram-bot-token": "TELEGRAM_BOT_TOKEN",
  "telegram-chat-id": "TELEGRAM_CHAT_ID",
  "ntfy-url": "NTFY_URL",
  "ntfy-token": "NTFY_TOKEN",
  "twilio-account-sid": "TWILIO_ACCOUNT_SID",
  "twilio-auth-token": "TWILIO_AUTH_TOKEN",
  "twilio-from": "TWILIO_FROM",
  "twilio-whatsapp-from": "TWILIO_WHATSAPP_FROM",
  "alert-sms-to": "ALERT_SMS_TO",
  "alert-whatsapp-to": "ALERT_WHATSAPP_TO",
});

/** Which of them make a channel together. */
const TOGETHER = /** @type {const} */ ({
  "e-mail": ["RESEND_API_KEY", "RESEND_FROM", "ALERT_EMAIL_TO"],
  "the project's Telegram channel": ["TELEGRAM_BOT_TOKEN", "TELEGRAM_CHAT_ID"],
  "the project's SMS channel": ["TWILIO_FROM", "ALERT_SMS_TO", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"],
  "the project's WhatsApp channel": [
    "TWILIO_WHATSAPP_FROM",
    "ALERT_WHATSAPP_TO",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
  ],
});

/** An account alone says nothing of which channel it is for. */
const SHARED = new Set(["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"]);

/** Steps whose detail says by itself what became of them. */
const STATES = new Set(["database", "functions", "secret"]);

/** @typedef {import("./lib/script.cjs").Deps} Deps */
/** @typedef {ReturnType<typeof import("./lib/script.cjs").parseOptions<typeof OPTIONS>>} Values */
/** @typedef {{ step: string, changed: boolean, detail: string }} Step */

/**
 * Everything that the command line decides, before anything is touched.
 * @typedef {object} Plan
 * @property {import("./lib/database.cjs").Target} target
 * @property {string} baseUrl
 * @property {string | null} ref the project, where it is known
 * @property {boolean} setsFunctions by the CLI
 * @property {string | undefined} givenSecret
 * @property {boolean} rotate
 * @property {string | undefined} secretsFile
 * @property {Map<string, string>} channelSecrets by name
 */

/**
 * @param {Values} values
 * @param {NodeJS.ProcessEnv} env
 * @returns {Plan}
 */
function makePlan(values, env) {
  const givenSecret = values["function-secret"] ??
    (values["from-env"] ? env[VARIABLE]?.trim() || undefined : undefined);
  if (givenSecret !== undefined) requireBearerToken(givenSecret);
  if (values.rotate && givenSecret !== undefined) {
    throw new UsageError("--rotate makes a new secret and --function-secret gives one: choose one of them.");
  }
  if (values["project-ref"] !== undefined && values["secrets-file"] !== undefined) {
    throw new UsageError(
      "--project-ref sets the secret on the functions, --secrets-file is for doing that by hand: choose one of them.",
    );
  }
  if (values.rotate && !values["project-ref"] && !values["secrets-file"] && !values["show-secret"]) {
    throw new UsageError(
      "--rotate needs --project-ref, --secrets-file or --show-secret: otherwise the functions never learn the new secret.",
    );
  }
  const channelSecrets = readChannelSecrets(values, env);
  const target = chooseDatabase(values["db-url"], env);
  const { baseUrl, ref } = chooseBaseUrl(values, env, target);
  return {
    target,
    baseUrl,
    ref,
    setsFunctions: values["project-ref"] !== undefined,
    givenSecret,
    rotate: values.rotate,
    secretsFile: values["secrets-file"],
    channelSecrets,
  };
}

/** @param {string} secret */
function requireBearerToken(secret) {
  // What RFC 6750 allows in a bearer token, which is also what an env file holds without quotes.
  if (/^[A-Za-z0-9._~+/-]{16,}=*$/.test(secret)) return;
  throw new UsageError("The function secret must have 16 or more letters, digits and -._~+/ (= at its end).");
}

/**
 * @param {Values} values
 * @param {NodeJS.ProcessEnv} env
 */
function readChannelSecrets(values, env) {
  /** @type {Map<string, string>} */
  const secrets = new Map();
  for (const [option, name] of Object.entries(CHANNEL_SECRETS)) {
    const value = values[/** @type {keyof typeof CHANNEL_SECRETS} */ (option)] ??
      (values["from-env"] ? env[name] : undefined);
    if (value?.trim()) secrets.set(name, value.trim());
  }
  const slack = secrets.get("SLACK_WEBHOOK_URL");
  if (slack !== undefined && !(URL.canParse(slack) && /^https?:$/.test(new URL(slack).protocol))) {
    throw new UsageError("The Slack webhook must be a URL such as https://hooks.slack.com/services/…");
  }
  const token = secrets.get("TELEGRAM_BOT_TOKEN");
  if (token !== undefined && !/^\d+:[A-Za-z0-9_-]+$/.test(token)) {
    throw new UsageError("The Telegram bot token must be what BotFather gave, such as 110201543:AAHdqT…");
  }
  const chat = secrets.get("TELEGRAM_CHAT_ID");
  if (chat !== undefined && !/^(-?\d+|@\w+)$/.test(chat)) {
    throw new UsageError(
      "The Telegram chat id must be a number, negative for a group, or the @name of a public channel.",
    );
  }
  const topic = secrets.get("NTFY_URL");
  if (topic !== undefined && !/^https?:\/\/[^\s/?#@]+\/([^\s?#]*\/)?[-_A-Za-z0-9]{1,64}$/.test(topic)) {
    throw new UsageError("The push channel's URL must end with a topic's name, such as https://ntfy.sh/my-topic-4711.");
  }
  const account = secrets.get("TWILIO_ACCOUNT_SID");
  if (account !== undefined && !/^AC[0-9a-f]{32}$/.test(account)) {
    throw new UsageError("The Twilio account's SID must be AC and 32 hexadecimal digits.");
  }
  for (const name of ["TWILIO_FROM", "TWILIO_WHATSAPP_FROM", "ALERT_SMS_TO", "ALERT_WHATSAPP_TO"]) {
    const number = secrets.get(name);
    const isService = name.startsWith("TWILIO_") && /^MG[0-9a-f]{32}$/.test(number ?? "");
    if (number !== undefined && !isService && !/^\+[1-9]\d{6,14}$/.test(number)) {
      throw new UsageError(`${name} must be a telephone number with its country code, such as +15550100.`);
    }
  }
  for (const name of ["RESEND_FROM", "ALERT_EMAIL_TO"]) {
    if (secrets.has(name) && !secrets.get(name)?.includes("@")) {
      throw new UsageError(`${name} has no e-mail address in it.`);
    }
  }
  return secrets;
}

/**
 * @param {Values} values
 * @param {NodeJS.ProcessEnv} env
 * @param {import("./lib/database.cjs").Target} target
 */
function chooseBaseUrl(values, env, target) {
  const databaseRef = refOfDatabase(target);
  const givenRef = values["project-ref"] === undefined ? null : parseProjectRef(values["project-ref"]);
  const knownRef = givenRef ?? databaseRef;
  const text = values["edge-base-url"] ??
    ((knownRef ? `https://${knownRef}.supabase.co` : localUrl(env, target)) || env["SUPABASE_URL"]?.trim());
  if (!text) throw new UsageError("Which API belongs to this database? Pass --edge-base-url, or --project-ref.");
  const baseUrl = parseBaseUrl(text, values["edge-base-url"] ? "--edge-base-url" : "SUPABASE_URL");

  const refs = new Set([databaseRef, givenRef, refOfApiUrl(baseUrl)].filter((ref) => ref !== null));
  if (refs.size > 1) {
    throw new UsageError(
      `The database, the URL and --project-ref belong to different projects: ${[...refs].join(", ")}.`,
    );
  }
  const { protocol, hostname } = new URL(baseUrl);
  if (!target.isLocal && isLoopback(hostname)) {
    throw new UsageError(`The database is not on this machine, so it cannot reach its functions at ${baseUrl}.`);
  }
  if (protocol === "http:" && refOfApiUrl(baseUrl) !== null) {
    throw new UsageError("A hosted project is called by https:// only: the credential goes along.");
  }
  return { baseUrl, ref: [...refs][0] ?? null };
}

/**
 * The local stack's API, if the database is the local stack's.
 * @param {NodeJS.ProcessEnv} env
 * @param {import("./lib/database.cjs").Target} target
 */
function localUrl(env, target) {
  const stack = readLocalStack(env);
  if (!stack || !target.isLocal) return undefined;
  return Number(new URL(stack.db_url).port || 5432) === target.port ? stack.api_url : undefined;
}

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
  return /** @type {Step[]} */ (await connection.begin(async (sql) => {
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
  }));
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

/**
 * What is left for people to do.
 * @param {Plan} plan
 * @param {boolean} secretChanged
 * @returns {string[]}
 */
function nextSteps(plan, secretChanged) {
  const doctor = plan.target.isLocal ? "npm run doctor" : 'npm run doctor -- --db-url "$SUPABASE_DB_URL"';
  const check = `See that everything works: ${doctor}`;
  if (plan.setsFunctions) return [check];
  const isHosted = !isLoopback(new URL(plan.baseUrl).hostname);
  if (plan.secretsFile !== undefined) {
    const file = /^[\w./-]+$/.test(plan.secretsFile)
      ? plan.secretsFile
      : `'${plan.secretsFile.replaceAll("'", `'\\''`)}'`;
    return [
      isHosted
        ? `Give the functions the secret: npx supabase secrets set --remote=${
          plan.ref ?? "<project-ref>"
        } --env-file ${file}`
        : `Give the functions the secret: ${VARIABLE} in supabase/functions/.env, then start the local stack again`,
      ...(secretChanged
        ? ["Until then they refuse the database's calls; what waits goes out a minute afterwards"]
        : []),
      check,
    ];
  }
  if (!isHosted || plan.givenSecret !== undefined || !secretChanged) return [check];
  return [
    "The functions need the same secret: run this again with --project-ref <ref>, which sets it, or with --secrets-file <file>",
    check,
  ];
}

/**
 * @param {string[]} argv
 * @param {Partial<Deps>} [deps]
 * @returns {Promise<number>} the exit code
 */
async function main(argv, deps) {
  const { env, ...streams } = surroundings(deps);
  return await runScript(
    { name: "configure-project.cjs", usage: USAGE, options: OPTIONS },
    argv,
    { env, ...streams },
    async (
      values,
      output,
    ) => {
      output.redactor.add(
        values["function-secret"],
        values["slack-webhook-url"],
        values["resend-api-key"],
        values["ntfy-url"],
        values["ntfy-token"],
        values["twilio-auth-token"],
        ...[VARIABLE, "SLACK_WEBHOOK_URL", "RESEND_API_KEY", "NTFY_URL", "NTFY_TOKEN", "TWILIO_AUTH_TOKEN"]
          .concat("SUPABASE_ACCESS_TOKEN").map((name) => env[name]?.trim()),
      );
      const plan = makePlan(values, env);
      output.redactor.add(plan.target.password);

      /** @type {Step[]} */
      const steps = [];
      const report = (/** @type {Step} */ step) => {
        steps.push(step);
        if (!values.json) {
          output.line(
            `ok  ${step.step.padEnd(11)} ${step.detail}${step.changed || STATES.has(step.step) ? "" : " (unchanged)"}`,
          );
        }
      };
      let secret = "";
      await withDatabase(plan.target, "heartbase-configure", async (sql, version) => {
        await requireMigrations(sql);
        report({ step: "database", changed: false, detail: `Postgres ${version} at ${describeTarget(plan.target)}` });

        const [row] = await sql`select private.get_secret(${VAULT_NAME}) as value`;
        /** @type {string | null} */
        const kept = row?.["value"] ?? null;
        secret = plan.givenSecret ?? (plan.rotate ? null : kept) ?? randomBytes(32).toString("base64url");
        output.redactor.add(kept, secret);

        // The functions first: this is the step that may fail, and until the database follows a second later, the calls that
        // they refuse lose nothing.
        if (plan.setsFunctions && plan.ref !== null) {
          await giveToFunctions(plan.ref, secret, env);
          report({ step: "functions", changed: secret !== kept, detail: `${VARIABLE} is set on project ${plan.ref}` });
        }
        if (plan.secretsFile !== undefined) {
          setInSecretsFile(plan.secretsFile, VARIABLE, secret);
          report({ step: "file", changed: true, detail: `${VARIABLE} is in ${plan.secretsFile}` });
        }
        const written = await writeDatabase(sql, plan, secret).catch((error) => {
          const left = plan.setsFunctions && secret !== kept
            ? "The functions have the new secret already: run it again without --rotate to bring both together."
            : "Nothing was changed in the database.";
          throw new ScriptError(`The database refused: ${messageOf(error)}.`, left);
        });
        written.forEach(report);
      });

      const secretChanged = steps.some(({ step, changed }) => step === "secret" && changed);
      const next = nextSteps(plan, secretChanged);
      if (values.json) {
        const answer = { project_ref: plan.ref, edge_base_url: plan.baseUrl, steps, next };
        if (values["show-secret"]) output.verbatim(JSON.stringify({ ...answer, function_secret: secret }, null, 2));
        else output.json(answer);
      } else {
        if (values["show-secret"]) output.verbatim(`${VARIABLE}=${secret}`);
        for (const sentence of next) output.line(sentence);
      }
      return 0;
    },
  );
}

/**
 * @param {string} ref
 * @param {string} secret
 * @param {NodeJS.ProcessEnv} env
 */
async function giveToFunctions(ref, secret, env) {
  try {
    await withSecretsFile(
      VARIABLE,
      secret,
      (file) => runSupabase(["secrets", "set", `--remote=${ref}`, "--env-file", file, "--yes"], env),
    );
  } catch (error) {
    throw new ScriptError(
      `${messageOf(error)}`,
      "Nothing was changed. Log in with npx supabase login, then run this again.",
    );
  }
}

module.exports = { main };

if (require.main === module) startProgram(main);
