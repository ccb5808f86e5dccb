import postgres from "postgres";
import type { Context } from "../context.ts";
import { type Figure, figureOf, timed } from "../measure.ts";
import type { Row } from "../report.ts";

const INDEXES_PER_TABLE = 3;

/** The slowest check of the platform, over a catalog and a history as a database of 10 GB has them. */
export async function checks({ startAnother, quick, progress }: Context): Promise<Row[]> {
  const [tables, runs, entries] = quick ? [500, 30_000, 50_000] : [5000, 300_000, 500_000];
  const rounds = quick ? 5 : 11;
  const stack = await startAnother();
  const sql = postgres(stack.status.db_url, { max: 1, onnotice: () => {}, max_lifetime: null });
  try {
    progress(`checks: making ${tables} tables with ${INDEXES_PER_TABLE} indexes each`);
    await sql.unsafe(`create schema shop; create table shop.parents (id integer primary key)`).simple();
    // In several transactions: each table holds locks until the end of its own.
    for (let first = 1; first <= tables; first += 250) {
      await sql.unsafe(`do $$ begin
        for n in ${first} .. ${Math.min(first + 249, tables)} loop
          execute format('create table shop.t%s (id bigint generated always as identity primary key,
            parent integer references shop.parents (id), note text, made_at timestamptz)', n);
          execute format('create index on shop.t%s (parent)', n);
          execute format('create index on shop.t%s (made_at)', n);
        end loop;
      end $$`);
    }
    progress(`checks: inserting ${runs} runs of pg_cron and ${entries} entries of the audit log`);
    await sql`
      insert into cron.job_run_details (jobid, status, return_message, command, start_time, end_time, username)
      select 1 + n % 20, 'succeeded', '1 row', 'select private.tick()', now() - (${runs}::int - n) * interval '2 s',
        now() - (${runs}::int - n) * interval '2 s', current_user
      from generate_series(1, ${runs}::int) n`;
    await sql`
      insert into auth.audit_log_entries (id, payload, created_at)
      select gen_random_uuid(), json_build_object('action', 'token_refreshed', 'actor_id', gen_random_uuid(),
        'actor_username', 'somebody@example.com', 'log_type', 'token', 'traits', json_build_object('provider', 'email')),
        now() - (${entries}::int - n) * interval '0.1 s'
      from generate_series(1, ${entries}::int) n`;
    await sql`vacuum analyze`;
    await sql`checkpoint`;

    const names = await sql<{ name: string }[]>`
      select proname as name from pg_proc
      where pronamespace = 'private'::regnamespace and proname like 'check\\_%'
        and proargtypes = '25 1184 3802' and prorettype = 'jsonb'::regtype
      order by 1`;
    progress(`checks: ${names.length} checks, ${rounds} rounds`);
    const samples = new Map<string, number[]>(names.map(({ name }) => [name, []]));
    // The first round fills the caches of the session.
    for (let round = 0; round <= rounds; round++) {
      for (const [name, times] of samples) {
        const time = await timed(() => sql.unsafe(`select private.${name}(null, now(), '{}')`));
        if (round > 0) times.push(time);
      }
    }
    const figures = [...samples].map(([name, times]): [string, Figure] => [name, figureOf(times)])
      .sort(([, a], [, b]) => b.median - a.median);
    const [slowest, figure] = figures[0]!;
    return [{
      row: `slowest of ${names.length} platform checks (${slowest}), ${tables.toLocaleString("en-US")} tables`,
      unit: "ms",
      value: figure,
      reference: { what: "all of them", figure: figureOf([figures.reduce((sum, [, { median }]) => sum + median, 0)]) },
      aim: { of: "value", most: 50 },
    }];
  } finally {
    await sql.end({ timeout: 5 });
  }
}
