import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import postgres from "postgres";
import { endBackend } from "../support/backends.ts";
import { startTestStack, type TestStack, waitFor } from "../support/stack.ts";

describe("evaluators that overlap", () => {
  let stack: TestStack;
  let connections: postgres.Sql[];

  before(async () => {
    stack = await startTestStack({ functions: false });
    connections = Array.from({ length: 8 }, () => postgres(stack.status.db_url, { max: 1, onnotice: () => {} }));
    await stack.sql`update notification_channels set enabled = true where kind in ('slack', 'email')`;
  });
  after(async () => {
    await Promise.all(connections?.map((connection) => connection.end()) ?? []);
    await stack?.stop();
  });

  const staleJobs = (prefix: string, count: number) =>
    stack.sql`insert into job_heartbeats (job_name, last_run_at)
      select ${prefix} || g, now() - interval '25 hours' from generate_series(1, ${count}::int) g`;
  const counts = async (prefix: string) => {
    const [row] = await stack.sql`
      select count(distinct a.id)::int as alerts, count(n.id)::int as notifications,
        count(distinct (n.alert_id, n.channel_id, n.event, n.slot))::int as distinct_notifications
      from guardian_alerts a left join notifications n on n.alert_id = a.id
      where a.subject_id like ${prefix + "%"}`;
    return row;
  };

  /**
   * Judges what a lock of somebody who rested kept from being judged, which is put off by a minute; nothing else may have. Returns how
   * many were alerted about.
   */
  const aMinuteLater = async () => {
    const failed = await stack.sql`
      select job_name, evaluation_error from job_heartbeats where evaluation_error not like '55P03 %'`;
    assert.deepEqual([...failed], []);
    const [row] = await stack.sql<[{ alerted: number }]>`
      select private.evaluate_jobs(now() + interval '1 minute') as alerted`;
    return row.alerted;
  };

  it("make 200 alerts and 200 notifications per channel of 200 stale jobs, eight at once", async () => {
    await staleJobs("storm ", 200);
    const alerted = await Promise.all(connections.map(async (sql) => {
      let total = 0;
      // Rows that others hold are skipped: how many rounds it takes is chance.
      for (;;) {
        const [row] = await sql`select private.evaluate_jobs(now(), 40) as n`;
        total += row!["n"] as number;
        const [{ due }] = await sql<[{ due: number }]>`
          select count(*)::int as due from job_heartbeats where next_check_at <= now()`;
        if (due === 0) return total;
      }
    }));
    assert.equal(alerted.reduce((sum, n) => sum + n, await aMinuteLater()), 200);
    assert.deepEqual(await counts("storm "), { alerts: 200, notifications: 400, distinct_notifications: 400 });
  });

  it("make one alert a job when ticks and health checks run together", async () => {
    await staleJobs("mixed ", 200);
    await Promise.all(
      connections.map((sql, index) =>
        index % 2 === 0 ? sql`select private.tick()` : sql`select public.run_healthcheck('cron')`
      ),
    );
    await stack.sql`select private.tick()`;
    await aMinuteLater();
    assert.deepEqual(await counts("mixed "), { alerts: 200, notifications: 400, distinct_notifications: 400 });
  });

  it("remind once a job, eight at once", async () => {
    await staleJobs("again ", 100);
    await stack.sql`select private.tick()`;
    await Promise.all(connections.map((sql) => sql`select private.evaluate_jobs(now() + interval '6 hours')`));
    await stack.sql`select private.evaluate_jobs(now() + interval '6 hours 1 minute')`;
    await aMinuteLater();
    const [row] = await stack.sql`select min(reminder_count)::int as least, max(reminder_count)::int as most
      from guardian_alerts where subject_id like 'again %'`;
    assert.deepEqual(row, { least: 1, most: 1 });
  });

  it("never alert about a job whose heartbeat arrives meanwhile", async () => {
    await staleJobs("race ", 100);
    const [beats, evaluator] = [connections[0]!, connections[1]!];
    await Promise.all([
      (async () => {
        for (let n = 1; n <= 100; n++) await beats`select update_job_heartbeat(${"race " + n})`;
      })(),
      (async () => {
        for (let n = 0; n < 30; n++) await evaluator`select private.evaluate_jobs(now(), 5)`;
      })(),
    ]);
    await stack.sql`select private.tick()`;
    await aMinuteLater();
    const [row] = await stack.sql`
      select count(*) filter (where resolved_at is null)::int as open,
        (select count(*)::int from notifications n join guardian_alerts a on a.id = n.alert_id
          where a.subject_id like 'race %' and n.event = 'resolved' and not exists (
            select from notifications o where o.alert_id = n.alert_id and o.channel_id = n.channel_id and o.event = 'opened'
          )) as orphans
      from guardian_alerts where subject_id like 'race %'`;
    assert.deepEqual(row, { open: 0, orphans: 0 });
  });

  it("lose nothing when one is ended in the middle of its transaction", async () => {
    await staleJobs("ended ", 200);
    const victim = postgres(stack.status.db_url, { max: 1, connection: { application_name: "victim" } });
    const evaluation = victim`select private.evaluate_jobs(), pg_sleep(60)`.execute();
    // From here on: it hears of its end before or after whoever ends it does.
    const ended = assert.rejects(evaluation);
    const sleeping = await waitFor("the evaluator between its work and its commit", async () => {
      const [row] = await stack.sql`select pid from pg_stat_activity
        where application_name = 'victim' and wait_event = 'PgSleep'`;
      return row;
    });
    await endBackend(stack.sql, sleeping["pid"]);
    await ended;
    await victim.end({ timeout: 1 });
    assert.deepEqual(await counts("ended "), { alerts: 0, notifications: 0, distinct_notifications: 0 });
    await stack.sql`select private.tick()`;
    assert.deepEqual(await counts("ended "), { alerts: 200, notifications: 400, distinct_notifications: 400 });
  });
});
