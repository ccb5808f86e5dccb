import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { main } from "../../scripts/check-jobs.cjs";
import { startTestStack, type TestStack } from "../support/stack.ts";
import { run, temporaryFolder, unusedPort } from "./support.ts";

interface Report {
  status: "OK" | "CRITICAL";
  counts: { jobs: number; healthy: number; stale: number; failing: number; paused: number };
  evaluation: { timestamp: string; alerts_sent: number; suppressed_alerts: number } | null;
  jobs: { job_name: string; state: string; deadline: string | null; hours_overdue: number | null }[];
}

const KEY = "sb_secret_of_somebody_else_entirely";

describe("check-jobs, before it connects", () => {
  const hosted = "https://abcdefghijklmnopqrst.supabase.co";
  const wrong: [string, string[], NodeJS.ProcessEnv, RegExp][] = [
    ["an unknown option", ["--nonsense"], {}, /Unknown option '--nonsense'/],
    ["a key as an argument", [KEY], {}, /An argument stands without its flag/],
    ["an empty URL", ["--url", ""], {}, /--url is empty/],
    ["a URL that is none", [], { SUPABASE_URL: "nowhere" }, /SUPABASE_URL must be a URL/],
    ["a hosted project without a key", ["--url", hosted], {}, /There is no key for https:\/\/abc/],
    ["a key file that is not there", ["--url", hosted, "--key-file", "/no/such/file"], {}, /key file cannot be read/],
  ];
  for (const [what, argv, env, message] of wrong) {
    it(`ends with 2 on ${what}`, async () => {
      const { code, stdout, stderr } = await run(main, argv, env);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, message);
      assert.ok(!stderr.includes(KEY));
    });
  }

  it("explains itself and its exit codes with --help", async () => {
    const { code, stdout, stderr } = await run(main, ["--help"]);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /Exit code: 0 .*, 1 .*, 2 wrong usage/);
    assert.match(stdout, /Nagios/);
  });

  it("ends with 1 and UNKNOWN when nothing answers, without the key", async () => {
    const env = { SUPABASE_URL: `http://127.0.0.1:${await unusedPort()}`, SUPABASE_SECRET_KEY: KEY };
    const { code, stdout, stderr, all } = await run(main, [], env);
    assert.equal(code, 1);
    assert.match(stdout, /^JOBS UNKNOWN - http:\/\/127\.0\.0\.1:\d+ does not answer \(ECONNREFUSED\)/);
    assert.match(stderr, /npm start/);
    assert.ok(!all.includes(KEY));
    const json = await run(main, ["--json"], env);
    assert.deepEqual([json.code, json.stdout], [1, ""]);
  });
});

describe("check-jobs", () => {
  let stack: TestStack;
  before(async () => {
    stack = await startTestStack({ functions: false });
  });
  after(() => stack.stop());
  beforeEach(async () => {
    await stack.sql`delete from job_heartbeats`;
    await stack.sql`delete from guardian_alerts`;
  });

  const check = (...argv: string[]) =>
    run(main, argv, { SUPABASE_URL: stack.status.api_url, SUPABASE_SECRET_KEY: stack.status.secret_key });
  const report = async (...argv: string[]) => {
    const { code, stdout, stderr } = await check("--json", ...argv);
    assert.equal(stderr, "");
    const answer = JSON.parse(stdout) as Report;
    assert.equal(code, answer.status === "OK" ? 0 : 1);
    return answer;
  };
  const firstLine = async (...argv: string[]) => {
    const { code, stdout } = await check(...argv);
    return [code, stdout.split("\n")[0]];
  };

  it("says how to send the first heartbeat when there is no job", async () => {
    const { code, stdout, stderr } = await check();
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^JOBS OK - no jobs yet \| jobs=0 stale=0 failing=0 paused=0\n/);
    assert.match(stdout, /select update_job_heartbeat\('nightly-backup'\);/);
    assert.ok(stdout.includes(`${stack.status.api_url}/rest/v1/rpc/update_job_heartbeat`));
  });

  it("is well until the deadline has passed, and not afterwards", async () => {
    await stack.sql`insert into job_heartbeats (job_name, expected_every, grace, last_run_at)
      values ('backup', '1 hour', '10 minutes', now() - interval '65 minutes')`;
    assert.deepEqual(await firstLine(), [0, "JOBS OK - 1 job, 0 stale | jobs=1 stale=0 failing=0 paused=0"]);
    await stack.sql`update job_heartbeats set last_run_at = clock_timestamp() - interval '70 minutes'`;
    assert.deepEqual(await firstLine(), [1, "JOBS CRITICAL - 1 stale: backup | jobs=1 stale=1 failing=0 paused=0"]);
  });

  it("tells stale, failing, fine and paused jobs apart, the troubled ones first", async () => {
    await stack
      .sql`insert into job_heartbeats (job_name, last_run_at, paused, consecutive_failures, failure_threshold, status) values
      ('a-fine', now(), false, 0, 1, 'healthy'), ('b-late', now() - interval '26 hours', false, 0, 1, 'healthy'),
      ('c-failing', now(), false, 2, 2, 'failed'), ('d-failed-once', now(), false, 1, 2, 'failed'),
      ('e-paused', now() - interval '90 days', true, 0, 1, 'healthy'), ('f-late', '-infinity', false, 0, 1, 'healthy')`;
    const { code, stdout } = await check();
    const [status, , ...lines] = stdout.trimEnd().split("\n");
    assert.equal(code, 1);
    assert.equal(
      status,
      "JOBS CRITICAL - 2 stale: b-late, f-late; 1 failing: c-failing | jobs=6 stale=2 failing=1 paused=1",
    );
    assert.deepEqual(lines.map((line) => line.split(/\s+/).slice(0, 2).join(" ")), [
      ...[
        "stale b-late",
        "stale f-late",
        "failing c-failing",
        "healthy a-fine",
        "healthy d-failed-once",
        "paused e-paused",
      ],
    ]);
    assert.match(lines[0]!, /silent for 26 h$/);
    assert.match(lines[2]!, /2 failed in a row$/);

    const answer = await report("--stale");
    assert.deepEqual(answer.counts, { jobs: 6, healthy: 2, stale: 2, failing: 1, paused: 1 });
    assert.deepEqual(answer.jobs.map(({ job_name, state }) => [job_name, state]), [
      ["b-late", "stale"],
      ["c-failing", "failing"],
      ["f-late", "stale"],
    ]);
    assert.deepEqual([answer.jobs[0]!.hours_overdue, answer.jobs[2]!.hours_overdue], [26, null]);
  });

  it("lists nothing but the status line with --stale when all is well", async () => {
    await stack.sql`select update_job_heartbeat('backup')`;
    const { code, stdout } = await check("--stale");
    assert.deepEqual([code, stdout], [0, "JOBS OK - 1 job, 0 stale | jobs=1 stale=0 failing=0 paused=0\n"]);
  });

  it("reads past the API's limit of rows, in a name's own order", async () => {
    await stack.sql`insert into job_heartbeats (job_name, last_run_at)
      select (array['job ', 'Job-', 'jöb,', 'job.eq.', '(job) ', '"job" ', 'job''%', 'job*'])[n % 8 + 1] || n,
        now() - case when n % 2 = 0 then interval '2 days' else interval '0' end
      from generate_series(1, 4300) n`;
    const answer = await report();
    assert.deepEqual(answer.counts, { jobs: 4300, healthy: 2150, stale: 2150, failing: 0, paused: 0 });
    assert.equal(new Set(answer.jobs.map(({ job_name }) => job_name)).size, 4300);
    const [code, line] = await firstLine("--stale");
    assert.equal(code, 1);
    assert.match(line as string, /^JOBS CRITICAL - 2150 stale: (.+, ){9}.+ and 2140 more \| jobs=4300 /);
  });

  it("shows what could forge its output with the control characters spelled out", async () => {
    const name = "ok | jobs=0\u202e";
    await stack.sql`insert into job_heartbeats (job_name, last_run_at, status)
      values (${name}, now() - interval '2 days', ${"\u001b[2J\nJOBS OK\u0085\u2028"})`;
    const { stdout } = await check();
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2028]/);
    const lines = stdout.trimEnd().split("\n");
    assert.equal(lines.length, 3);
    assert.ok(lines[0]!.startsWith("JOBS CRITICAL - 1 stale: ok \\x7c jobs=0\\u202e | jobs=1 "));
    assert.ok(lines[2]!.includes("\\x1b[2J\\x0aJOBS OK\\x85\\u2028"));
    assert.equal((await report()).jobs[0]!.job_name, name);
  });

  it("shows a job's name as it is, even if it looks like a credential", async () => {
    const name = "re_index_allcustomers42 sb_secret_rotation whsec_rotation";
    await stack.sql`select update_job_heartbeat(${name})`;
    assert.ok((await check()).stdout.includes(name));
    assert.equal((await report()).jobs[0]!.job_name, name);
  });

  it("evaluates with --evaluate: one alert, and none the next time", async () => {
    await stack.sql`insert into job_heartbeats (job_name, last_run_at) values ('backup', now() - interval '2 days')`;
    const before = await report();
    assert.equal(before.evaluation, null);
    const alerts = () => stack.sql`select alert_type, subject_id from guardian_alerts where resolved_at is null`;
    assert.deepEqual([...await alerts()], []);
    const first = await report("--evaluate");
    assert.deepEqual([first.evaluation!.alerts_sent, first.evaluation!.suppressed_alerts, first.counts.stale], [
      1,
      0,
      1,
    ]);
    assert.deepEqual([...await alerts()], [{ alert_type: "job-stale", subject_id: "backup" }]);
    const second = await check("--evaluate");
    assert.equal(second.code, 1);
    assert.match(second.stdout, /\nEvaluated: 0 alerted about, 1 suppressed\n/);
    await stack.sql`select update_job_heartbeat('backup')`;
    assert.equal((await check("--evaluate")).code, 0);
    assert.deepEqual([...await alerts()], []);
  });

  it("finds the local stack by itself, and takes a key from a file", async (test) => {
    assert.equal((await run(main, [], { DATA_DIR: stack.dataDir })).code, 0);
    const file = join(temporaryFolder(test), "key");
    writeFileSync(file, `${stack.status.secret_key}\n`);
    assert.equal((await run(main, ["--url", stack.status.api_url, "--key-file", file])).code, 0);
    writeFileSync(file, "two words");
    assert.equal((await run(main, ["--url", stack.status.api_url, "--key-file", file])).code, 2);
  });

  it("ends with 1 on a key that may not read jobs, without showing it", async () => {
    for (const key of [stack.status.publishable_key, KEY]) {
      const { code, stdout, stderr, all } = await run(main, [], {
        SUPABASE_URL: stack.status.api_url,
        SUPABASE_SECRET_KEY: key,
      });
      assert.equal(code, 1);
      assert.match(stdout, /^JOBS UNKNOWN - .* refused the key/);
      assert.match(stderr, /Use the project's secret key/);
      assert.ok(!all.includes(key));
    }
  });

  it("runs as a program", async () => {
    await stack.sql`select update_job_heartbeat('backup', 'failed')`;
    const child = spawn(process.execPath, [join(import.meta.dirname, "../../scripts/check-jobs.cjs")], {
      env: { ...process.env, SUPABASE_URL: stack.status.api_url, SUPABASE_SECRET_KEY: stack.status.secret_key },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => stdout += chunk);
    child.stderr.on("data", (chunk: Buffer) => stderr += chunk);
    const code = await new Promise((resolve) => child.on("close", resolve));
    assert.deepEqual([code, stderr], [1, ""]);
    assert.match(stdout, /^JOBS CRITICAL - 1 failing: backup \| jobs=1 stale=0 failing=1 paused=0\n/);
  });
});
