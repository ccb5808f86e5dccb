import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import postgres from "postgres";
import { openMeasured } from "../support/cpu.ts";
import { startTestStack, type TestStack } from "../support/stack.ts";

// What heartbeats and sweeps cost shows in committed transactions and in real sizes only, so that pgTAP, which rolls back,
// cannot test it.

let stack: TestStack;
before(async () => {
  // Snapshots of others would keep old versions in the pages, and updates from being HOT, when one happens to rest with its own:
  // autovacuum's, the launcher's of subscriptions, and those of pg_net's worker, which looks at its queue each second.
  const settings = { autovacuum: "off", max_logical_replication_workers: "0" };
  stack = await startTestStack({ functions: false, server: { settings } });
  await stack.net.stop();
});
after(() => stack?.stop());

/** From now on a session says in notices how each statement within a function was run. */
async function logPlans(sql: postgres.Sql): Promise<void> {
  await sql`load 'auto_explain'`;
  await sql`
    select set_config('client_min_messages', 'log', false), set_config('auto_explain.log_level', 'log', false),
      set_config('auto_explain.log_min_duration', '0', false), set_config('auto_explain.log_nested_statements', 'on', false),
      set_config('auto_explain.log_analyze', 'on', false), set_config('auto_explain.log_timing', 'off', false)`;
}

describe("a heartbeat", () => {
  const HEARTBEATS = 1000;
  const JOBS = 10;

  // One session, whose counters are handed over before they are read.
  let session: postgres.ReservedSql;
  before(async () => {
    session = await stack.sql.reserve();
  });
  after(() => session?.release());

  /** How many updates of a table `work` made, and how many of them were HOT. */
  async function updatesOf(
    work: () => Promise<void>,
    table = "job_heartbeats",
  ): Promise<{ updates: number; hot: number }> {
    const counts = async () => {
      await session`select pg_stat_force_next_flush()`;
      const [row] = await session<[{ updates: number; hot: number }]>`
        select n_tup_upd::int as updates, n_tup_hot_upd::int as hot
        from pg_stat_user_tables where schemaname = 'public' and relname = ${table}`;
      return row;
    };
    const before = await counts();
    await work();
    await counts();
    const after = await counts();
    return { updates: after.updates - before.updates, hot: after.hot - before.hot };
  }

  it("is one update, and at least 99 % of them are HOT", async () => {
    await session`select update_job_heartbeat('job ' || n) from generate_series(1, ${JOBS}) n`;
    const { updates, hot } = await updatesOf(async () => {
      for (let beat = 0; beat < HEARTBEATS; beat++) {
        await session`select update_job_heartbeat(${`job ${1 + beat % JOBS}`}, 'done', ${session.json({ beat })})`;
      }
    });
    assert.equal(updates, HEARTBEATS);
    assert.ok(hot / HEARTBEATS >= 0.99, `${(hot / HEARTBEATS * 100).toFixed(1)} % were HOT`);
  });

  it("of a mesh is one update of its tetrahedron as well, and at least 99 % of them are HOT", async () => {
    const meshes = await session<{ id: string }[]>`insert into tetrahedrons (name, vertices)
      select 'mesh ' || n, '{a,b,c,d}' from generate_series(1, ${JOBS}) n returning id`;
    const { updates, hot } = await updatesOf(async () => {
      for (let beat = 0; beat < HEARTBEATS; beat++) {
        const { id } = meshes[beat % JOBS]!;
        await session`select record_mesh_heartbeat(${id}, 'device', ${session.json({ beat })})`;
      }
    }, "tetrahedrons");
    assert.equal(updates, HEARTBEATS);
    assert.ok(hot / HEARTBEATS >= 0.99, `${(hot / HEARTBEATS * 100).toFixed(1)} % were HOT`);
  });

  it("of a machine is one update of it, and one of its minute's row, at least 99 % of both are HOT, and neither table bloats", async () => {
    const machines = await session<{ id: string; hash: string }[]>`
      select (m.answer ->> 'id') as id, encode(sha256(convert_to(m.answer ->> 'api_key', 'UTF8')), 'hex') as hash
      from (select register_machine('machine ' || n) as answer from generate_series(1, ${JOBS}) n) m`;
    const report = session.json({ cpu_pct: 12.5, mem_used_pct: 40, disk_used_pct: 70 });
    // A second report within a second is not written, so last_seen is taken away first.
    const beats = async (first: number, last: number) => {
      for (let beat = first; beat < last; beat++) {
        const { id, hash } = machines[beat % JOBS]!;
        await session`update machines set last_seen = null, heartbeat_count = heartbeat_count + 1 where id = ${id}`;
        await session`select record_machine_metrics(${hash}, ${report})`;
      }
    };
    await session`update machines set status = 'online', next_check_at = 'infinity'`;
    await beats(0, JOBS);
    const size = async () => {
      const [row] = await session<[{ bytes: number }]>`
        select pg_relation_size('machines')::int + pg_relation_size('machine_metrics')::int as bytes`;
      return row.bytes;
    };
    const sizeBefore = await size();
    const reports = HEARTBEATS / 2;
    const { updates, hot } = await updatesOf(() => beats(0, reports), "machines");
    assert.equal(updates, 2 * reports);
    assert.ok(hot / updates >= 0.99, `${(hot / updates * 100).toFixed(1)} % were HOT`);
    const minutes = async () => {
      const [row] = await session<[{ count: number }]>`select count(*)::int as count from machine_metrics`;
      return row.count;
    };
    const minutesBefore = await minutes();
    const history = await updatesOf(() => beats(0, reports), "machine_metrics");
    // Minutes may end meanwhile, each of which makes new rows.
    assert.equal(history.updates, reports - (await minutes() - minutesBefore));
    assert.ok(history.hot / history.updates >= 0.99, `${history.hot} of ${history.updates} were HOT`);
    // Each update's old version would take some 200 bytes, 400 kB together.
    const grown = await size() - sizeBefore;
    assert.ok(grown <= 65_536, `grown by ${grown} bytes`);
  });

  it("of a batch is one HOT update for each tetrahedron of the batch, however many are of one", async () => {
    const meshes = await session<{ id: string }[]>`insert into tetrahedrons (name, vertices)
      select 'gateway ' || n, '{a,b,c,d}' from generate_series(1, ${JOBS}) n returning id`;
    const batch = meshes.flatMap(({ id }) => [1, 2, 3].map((n) => ({ t_uuid: id, src: "gateway", payload: n })));
    const { updates, hot } = await updatesOf(async () => {
      for (let round = 0; round < 50; round++) await session`select record_mesh_heartbeats(${session.json(batch)})`;
    }, "tetrahedrons");
    assert.equal(updates, 50 * JOBS);
    assert.ok(hot / updates >= 0.99, `${hot} of ${updates} were HOT`);
  });

  it("is a HOT update as well when it is a start, or a failure below the threshold", async () => {
    await session`select update_job_heartbeat('patient')`;
    await session`update job_heartbeats set failure_threshold = 1000 where job_name = 'patient'`;
    const { updates, hot } = await updatesOf(async () => {
      for (let beat = 0; beat < 100; beat++) {
        await session`select update_job_heartbeat('patient', ${beat % 2 === 0 ? "running" : "failed"})`;
      }
    });
    assert.equal(updates, 100);
    assert.ok(hot >= 99, `${hot} of 100 were HOT`);
  });
});

// It costs what is due, not what exists. Plans depend on sizes and on what plpgsql caches, so this asks for the plans that
// the real functions ran.
describe("a sweep of a million jobs", () => {
  const JOBS = 1_000_000;
  const BY_DUE = "Index Scan using job_heartbeats_next_check_at_idx on job_heartbeats s";

  let sql: postgres.Sql;
  let plans: string[] = [];
  before(async () => {
    sql = postgres(stack.status.db_url, {
      max: 1,
      onnotice: ({ message }) => {
        if (message?.includes("plan:")) plans.push(message);
      },
    });
    // Unlogged, without triggers, and with the key last, they take a few seconds.
    await sql.begin(async (sql) => {
      await sql`truncate job_heartbeats`;
      await sql`alter table job_heartbeats set unlogged`;
      await sql`alter table job_heartbeats drop constraint job_heartbeats_pkey`;
      await sql`set local session_replication_role = replica`;
      await sql`
        insert into job_heartbeats (job_name, last_run_at, expected_every, next_check_at)
        select 'job ' || lpad(n::text, 7, '0'), now() - interval '2 h', '1 h', now() + interval '1 h' + n * interval '1 s'
        from generate_series(1, ${JOBS}::int) n`;
      await sql`alter table job_heartbeats add constraint job_heartbeats_pkey primary key (job_name)`;
    });
    await sql`analyze job_heartbeats`;
    await logPlans(sql);
  });
  after(() => sql?.end({ timeout: 1 }));

  /** Calls one of our functions and gives the plans of all statements within it. */
  async function plansOf(call: string): Promise<string[]> {
    plans = [];
    await sql.unsafe(call);
    return plans;
  }

  /** Scans of job_heartbeats that were really run, without their numbers. */
  function jobScans(plans: string[]): string[] {
    const scans = plans.flatMap((plan) => plan.split("\n"))
      .filter((line) => /Scan.* on job_heartbeats/.test(line) && !line.includes("never executed"))
      .map((line) => line.replace(/ +\(cost.*$/, "").replace(/^[\s>-]+/, ""));
    return [...new Set(scans)].sort();
  }

  /** The most rows that a scan read for nothing: an index that is walked from end to end is no gain. */
  function mostRowsDropped(plans: string[]): number {
    return Math.max(
      0,
      ...[...plans.join("\n").matchAll(/Rows Removed by Filter: (\d+)/g)].map((match) => Number(match[1])),
    );
  }

  it("reads one index and no row while nothing is due", async () => {
    const ran = await plansOf("select private.tick()");
    assert.deepEqual(jobScans(ran), [BY_DUE]);
    assert.match(ran.join("\n"), /job_heartbeats_next_check_at_idx on job_heartbeats s .*\(actual rows=0 loops=1\)/);
    assert.ok(mostRowsDropped(ran) < 100, ran.join("\n"));
  });

  it("finds and judges what is due by index, with plans made afresh and with cached ones", async () => {
    // From the sixth call on plpgsql may go by a plan for any arguments.
    for (let call = 1; call <= 7; call++) {
      await sql`
        update job_heartbeats set next_check_at = now()
        where job_name = any (
          select 'job ' || lpad((${call}::int * 1000 + n)::text, 7, '0') from generate_series(1, 20) n)`;
      const ran = await plansOf("select private.evaluate_jobs()");
      const scans = jobScans(ran);
      assert.ok(scans.includes(BY_DUE), scans.join("\n"));
      assert.deepEqual(scans.filter((scan) => !scan.startsWith("Index")), [], `call ${call}`);
      assert.ok(mostRowsDropped(ran) < 100, ran.join("\n"));
    }
    const [opened] = await sql`select count(*)::int as n from guardian_alerts where alert_type = 'job-stale'`;
    assert.equal(opened?.["n"], 140);
  });
});

describe("a batch of heartbeats", () => {
  const TETRAHEDRONS = 5000;

  it("looks its tetrahedrons up by key, and its elements by hash, from a session's first call on", async () => {
    const ids = await stack.sql<{ id: string }[]>`insert into tetrahedrons (name, vertices)
      select 'batched ' || n, '{a,b,c,d}' from generate_series(1, ${TETRAHEDRONS}::int) n returning id`;
    await stack.sql`analyze tetrahedrons`;
    const batch = ids.slice(0, 1000).map(({ id }) => ({ t_uuid: id, src: "gateway", payload: null }));
    const plans: string[] = [];
    const sql = postgres(stack.status.db_url, { max: 1, onnotice: ({ message }) => plans.push(message ?? "") });
    try {
      await logPlans(sql);
      const [row] = await sql<[{ recorded: number }]>`
        select (record_mesh_heartbeats(${sql.json(batch)}) -> 'recorded')::int as recorded`;
      assert.equal(row.recorded, batch.length);
    } finally {
      await sql.end({ timeout: 1 });
    }
    const ran = plans.filter((plan) => plan.includes("tetrahedrons") || plan.includes("mesh_heartbeats")).join("\n");
    assert.match(ran, /Insert on mesh_heartbeats[^]*Hash Join/);
    assert.match(ran, /Index Scan using tetrahedrons_pkey on tetrahedrons/);
    assert.doesNotMatch(ran, /Seq Scan on tetrahedrons/);
    const loops = [...ran.matchAll(/Function Scan on [^\n]*loops=(\d+)/g)].map((match) => Number(match[1]));
    assert.equal(Math.max(...loops), 1, "a list that is read for each element of another");
  });
});

// As many heartbeats of others, and as many days, as there may be: what is read is an index entry or two of each partition.
describe("the newest heartbeats of a tetrahedron", () => {
  const TETRAHEDRONS = 2000;
  const HEARTBEATS = 100;
  const NEWEST = (id: string) =>
    `select * from mesh_heartbeats where tetrahedron_id = '${id}' order by created_at desc limit 10`;
  const VERTEX = "10000000-0000-4000-8000-000000000001";

  let own: string;
  let anothers: string;
  before(async () => {
    const ids = await stack.sql<{ id: string }[]>`
      insert into tetrahedrons (name, vertices, last_heartbeat_at)
      select 'mesh ' || n, array[case when n = 1 then ${VERTEX} else 'a' || n end, 'b' || n, 'c' || n, 'd' || n], now()
      from generate_series(1, ${TETRAHEDRONS}::int) n returning id`;
    [own, anothers] = [ids[0]!.id, ids[1]!.id];
    for (const daysAgo of [29, 21, 13, 5]) {
      await stack.sql`select private.maintain_mesh_partitions(now() - ${daysAgo}::int * interval '1 day')`;
    }
    await stack.sql.begin(async (sql) => {
      // Looking up the tetrahedron of each takes as long as all the rest.
      await sql`set local session_replication_role = replica`;
      await sql`
        insert into mesh_heartbeats (tetrahedron_id, source, created_at)
        select t.id, 'device', now() - n * interval '29 days' / ${HEARTBEATS}::int
        from tetrahedrons t, generate_series(0, ${HEARTBEATS - 1}::int) n where t.name like 'mesh %'`;
    });
    await stack.sql`analyze mesh_heartbeats`;
    await stack.sql`analyze tetrahedrons`;
  });

  /** The lines of the plan that was run, without costs and times. */
  async function planOf(sql: postgres.ISql, query: string): Promise<string[]> {
    const lines = await sql.unsafe(`explain (analyze, costs off, timing off, summary off) ${query}`);
    return lines.map((line) => line["QUERY PLAN"] as string);
  }

  /** What scans of partitions gave, and what they read for nothing. */
  function scansOf(plan: string[]): { lines: string[]; rows: number; dropped: number } {
    const scans = { lines: [] as string[], rows: 0, dropped: 0 };
    let inScan = false;
    for (const line of plan) {
      if (line.includes("->")) inScan = /(?<!Bitmap Index) Scan\b.* on mesh_heartbeats_/.test(line);
      if (!inScan) continue;
      if (line.includes("->")) scans.lines.push(line);
      scans.rows += Number(/actual rows=(\d+)/.exec(line)?.[1] ?? 0);
      scans.dropped += Number(/Rows Removed by Filter: (\d+)/.exec(line)?.[1] ?? 0);
    }
    return scans;
  }

  function assertByIndex(plan: string[], readAtMost: number): void {
    const text = plan.join("\n");
    const { lines, rows, dropped } = scansOf(plan);
    assert.ok(lines.length >= 30, text);
    for (const line of lines) assert.match(line, /Index Scan using \w+_tetrahedron_id_created_at_idx on /, text);
    assert.doesNotMatch(text, /Sort Method/);
    assert.ok(rows <= readAtMost, `${rows} rows were read:\n${text}`);
    assert.equal(dropped, 0, text);
  }

  const asVertex = <T>(work: (sql: postgres.TransactionSql) => Promise<T>) =>
    stack.sql.begin(async (sql) => {
      await sql`
        select set_config('request.jwt.claim.sub', ${VERTEX}, true),
          set_config('request.jwt.claims', ${JSON.stringify({ sub: VERTEX, role: "authenticated" })}, true),
          set_config('role', 'authenticated', true)`;
      return await work(sql);
    });

  it("are read by index from the partitions of a month, one row of each and those that are asked for", async () => {
    assertByIndex(await planOf(stack.sql, NEWEST(own)), 38 + 10);
  });

  it("are read so for a vertex as well", async () => {
    assertByIndex(await asVertex((sql) => planOf(sql, NEWEST(own))), 38 + 10);
    const rows = await asVertex((sql) => sql.unsafe(NEWEST(own)));
    const expected = await stack.sql.unsafe(NEWEST(own));
    assert.equal(rows.length, 10);
    assert.deepEqual(rows.map((row) => row["id"] as string), expected.map((row) => row["id"] as string));
  });

  it("are not even read for somebody who may not see them", async () => {
    assertByIndex(await asVertex((sql) => planOf(sql, NEWEST(anothers))), 0);
  });

  it("are found by index among all that a vertex may see, when no tetrahedron is named", async () => {
    const plan = await asVertex((sql) =>
      planOf(sql, "select * from mesh_heartbeats order by created_at desc limit 10")
    );
    const { rows, dropped } = scansOf(plan);
    assert.deepEqual({ rows, dropped }, { rows: HEARTBEATS, dropped: 0 }, plan.join("\n"));
  });
});

describe("messages", () => {
  const MESSAGES = 100_000;
  const DEAD = 10_000;
  const ADMIN = JSON.stringify({
    sub: "00000000-0000-0000-0000-000000000001",
    role: "authenticated",
    app_metadata: { role: "admin" },
  });
  let channelId: string;

  before(async () => {
    await stack.sql`delete from notifications`;
    const [channel] = await stack.sql<[{ id: string }]>`
      insert into notification_channels (name, kind) values ('ops', 'webhook') returning id`;
    channelId = channel.id;
    await stack.sql`
      with alert as (
        insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message)
        values ('service', 'many', 'many', 'test', 'critical', 'Many.') returning id
      )
      insert into notifications (alert_id, channel_id, event, slot, state, attempts, created_at, finished_at)
      select alert.id, ${channelId}, 'reminder', n, case when n % 20 = 0 then 'dead' else 'delivered' end, 1,
        now() - n * interval '1 minute', now()
      from alert, generate_series(1, ${MESSAGES}::int) n`;
    await stack.sql`analyze notifications`;
  });

  /** How a query of an admin is run. */
  const planOf = (query: string) =>
    stack.sql.begin(async (sql) => {
      await sql`
        select set_config('request.jwt.claims', ${ADMIN}, true), set_config('role', 'authenticated', true)`;
      const lines = await sql.unsafe(`explain (analyze, costs off, timing off) ${query}`);
      return lines.map((line) => line["QUERY PLAN"] as string).join("\n");
    });
  const PAGE = "order by created_at desc, id desc limit 50";

  it("are listed by index, a page in the middle too, and so are the dead ones", async () => {
    const pages: [where: string, index: string][] = [
      ["", "notifications_created_at_idx"],
      [
        `where created_at <= now() - interval '30 days' and (created_at < now() - interval '30 days' or id < gen_random_uuid())`,
        "notifications_created_at_idx",
      ],
      ["where state in ('dead')", "notifications_unsent_idx"],
    ];
    for (const [where, index] of pages) {
      const plan = await planOf(`select * from notification_details ${where} ${PAGE}`);
      assert.match(
        plan,
        new RegExp(`Index Scan (Backward )?using ${index} on notifications n \\(actual rows=50`),
        plan,
      );
      assert.doesNotMatch(plan, /Seq Scan on notifications |Sort Method/, plan);
    }
  });

  it("are replayed, ten thousand as one group or one by one, and claimed, well within the API's 8 seconds", async () => {
    await stack.sql`delete from notifications`;
    await stack.sql`delete from guardian_alerts`;
    await stack.sql`
      insert into guardian_alerts (subject_kind, subject_id, subject_name, alert_type, severity, message)
      select 'service', 's' || n, 's' || n, 'down', 'critical', 'Down.' from generate_series(1, ${DEAD}::int) n`;
    const session = await openMeasured(stack.status.db_url);
    const within = (what: string) => {
      const seconds = session.seconds();
      assert.ok(seconds > 0 && seconds < 4, `${what} took ${seconds} s of CPU time`);
    };
    for (const grouped of [false, true]) {
      // The planner knows the table as it was before: what was replayed, and then what has died, it takes for few.
      if (grouped) await stack.sql`analyze notifications`;
      await stack.sql`
        update notifications n set state = 'dead', attempts = 1, lease = null,
          group_id = case when ${grouped} then (select min(f.id::text)::uuid from notifications f) end`;
      await stack
        .sql`update notification_channels set next_send_at = '-infinity', cooldown_until = null, burst_count = 0`;
      session.seconds();
      const [row] = grouped
        ? await session.sql`select replay_notification((select max(id::text)::uuid from notifications)) as count`
        : await session.sql`select replay_notifications() as count`;
      assert.equal(row!["count"], DEAD);
      within("replaying");
      const [claimed] = await session.sql`select (claim_notifications() #>> '{units,0,count}')::int as count`;
      assert.equal(claimed!["count"], grouped ? DEAD : 1);
      within("claiming");
    }
    await session.sql.end({ timeout: 1 });
  });
});
