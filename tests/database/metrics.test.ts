import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import postgres from "postgres";
import { startTestStack, type TestStack } from "../support/stack.ts";

// A scrape must not cost what the log of heartbeats holds. Plans depend on sizes and on what Postgres caches, so this asks
// for the plans that the real functions ran.
describe("a scrape of many tetrahedrons with a long log", () => {
  const TETRAHEDRONS = 500;
  const MOST_SERIES = 50;

  let stack: TestStack;
  let sql: postgres.Sql;
  let plans: string[] = [];
  before(async () => {
    stack = await startTestStack({ functions: false });
    sql = postgres(stack.status.db_url, {
      max: 1,
      onnotice: ({ message }) => {
        if (message?.includes("plan:")) plans.push(message);
      },
    });
    await sql`insert into app_settings (key, value) values ('metrics_max_series', ${String(MOST_SERIES)})`;
    await sql`
      insert into tetrahedrons (name, vertices, last_heartbeat_at)
      select 'mesh ' || n, '{a,b,c,d}', now() - n * interval '1 second' from generate_series(1, ${TETRAHEDRONS}::int) n`;
    // Also of days that a partition is only being made for, so that there is more than one to leave alone.
    await sql`
      insert into mesh_heartbeats (tetrahedron_id, source, created_at)
      select t.id, 'device', now() + n * interval '10 minutes' - interval '2 minutes'
      from tetrahedrons t, generate_series(0, 100) n`;
    await sql`analyze tetrahedrons, mesh_heartbeats`;
    await sql`load 'auto_explain'`;
    await sql`
      select set_config('client_min_messages', 'log', false), set_config('auto_explain.log_level', 'log', false),
        set_config('auto_explain.log_min_duration', '0', false), set_config('auto_explain.log_nested_statements', 'on', false),
        set_config('auto_explain.log_analyze', 'on', false), set_config('auto_explain.log_timing', 'off', false)`;
  });
  after(async () => {
    await sql?.end({ timeout: 1 });
    await stack?.stop();
  });

  it("reads of the log, by index, what those with series of their own sent in five minutes", async () => {
    // From the sixth call on a plan for any arguments may be cached.
    for (let call = 1; call <= 7; call++) {
      plans = [];
      await sql`select render_metrics()`;
      const scans = plans.join("\n").split("\n")
        .filter((line) => /Scan.* on mesh_heartbeats/.test(line) && !line.includes("never executed"));
      assert.ok(scans.length > 0);
      for (const scan of scans) {
        assert.match(scan, /Index(?: Only)? Scan using \w+_tetrahedron_id_created_at_idx/, `call ${call}`);
        const [, rows, loops] = /actual rows=(\S+) loops=(\d+)/.exec(scan)!;
        assert.ok(Number(rows) <= 1 && Number(loops) <= MOST_SERIES, `call ${call}: ${scan}`);
      }
    }
  });

  it("names as many as have series of their own, and counts the others", async () => {
    const [row] = await sql<[{ text: string }]>`select render_metrics() as text`;
    assert.equal(row.text.match(/^heartbase_tetrahedron_stale\{/gm)?.length, MOST_SERIES);
    assert.ok(
      row.text.includes(`heartbase_metrics_series_omitted{kind="tetrahedron"} ${TETRAHEDRONS - MOST_SERIES}\n`),
    );
  });
});
