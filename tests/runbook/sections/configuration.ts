import assert from "node:assert/strict";
import { describe } from "node:test";
import { main as doctor } from "../../../scripts/doctor.cjs";
import { run } from "../../scripts/support.ts";
import { blocks, type Runbook } from "../book.ts";

/** invalid_text_representation: what Postgres says of `'"}'::jsonb`. */
const INVALID_JSON = "22P02";

/** The blocks under "configuration". */
export function configurationSection(book: Runbook): void {
  const { block, send, rows, rejects, undone, tick } = book;

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
      rows(
        book.stack.sql,
        "select jobid, schedule, command, active from cron.job where jobname = 'cron-healthcheck-job'",
      );
    const schedulesAnswer = async () => {
      const { stdout } = await run(doctor, [
        "--db-url",
        book.stack.status.db_url,
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
          const [answer] = await send(book.stack.sql, text);
          const [theirs] = await scheduleOf();
          assert.equal(String(answer!["schedule"]), String(mine!["jobid"]), "the same job, replaced");
          assert.deepEqual([theirs!["jobid"], theirs!["schedule"], theirs!["active"]], [
            mine!["jobid"],
            "0 */6 * * *",
            true,
          ]);
          assert.match(String(theirs!["command"]), /net\.http_post/);
          await rejects(send(book.stack.sql, String(theirs!["command"])), INVALID_JSON);
          const found = await schedulesAnswer();
          assert.equal(found.ok, false);
          assert.match(
            found.detail,
            /cron-healthcheck-job was scheduled anew and calls its edge function without the credential/,
          );
        } finally {
          await book.stack.sql`select private.install_schedules()`;
        }
      },
    );
    block("Cron setup (2)", "repairs all schedules", async (text) => {
      const before = await rows(
        book.stack.sql,
        "select jobname, schedule, command, active from cron.job order by jobname",
      );
      await send(book.stack.sql, blocks.get("Cron setup")!);
      await book.stack.sql`select cron.unschedule('heartbase-prune')`;
      await book.stack.sql`select cron.schedule('heartbase-tick', '0 0 1 1 *', 'select 1')`;
      await send(book.stack.sql, text);
      assert.deepEqual(
        await rows(book.stack.sql, "select jobname, schedule, command, active from cron.job order by jobname"),
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
        await book.stack
          .sql`update notification_channels set enabled = false, disabled_reason = 'HTTP 410' where kind = 'email'`;
        const none = [
          ["Push (NTFY_URL)", "push", "NTFY_URL is not set."],
          [
            "SMS (TWILIO_FROM)",
            "sms",
            "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM and ALERT_SMS_TO are not all set.",
          ],
          ["Telegram (TELEGRAM_BOT_TOKEN)", "telegram", "TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID are not all set."],
          [
            "WhatsApp (TWILIO_WHATSAPP_FROM)",
            "whatsapp",
            "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_WHATSAPP_FROM and ALERT_WHATSAPP_TO are not all set.",
          ],
        ] as const;
        for (const [, kind, missing] of none) {
          await book.stack
            .sql`update notification_channels set enabled = false, disabled_reason = ${missing} where kind = ${kind}`;
        }
        try {
          const found = await send(book.stack.sql, text);
          assert.deepEqual(
            found.map((row) => [row["name"], row["enabled"], row["disabled_reason"]]).sort(),
            [
              ["Email (RESEND_API_KEY)", false, "HTTP 410"],
              ["Slack (SLACK_WEBHOOK_URL)", true, null],
              ...none.map(([name, , missing]) => [name, false, missing]),
            ].sort(),
          );
        } finally {
          // The next claim finds out by itself whether the other secrets are set.
          await book.stack.sql`update notification_channels set enabled = true where kind = 'email'`;
        }
      },
    );

    block("Verify function grants", "the owner and the service role, nobody else", async (text) => {
      const found = await send(book.stack.sql, text);
      assert.deepEqual(found.map((row) => `${row["grantee"]} ${row["privilege_type"]}`).sort(), [
        "postgres EXECUTE",
        "service_role EXECUTE",
      ]);
      const { error } = await book.stack.client().rpc("update_job_heartbeat", { p_job_name: "x" });
      assert.ok(error, "a publishable key is refused");
    });

    block("Check cron job status", "the health check, active, every six hours", async (text) => {
      const found = await send(book.stack.sql, text);
      assert.deepEqual(found.map((row) => [row["jobname"], row["schedule"], row["active"], row["command"]]), [
        ["cron-healthcheck-job", "0 */6 * * *", true, "select public.trigger_healthcheck('cron')"],
      ]);
    });
    block("Check cron job status (2)", "all schedules", async (text) => {
      const found = await send(book.stack.sql, text);
      assert.deepEqual(found.map((row) => [row["jobname"], row["schedule"], row["active"]]), [
        ["cron-healthcheck-job", "0 */6 * * *", true],
        ["heartbase-heartbeat", "*/5 * * * *", true],
        ["heartbase-machines", "30 seconds", true],
        ["heartbase-prune", "17 3 * * *", true],
        ["heartbase-recovery", "*/5 * * * *", true],
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
    block("Check cron execution history (2)", "when the tick last ran", (text) =>
      undone(async (sql) => {
        // In one transaction, in which no time passes.
        await sql`select private.tick(now() - interval '5 seconds')`;
        const [found] = await send(sql, text);
        assert.ok(found!["last_tick_at"] instanceof Date);
        assert.equal(String(found!["age"]), "00:00:05");
      }));
  });
}
