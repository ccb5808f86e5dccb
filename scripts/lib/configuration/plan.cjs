// Everything that the command line decides, before anything is touched; and what is left for people to do afterwards.
const { chooseDatabase } = require("../database.cjs");
const { UsageError } = require("../errors.cjs");
const { isLoopback, readLocalStack } = require("../local-stack.cjs");
const { parseBaseUrl, parseProjectRef, refOfApiUrl, refOfDatabase } = require("../project.cjs");
const { CHANNEL_SECRETS, VARIABLE } = require("./options.cjs");

/** @typedef {ReturnType<typeof import("../script.cjs").parseOptions<typeof import("./options.cjs").OPTIONS>>} Values */

/**
 * Everything that the command line decides, before anything is touched.
 * @typedef {object} Plan
 * @property {import("../database.cjs").Target} target
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
 * @param {import("../database.cjs").Target} target
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
 * @param {import("../database.cjs").Target} target
 */
function localUrl(env, target) {
  const stack = readLocalStack(env);
  if (!stack || !target.isLocal) return undefined;
  return Number(new URL(stack.db_url).port || 5432) === target.port ? stack.api_url : undefined;
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

module.exports = { makePlan, nextSteps };
