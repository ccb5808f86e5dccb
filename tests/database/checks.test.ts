import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import postgres from "postgres";
import { startTestStack, type TestStack } from "../support/stack.ts";

// What a check of the platform costs shows in the plans that it really ran, in a database with a history. How many
// milliseconds that are, npm run bench -- --only checks says.

interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: PlanNode[];
}

let stack: TestStack;
let sql: postgres.Sql;
let plans: PlanNode[] = [];

before(async () => {
  // What is known of the tables stays as vacuum leaves it below, and so do the plans.
  stack = await startTestStack({ functions: false, server: { settings: { autovacuum: "off" } } });
  // The queue is to be looked at, not emptied.
  await stack.net.stop();
  sql = postgres(stack.status.db_url, {
    max: 1,
    max_lifetime: null,
    onnotice: ({ message }) => {
      const json = /plan:\s*(\{.*)$/s.exec(message ?? "")?.[1];
      if (json) plans.push((JSON.parse(json) as { Plan: PlanNode }).Plan);
    },
  });
  await sql.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    await sql`
      insert into cron.job_run_details (jobid, runid, status, start_time, end_time, username)
      select 1 + n % 20, n, 'succeeded', now() - (100000 - n) * interval '1 s', now() - (100000 - n) * interval '1 s', current_user
      from generate_series(1, 100000) n`;
    await sql`
      insert into auth.audit_log_entries (id, payload, created_at)
      select gen_random_uuid(), json_build_object('action', 'token_refreshed', 'actor_id', gen_random_uuid(),
        'actor_username', 'somebody@example.com', 'log_type', 'token'), now() - (100000 - n) * interval '0.1 s'
      from generate_series(1, 100000) n`;
    await sql`
      insert into private.edge_requests (function_name, request_id, requested_at, completed_at, status_code)
      select 'notify', n, now() - (20000 - n) * interval '0.1 s', now(), 200 from generate_series(1, 20000) n`;
    await sql`
      insert into net._http_response (id, status_code, created)
      select n, 200, now() - (20000 - n) * interval '0.1 s' from generate_series(1, 20000) n`;
    await sql`
      insert into net.http_request_queue (method, url, timeout_milliseconds)
      select 'GET', 'http://127.0.0.1:1/', 1000 from generate_series(1, 20000)`;
    await sql`
      insert into job_heartbeats (job_name, next_check_at)
      select 'job ' || n, now() + n * interval '0.1 s' from generate_series(1, 20000) n`;
    await sql`
      insert into notifications (alert_id, channel_id, event, state, created_at, finished_at)
      select gen_random_uuid(), c.id, 'opened', 'delivered', now() - interval '2 days', now() - interval '2 days'
      from generate_series(1, 20000), (select id from notification_channels limit 1) c`;
    await sql`
      insert into private.platform_samples (metric, sampled_at, value)
      select m, now() - n * interval '1 day', 1
      from unnest('{database_size,deadlocks,blocks_hit,blocks_read,storage_size}'::text[]) m, generate_series(0, 89) n`;
    await sql.unsafe(`do $$ begin
      for n in 1 .. 600 loop
        execute format('create table public.wide_%1$s (id bigint generated always as identity primary key, parent bigint references public.wide_%2$s (id))',
          n, greatest(n - 1, 1));
      end loop;
    end $$`);
  });
  await sql`vacuum analyze`;
  await sql`load 'auto_explain'`;
  await sql`
    select set_config('client_min_messages', 'log', false), set_config('auto_explain.log_level', 'log', false),
      set_config('auto_explain.log_min_duration', '0', false), set_config('auto_explain.log_nested_statements', 'on', false),
      set_config('auto_explain.log_analyze', 'on', false), set_config('auto_explain.log_timing', 'off', false),
      set_config('auto_explain.log_format', 'json', false)`;
});
after(async () => {
  await sql?.end({ timeout: 1 });
  await stack?.stop();
});

interface Scan {
  type: string;
  table: string;
  loops: number;
  /** Rows that were looked at, whether or not they were wanted. */
  rows: number;
}

/** Every scan of a table that a check really ran, by the check with its default arguments. */
async function scansOf(check: string): Promise<Scan[]> {
  plans = [];
  await sql.unsafe(`select private.${check}(null, now(), '{}')`);
  const scans: Scan[] = [];
  const visit = (node: PlanNode) => {
    const loops = node["Actual Loops"];
    const table = node["Relation Name"];
    if (table !== undefined && loops > 0) {
      const dropped = (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
      scans.push({ type: node["Node Type"], table, loops, rows: (node["Actual Rows"] + dropped) * loops });
    }
    node.Plans?.forEach(visit);
  };
  plans.forEach(visit);
  assert.notEqual(plans.length, 0, "plans are logged");
  return scans;
}

/** How many rows of a table a check looks at, and how it gets at them. */
async function readOf(check: string, table: string): Promise<{ rows: number; types: string[] }> {
  const scans = (await scansOf(check)).filter((scan) => scan.table === table);
  assert.notEqual(scans.length, 0, `${check} reads ${table}`);
  return { rows: scans.reduce((sum, scan) => sum + scan.rows, 0), types: [...new Set(scans.map(({ type }) => type))] };
}

describe("a check of history reads its end, not all of it", () => {
  const BOUNDS: [check: string, table: string, most: number][] = [
    // The last run of each job is looked up besides.
    ["check_cron_failures", "job_run_details", 20_100],
    ["check_cron_overdue", "job_run_details", 20_100],
    ["check_net_failures", "_http_response", 5000],
    ["check_net_backlog", "http_request_queue", 2000],
    ["check_net_worker", "edge_requests", 1000],
    ["check_job_errors", "job_heartbeats", 5000],
    ["check_dead_letters", "notifications", 10],
    ["check_outbox_backlog", "notifications", 10],
  ];
  for (const [check, table, most] of BOUNDS) {
    it(`${check}: at most ${most} rows of ${table}`, async () => {
      const { rows, types } = await readOf(check, table);
      assert.ok(rows <= most, `${rows} rows, by ${types.join(", ")}`);
    });
  }

  it("check_failed_sign_ins: the last 300 pages of the audit log, by their place", async () => {
    const { rows, types } = await readOf("check_failed_sign_ins", "audit_log_entries");
    assert.deepEqual(types, ["Tid Range Scan"]);
    const [log] = await sql<[{ most: number }]>`
      select ceil(300 * reltuples / relpages)::int as most from pg_class where oid = 'auth.audit_log_entries'::regclass`;
    assert.ok(rows > 0 && rows <= log.most * 1.1, `${rows} rows; a page has ${log.most / 300}`);
  });

  it("check_cron_stuck, check_cron_history_size: none of it", async () => {
    for (const check of ["check_cron_stuck", "check_cron_history_size"]) {
      assert.deepEqual((await scansOf(check)).filter(({ table }) => table === "job_run_details"), []);
    }
  });

  it("check_sequences: 500 sequences, whose locks are all that it takes", async () => {
    const locks = await sql.begin(async (sql) => {
      await sql`select private.check_sequences(null, now(), '{}')`;
      const [row] = await sql<[{ sequences: number; existing: number }]>`
        select count(*) filter (where c.relkind = 'S')::int as sequences,
          (select count(*)::int from pg_sequence) as existing
        from pg_locks l join pg_class c on c.oid = l.relation where l.pid = pg_backend_pid()`;
      return row;
    });
    assert.ok(locks.existing > 600);
    assert.equal(locks.sequences, 500);
  });
});

describe("a check of the catalog", () => {
  it("walks through no table of it twice, and looks at no more rows than it has", async () => {
    const checks = await sql<{ name: string }[]>`
      select proname as name from pg_proc
      where pronamespace = 'private'::regnamespace and proname like 'check\\_%'
        and proargtypes = '25 1184 3802' and prorettype = 'jsonb'::regtype
      order by 1`;
    const [size] = await sql<[{ rows: number }]>`
      select sum(reltuples)::int as rows from pg_class
      where relname in ('pg_class', 'pg_depend', 'pg_index', 'pg_attribute', 'pg_attrdef', 'pg_constraint', 'pg_sequence')`;
    for (const { name } of checks) {
      const scans = (await scansOf(name)).filter(({ table }) => table.startsWith("pg_"));
      const repeated = scans.filter(({ type, loops, rows }) => type === "Seq Scan" && loops > 1 && rows > 1000);
      assert.deepEqual(repeated, [], name);
      const rows = scans.reduce((sum, scan) => sum + scan.rows, 0);
      assert.ok(rows <= size.rows, `${name}: ${rows} of ${size.rows}`);
    }
  });
});
