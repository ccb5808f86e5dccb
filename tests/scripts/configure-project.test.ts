import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, beforeEach, describe, it, type TestContext } from "node:test";
import { main } from "../../scripts/configure-project.cjs";
import { startTestStack, type TestStack } from "../support/stack.ts";
import { run, temporaryFolder } from "./support.ts";

const REF = "abcdefghijklmnopqrst";
const SECRET = "a-function-secret-for-these-tests";
const PASSWORD = "c0rrect-h0rse/b@ttery";

describe("configure-project, before it connects", () => {
  const url = `postgresql://postgres:${encodeURIComponent(PASSWORD)}@db.example.com:5432/postgres`;
  const wrong: [string, string[], NodeJS.ProcessEnv, RegExp][] = [
    ["an unknown option", ["--db-url", url, "--nonsense"], {}, /Unknown option '--nonsense'/],
    ["a stray argument", [SECRET], {}, /An argument stands without its flag/],
    ["no database", [], {}, /No database is given and no local stack runs/],
    ["an empty database URL", ["--db-url", ""], {}, /--db-url is empty/],
    ["a database URL of another kind", ["--db-url", `mysql://x:${PASSWORD}@h/`], {}, /cannot be read/],
    ["a stray % in the password", ["--db-url", "postgresql://postgres:50%off-pass@h/"], {}, /stray %/],
    ["the dashboard's placeholder", ["--db-url", "postgresql://postgres:[YOUR-PASSWORD]@h/"], {}, /YOUR-PASSWORD/],
    ["an unknown sslmode", ["--db-url", `${url}?sslmode=maybe`], {}, /sslmode is maybe/],
    ["no API", ["--db-url", url], {}, /Which API belongs to this database/],
    ["a base URL that is none", ["--db-url", url, "--edge-base-url", "example.com"], {}, /must be a URL/],
    [
      "a base URL on this machine for a database elsewhere",
      ["--db-url", url, "--edge-base-url", "http://127.0.0.1"],
      {},
      /cannot reach/,
    ],
    ["a project reference that is none", ["--db-url", url, "--project-ref", "my-project"], {}, /20 letters/],
    [
      "a database and an API of different projects",
      [
        "--db-url",
        `postgresql://postgres:x@db.${REF}.supabase.co/postgres`,
        "--edge-base-url",
        "https://zzzzzzzzzzzzzzzzzzzz.supabase.co",
      ],
      {},
      /different projects/,
    ],
    ["a hosted API over plain http", ["--db-url", url, "--edge-base-url", `http://${REF}.supabase.co`], {}, /https/],
    ["a rotation that the functions never hear of", ["--db-url", url, "--rotate"], {}, /--rotate needs/],
    ["two secrets at once", ["--db-url", url, "--rotate", "--function-secret", SECRET], {}, /choose one/],
    [
      "a secret that no bearer token can be",
      ["--db-url", url, "--function-secret", "with blanks and more"],
      {},
      /function secret/,
    ],
    ["a secret that is short", ["--db-url", url, "--function-secret", "short"], {}, /16 or more/],
    ["a Telegram token of another form", ["--db-url", url, "--telegram-bot-token", "token"], {}, /what BotFather gave/],
    [
      "a Telegram chat that is none",
      ["--db-url", url, "--telegram-chat-id", "my group"],
      {},
      /chat id must be a number/,
    ],
    ["a push URL without a topic", ["--db-url", url, "--ntfy-url", "https://ntfy.sh/"], {}, /topic's name/],
    ["a Twilio account of another form", ["--db-url", url, "--twilio-account-sid", "AC1"], {}, /32 hexadecimal/],
    ["a number without its country code", ["--db-url", url, "--alert-sms-to", "5550100"], {}, /such as \+15550100/],
    ["a Slack webhook that is no URL", ["--db-url", url, "--slack-webhook-url", "T000/B000"], {}, /Slack webhook/],
  ];
  for (const [what, argv, env, message] of wrong) {
    it(`ends with 2 on ${what}`, async () => {
      const { code, stdout, stderr, all } = await run(main, argv, env);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(stderr, message);
      for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), SECRET]) assert.ok(!all.includes(secret));
    });
  }

  it("explains itself with --help, whatever else is given", async () => {
    const { code, stdout, stderr } = await run(main, ["--help", "--db-url", ""]);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^Usage: node scripts\/configure-project\.cjs/);
    for (const option of ["--rotate", "--secrets-file", "--from-env", "--json"]) assert.ok(stdout.includes(option));
  });

  it("says what to do when nothing listens, without the password", async () => {
    const { code, all, stderr } = await run(main, [
      ...["--db-url", `postgresql://postgres:${encodeURIComponent(PASSWORD)}@127.0.0.1:1/postgres`],
      ...["--edge-base-url", "http://127.0.0.1:54321", "--function-secret", SECRET],
    ]);
    assert.equal(code, 1);
    assert.match(stderr, /Nothing listens at 127\.0\.0\.1:1\/postgres\. Start the local stack with npm start\./);
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), SECRET]) assert.ok(!all.includes(secret));
  });
});

describe("configure-project", () => {
  let stack: TestStack;
  before(async () => {
    stack = await startTestStack({ functions: false });
  });
  after(() => stack.stop());
  beforeEach(async () => {
    await stack.sql`delete from vault.secrets`;
    await stack.sql`delete from app_settings`;
    await stack.sql`select cron.unschedule(jobid) from cron.job`;
  });

  const configure = (argv: string[] = [], env: NodeJS.ProcessEnv = {}) =>
    run(main, ["--db-url", stack.status.db_url, "--edge-base-url", "http://127.0.0.1:54321", ...argv], env);
  const inVault = async (name = "heartbase_function_secret") => {
    const [row] = await stack.sql`select private.get_secret(${name}) as value`;
    return row!["value"] as string | null;
  };
  const facts = async () => ({
    settings: await stack.sql`select key, value, updated_at from app_settings`,
    secrets: await stack.sql`select name, secret, updated_at from vault.secrets order by name`,
    jobs: await stack.sql`select jobname, schedule, command, active from cron.job order by jobname`,
  });

  it("writes the setting, makes a secret and the schedules, a line each, and shows no secret", async () => {
    const { code, stdout, stderr } = await configure();
    assert.deepEqual([code, stderr], [0, ""]);
    const { settings, secrets, jobs } = await facts();
    assert.deepEqual(settings.map(({ key, value }) => [key, value]), [["edge_base_url", "http://127.0.0.1:54321"]]);
    assert.deepEqual(secrets.map(({ name }) => name), ["heartbase_function_secret"]);
    assert.deepEqual(jobs.map(({ jobname }) => jobname), [
      "cron-healthcheck-job",
      "heartbase-heartbeat",
      "heartbase-machines",
      "heartbase-prune",
      "heartbase-recovery",
      "heartbase-tick",
    ]);
    const secret = await inVault();
    assert.match(secret!, /^[A-Za-z0-9_-]{43}$/);
    assert.ok(!stdout.includes(secret!));
    assert.match(stdout, /^ok {2}database .*\nok {2}settings .*\nok {2}secret .*\nok {2}schedules /);
  });

  it("changes nothing when it runs again, and keeps the secret", async () => {
    await configure();
    const before = await facts();
    const { code, stdout } = await configure(["--json"]);
    assert.equal(code, 0);
    const answer = JSON.parse(stdout) as { project_ref: null; edge_base_url: string; steps: { changed: boolean }[] };
    assert.deepEqual([answer.project_ref, answer.edge_base_url], [null, "http://127.0.0.1:54321"]);
    assert.ok(answer.steps.every(({ changed }) => !changed));
    assert.deepEqual(await facts(), before);
  });

  it("strips what is pasted along with the API's URL", async () => {
    assert.equal((await configure(["--edge-base-url", "http://127.0.0.1:54321/functions/v1/"])).code, 0);
    assert.equal((await facts()).settings[0]!["value"], "http://127.0.0.1:54321");
  });

  it("repairs schedules that were changed", async () => {
    await configure();
    const { jobs } = await facts();
    await stack.sql`select cron.schedule('heartbase-tick', '0 0 1 1 *', 'select 1')`;
    await stack.sql`select cron.unschedule('heartbase-prune')`;
    const { code, stdout } = await configure();
    assert.equal(code, 0);
    assert.doesNotMatch(stdout, /schedules .*unchanged/);
    assert.deepEqual((await facts()).jobs, jobs);
  });

  it("uses the secret that it is given, by option or by environment, and does not show it", async () => {
    const byOption = await configure(["--function-secret", SECRET]);
    assert.equal(await inVault(), SECRET);
    const byEnvironment = await configure(["--from-env"], { HEARTBASE_FUNCTION_SECRET: `${SECRET}-2` });
    assert.equal(await inVault(), `${SECRET}-2`);
    for (const { code, all } of [byOption, byEnvironment]) {
      assert.equal(code, 0);
      assert.ok(!all.includes(SECRET));
    }
  });

  it("makes a new secret on rotation and writes it to a file that only its owner reads, beside what the file holds", async (test) => {
    await configure(["--function-secret", SECRET]);
    const file = join(temporaryFolder(test), "functions.env");
    writeFileSync(file, "# mine\nRESEND_FROM=me@example.com\nHEARTBASE_FUNCTION_SECRET=old\n", { mode: 0o644 });
    const { code, stdout } = await configure(["--rotate", "--secrets-file", file]);
    assert.equal(code, 0);
    const secret = await inVault();
    assert.notEqual(secret, SECRET);
    assert.equal(
      readFileSync(file, "utf8"),
      `# mine\nRESEND_FROM=me@example.com\nHEARTBASE_FUNCTION_SECRET=${secret}\n`,
    );
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.ok(!stdout.includes(secret!) && !stdout.includes(SECRET));
    assert.match(stdout, /supabase\/functions\/\.env/);
  });

  it("shows the secret with --show-secret alone", async () => {
    const { stdout } = await configure(["--show-secret"]);
    const secret = await inVault();
    assert.ok(stdout.includes(`HEARTBASE_FUNCTION_SECRET=${secret}\n`));
    const json = await configure(["--show-secret", "--json"]);
    assert.equal((JSON.parse(json.stdout) as { function_secret: string }).function_secret, secret);
    assert.doesNotMatch((await configure(["--json"])).stdout, /function_secret"/);
  });

  it("changes nothing when the secrets file cannot be written", async () => {
    const before = await facts();
    const { code, stderr } = await configure(["--secrets-file", "/dev/null/secrets.env"]);
    assert.equal(code, 1);
    assert.match(stderr, /The secrets file cannot be written: .* Nothing was changed\./);
    assert.deepEqual(await facts(), before);
  });

  it("puts the channels' secrets into Vault, names what e-mail still lacks, and rings", async () => {
    const env = {
      SLACK_WEBHOOK_URL: "https://hooks.slack.com/services/T1/B1/abcdef",
      RESEND_API_KEY: "re_abc_12345678",
    };
    const { code, all } = await configure(["--from-env"], env);
    assert.equal(code, 0);
    assert.equal(await inVault("SLACK_WEBHOOK_URL"), env.SLACK_WEBHOOK_URL);
    assert.equal(await inVault("RESEND_API_KEY"), env.RESEND_API_KEY);
    assert.match(all, /e-mail stays off until RESEND_FROM and ALERT_EMAIL_TO are there too/);
    assert.ok(!all.includes(env.SLACK_WEBHOOK_URL) && !all.includes(env.RESEND_API_KEY));
    const [rings] = await stack.sql`select count(*)::int as count from private.edge_requests`;
    assert.ok(rings!["count"] >= 1);
    const rest = await configure([
      "--resend-from",
      "hb@example.com",
      "--alert-email-to",
      "a@example.com,b@example.com",
    ]);
    assert.doesNotMatch(rest.all, /stays off/);
    assert.equal(await inVault("ALERT_EMAIL_TO"), "a@example.com,b@example.com");
  });

  it("puts Telegram's secrets into Vault, and names the one that is still lacking", async () => {
    const token = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";
    const half = await configure(["--from-env"], { TELEGRAM_BOT_TOKEN: token });
    assert.equal(half.code, 0);
    assert.equal(await inVault("TELEGRAM_BOT_TOKEN"), token);
    assert.match(half.all, /the project's Telegram channel stays off until TELEGRAM_CHAT_ID is there too/);
    assert.ok(!half.all.includes(token));
    const whole = await configure(["--telegram-chat-id=-1001557912345"]);
    assert.doesNotMatch(whole.all, /stays off/);
    assert.equal(await inVault("TELEGRAM_CHAT_ID"), "-1001557912345");
  });

  it("puts Twilio's and ntfy's secrets into Vault, and says which channel still lacks what", async () => {
    const token = "hunter2hunter2hunter2";
    const account = `AC${"0".repeat(32)}`;
    const half = await configure(
      ["--from-env", "--twilio-from", "+15550100", "--ntfy-url", "https://ntfy.sh/my-topic"],
      {
        TWILIO_ACCOUNT_SID: account,
        TWILIO_AUTH_TOKEN: token,
        NTFY_TOKEN: "tk_hunter2",
      },
    );
    assert.equal(half.code, 0, half.all);
    assert.match(half.all, /the project's SMS channel stays off until ALERT_SMS_TO is there too/);
    assert.doesNotMatch(half.all, /WhatsApp channel stays off|my-topic|hunter2/);
    assert.deepEqual(
      [await inVault("TWILIO_ACCOUNT_SID"), await inVault("TWILIO_AUTH_TOKEN"), await inVault("TWILIO_FROM")],
      [account, token, "+15550100"],
    );
    assert.deepEqual([await inVault("NTFY_URL"), await inVault("NTFY_TOKEN")], [
      "https://ntfy.sh/my-topic",
      "tk_hunter2",
    ]);
    const whole = await configure(["--alert-sms-to", "+15550101"]);
    assert.doesNotMatch(whole.all, /stays off/);
  });

  it("leaves the environment alone without --from-env", async () => {
    await configure([], { SLACK_WEBHOOK_URL: "https://hooks.slack.com/services/T1/B1/abcdef" });
    assert.equal(await inVault("SLACK_WEBHOOK_URL"), null);
  });

  it("takes the local stack's database and API when nothing is given", async () => {
    const env = { DATA_DIR: stack.dataDir };
    assert.equal((await run(main, [], env)).code, 0);
    assert.equal((await facts()).settings[0]!["value"], stack.status.api_url);
  });

  it("says that the migrations are missing", async () => {
    // Of template0, where nobody connects: Postgres copies no database in which an autovacuum still is.
    await stack.sql`create database bare template template0`;
    const { code, stderr } = await run(main, [
      ...["--db-url", stack.status.db_url.replace(/postgres$/, "bare"), "--edge-base-url", "http://127.0.0.1:54321"],
    ]);
    assert.equal(code, 1);
    assert.match(stderr, /This database has no Heartbase yet\. Apply the migrations first: npx supabase db push/);
  });

  it("does not show a password that the database refuses", async () => {
    const url = stack.status.db_url.replace("postgres:postgres@", `postgres:${encodeURIComponent(PASSWORD)}@`);
    const { code, all, stderr } = await run(main, ["--db-url", url, "--edge-base-url", "http://127.0.0.1:54321"]);
    assert.equal(code, 1);
    assert.match(stderr, /refused user postgres/);
    assert.ok(!all.includes(PASSWORD) && !all.includes(encodeURIComponent(PASSWORD)));
  });

  it("does not show the secret when the database refuses to store it", async () => {
    await stack.sql`create function public.refuse() returns trigger language plpgsql as $$
      begin raise exception 'no: %', new.secret; end $$`;
    await stack.sql`create trigger refuse before insert on vault.secrets for each row execute function public.refuse()`;
    try {
      const before = await facts();
      const { code, all, stderr } = await configure(["--function-secret", SECRET]);
      assert.equal(code, 1);
      assert.match(stderr, /The database refused: .* Nothing was changed in the database\./);
      assert.ok(!all.includes(SECRET));
      assert.deepEqual(await facts(), before);
    } finally {
      await stack.sql`drop function public.refuse() cascade`;
    }
  });

  it("runs as a program", async () => {
    const script = join(import.meta.dirname, "../../scripts/configure-project.cjs");
    const argv = ["--db-url", stack.status.db_url, "--edge-base-url", stack.status.api_url, "--json"];
    const child = spawn(process.execPath, [script, ...argv], { stdio: ["ignore", "pipe", "inherit"] });
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => stdout += chunk);
    const code = await new Promise((resolve) => child.on("close", resolve));
    assert.equal(code, 0);
    assert.equal((JSON.parse(stdout) as { edge_base_url: string }).edge_base_url, stack.status.api_url);
  });

  describe("with --project-ref, by the real CLI", () => {
    interface ManagementApi {
      env: NodeJS.ProcessEnv;
      secretsSet: { path: string; body: { name: string; value: string }[]; inVault: string | null }[];
    }

    /** What the CLI talks to in place of api.supabase.com; it answers `status` to a change of secrets. */
    async function startManagementApi(test: TestContext, status: number): Promise<ManagementApi> {
      const secretsSet: ManagementApi["secretsSet"] = [];
      const server = createServer(async (request, response) => {
        let text = "";
        for await (const chunk of request) text += chunk;
        if (request.method === "POST") {
          secretsSet.push({ path: request.url!, body: JSON.parse(text), inVault: await inVault() });
        }
        response.writeHead(request.method === "POST" ? status : 200, { "content-type": "application/json" }).end("{}");
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      test.after(() => server.close());
      const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const folder = temporaryFolder(test);
      const profile = join(folder, "profile.yaml");
      writeFileSync(
        profile,
        `name: test\napi_url: ${api}\ndashboard_url: ${api}\ndocs_url: ${api}\nproject_host: supabase.test\n`,
      );
      const { PATH } = process.env;
      return {
        secretsSet,
        env: { PATH, HOME: folder, SUPABASE_PROFILE: profile, SUPABASE_ACCESS_TOKEN: `sbp_${"0".repeat(40)}` },
      };
    }

    const secretFolders = (folder: string) => readdirSync(folder).filter((name) => name.startsWith("heartbase-"));

    it("gives the functions the new secret before the database changes over, and leaves no file", async (test) => {
      await configure(["--function-secret", SECRET]);
      const api = await startManagementApi(test, 201);
      const folder = temporaryFolder(test);
      const { TMPDIR } = process.env;
      process.env["TMPDIR"] = folder;
      test.after(() => TMPDIR === undefined ? delete process.env["TMPDIR"] : process.env["TMPDIR"] = TMPDIR);
      const { code, all } = await run(main, [
        ...["--db-url", stack.status.db_url, "--project-ref", REF, "--rotate"],
      ], api.env);
      assert.equal(code, 0, all);
      const secret = await inVault();
      assert.notEqual(secret, SECRET);
      assert.deepEqual(api.secretsSet, [{
        path: `/v1/projects/${REF}/secrets`,
        body: [{ name: "HEARTBASE_FUNCTION_SECRET", value: secret }],
        inVault: SECRET,
      }]);
      assert.equal((await facts()).settings[0]!["value"], `https://${REF}.supabase.co`);
      assert.deepEqual(secretFolders(folder), []);
      assert.ok(!all.includes(secret!));
    });

    it("changes nothing when the CLI fails", async (test) => {
      await configure(["--function-secret", SECRET]);
      const before = await facts();
      const api = await startManagementApi(test, 401);
      const { code, stderr, all } = await run(main, [
        ...["--db-url", stack.status.db_url, "--project-ref", REF, "--rotate"],
      ], api.env);
      assert.equal(code, 1);
      assert.match(stderr, /npx supabase secrets set failed: .+ Nothing was changed\./);
      assert.deepEqual(await facts(), before);
      assert.ok(!all.includes(api.secretsSet[0]!.body[0]!.value));
      assert.ok(!all.includes("0".repeat(40)));
    });
  });
});
