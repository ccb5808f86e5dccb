import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { waitFor } from "../../support/stack.ts";
import { blocks, type Row, type Runbook } from "../book.ts";

/** What the corrected calls without a credential are answered with. */
const UNAUTHORIZED = 401;
/** invalid_text_representation: what Postgres says of `'"}'::jsonb`. */
const INVALID_JSON = "22P02";

/** The blocks under "with the edge functions". */
export function edgeFunctionsSection(book: Runbook): void {
  const { block, send, rows, rejects, tick, job, messages } = book;

  describe("with the edge functions", () => {
    before(() => book.stack.sql`insert into app_settings values ('edge_base_url', ${book.stack.status.api_url})`);
    after(() => book.stack.sql`delete from app_settings where key = 'edge_base_url'`);
    // A sender that is still busy must not meet the next test's clean table.
    afterEach(() => book.stack.net.idle());

    /** How many calls were made, once those under way have their answers: in between they are in neither table. */
    const callCounts = async () => {
      await book.stack.net.idle();
      return await rows(
        book.stack.sql,
        "select (select count(*)::int from net.http_request_queue) + (select count(*)::int from net._http_response) as calls",
      );
    };
    const answerTo = (id: unknown) =>
      waitFor("the answer", async () => {
        const [answer] = await book.stack.sql`select status_code, content from net._http_response where id = ${
          String(id)
        }`;
        return answer;
      });
    const told = (count: number) =>
      waitFor(
        `${count} messages`,
        () => book.stack.received().slack.length === count && book.stack.received().email.length === count,
      );

    block("Check 2: does the edge function run?", "fails before anything is sent", async (text) => {
      const before = await callCounts();
      await rejects(send(book.stack.sql, text), INVALID_JSON);
      assert.deepEqual(await callCounts(), before);
    });
    block(
      "Check 2: does the edge function run? (2)",
      "with parentheses gives a request id, and the function answers 401",
      async (text) => {
        const [call] = await send(book.stack.sql, text);
        const answer = await answerTo(call!["http_post"]);
        assert.equal(answer["status_code"], UNAUTHORIZED);
        assert.match(String(answer["content"]), /"code":"unauthorized"/);
      },
    );
    block("Check 2: does the edge function run? (3)", "evaluates, sends and reports at once", async (text) => {
      await job("late", "25 h");
      const [call] = await send(book.stack.sql, text);
      const answer = await answerTo(call!["trigger_healthcheck"]);
      assert.equal(answer["status_code"], 200);
      const { summary } = JSON.parse(String(answer["content"])) as { summary: Row };
      assert.equal(summary["alerts_sent"], 1);
      await told(1);
      const own = await rows(book.stack.sql, "select status from job_heartbeats where job_name = 'cron_healthcheck'");
      assert.deepEqual(own, [{ status: "healthy" }]);
    });
    block("Check 2: does the edge function run? (4)", "says what became of the calls", async (text) => {
      const [call] = await rows(book.stack.sql, "select trigger_healthcheck('manual') as id");
      await answerTo(call!["id"]);
      await tick();
      const found = await send(book.stack.sql, text);
      const mine = found.find((row) => row["function_name"] === "cron-healthcheck");
      assert.deepEqual([mine!["status_code"], mine!["error"]], [200, null]);
    });

    const forceAlert = blocks.get("Force an alert for a specific job") ?? "";
    block("Force an alert for a specific job", "in one piece undoes itself", async (text) => {
      await job("critical-job-name", "25 h");
      await tick();
      await told(1);
      const before = await callCounts();
      await rejects(send(book.stack.sql, text), INVALID_JSON);
      const [left] = await book.stack.sql`select last_alert_at is not null as is_set from job_heartbeats`;
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
      await send(book.stack.sql, update!);
      await rejects(send(book.stack.sql, call!), INVALID_JSON);
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
        const [call] = await send(book.stack.sql, text);
        assert.equal((await answerTo(call!["trigger_healthcheck"]))["status_code"], 200);
        await told(1);
        await book.stack.sql`select update_job_heartbeat('critical-job-name')`;
        await told(2);
        const [again] = await send(book.stack.sql, text);
        assert.equal((await answerTo(again!["trigger_healthcheck"]))["status_code"], 200);
        assert.deepEqual(await messages(), ["opened critical-job-name", "resolved critical-job-name"]);
      },
    );
  });
}
