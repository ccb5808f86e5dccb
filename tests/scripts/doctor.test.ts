import assert from "node:assert/strict";
import { type AddressInfo, createServer } from "node:net";
import { after, before, describe, it, type TestContext } from "node:test";
import { main as configure } from "../../scripts/configure-project.cjs";
import { main } from "../../scripts/doctor.cjs";
import { startTestStack, type TestStack, waitFor } from "../support/stack.ts";
import { run, unusedPort } from "./support.ts";

interface Answer {
  check: string;
  ok: boolean;
  detail: string;
  cure: string | null;
}

const PASSWORD = "c0rrect-h0rse/b@ttery";
const ALL = [
  ...["connection", "extensions", "schema", "migrations", "settings", "secret", "schedules", "runs", "jobs", "grants"],
  ...["functions", "request", "channels", "outbox"],
];

describe("doctor, before it connects", () => {
  const wrong: [string, string[], RegExp][] = [
    ["an unknown option", ["--nonsense"], /Unknown option '--nonsense'/],
    ["no database", [], /No database is given and no local stack runs/],
    ["a time-out of no time", ["--timeout", "0"], /--timeout is a number of seconds/],
    ["a base URL that is none", ["--db-url", "postgresql://h/", "--edge-base-url", "x"], /must be a URL/],
  ];
  for (const [what, argv, message] of wrong) {
    it(`ends with 2 on ${what}`, async () => {
      const { code, stdout, stderr } = await run(main, argv);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, message);
    });
  }

  it("explains itself with --help", async () => {
    const { code, stdout, stderr } = await run(main, ["--help"]);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^Usage: npm run doctor/);
  });

  it("says so when the database offers no TLS", async (test) => {
    const server = createServer((socket) => socket.once("data", () => socket.end("N")));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    test.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    const { code, stdout } = await run(main, [
      "--db-url",
      `postgresql://u:${PASSWORD.slice(0, 5)}@127.0.0.1:${port}/d?sslmode=require`,
    ]);
    assert.equal(code, 1);
    assert.match(stdout, /^FAIL connection 127\.0\.0\.1:\d+\/d offers no TLS\. -> Check the host/);
  });

  it("answers with the one failure when there is no connection, without the password", async () => {
    const url = `postgresql://postgres:${encodeURIComponent(PASSWORD)}@127.0.0.1:1/postgres`;
    const text = await run(main, ["--db-url", url]);
    assert.equal(text.code, 1);
    assert.match(
      text.stdout,
      /^FAIL connection Nothing listens at 127\.0\.0\.1:1\/postgres\. -> Start the local stack/,
    );
    const json = await run(main, ["--db-url", url, "--json"]);
    assert.deepEqual((JSON.parse(json.stdout) as Answer[]).map(({ check, ok }) => [check, ok]), [[
      "connection",
      false,
    ]]);
    for (const { all } of [text, json]) {
      assert.ok(!all.includes(PASSWORD) && !all.includes(encodeURIComponent(PASSWORD)));
    }
  });
});

describe("doctor", () => {
  let stack: TestStack;
  before(async () => {
    stack = await startTestStack();
  });
  after(() => stack.stop());

  const ask = async (...argv: string[]) => {
    // However long ago a test made it tick: after three minutes the doctor would ask for the next.
    await stack.sql`update private.evaluator_state set last_tick_at = now() where last_tick_at is not null`;
    const asked = await run(main, ["--db-url", stack.status.db_url, "--json", "--timeout", "60", ...argv]);
    assert.ok(!asked.all.includes(stack.status.function_secret));
    assert.equal(asked.stderr, "");
    const answers = JSON.parse(asked.stdout) as Answer[];
    assert.equal(asked.code, answers.every(({ ok }) => ok) ? 0 : 1);
    return answers;
  };
  /** What is wrong, without what was not asked because of it. */
  const faults = async (...argv: string[]) =>
    (await ask("--no-test-alert", ...argv)).filter(({ ok, detail }) => !ok && !detail.startsWith("not asked"));
  const one = async (check: string, detail: RegExp, cure: RegExp, ...argv: string[]) => {
    const found = await faults(...argv);
    assert.deepEqual(found.map((answer) => answer.check), [check], JSON.stringify(found));
    assert.match(found[0]!.detail, detail);
    assert.match(found[0]!.cure!, cure);
  };
  const repair = async () => {
    const { code, all } = await run(configure, [
      ...["--db-url", stack.status.db_url, "--edge-base-url", stack.status.api_url],
      ...["--function-secret", stack.status.function_secret],
    ]);
    assert.equal(code, 0, all);
  };
  const repairAfter = (test: TestContext) => test.after(repair);
  const tick = () => stack.sql`select private.tick()`;

  it("waits for the first tick, and says when none comes", async () => {
    // On a slow machine a second may be too little for the functions' answer too.
    const [runs, ...others] = await faults("--timeout", "1");
    assert.deepEqual([runs!.check, runs!.detail], ["runs", "the minute tick never ran"]);
    assert.match(runs!.cure!, /cron\.job_run_details/);
    assert.ok(others.every(({ check }) => check === "request"), JSON.stringify(others));
    setTimeout(() => void tick().catch(() => {}), 700);
    assert.deepEqual(await faults(), []);
  });

  it("finds a new project well, sends a test message to every channel and says where", async () => {
    await tick();
    const { code, stdout, stderr } = await run(main, ["--timeout", "60"], { DATA_DIR: stack.dataDir });
    assert.equal(code, 0, stdout);
    const lines = stdout.trim().split("\n");
    assert.deepEqual(
      lines.slice(0, 15).map((line) => line.slice(0, 15).trimEnd()),
      [...ALL, "test alert"].map((c) => `ok   ${c}`),
    );
    assert.match(
      stdout,
      /delivered to Slack \(SLACK_WEBHOOK_URL\), Email \(RESEND_API_KEY\)|delivered to Email .*, Slack/,
    );
    assert.ok(stdout.includes(stack.status.inbox_url));
    assert.match(lines.at(-1)!, /^All is well\.$/);
    assert.match(stderr, /Waiting for 2 test messages/);
    const { slack, email } = stack.received();
    assert.deepEqual([slack.length, email.length], [1, 1]);
  });

  it("gives the same as JSON, and sends nothing with --no-test-alert", async () => {
    const before = stack.inbox.messages.length;
    const answers = await ask("--no-test-alert");
    assert.deepEqual(answers.map(({ check }) => check), ALL);
    assert.ok(answers.every(({ ok, cure }) => ok && cure === null));
    assert.deepEqual(Object.keys(answers[0]!), ["check", "ok", "detail", "cure"]);
    assert.equal(stack.inbox.messages.length, before);
  });

  it("finds a schedule that is missing, changed or off", async (test) => {
    repairAfter(test);
    await stack.sql`select cron.unschedule('heartbase-prune')`;
    await one("schedules", /heartbase-prune is missing/, /configure-project\.cjs/);
    await repair();
    await stack.sql`select cron.alter_job(jobid, active := false) from cron.job where jobname = 'heartbase-tick'`;
    await one("schedules", /heartbase-tick is not active/, /install_schedules/);
    await repair();
    await stack.sql`select cron.schedule('heartbase-tick', '*/5 * * * *', 'select private.tick()')`;
    await one("schedules", /heartbase-tick runs at "\*\/5 \* \* \* \*" instead of "\* \* \* \* \*"/, /configure/);
    await repair();
    await stack.sql`select cron.schedule('cron-healthcheck-job', '0 */6 * * *', 'select 1')`;
    await one("schedules", /cron-healthcheck-job runs another command/, /configure/);
    await repair();
    assert.deepEqual(await faults(), []);
  });

  it("finds a schedule that calls the function without the credential, under its own name and under another", async (test) => {
    repairAfter(test);
    // As the runbook of the cron health check sets it up.
    const command = `select net.http_post(
      url := (SELECT RTRIM(value, '/') || '/functions/v1/cron-healthcheck' FROM public.app_settings WHERE key = 'edge_base_url'),
      headers := '{"Content-Type": "application/json"}'::jsonb,
      body := '{"trigger": "cron"}'::jsonb) as request_id;`;
    await stack.sql`select cron.schedule('cron-healthcheck-job', '0 */6 * * *', ${command})`;
    await one("schedules", /cron-healthcheck-job was scheduled anew .* without the credential/, /configure-project/);
    await repair();
    await stack.sql`select cron.schedule('my-healthcheck', '0 * * * *', ${command})`;
    await one("schedules", /my-healthcheck calls an edge function without its credential/, /cron\.unschedule\(\d+\)/);
    await stack.sql`select cron.unschedule('my-healthcheck')`;
  });

  it("finds a run that failed", async (test) => {
    const [job] = await stack.sql`select jobid from cron.job where jobname = 'heartbase-tick'`;
    test.after(() => stack.sql`delete from cron.job_run_details`);
    await stack.sql`insert into cron.job_run_details (jobid, status, return_message, start_time)
      values (${job!["jobid"]}, 'succeeded', '1 row', now()), (${
      job!["jobid"]
    }, 'failed', ${"ERROR: out of luck\nCONTEXT"}, now())`;
    await one("runs", /the last run of heartbase-tick failed: ERROR: out of luck$/, /next run/);
  });

  it("finds a missing setting, and one that leads elsewhere", async (test) => {
    repairAfter(test);
    await stack.sql`delete from app_settings where key = 'edge_base_url'`;
    await one("settings", /edge_base_url is not set/, /configure-project/);
    await stack.sql`insert into app_settings (key, value) values ('edge_base_url', ${stack.status.functions_url})`;
    await one("settings", /it must end before \/functions\/v1/, /--edge-base-url/);
    const nowhere = `http://127.0.0.1:${await unusedPort()}`;
    await stack.sql`update app_settings set value = ${nowhere} where key = 'edge_base_url'`;
    await one("functions", /notify cannot be reached at http:\/\/127\.0\.0\.1:\d+ \(ECONNREFUSED\)/, /edge_base_url/);
    // This machine reaches the API, the database does not.
    await one(
      "request",
      /the database's call of notify failed/,
      /from where the database runs/,
      "--edge-base-url",
      stack.status.api_url,
    );
  });

  it("finds a missing secret and does not ask what needs it", async (test) => {
    repairAfter(test);
    await stack.sql`delete from vault.secrets where name = 'heartbase_function_secret'`;
    await one("secret", /Vault has no heartbase_function_secret/, /configure-project/);
    const { stdout } = await run(main, ["--db-url", stack.status.db_url, "--timeout", "5"]);
    assert.match(stdout, /^skip functions {2}not asked, because it needs secret -> cure secret first$/m);
    assert.match(stdout, /questions have no good answer\.$/m);
  });

  it("finds that the functions have another secret than Vault, and shows neither", async (test) => {
    repairAfter(test);
    await stack.sql`select private.set_secret('heartbase_function_secret', 'another-secret-than-theirs')`;
    await one("functions", /notify refuses the secret that Vault holds/, /start the local stack again/);
    const { all } = await run(main, ["--db-url", stack.status.db_url, "--timeout", "5"]);
    assert.ok(!all.includes("another-secret-than-theirs") && !all.includes(stack.status.function_secret));
  });

  it("finds metrics that answer to whoever asks", async (test) => {
    test.after(() => restartFunctions());
    await restartFunctions({ METRICS_SECRET: "asked-by-the-doctor-with-a-wrong-secret" });
    await one("functions", /metrics answers callers without the secret/, /functions deploy metrics/);
  });

  it("finds functions that are not running", async (test) => {
    test.after(() => stack.functions.start());
    await stack.functions.stop();
    await waitFor("the functions' end", () => stack.functions.pid === null);
    await one("functions", /notify answered 503/, /log/);
  });

  it("finds functions and tables that are open to everybody, with the SQL that closes them", async () => {
    await stack.sql`grant execute on function update_job_heartbeat(text, text, jsonb) to anon`;
    await stack.sql`grant execute on function claim_notifications(jsonb, integer) to public`;
    await stack.sql`grant execute on function send_test_notification(uuid) to anon`;
    await stack.sql`alter table notifications disable row level security`;
    const [found, ...others] = await faults();
    assert.deepEqual([found!.check, others], ["grants", []]);
    assert.match(found!.detail, /anon may call update_job_heartbeat\(text,text,jsonb\)/);
    assert.match(found!.detail, /authenticated may call claim_notifications/);
    assert.match(found!.detail, /anon may call send_test_notification/);
    assert.doesNotMatch(found!.detail, /authenticated may call send_test_notification/);
    assert.match(found!.detail, /notifications has no row level security/);
    await stack.sql.unsafe(found!.cure!.replace("in SQL: ", "")).simple();
    assert.deepEqual(await faults(), []);
  });

  it("finds that there is no channel, and why", async (test) => {
    await restartFunctions({ SLACK_WEBHOOK_URL: "", RESEND_API_KEY: "" });
    test.after(() => restartFunctions());
    await one(
      "channels",
      /no channel is enabled, .*SLACK_WEBHOOK_URL is not set/,
      /TELEGRAM_CHAT_ID, .*create_notification_channel/,
    );
  });

  it("finds messages that died and messages that wait too long, but does not count tests and what a silence holds", async (test) => {
    test.after(() => stack.sql`delete from guardian_alerts`);
    await ask("--no-test-alert");
    // At once, or a sender that the alert's own messages ring for takes them before the channels rest.
    await stack.sql.begin(async (sql) => {
      await sql`with alert as (
        insert into guardian_alerts (subject_id, subject_name, alert_type, severity, message) values ('x', 'X', 'x', 'info', 'x') returning id
      ), channel as (select id from notification_channels where enabled limit 1)
      insert into notifications (alert_id, channel_id, event, slot, state, finished_at, last_error, created_at, next_attempt_at, held_until)
      select alert.id, channel.id, m.event, m.slot, m.state, m.finished_at, m.error, now() - interval '1 hour', 'infinity',
        case m.error when 'held' then now() + interval '1 hour' end
      from alert, channel, (values
        ('test', 9, 'dead', now(), 'a test'),
        ('reminder', 8, 'dead', now() - interval '25 hours', 'long ago'),
        ('reminder', 9, 'dead', now(), 'HTTP 500'),
        ('reminder', 10, 'pending', null, 'HTTP 429'),
        ('reminder', 11, 'pending', null, 'held')) m(event, slot, state, finished_at, error)`;
      await sql`update notification_channels set next_send_at = 'infinity'`;
    });
    test.after(() => stack.sql`update notification_channels set next_send_at = '-infinity'`);
    await one(
      "outbox",
      /^1 message died .* last: HTTP 500; the oldest of 3 waiting is 3[6-9]\d\d s old: HTTP 429$/,
      /notification_channel_status/,
    );
  });

  it("finds a job that cannot be evaluated", async (test) => {
    test.after(() => stack.sql`delete from job_heartbeats`);
    await stack
      .sql`insert into job_heartbeats (job_name, evaluation_error) values ('odd', '22008 interval out of range')`;
    await one("jobs", /cannot be evaluated: odd \(22008 interval out of range\)/, /job_heartbeats/);
  });

  it("says what a channel answered when the test message does not arrive", async (test) => {
    test.after(() => stack.clearFaults());
    await stack.fault({ channel: "slack", kind: "status", status: 404, times: null });
    // The doorbell rings five times in ten seconds at most; then the tick would have to do it.
    await stack.sql`delete from private.edge_requests`;
    const found = (await ask()).filter(({ ok }) => !ok);
    assert.deepEqual(found.map(({ check }) => check), ["test alert"], JSON.stringify(found));
    assert.match(found[0]!.detail, /Slack \(SLACK_WEBHOOK_URL\): dead, .*404.*; delivered to Email/);
  });

  it("finds migrations that were not applied, and a database without Heartbase", async () => {
    const kept = await stack.sql`delete from supabase_migrations.schema_migrations
      where version = (select max(version) from supabase_migrations.schema_migrations) returning *`;
    await one("migrations", /^1 of \d+ not recorded as applied: \d{14}$/, /npx supabase db push/);
    await stack.sql`insert into supabase_migrations.schema_migrations ${stack.sql(kept)}`;

    // Of template0, where nobody connects: Postgres copies no database in which an autovacuum still is.
    await stack.sql`create database bare template template0`;
    const answers = await ask("--db-url", stack.status.db_url.replace(/postgres$/, "bare"));
    const failed = answers.filter(({ ok, detail }) => !ok && !detail.startsWith("not asked"));
    assert.deepEqual(failed.map(({ check }) => check), ["extensions"]);
    assert.match(failed[0]!.detail, /pg_cron, pg_net, supabase_vault not installed/);
  });

  /** Starts the functions again with the stack's environment, and `changes`. */
  async function restartFunctions(changes: Record<string, string> = {}): Promise<void> {
    await stack.functions.stop();
    await waitFor("the functions' end", () => stack.functions.pid === null);
    const { api_url, inbox_url, function_secret, secret_key } = stack.status;
    await stack.functions.restart({
      SUPABASE_URL: api_url,
      SUPABASE_SECRET_KEYS: JSON.stringify({ default: secret_key }),
      HEARTBASE_FUNCTION_SECRET: function_secret,
      HEARTBASE_LOCAL: "1",
      SLACK_WEBHOOK_URL: `${inbox_url}/slack`,
      RESEND_API_KEY: "re_local",
      RESEND_FROM: "alerts@heartbase.local",
      ALERT_EMAIL_TO: "you@example.com",
      RESEND_BASE_URL: `${inbox_url}/resend`,
      ...changes,
    });
  }
});
