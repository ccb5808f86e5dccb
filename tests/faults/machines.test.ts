import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { EventEmitter } from "node:events";
import { after, before, beforeEach, describe, it } from "node:test";
import postgres from "postgres";
import { main as runAgent } from "../../scripts/machine-agent.cjs";
import { ok, startTestStack, type TestStack, waitFor } from "../support/stack.ts";

const REPORT = { cpu_pct: 12.5, mem_used_pct: 40, disk_used_pct: 70 };
const INVALID_KEY = {
  error: "The key is not valid: it is unknown or revoked, or its machine is disabled.",
  code: "invalid_machine_key",
};

interface Machine {
  id: number;
  api_key: string;
}

describe("machines under faults", () => {
  let stack: TestStack;
  let connections: postgres.Sql[];
  let ada: { id: string; token: string };

  before(async () => {
    // Its snapshots would keep old versions in the pages, and updates from being HOT, when it happens to come by.
    stack = await startTestStack({ server: { settings: { autovacuum: "off" } } });
    connections = Array.from({ length: 8 }, () => postgres(stack.status.db_url, { max: 1, onnotice: () => {} }));
    const { user, session } = await ok(
      stack.client().auth.signUp({ email: "ada@example.com", password: "correct horse battery" }),
    );
    ada = { id: user!.id, token: session!.access_token };
    await ok(stack.admin.rpc("create_notification_channel", {
      p_name: "Receiver",
      p_kind: "webhook",
      p_destination: `${stack.status.inbox_url}/webhook/receiver`,
      p_owner_id: ada.id,
    }));
    // Without a base URL nothing rings by itself: each test decides when a sender runs.
    await stack.sql`delete from app_settings where key = 'edge_base_url'`;
  });
  after(async () => {
    await Promise.all(connections?.map((connection) => connection.end({ timeout: 1 })) ?? []);
    await stack?.stop();
  });
  beforeEach(async () => {
    await stack.sql`delete from machines`;
    await stack.sql`truncate guardian_alerts cascade`;
    await stack.passDeliveryTime();
    stack.inbox.clear();
  });

  const register = async (name: string) =>
    await ok(stack.admin.rpc("register_machine", { p_name: name, p_user_id: ada.id })) as unknown as Machine;
  const report = (key: string, more: Record<string, unknown> = {}) =>
    fetch(`${stack.status.functions_url}/agent/metrics`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({ ...REPORT, ...more }),
    });
  /** The database's clock, as text, since it is finer than ours. */
  const clock = async () => (await stack.sql<[{ at: string }]>`select clock_timestamp()::text as at`)[0].at;
  /** A machine, and whether it was last seen after an instant, by a second that is not written twice, and not in the future. */
  const row = async ({ id }: Machine, after = "-infinity") => {
    const [found] = await stack.sql`
      select status, heartbeat_count::int, clock_offset::text,
        last_seen between ${after}::text::timestamptz - interval '1 second' and clock_timestamp() as is_fresh
      from machines where id = ${id}`;
    return found as unknown as { status: string; heartbeat_count: number; clock_offset: string; is_fresh: boolean };
  };
  /** Judges as a server that has been up for long. */
  const check = (sql: postgres.Sql = stack.sql) => sql`select private.evaluate_machines(now(), 20000, 'epoch')`;
  /** Judges what a lock of somebody who rested kept from being judged, which is put off by a minute; nothing else may have. */
  const checkAMinuteLater = async () => {
    const failed = await stack
      .sql`select name, evaluation_error from machines where evaluation_error not like '55P03 %'`;
    assert.deepEqual([...failed], []);
    await stack.sql`select private.evaluate_machines(now() + interval '1 minute', 20000, 'epoch')`;
  };
  /** Machines that were online and have been silent for an hour. */
  const makeSilent = (count: number) =>
    stack.sql`insert into machines (name, user_id, status, last_seen, watched_since)
      select 'silent ' || n, ${ada.id}, 'online', now() - interval '1 hour', now() - interval '1 day'
      from generate_series(1, ${count}::int) n`;
  const alerts = async () => {
    const [found] = await stack.sql`
      select count(distinct a.id)::int as alerts, count(n.id)::int as notifications,
        count(distinct a.id) filter (where a.resolved_at is null)::int as open
      from guardian_alerts a left join notifications n on n.alert_id = a.id`;
    return { ...found };
  };
  const drain = async () => {
    await stack.passDeliveryTime();
    const response = await stack.invoke("notify");
    assert.equal(response.status, 200, await response.clone().text());
  };
  /**
   * Sends so many reports, 8 at a time, and counts the answers by status. What the function gives up, after the 8 seconds that it has
   * for a report, is sent again as by an agent: so it goes where something rests for once, and to nothing that was answered before.
   */
  const flood = async (count: number, send: (n: number) => Promise<Response>) => {
    const counted: Record<number, number> = {};
    let next = 0;
    let repeated = 0;
    await Promise.all(Array.from({ length: 8 }, async () => {
      while (next < count) {
        const n = next++;
        for (;;) {
          const sentAt = performance.now();
          const answer = await send(n);
          await answer.text();
          if (answer.status === 503 && performance.now() - sentAt > 7900) {
            repeated++;
          } else {
            counted[answer.status] = (counted[answer.status] ?? 0) + 1;
            break;
          }
        }
      }
    }));
    // Of what was given up the database may still write some.
    await waitFor("the end of all reports", async () => {
      const working = await stack.sql`
        select from pg_stat_activity where application_name = 'supabase-lite' and state <> 'idle'`;
      return working.length === 0;
    });
    return { counted, repeated };
  };

  it("takes a flood of one machine's reports: all are answered, and about one a second is written", async () => {
    const machine = await register("web-1");
    let lateAt = "";
    const started = performance.now();
    const { counted, repeated } = await flood(200, async (n) => {
      if (n === 190) lateAt = await clock();
      return await report(machine.api_key);
    });
    const seconds = (performance.now() - started) / 1000;
    assert.deepEqual(counted, { 202: 200 });
    const { heartbeat_count, is_fresh } = await row(machine, lateAt);
    assert.ok(is_fresh);
    // The eight that are under way together see the same last_seen, and write one after the other.
    const most = 8 * Math.ceil(seconds + 1) + repeated;
    assert.ok(heartbeat_count <= most, `${heartbeat_count} of 200 written in ${seconds} s`);
    await check();
    assert.equal((await row(machine)).status, "online");
  });

  it("takes a flood of many machines' reports, and writes them by HOT updates", async () => {
    const machines = await Promise.all(Array.from({ length: 20 }, (_, n) => register(`web-${n}`)));
    await stack.sql`vacuum full machines, machine_metrics`;
    const statistics = async (table: string) => {
      const [found] = await stack.sql<[{ updates: number; hot: number }]>`
        select n_tup_upd::int as updates, n_tup_hot_upd::int as hot from pg_stat_user_tables where relname = ${table}`;
      return found;
    };
    const before = { machines: await statistics("machines"), machine_metrics: await statistics("machine_metrics") };
    const rounds = 4;
    for (let round = 0; round < rounds; round++) {
      const begunAt = await clock();
      const { counted } = await flood(100, (n) => report(machines[n % machines.length]!.api_key));
      assert.deepEqual(counted, { 202: 100 });
      const [seen] = await stack.sql`select min(last_seen) > ${begunAt}::text::timestamptz as fresh from machines`;
      assert.equal(seen!["fresh"], true);
      await waitFor("reports to be written again", async () => {
        const [last] = await stack.sql`select max(last_seen) < now() - interval '1 second' as past from machines`;
        return last!["past"];
      });
    }
    const [written] = await stack.sql<[{ least: number; reports: number; minutes: number }]>`
      select min(heartbeat_count)::int as least, sum(heartbeat_count)::int as reports,
        (select count(*)::int from machine_metrics) as minutes
      from machines`;
    assert.ok(written.least >= rounds, JSON.stringify(written));
    // Each is an update of the machine, and one of the minute's row but for its first.
    const updates = { machines: written.reports, machine_metrics: written.reports - written.minutes };
    for (const table of ["machines", "machine_metrics"] as const) {
      // Connections hand over their statistics when they have been idle for a moment.
      const after = await waitFor(`the statistics of ${table}`, async () => {
        const now = await statistics(table);
        return now.updates - before[table].updates >= updates[table] ? now : null;
      });
      // An index on what a report changes would make it none. Reports that are under way keep old versions in the page, so
      // that an update finds no room in it now and then, the more often the slower the machine: how few there are
      // otherwise is counted where one report follows another (tests/database/costs.test.ts).
      const share = (after.hot - before[table].hot) / (after.updates - before[table].updates);
      assert.ok(share >= 0.5, `${table}: ${share} of ${after.updates - before[table].updates} were HOT`);
    }
  });

  it("answers a flood of keys that do not hold alike, and takes the good one among them", async () => {
    const machine = await register("web-1");
    const wrongKey = (n: number) => createHash("sha256").update(`${n}`).digest("base64url");
    const sample = await report(wrongKey(0));
    assert.deepEqual([sample.status, await sample.json()], [401, INVALID_KEY]);
    const { counted, repeated } = await flood(201, (n) => report(n === 100 ? machine.api_key : wrongKey(n)));
    assert.deepEqual(counted, { 202: 1, 401: 200 });
    const { heartbeat_count } = await row(machine);
    assert.ok(
      heartbeat_count >= 1 && heartbeat_count <= 1 + repeated,
      `${heartbeat_count} written, ${repeated} repeated`,
    );
  });

  const clocks: [name: string, timestamp: string][] = [
    ["goes by the server's clock alone when a machine's is decades behind", "1996-02-29T12:00:00Z"],
    ["goes by the server's clock alone when a machine's is decades ahead", "2096-02-29T12:00:00Z"],
  ];
  for (const [name, timestamp] of clocks) {
    it(name, async () => {
      const machine = await register("web-1");
      const begunAt = await clock();
      assert.equal((await report(machine.api_key, { timestamp })).status, 202);
      await check();
      const { status, is_fresh, clock_offset } = await row(machine, begunAt);
      assert.deepEqual([status, is_fresh], ["online", true]);
      assert.equal(clock_offset.startsWith("-"), timestamp < "2000", clock_offset);
      const [silent] = await stack.sql`
        select private.evaluate_machines(now() + interval '2 minutes 1 second', 20000, 'epoch') as changed`;
      assert.equal(silent!["changed"], 1, "and it is offline when it falls silent");
    });
  }

  it("a machine deleted during an alert: it resolves, one message says so, and the agent is refused", async () => {
    const machine = await register("web-1");
    await report(machine.api_key);
    await check();
    await stack
      .sql`update machines set last_seen = now() - interval '1 hour', watched_since = now() - interval '1 day'`;
    await check();
    await drain();
    assert.deepEqual([await alerts(), stack.received().webhook.length], [{ alerts: 1, notifications: 1, open: 1 }, 1]);

    const deleted = await fetch(`${stack.status.functions_url}/agent/machines/${machine.id}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${ada.token}` },
    });
    assert.equal(deleted.status, 204);
    await check();
    await drain();
    await drain();
    assert.deepEqual([await alerts(), stack.received().webhook.length], [{ alerts: 1, notifications: 2, open: 0 }, 2]);
    const [alert] = await stack.sql`select resolution, resolved_details from guardian_alerts`;
    assert.deepEqual({ ...alert }, { resolution: "The machine was deleted.", resolved_details: null });
    const refused = await report(machine.api_key);
    assert.deepEqual([refused.status, await refused.json()], [401, INVALID_KEY]);
  });

  it("eight checks at once make one alert and one message of each silent machine", async () => {
    await makeSilent(200);
    await Promise.all(connections.map(async (sql) => {
      for (let round = 0; round < 5; round++) await sql`select private.evaluate_machines(now(), 40, 'epoch')`;
    }));
    await check();
    await checkAMinuteLater();
    assert.deepEqual(await alerts(), { alerts: 200, notifications: 200, open: 200 });
    const [told] = await stack.sql`select count(*)::int as n from machine_offline_notifications`;
    assert.equal(told!["n"], 200);
  });

  it("reports that race the checks: none is refused, and who reports is online in the end", async () => {
    const machines = await Promise.all(Array.from({ length: 20 }, (_, n) => register(`web-${n}`)));
    await flood(machines.length, (n) => report(machines[n]!.api_key));
    await check();
    // Each is at the end of its patience when its report comes.
    await stack.sql`update machines set offline_after = '1 second'`;
    let isOver = false;
    const checks = connections.slice(0, 2).map(async (sql) => {
      while (!isOver) await check(sql);
    });
    const { counted } = await flood(200, (n) => report(machines[n % machines.length]!.api_key));
    isOver = true;
    await Promise.all(checks);
    assert.deepEqual(counted, { 202: 200 });
    await stack.sql`update machines set offline_after = '1 hour'`;
    await flood(machines.length, (n) => report(machines[n]!.api_key, { system_info: {} }));
    await check();
    await checkAMinuteLater();
    const [found] = await stack.sql`select count(*) filter (where status = 'online')::int as online,
      count(evaluation_error)::int as errors from machines`;
    assert.deepEqual([{ ...found }, (await alerts())["open"]], [{ online: machines.length, errors: 0 }, 0]);
  });

  it("the database away: agents hear when to come again, come again, and nobody is paged for the silence", async () => {
    const machine = await register("web-1");
    await report(machine.api_key);
    await check();
    await stack.postgres.stop({ mode: "immediate" });
    const answer = await report(machine.api_key);
    assert.deepEqual([answer.status, answer.headers.get("retry-after")], [503, "10"]);

    const waits: number[] = [];
    const signals = new EventEmitter();
    const code = await runAgent(["--once"], {
      env: { HEARTBASE_URL: stack.status.api_url, HEARTBASE_API_KEY: machine.api_key },
      stdout: { write: () => true },
      stderr: { write: () => true },
      signals,
      random: () => 0,
      configFiles: [],
      sleep: async (ms) => {
        waits.push(ms);
        if (waits.length === 3) await stack.postgres.start();
      },
    });
    assert.deepEqual([code, waits], [0, [1000, 10_000, 10_000]]);
    await stack.sql`update machines set last_seen = now() - interval '1 hour'`;
    await stack.sql`select private.check_machines()`;
    assert.deepEqual(await alerts(), { alerts: 0, notifications: 0, open: 0 });
  });
});
