// What configure-project.cjs takes, and what it is called in Vault and in the environment.
const { DATABASE_OPTIONS } = require("../database.cjs");

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

module.exports = { USAGE, OPTIONS, VARIABLE, VAULT_NAME, CHANNEL_SECRETS, TOGETHER, SHARED };
