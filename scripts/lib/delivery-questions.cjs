const { codeOf, messageOf } = require("./errors.cjs");
const { isLoopback } = require("./local-stack.cjs");
const { refOfApiUrl } = require("./project.cjs");
const { CONFIGURE, bad, good, waitFor } = require("./question.cjs");

/** @typedef {import("./question.cjs").Question} Question */
/** @typedef {import("./question.cjs").Patient} Patient */
/** @typedef {import("./question.cjs").Finding} Finding */

/** notify sends for up to 25 s before it answers. */
const FUNCTION_TIMEOUT_MS = 45_000;

/** What is asked about: every function, its path that opens to nobody without the secret, and the method that it serves. */
const FUNCTIONS = /** @type {const} */ ([
  ["notify", "notify", "POST"],
  ["cron-healthcheck", "cron-healthcheck", "POST"],
  ["heartbeat", "heartbeat", "POST"],
  ["heartbeat-recovery", "heartbeat-recovery", "POST"],
  ["metrics", "metrics", "GET"],
  ["alive", "alive/boot", "POST"],
]);

const WRONG_SECRET = "asked-by-the-doctor-with-a-wrong-secret";

/** From here on a message waits longer than a healthy channel lets it. */
const LATE_SECONDS = 600;

const DISABLED_CURE =
  "set SLACK_WEBHOOK_URL, or RESEND_API_KEY, RESEND_FROM and ALERT_EMAIL_TO, or TELEGRAM_BOT_TOKEN and " +
  `TELEGRAM_CHAT_ID, or NTFY_URL, with npx supabase secrets set (or ${CONFIGURE} with --slack-webhook-url …), or make a channel: select create_notification_channel(…);`;

/** @type {Question} */
const functions = {
  check: "functions",
  needs: ["settings", "secret"],
  ask: async ({ baseUrl = "", secret = "" }) => {
    for (const [name, path, method] of FUNCTIONS) {
      const refused = await call(baseUrl, path, WRONG_SECRET, method);
      const fault = refusalFault(baseUrl, name, refused);
      if (fault) return fault;
    }
    const accepted = await call(baseUrl, "notify", secret);
    if (accepted.status === 401) {
      return bad(
        "notify refuses the secret that Vault holds: the functions have another one",
        shareSecretCure(baseUrl),
      );
    }
    if (accepted.status !== 200) {
      return bad(
        `notify answered ${said(accepted)}`,
        "look at the function's log (dashboard: Edge Functions, notify, Logs)",
      );
    }
    return good(`${FUNCTIONS.map(([name]) => name).join(", ")} answer at ${baseUrl}, and only to the secret`);
  },
};

/**
 * @param {string} baseUrl
 * @param {string} name
 * @param {FunctionAnswer} answer to a call with a wrong secret
 * @returns {Finding | null}
 */
function refusalFault(baseUrl, name, answer) {
  const ref = refOfApiUrl(baseUrl);
  const remote = ref ? ` --remote=${ref}` : "";
  if (answer.status === 0) {
    return bad(
      `${name} cannot be reached at ${baseUrl} (${answer.body})`,
      "start the local stack, or correct edge_base_url; where this machine reaches the API by another URL than the " +
        "database does, pass it as --edge-base-url",
    );
  }
  if (answer.status === 404) {
    return bad(`${name} is not deployed at ${baseUrl}`, `npx supabase functions deploy ${name}${remote}`);
  }
  if (answer.status === 401) {
    if (answer.code === "unauthorized") return null;
    return bad(
      `${name} is behind the platform's JWT check (${said(answer)})`,
      `deploy it with the config.toml of this project: npx supabase functions deploy ${name}${remote}`,
    );
  }
  if (answer.code === "function_secret_unset" || answer.code === "cron_secret_unset") {
    return bad(`${name} has no HEARTBASE_FUNCTION_SECRET`, shareSecretCure(baseUrl));
  }
  if (answer.status >= 200 && answer.status < 300) {
    return bad(
      `${name} answers callers without the secret`,
      `what runs there is not this project's function: npx supabase functions deploy ${name}${remote}`,
    );
  }
  return bad(
    `${name} answered ${said(answer)}`,
    `look at the function's log (dashboard: Edge Functions, ${name}, Logs)`,
  );
}

/**
 * How the functions come to have the secret that Vault holds.
 * @param {string} baseUrl
 */
function shareSecretCure(baseUrl) {
  if (isLoopback(new URL(baseUrl).hostname)) return "start the local stack again, which gives both the same";
  return `${CONFIGURE} with --project-ref ${refOfApiUrl(baseUrl) ?? "<ref>"}`;
}

/**
 * An answer of an edge function; status 0 when there was none.
 * @typedef {{ status: number, code: string | null, body: string }} FunctionAnswer
 */

/**
 * @param {string} baseUrl
 * @param {string} path
 * @param {string} secret
 * @param {"GET" | "POST"} [method]
 * @returns {Promise<FunctionAnswer>}
 */
async function call(baseUrl, path, secret, method = "POST") {
  try {
    const response = await fetch(`${baseUrl}/functions/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
      ...(method === "POST" ? { body: JSON.stringify({ trigger: "doctor" }) } : {}),
      redirect: "manual",
      signal: AbortSignal.timeout(FUNCTION_TIMEOUT_MS),
    });
    const body = await response.text();
    return { status: response.status, code: codeIn(body), body };
  } catch (error) {
    const isTimeout = error instanceof Error && error.name === "TimeoutError";
    const why = isTimeout ? `no answer within ${FUNCTION_TIMEOUT_MS / 1000} s` : codeOf(error) || messageOf(error);
    return { status: 0, code: null, body: why };
  }
}

/** @param {string} body */
function codeIn(body) {
  try {
    const { code } = JSON.parse(body);
    return typeof code === "string" ? code : null;
  } catch {
    return null;
  }
}

/** @param {FunctionAnswer} answer */
function said({ status, body }) {
  return status === 0 ? body : `${status} ${body.replace(/\s+/g, " ").slice(0, 200)}`.trim();
}

/** @type {Question} */
const request = {
  check: "request",
  needs: ["functions"],
  ask: async ({ sql, timeoutMs, progress }) => {
    const [sent] = await sql`select private.invoke_edge_function('notify', '{"trigger": "doctor"}') as id`;
    progress("Waiting for the answer to the database's own call");
    const answer = await waitFor(timeoutMs, async () => {
      const [row] = await sql`
        select p.status_code, p.timed_out, p.error_msg from net._http_response p where p.id = ${sent?.["id"]}`;
      return row;
    });
    const history = await recentCalls(sql);
    if (!answer) {
      return bad(
        `pg_net gave no answer within ${timeoutMs / 1000} s${history}`,
        "its worker may stand still: select net.worker_restart(); or restart the database",
      );
    }
    if (answer["status_code"] === 200) return good(`the database reaches notify through pg_net${history}`);
    const why = answer["status_code"] ? `HTTP ${answer["status_code"]}` : answer["error_msg"] ?? "it timed out";
    return bad(
      `the database's call of notify failed: ${why}${history}`,
      `edge_base_url must be right from where the database runs: ${CONFIGURE} with --edge-base-url`,
    );
  },
};

/** @param {import("postgres").Sql} sql */
async function recentCalls(sql) {
  const [row] = await sql`
    select count(*)::int as calls, count(r.error)::int as failed,
      (array_agg(r.error order by r.id desc) filter (where r.error is not null))[1] as error
    from private.edge_requests r
    where r.completed_at > now() - interval '1 hour'`;
  return row?.["failed"]
    ? ` (of the last hour's ${row["calls"]} calls ${row["failed"]} failed, last: ${row["error"]})`
    : "";
}

/** @type {Question} */
const channels = {
  check: "channels",
  needs: ["schema"],
  ask: async ({ sql }) => {
    const rows = await sql`
      select c.name, c.enabled, coalesce(c.disabled_reason, 'switched off by hand') as reason
      from public.notification_channels c where c.owner_id is null order by c.created_at, c.name`;
    const on = rows.filter((row) => row["enabled"]).map((row) => row["name"]);
    const off = rows.filter((row) => !row["enabled"]).map((row) =>
      `${row["name"]}: ${row["reason"].replace(/\.$/, "")}`
    );
    const offText = off.length > 0 ? `off: ${off.join("; ")}` : "";
    if (on.length === 0) return bad(`no channel is enabled, so alerts reach nobody. ${offText}`.trim(), DISABLED_CURE);
    return good([`on: ${on.join(", ")}`, offText].filter(Boolean).join(". "));
  },
};

/** @type {Question} */
const outbox = {
  check: "outbox",
  needs: ["schema"],
  ask: async ({ sql }) => {
    // Tests that died say nothing that a new test does not say better. What a silence holds is not late.
    const [row] = await sql`
      select count(*) filter (where n.state = 'dead')::int as dead,
        count(*) filter (where n.state in ('pending', 'leased'))::int as waiting,
        extract(epoch from now() - min(coalesce(n.replayed_at, n.held_until, n.created_at)) filter (where n.state in ('pending', 'leased') and c.enabled))::int as age,
        (array_agg(n.last_error order by n.finished_at desc) filter (where n.state = 'dead'))[1] as dead_error,
        (array_agg(n.last_error order by n.created_at) filter (where n.state in ('pending', 'leased') and c.enabled))[1] as wait_error
      from public.notifications n left join public.notification_channels c on c.id = n.channel_id
      where n.event <> 'test'
        and (n.state in ('pending', 'leased') and coalesce(n.held_until <= now(), true) or n.state = 'dead' and n.finished_at > now() - interval '24 hours')`;
    const { dead = 0, waiting = 0, age = null, dead_error: deadError, wait_error: waitError } = row ?? {};
    const faults = [
      ...(dead > 0
        ? [`${dead} message${dead === 1 ? "" : "s"} died in the last 24 hours, last: ${deadError ?? "no reason"}`]
        : []),
      ...(age !== null && age > LATE_SECONDS
        ? [`the oldest of ${waiting} waiting is ${age} s old: ${waitError ?? "never tried"}`]
        : []),
    ];
    if (faults.length > 0) {
      return bad(
        faults.join("; "),
        "cure the channel: select name, last_error, pending_count, dead_count from notification_channel_status;",
      );
    }
    return good(
      `nothing died in 24 hours, ${waiting === 0 ? "nothing waits" : `${waiting} wait, the oldest ${age ?? 0} s`}`,
    );
  },
};

/** @type {Question} */
const testAlert = {
  check: "test alert",
  needs: ["functions", "request", "channels"],
  ask: async ({ sql, timeoutMs, progress }) => {
    const [row] = await sql`select public.send_test_notification() as sent`;
    const { alert_id: alertId, notifications } = row?.["sent"] ?? {};
    if (!notifications) {
      return bad(
        "no channel takes it: each is for other kinds of subject",
        "let one channel hear of everything: subject_kinds = null",
      );
    }
    progress(`Waiting for ${notifications} test message${notifications === 1 ? "" : "s"}`);
    const read = () =>
      sql`
        select coalesce(c.name, 'a deleted channel') as name, n.state, n.last_error
        from public.notifications n left join public.notification_channels c on c.id = n.channel_id
        where n.alert_id = ${alertId} and n.event = 'test' order by c.created_at, c.name`;
    await waitFor(timeoutMs, async () => {
      const open = (await read()).some(({ state }) => state === "pending" || state === "leased");
      return open ? undefined : true;
    });
    const messages = await read();
    const names = (/** @type {import("postgres").Row[]} */ list) => list.map((message) => message["name"]).join(", ");
    const [delivered, others] = [
      messages.filter((message) => message["state"] === "delivered"),
      messages.filter((message) => message["state"] !== "delivered"),
    ];
    if (others.length === 0) return good(`delivered to ${names(delivered)}`);
    const faults = others.map(({ name, state, last_error }) => `${name}: ${state}, ${last_error ?? "not tried yet"}`);
    return bad(
      `${faults.join("; ")}${delivered.length > 0 ? `; delivered to ${names(delivered)}` : ""}`,
      "cure what the channel says, then ask again",
    );
  },
};

/** @type {readonly Question[]} */
const DELIVERY_QUESTIONS = [functions, request, channels, outbox];

module.exports = { DELIVERY_QUESTIONS, testAlert };
