// Runs every SQL block of docs/runbook.md as it stands and asserts what the runbook says of it.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type postgres from "postgres";
import { main as doctor } from "../../scripts/doctor.cjs";
import { run } from "../scripts/support.ts";
import { startTestStack, type TestStack, waitFor } from "../support/stack.ts";
import { sqlBlocks } from "./markdown.ts";

type Sql = postgres.Sql | postgres.TransactionSql;
type Row = Record<string, unknown>;

const blocks = sqlBlocks("docs/runbook.md");
const covered = new Set<string>();

/** What the corrected calls without a credential are answered with. */
const UNAUTHORIZED = 401;
/** invalid_text_representation: what Postgres says of `'"}'::jsonb`. */
const INVALID_JSON = "22P02";

describe("runbook", () => {
  let stack: TestStack;

  before(async () => {
    stack = await startTestStack();
    // Without a base URL nothing rings by itself: each test decides when a sender runs.
    await stack.sql`delete from app_settings where key = 'edge_base_url'`;
    await stack.sql`insert into app_settings values ('group_threshold', '1000')`;
    // The first claim switches the environment's channels on.
    await drain();
  });
  after(() => stack?.stop());
  beforeEach(async () => {
    await stack.sql`delete from job_heartbeats`;
    await stack.sql`truncate guardian_alerts cascade`;
    // The doorbell rings at most five times in ten seconds.
    await stack.sql`delete from private.edge_requests`;
    await stack.passDeliveryTime();
    stack.inbox.clear();
  });

  /** A test of one block; the runbook's last test finds blocks without one. */
  const block = (name: string, fact: string, test: (text: string) => Promise<void>) => {
    covered.add(name);
    it(`${name}: ${fact}`, () => {
      const text = blocks.get(name);
      assert.ok(text, `docs/runbook.md has no SQL block "${name}"`);
      return test(text);
    });
  };

  /** Sends a block in one piece, as the dashboard's editor does; gives the rows of its last statement. */
  const send = async (sql: Sql, text: string): Promise<Row[]> => {
    const result: unknown = await sql.unsafe(text).simple();
    const results = result as Row[] | Row[][];
    const last = Array.isArray(results[0]) ? results.at(-1) : results;
    return [...last as Row[]].map((row) => ({ ...row }));
  };
  const rows = async (sql: Sql, text: string) => (await sql.unsafe(text)).map((row): Row => ({ ...row }));
  const rejects = (promise: Promise<unknown>, code: string) =>
    assert.rejects(promise, (error: unknown) => (error as { code?: string }).code === code);

  /** A transaction that is always undone. */
  const undone = async (use: (sql: postgres.TransactionSql) => Promise<void>) => {
    const undo = new Error("undo");
    await stack.sql.begin(async (sql) => {
      await use(sql);
      throw undo;
    }).catch((error) => {
      if (error !== undo) throw error;
    });
  };

  const drain = async () => {
    const response = await stack.invoke("notify");
    assert.equal(response.status, 200, await response.clone().text());
  };
  const deliverAll = () =>
    waitFor("an empty outbox", async () => {
      await stack.passDeliveryTime();
      await drain();
      const [row] = await stack.sql`select count(*)::int as n from notifications where state in ('pending', 'leased')`;
      return row!["n"] === 0;
    });
  const tick = (at = "now()") => stack.sql.unsafe(`select private.tick(${at})`);
  const job = (name: string, lastRun: string, more: Row = {}) =>
    stack.sql`insert into job_heartbeats ${
      stack.sql({ job_name: name, last_run_at: new Date(Date.now() - hoursOf(lastRun) * 3_600_000), ...more })
    }`;
  /** The messages for one channel as "event subject", oldest first. */
  const messages = async (): Promise<string[]> => {
    const found = await stack.sql`
      select n.event || ' ' || a.subject_name as message
      from notifications n join guardian_alerts a on a.id = n.alert_id join notification_channels c on c.id = n.channel_id
      where c.kind = 'slack' and n.state <> 'cancelled' order by n.created_at, a.subject_name, n.event`;
    return found.map((row) => row["message"] as string);
  };

  describe("schema", () => {
    const columnsOf = (sql: Sql, table: string) =>
      rows(
        sql,
        `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as not_null,
           pg_get_expr(d.adbin, d.adrelid) as default_value, coalesce(a.attnum = any (k.conkey), false) as is_key
         from pg_attribute a
         left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
         left join pg_constraint k on k.conrelid = a.attrelid and k.contype = 'p'
         where a.attrelid = '${table}'::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
      );

    block(
      "The table job_heartbeats",
      "our table begins with these columns, and lacks the two indexes",
      (text) =>
        undone(async (sql) => {
          await sql`alter table public.job_heartbeats rename to ours`;
          await send(sql, text);
          const reference = await columnsOf(sql, "public.job_heartbeats");
          const ours = await columnsOf(sql, "public.ours");
          assert.equal(reference.length, 7);
          assert.deepEqual(ours.slice(0, reference.length), reference);
          const indexed = async (table: string) =>
            (await rows(
              sql,
              `select a.attname as name from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
             where i.indrelid = '${table}'::regclass order by a.attname`,
            )).map((row) => row["name"]);
          assert.deepEqual(await indexed("public.job_heartbeats"), ["job_name", "last_alert_at", "last_run_at"]);
          assert.deepEqual(await indexed("public.ours"), ["job_name", "next_check_at"]);
        }),
    );

    block("The heartbeat function", "ours has this signature and does what it does", (text) =>
      undone(async (sql) => {
        await sql`alter function public.update_job_heartbeat(text, text, jsonb) rename to ours`;
        await send(sql, text);
        const signatures = await rows(
          sql,
          `select p.proname as name, pg_get_function_arguments(p.oid) as arguments, pg_get_function_result(p.oid) as result,
             l.lanname as language, p.prosecdef as is_definer, p.proconfig[1] like 'search_path=%' as pins_search_path
           from pg_proc p join pg_language l on l.oid = p.prolang
           where p.pronamespace = 'public'::regnamespace and p.proname in ('ours', 'update_job_heartbeat') order by p.proname`,
        );
        const [ours, reference] = signatures.map(({ name: _name, ...signature }) => signature);
        assert.deepEqual(ours, reference);

        const calls = [
          "'x'",
          "'x', 'degraded'",
          `p_job_name => 'x', p_metadata => '{"rows": 2}'`,
          `'x', 'failed', '{"rows": 1}'`,
        ];
        const effectsOf = async (name: string) => {
          const effects: Row[] = [];
          await sql`delete from job_heartbeats`;
          await sql`insert into job_heartbeats (job_name, last_run_at, created_at, updated_at, last_alert_at)
            values ('known', 'epoch', 'epoch', 'epoch', 'epoch'), ('other', 'epoch', 'epoch', 'epoch', 'epoch')`;
          for (const call of [...calls, ...calls.map((text) => text.replace("'x'", "'known'"))]) {
            // Both are judged as of this transaction's start, so that the instants are the same.
            const answer = await rows(sql, `select public.${name}(${call}) as answer`);
            effects.push(...answer);
            effects.push(
              ...await rows(
                sql,
                // Ours alerts about a failed run at once, which sets last_alert_at.
                `select job_name, last_run_at, status, metadata, created_at, updated_at,
                   case when status <> 'failed' then last_alert_at end as last_alert_at
                 from job_heartbeats
                 order by job_name`,
              ),
            );
          }
          return effects;
        };
        assert.deepEqual(await effectsOf("ours"), await effectsOf("update_job_heartbeat"));

        await sql`update job_heartbeats set last_run_at = now() - interval '25 hours'`;
        await sql`select private.tick()`;
        await sql`select update_job_heartbeat('x', 'failed')`;
        await sql`select update_job_heartbeat('x')`;
        await sql`select private.tick()`;
        const [left] = await sql`
          select j.consecutive_failures,
            (select count(*)::int from guardian_alerts a where a.subject_id = 'x' and a.resolved_at is null) as open
          from job_heartbeats j where j.job_name = 'x'`;
        assert.deepEqual(left, { consecutive_failures: 0, open: 0 }, "in its place: recoveries at the next tick");
      }));

    block("The heartbeat function (2)", "records a heartbeat", async (text) => {
      await send(stack.sql, text);
      assert.deepEqual(
        await rows(
          stack.sql,
          "select job_name, status, metadata, last_run_at > now() - interval '1 minute' as is_fresh from job_heartbeats",
        ),
        [{ job_name: "nightly-backup", status: "healthy", metadata: { rows: 12 }, is_fresh: true }],
      );
    });
  });

  describe("operations", () => {
    /** Jobs on both sides of each boundary, to the microsecond, as of the transaction's now(). */
    const JOBS = `
      insert into job_heartbeats (job_name, last_run_at, last_alert_at, status, metadata) values
        ('fresh', now() - interval '1 hour', null, 'healthy', '{"rows": 1}'),
        ('alerted before, well now', now() - interval '23:59:59.999999', now() - interval '47:59:59.999999', 'healthy', '{}'),
        ('alerted long ago', now() - interval '2 hours', now() - interval '48 hours', 'healthy', '{}'),
        ('at the boundary', now() - interval '24 hours', null, 'healthy', '{}'),
        ('just stale', now() - interval '24:00:00.000001', null, 'healthy', '{}'),
        ('silenced', now() - interval '26 hours', now() - interval '5:59:59.999999', 'slow', '{}'),
        ('due again', now() - interval '30 hours', now() - interval '6 hours', 'healthy', '{}'),
        ('recently alerted', now() - interval '50 hours', now() - interval '2 hours', 'failed', '{}')`;
    const withJobs = (use: (sql: postgres.TransactionSql) => Promise<void>) =>
      undone(async (sql) => {
        await sql.unsafe(JOBS);
        await use(sql);
      });
    const names = (found: Row[]) => found.map((row) => row["job_name"]);

    block(
      "Monitor stale jobs",
      "stale jobs, longest silent first, with the hours field of their silence",
      (text) =>
        withJobs(async (sql) => {
          const found = await send(sql, text);
          assert.deepEqual(
            found.map((row) => [row["job_name"], Number(row["hours_overdue"]), row["status"], row["last_alert_info"]]),
            [
              ["recently alerted", 2, "failed", "2 hours ago"],
              ["due again", 6, "healthy", "6 hours ago"],
              ["silenced", 2, "slow", "5 hours ago"],
              ["just stale", 0, "healthy", "Never alerted"],
            ],
          );
          assert.deepEqual(Object.keys(found[0]!), [
            "job_name",
            "last_run_at",
            "hours_overdue",
            "status",
            "last_alert_at",
            "last_alert_info",
          ]);
        }),
    );
    block(
      "Monitor stale jobs (2)",
      "the view gives the same jobs with whole hours, and knows schedules",
      (text) =>
        withJobs(async (sql) => {
          const found = await send(sql, text);
          assert.deepEqual(found.map((row) => [row["job_name"], Number(row["hours_overdue"])]), [
            ["recently alerted", 50],
            ["due again", 30],
            ["silenced", 26],
            ["just stale", 24],
          ]);
          await sql`update job_heartbeats set expected_every = '1 hour', grace = '59 minutes' where job_name = 'alerted long ago'`;
          await sql`update job_heartbeats set expected_every = '2 days' where job_name = 'silenced'`;
          await sql`update job_heartbeats set paused = true where job_name = 'due again'`;
          assert.deepEqual(names(await send(sql, text)), ["recently alerted", "just stale", "alerted long ago"]);
        }),
    );

    block("Check alert history", "alerts of the last 48 hours, latest first", (text) =>
      withJobs(async (sql) => {
        const found = await send(sql, text);
        assert.deepEqual(names(found), ["recently alerted", "silenced", "due again", "alerted before, well now"]);
        assert.deepEqual(Object.keys(found[0]!), ["job_name", "last_run_at", "last_alert_at", "status", "metadata"]);
      }));
    block("Check alert history (2)", "the alerts themselves with their messages", async (text) => {
      await job("late", "25 h");
      await job("silent", "25 h", { last_alert_at: new Date() });
      await tick();
      await deliverAll();
      const found = await send(stack.sql, text);
      assert.deepEqual(
        found.map((
          row,
        ) => [
          row["subject_name"],
          row["alert_type"],
          row["reminder_count"],
          Number(row["delivered_count"]),
          Number(row["dead_count"]),
        ]),
        [["late", "job-stale", 0, 2, 0]],
      );
    });

    block("View healthy jobs", "jobs that ran within 24 hours, latest first", (text) =>
      withJobs(async (sql) => {
        const found = await send(sql, text);
        assert.deepEqual(found.map((row) => [row["job_name"], Number(row["hours_since_last_run"])]), [
          ["fresh", 1],
          ["alerted long ago", 2],
          ["alerted before, well now", 23],
        ]);
      }));
    block(
      "View healthy jobs (2)",
      "the view has them, the boundary and paused ones too",
      (text) =>
        withJobs(async (sql) => {
          await sql`update job_heartbeats set paused = true where job_name = 'due again'`;
          assert.deepEqual(names(await send(sql, text)), [
            "fresh",
            "alerted long ago",
            "alerted before, well now",
            "at the boundary",
            "due again",
          ]);
        }),
    );

    block("Anti-spam analysis", "jobs by the day of their last alert, within 7 days", (text) =>
      undone(async (sql) => {
        await sql`insert into job_heartbeats (job_name, last_alert_at) values
          ('a', date_trunc('day', now())), ('b', date_trunc('day', now())), ('c', date_trunc('day', now()) - interval '1 microsecond'),
          ('d', now() - interval '7 days'), ('e', null)`;
        const found = await send(sql, text);
        assert.deepEqual(found.map((row) => [Number(row["alerts_sent"]), Number(row["unique_jobs_alerted"])]), [
          [2, 2],
          [1, 1],
        ]);
        const [days] =
          await sql`select date_trunc('day', now()) as today, date_trunc('day', now()) - interval '1 day' as yesterday`;
        assert.deepEqual(found.map((row) => row["alert_date"]), [days!["today"], days!["yesterday"]]);
      }));
    block("Anti-spam analysis (2)", "delivered messages by day, channel and event", async (text) => {
      await job("late", "25 h");
      await job("later", "26 h");
      await tick();
      await deliverAll();
      await stack.sql`select update_job_heartbeat('late')`;
      await deliverAll();
      const found = await send(stack.sql, text);
      assert.deepEqual(found.map((row) => [row["channel"], row["event"], Number(row["messages"])]), [
        ["Email (RESEND_API_KEY)", "opened", 2],
        ["Email (RESEND_API_KEY)", "resolved", 1],
        ["Slack (SLACK_WEBHOOK_URL)", "opened", 2],
        ["Slack (SLACK_WEBHOOK_URL)", "resolved", 1],
      ]);
    });

    block(
      "Alerts are suppressed",
      "which stale jobs are suppressed, and since when",
      (text) =>
        withJobs(async (sql) => {
          const found = await send(sql, text);
          const statuses = Object.fromEntries(found.map((row) => [row["job_name"], row["alert_status"]]));
          assert.deepEqual(statuses, {
            "just stale": "Never alerted (should alert)",
            silenced: "Suppressed (< 6h since last alert)",
            "due again": "Should alert (>= 6h since last alert)",
            "recently alerted": "Suppressed (< 6h since last alert)",
          });
          const hours = Object.fromEntries(found.map((row) => [row["job_name"], String(row["hours_since_alert"])]));
          assert.deepEqual(hours, {
            "just stale": "Infinity",
            silenced: "5",
            "due again": "6",
            "recently alerted": "2",
          });
          await sql`select private.tick()`;
          const alerted = await sql`select subject_id from guardian_alerts order by subject_id`;
          const promised = found.filter((row) => /should alert/i.test(String(row["alert_status"])))
            .map((row) => row["job_name"]).sort();
          assert.deepEqual(alerted.map((row) => row["subject_id"]), promised, "the tick does what the query says");
        }),
    );
    block("Alerts are suppressed (2)", "the view says why and until when", (text) =>
      withJobs(async (sql) => {
        await sql`select private.tick()`;
        await sql`select acknowledge_alert(id) from guardian_alerts where subject_id = 'due again'`;
        const found = await send(sql, text);
        assert.deepEqual(found.map((row) => [row["job_name"], row["reason"]]), [
          ["due again", "acknowledged"],
          ["just stale", "alerted within the repeat interval"],
          ["recently alerted", "silenced"],
          ["silenced", "silenced"],
        ]);
        const silenced = found.find((row) => row["job_name"] === "silenced")!;
        const [until] =
          await sql`select last_alert_at + interval '6 hours' as at from job_heartbeats where job_name = 'silenced'`;
        assert.deepEqual(silenced["suppressed_until"], until!["at"]);
      }));

    block("Check job execution", "every job, latest first", (text) =>
      withJobs(async (sql) => {
        const found = await send(sql, text);
        assert.deepEqual(names(found), [
          "fresh",
          "alerted long ago",
          "alerted before, well now",
          "at the boundary",
          "just stale",
          "silenced",
          "due again",
          "recently alerted",
        ]);
        assert.equal(Number(found[1]!["hours_since_heartbeat"]), 2);
        await sql`select update_job_heartbeat('fresh', 'running')`;
        const [first] = await send(sql, text);
        assert.deepEqual(
          [first!["status"], Number(first!["hours_since_heartbeat"])],
          ["running", 1],
          "a start does not move last_run_at",
        );
      }));

    block(
      "Recommended alerts",
      "our view begins with these columns and counts the same",
      (text) =>
        withJobs(async (sql) => {
          await rejects(sql.savepoint((inner) => send(inner, text)), "42P07");
          await sql`alter view public.healthcheck_summary rename to ours`;
          await send(sql, text);
          const reference = await columnsOf(sql, "public.healthcheck_summary");
          const ours = await columnsOf(sql, "public.ours");
          assert.equal(reference.length, 6);
          assert.deepEqual(ours.slice(0, reference.length), reference);
          // At the boundary itself the reference says stale and its own query for stale jobs does not.
          await sql`delete from job_heartbeats where job_name = 'at the boundary'`;
          const [expected] = await rows(sql, "select * from public.healthcheck_summary");
          const [found] = await rows(
            sql,
            `select ${reference.map((column) => column["name"]).join(", ")} from public.ours`,
          );
          assert.deepEqual(found, expected);
          assert.deepEqual([
            Number(expected!["total_jobs"]),
            Number(expected!["healthy_jobs"]),
            Number(expected!["stale_jobs"]),
          ], [7, 3, 4]);
        }),
    );
    const columnsOf = async (sql: Sql, relation: string) =>
      await rows(
        sql,
        `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type
         from pg_attribute a where a.attrelid = '${relation}'::regclass and a.attnum > 0 order by a.attnum`,
      );
    block("Recommended alerts (2)", "paused jobs are healthy, failing ones are not", (text) =>
      withJobs(async (sql) => {
        await sql`update job_heartbeats set paused = true where job_name = 'due again'`;
        await sql`select update_job_heartbeat('fresh', 'failed')`;
        const [found] = await send(sql, text);
        assert.deepEqual(Object.values(found!).map(Number), [8, 4, 3, 4, 1, 1]);
      }));

    block("Key metrics", "alerts opened within a day, and those that resolved within minutes", async (text) => {
      await job("a", "25 h");
      await job("b", "25 h");
      await tick();
      await stack.sql`select update_job_heartbeat('a')`;
      const [found] = await send(stack.sql, text);
      assert.deepEqual(Object.values(found!).map(Number), [2, 1]);
    });
  });

  describe("configuration", () => {
    block(
      "The edge functions' base URL",
      "is set, replaced, and used by the next call",
      (text) =>
        undone(async (sql) => {
          await send(sql, text);
          await sql`update app_settings set value = 'https://elsewhere.example/' where key = 'edge_base_url'`;
          await send(sql, text);
          const [call] = await sql`select trigger_healthcheck('manual') as id`;
          const [queued] = await sql`select url from net.http_request_queue where id = ${call!["id"]}`;
          assert.equal(queued!["url"], "https://your-project.supabase.co/functions/v1/cron-healthcheck");
          await rejects(sql.savepoint((inner) => send(inner, text.replace("https://your", "your"))), "22023");
        }),
    );

    const scheduleOf = () =>
      rows(stack.sql, "select jobid, schedule, command, active from cron.job where jobname = 'cron-healthcheck-job'");
    const schedulesAnswer = async () => {
      const { stdout } = await run(doctor, [
        "--db-url",
        stack.status.db_url,
        "--no-test-alert",
        "--timeout",
        "1",
        "--json",
      ]);
      return (JSON.parse(stdout) as { check: string; ok: boolean; detail: string }[]).find(({ check }) =>
        check === "schedules"
      )!;
    };
    block(
      "Cron setup",
      "replaces the schedule by a command that fails at each run, which the doctor finds",
      async (text) => {
        await tick();
        const [mine] = await scheduleOf();
        try {
          const [answer] = await send(stack.sql, text);
          const [theirs] = await scheduleOf();
          assert.equal(String(answer!["schedule"]), String(mine!["jobid"]), "the same job, replaced");
          assert.deepEqual([theirs!["jobid"], theirs!["schedule"], theirs!["active"]], [
            mine!["jobid"],
            "0 */6 * * *",
            true,
          ]);
          assert.match(String(theirs!["command"]), /net\.http_post/);
          await rejects(send(stack.sql, String(theirs!["command"])), INVALID_JSON);
          const found = await schedulesAnswer();
          assert.equal(found.ok, false);
          assert.match(
            found.detail,
            /cron-healthcheck-job was scheduled anew and calls its edge function without the credential/,
          );
        } finally {
          await stack.sql`select private.install_schedules()`;
        }
      },
    );
    block("Cron setup (2)", "repairs all three schedules", async (text) => {
      const before = await rows(stack.sql, "select jobname, schedule, command, active from cron.job order by jobname");
      await send(stack.sql, blocks.get("Cron setup")!);
      await stack.sql`select cron.unschedule('heartbase-prune')`;
      await stack.sql`select cron.schedule('heartbase-tick', '0 0 1 1 *', 'select 1')`;
      await send(stack.sql, text);
      assert.deepEqual(
        await rows(stack.sql, "select jobname, schedule, command, active from cron.job order by jobname"),
        before,
      );
      assert.equal((await schedulesAnswer()).ok, true);
    });

    block(
      "Check 1: are the secrets there?",
      "names those that Vault holds, and no other",
      (text) =>
        undone(async (sql) => {
          assert.deepEqual(await send(sql, text), []);
          await sql`select vault.create_secret('https://hooks.slack.com/services/T/B/x', 'SLACK_WEBHOOK_URL')`;
          await sql`select vault.create_secret('re_x', 'RESEND_API_KEY')`;
          await sql`select vault.create_secret('x', 'SOMETHING_ELSE')`;
          const found = await send(sql, text);
          assert.deepEqual(found.map((row) => row["name"]).sort(), ["RESEND_API_KEY", "SLACK_WEBHOOK_URL"]);
          assert.deepEqual(Object.keys(found[0]!), ["name"]);
        }),
    );
    block(
      "Check 1: are the secrets there? (2)",
      "says which channels are on, and why the others are not",
      async (text) => {
        await stack
          .sql`update notification_channels set enabled = false, disabled_reason = 'HTTP 410' where kind = 'email'`;
        try {
          const found = await send(stack.sql, text);
          assert.deepEqual(found.map((row) => [row["name"], row["enabled"], row["disabled_reason"]]), [
            ["Slack (SLACK_WEBHOOK_URL)", true, null],
            ["Email (RESEND_API_KEY)", false, "HTTP 410"],
          ]);
        } finally {
          await stack.sql`update notification_channels set enabled = true`;
        }
      },
    );

    block("Verify function grants", "the owner and the service role, nobody else", async (text) => {
      const found = await send(stack.sql, text);
      assert.deepEqual(found.map((row) => `${row["grantee"]} ${row["privilege_type"]}`).sort(), [
        "postgres EXECUTE",
        "service_role EXECUTE",
      ]);
      const { error } = await stack.client().rpc("update_job_heartbeat", { p_job_name: "x" });
      assert.ok(error, "a publishable key is refused");
    });

    block("Check cron job status", "the health check, active, every six hours", async (text) => {
      const found = await send(stack.sql, text);
      assert.deepEqual(found.map((row) => [row["jobname"], row["schedule"], row["active"], row["command"]]), [
        ["cron-healthcheck-job", "0 */6 * * *", true, "select public.trigger_healthcheck('cron')"],
      ]);
    });
    block("Check cron job status (2)", "all three schedules", async (text) => {
      const found = await send(stack.sql, text);
      assert.deepEqual(found.map((row) => [row["jobname"], row["schedule"], row["active"]]), [
        ["cron-healthcheck-job", "0 */6 * * *", true],
        ["heartbase-prune", "17 3 * * *", true],
        ["heartbase-tick", "* * * * *", true],
      ]);
    });
    block(
      "Check cron execution history",
      "the ten latest runs of the health check, latest first",
      (text) =>
        undone(async (sql) => {
          await sql`delete from cron.job_run_details`;
          await sql`
          insert into cron.job_run_details (jobid, database, username, command, status, return_message, start_time, end_time)
          select j.jobid, 'postgres', 'postgres', j.command, 'succeeded', 'run ' || g, now() - g * interval '6 hours', now() - g * interval '6 hours'
          from cron.job j, generate_series(1, 12) g where j.jobname in ('cron-healthcheck-job', 'heartbase-tick')`;
          const found = await send(sql, text);
          assert.deepEqual(
            found.map((row) => row["return_message"]),
            Array.from({ length: 10 }, (_, index) => `run ${index + 1}`),
          );
          assert.ok(
            found.every((row) => row["status"] === "succeeded" && /trigger_healthcheck/.test(String(row["command"]))),
          );
        }),
    );
    block("Check cron execution history (2)", "when the tick last ran", async (text) => {
      await tick();
      const [found] = await send(stack.sql, text);
      assert.ok(found!["last_tick_at"] instanceof Date);
      assert.match(String(found!["age"]), /^00:00:0/);
    });
  });

  describe("with the edge functions", () => {
    before(() => stack.sql`insert into app_settings values ('edge_base_url', ${stack.status.api_url})`);
    after(() => stack.sql`delete from app_settings where key = 'edge_base_url'`);
    // A sender that is still busy must not meet the next test's clean table.
    afterEach(() => stack.net.idle());

    const callCounts = () =>
      rows(
        stack.sql,
        "select (select count(*)::int from net.http_request_queue) + (select count(*)::int from net._http_response) as calls",
      );
    const answerTo = (id: unknown) =>
      waitFor("the answer", async () => {
        const [answer] = await stack.sql`select status_code, content from net._http_response where id = ${String(id)}`;
        return answer;
      });
    const told = (count: number) =>
      waitFor(
        `${count} messages`,
        () => stack.received().slack.length === count && stack.received().email.length === count,
      );

    block("Check 2: does the edge function run?", "fails before anything is sent", async (text) => {
      const before = await callCounts();
      await rejects(send(stack.sql, text), INVALID_JSON);
      assert.deepEqual(await callCounts(), before);
    });
    block(
      "Check 2: does the edge function run? (2)",
      "with parentheses gives a request id, and the function answers 401",
      async (text) => {
        const [call] = await send(stack.sql, text);
        const answer = await answerTo(call!["http_post"]);
        assert.equal(answer["status_code"], UNAUTHORIZED);
        assert.match(String(answer["content"]), /"code":"unauthorized"/);
      },
    );
    block("Check 2: does the edge function run? (3)", "evaluates, sends and reports at once", async (text) => {
      await job("late", "25 h");
      const [call] = await send(stack.sql, text);
      const answer = await answerTo(call!["trigger_healthcheck"]);
      assert.equal(answer["status_code"], 200);
      const { summary } = JSON.parse(String(answer["content"])) as { summary: Row };
      assert.equal(summary["alerts_sent"], 1);
      await told(1);
      const own = await rows(stack.sql, "select status from job_heartbeats where job_name = 'cron_healthcheck'");
      assert.deepEqual(own, [{ status: "healthy" }]);
    });
    block("Check 2: does the edge function run? (4)", "says what became of the calls", async (text) => {
      const [call] = await rows(stack.sql, "select trigger_healthcheck('manual') as id");
      await answerTo(call!["id"]);
      await tick();
      const found = await send(stack.sql, text);
      const mine = found.find((row) => row["function_name"] === "cron-healthcheck");
      assert.deepEqual([mine!["status_code"], mine!["error"]], [200, null]);
    });

    const forceAlert = blocks.get("Force an alert for a specific job") ?? "";
    block("Force an alert for a specific job", "in one piece undoes itself", async (text) => {
      await job("critical-job-name", "25 h");
      await tick();
      await told(1);
      const before = await callCounts();
      await rejects(send(stack.sql, text), INVALID_JSON);
      const [left] = await stack.sql`select last_alert_at is not null as is_set from job_heartbeats`;
      assert.equal(left!["is_set"], true);
      assert.deepEqual(await callCounts(), before);
    });
    it("Force an alert for a specific job: statement by statement, one reminder goes out at the next tick", async () => {
      await job("critical-job-name", "25 h");
      await job("another", "25 h");
      await tick();
      await told(2);
      const [update, call, ...rest] = forceAlert.split(/(?<=;)\n\n/);
      assert.equal(rest.length, 0);
      await send(stack.sql, update!);
      await rejects(send(stack.sql, call!), INVALID_JSON);
      await tick();
      await tick();
      await told(3);
      assert.deepEqual(await messages(), ["opened another", "opened critical-job-name", "reminder critical-job-name"]);
    });
    block(
      "Force an alert for a specific job (2)",
      "one message by the call itself, and none about a job that is well",
      async (text) => {
        await job("critical-job-name", "25 h", { last_alert_at: new Date() });
        const [call] = await send(stack.sql, text);
        assert.equal((await answerTo(call!["trigger_healthcheck"]))["status_code"], 200);
        await told(1);
        await stack.sql`select update_job_heartbeat('critical-job-name')`;
        await told(2);
        const [again] = await send(stack.sql, text);
        assert.equal((await answerTo(again!["trigger_healthcheck"]))["status_code"], 200);
        assert.deepEqual(await messages(), ["opened critical-job-name", "resolved critical-job-name"]);
      },
    );
  });

  describe("emergency procedures", () => {
    block("Reset an alert timestamp", "one reminder of this job at the next tick", async (text) => {
      await job("your-stale-job-name", "25 h");
      await job("another", "25 h");
      await tick();
      await tick();
      const first = ["opened another", "opened your-stale-job-name"];
      assert.deepEqual(await messages(), first);
      await send(stack.sql, text);
      await tick();
      await tick();
      assert.deepEqual(await messages(), [...first, "reminder your-stale-job-name"]);
      await stack.sql`select acknowledge_alert(id) from guardian_alerts`;
      await send(stack.sql, text);
      await tick();
      await tick();
      const twice = [...first, "reminder your-stale-job-name", "reminder your-stale-job-name"];
      assert.deepEqual(await messages(), twice, "told once more, although acknowledged");
    });
    it("Reset an alert timestamp: ends a silence with a new alert, and tells nothing of a job that is well", async () => {
      const text = blocks.get("Reset an alert timestamp")!;
      await job("your-stale-job-name", "25 h", { last_alert_at: new Date() });
      await tick();
      assert.deepEqual(await messages(), []);
      await send(stack.sql, text);
      await tick();
      assert.deepEqual(await messages(), ["opened your-stale-job-name"]);
      await stack.sql`select update_job_heartbeat('your-stale-job-name')`;
      await send(stack.sql, text);
      await tick();
      assert.deepEqual(await messages(), [], "the opening was never sent, and neither is the recovery");
    });

    const silencedAt = "(select min(last_alert_at) from job_heartbeats where job_name = 'alerted')";
    block("Disable all alerts temporarily", "no alert for 6 hours, then one of each job in trouble", async (text) => {
      await job("alerted", "25 h");
      await job("well", "1 h");
      await job("due in two hours", "22 h");
      await tick();
      await deliverAll();
      await job("stale since", "25 h");
      await send(stack.sql, text);
      const [silenced] = await stack.sql`select count(distinct last_alert_at)::int as n from job_heartbeats`;
      assert.equal(silenced!["n"], 1);
      for (const passed of ["0", "1 minute", "3 hours", "5:59:59.999999"]) {
        await tick(`${silencedAt} + '${passed}'::interval`);
      }
      assert.deepEqual(await messages(), ["opened alerted"]);
      const [end] = await rows(stack.sql, `select (${silencedAt} + '6 hours'::interval)::text as at`);
      await tick(`'${end!["at"]}'`);
      await tick(`'${end!["at"]}'::timestamptz + interval '1 minute'`);
      assert.deepEqual((await messages()).slice(1).sort(), [
        "opened due in two hours",
        "opened stale since",
        "reminder alerted",
      ]);
    });
    it("Disable all alerts temporarily: a recovery is told, and a job that is new is not silenced", async () => {
      await job("alerted", "25 h");
      await tick();
      await deliverAll();
      await send(stack.sql, blocks.get("Disable all alerts temporarily")!);
      await job("new", "25 h");
      await stack.sql`select update_job_heartbeat('alerted')`;
      await tick();
      assert.deepEqual((await messages()).sort(), ["opened alerted", "opened new", "resolved alerted"]);
    });
    block(
      "Disable all alerts temporarily (2)",
      "ends the silence: all that are in trouble are told of",
      async (text) => {
        await job("a", "25 h");
        await job("b", "1 h");
        await send(stack.sql, blocks.get("Disable all alerts temporarily")!);
        await tick();
        assert.deepEqual(await messages(), []);
        await send(stack.sql, text);
        await tick();
        assert.deepEqual(await messages(), ["opened a"]);
      },
    );

    block("Bulk job recovery", "one recovery to those who were told, and no new alert", async (text) => {
      await job("told", "30 h");
      await tick();
      await deliverAll();
      await job("not told yet", "30 h");
      await tick();
      await job("well", "1 h", { metadata: { rows: 7 } });
      await job("late by its own schedule", "2 h", { expected_every: "1 hour", last_alert_at: new Date() });
      await send(stack.sql, text);
      assert.deepEqual(
        await rows(
          stack.sql,
          "select job_name, status, last_run_at = last_alert_at as is_reset from job_heartbeats order by job_name",
        ),
        [
          { job_name: "late by its own schedule", status: "healthy", is_reset: false },
          { job_name: "not told yet", status: "recovered", is_reset: true },
          { job_name: "told", status: "recovered", is_reset: true },
          { job_name: "well", status: "healthy", is_reset: null },
        ],
      );
      await tick();
      await tick();
      assert.deepEqual(await messages(), ["opened told", "resolved told"]);
      await deliverAll();
      assert.deepEqual([stack.received().slack.length, stack.received().email.length], [2, 2]);
      await stack.sql`update job_heartbeats set paused = true where expected_every is not null`;
      await tick("now() + interval '6 hours 1 minute'");
      assert.deepEqual(await messages(), ["opened told", "resolved told"]);
      const open = await stack.sql`select subject_id from guardian_alerts where resolved_at is null`;
      assert.equal(open.length, 0);
    });
    block("Bulk job recovery (2)", "recovers the jobs that are late by a schedule of their own", async (text) => {
      await job("late by its own schedule", "2 h", { expected_every: "1 hour" });
      await job("well", "1 h");
      await tick();
      await deliverAll();
      await send(stack.sql, text);
      await tick();
      assert.deepEqual(await messages(), ["opened late by its own schedule", "resolved late by its own schedule"]);
      const [well] = await stack.sql`select status from job_heartbeats where job_name = 'well'`;
      assert.equal(well!["status"], "healthy");
    });

    block("Data retention", "deletes exactly the given-up jobs, and resolves their alerts", async (text) => {
      const ages: [name: string, created: string, lastRun: string][] = [
        ["given up", "100 days", "31 days"],
        ["given up just now", "90 days 00:00:00.000001", "30 days 00:00:00.000001"],
        ["created at the boundary", "90 days", "31 days"],
        ["ran at the boundary", "91 days", "30 days"],
        ["old but running", "400 days", "1 hour"],
        ["young but silent", "31 days", "31 days"],
      ];
      await undone(async (sql) => {
        for (const [name, created, lastRun] of ages) {
          await sql`insert into job_heartbeats (job_name, created_at, last_run_at)
            values (${name}, now() - ${created}::interval, now() - ${lastRun}::interval)`;
        }
        await sql`select private.tick()`;
        await sql`update notifications set state = 'delivered', attempts = 1, finished_at = now()`;
        await send(sql, text);
        const kept = await sql`select job_name from job_heartbeats order by job_name`;
        assert.deepEqual(kept.map((row) => row["job_name"]), [
          "created at the boundary",
          "old but running",
          "ran at the boundary",
          "young but silent",
        ]);
        const resolved = await sql`
          select a.subject_id, a.resolution, count(n.id)::int as recoveries
          from guardian_alerts a join notifications n on n.alert_id = a.id and n.event = 'resolved'
          where a.resolved_at is not null group by a.id order by a.subject_id`;
        assert.deepEqual(
          resolved.map((row) => ({ ...row })),
          ["given up", "given up just now"].map((subject_id) => ({
            subject_id,
            resolution: "The job was deleted.",
            recoveries: 2,
          })),
        );
      });
    });
    block("Data retention (2)", "prunes history by its settings and says how much", (text) =>
      undone(async (sql) => {
        await sql`insert into private.edge_requests (function_name, request_id, requested_at)
          values ('notify', 1, now() - interval '8 days'), ('notify', 2, now() - interval '6 days')`;
        const [found] = await send(sql, text);
        assert.equal((found!["prune_history"] as Row)["edge_requests"], 1);
      }));
  });

  describe("performance", () => {
    const INDEXES = ["job_heartbeats_next_check_at_idx", "job_heartbeats_pkey"];

    block("Index optimization", "makes the next block run as written", (text) =>
      undone(async (sql) => {
        await rejects(sql.savepoint((inner) => send(inner, blocks.get("Index optimization (2)")!)), "42703");
        await send(sql, text);
        assert.equal((await send(sql, blocks.get("Index optimization (2)")!)).length, INDEXES.length);
      }));
    block(
      "Index optimization (2)",
      "lists the two indexes and how often they are used",
      (text) =>
        undone(async (sql) => {
          await send(sql, blocks.get("Index optimization")!);
          const found = await send(sql, text);
          assert.deepEqual(found.map((row) => row["indexname"]).sort(), INDEXES);
          assert.ok(found.every((row) => Number(row["idx_scan"]) > 0), "both are used");
        }),
    );
    block("Index optimization (3)", "gives the share of heartbeats that wrote no index", async (text) => {
      await stack.sql`select update_job_heartbeat('hot ' || g) from generate_series(1, 20) g`;
      const [found] = await send(stack.sql, text);
      assert.deepEqual(Object.keys(found!), ["n_tup_upd", "n_tup_hot_upd", "hot_percent"]);
    });

    block("Query performance", "makes the next block run as written", (text) =>
      undone(async (sql) => {
        // As every session has it that began after the database was made.
        await sql`set local search_path = "$user", public, extensions`;
        await rejects(sql.savepoint((inner) => send(inner, blocks.get("Query performance (2)")!)), "42703");
        await send(sql, text);
        await send(sql, blocks.get("Query performance (2)")!);
      }));
    block(
      "Query performance (2)",
      "lists the statements on job_heartbeats, slowest first",
      (text) =>
        undone(async (sql) => {
          await send(sql, blocks.get("Query performance")!);
          const found = await send(sql, text);
          assert.ok(found.length > 0);
          assert.ok(found.every((row) => /job_heartbeats/.test(String(row["query"])) && Number(row["calls"]) > 0));
          const times = found.map((row) => Number(row["total_time"]));
          assert.deepEqual(times, times.toSorted((a, b) => b - a));
        }),
    );
  });

  it("every block is covered, and no test is about a block that is gone", () => {
    assert.deepEqual([...covered].sort(), [...blocks.keys()].sort());
    assert.ok(blocks.size >= 23);
  });
});

/** "25 h" in hours. */
function hoursOf(text: string): number {
  return Number(text.replace(" h", ""));
}
