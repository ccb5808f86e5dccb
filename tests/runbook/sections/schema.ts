import assert from "node:assert/strict";
import { describe } from "node:test";
import { type Row, type Runbook, type Sql } from "../book.ts";

/** The blocks under "schema". */
export function schemaSection(book: Runbook): void {
  const { block, send, rows, undone } = book;

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
          assert.deepEqual(await indexed("public.ours"), ["job_name", "next_check_at", "tenant_id"]);
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

    block("The heartbeat function (2)", "records a heartbeat", (text) =>
      undone(async (sql) => {
        await send(sql, text);
        assert.deepEqual(
          await rows(sql, "select job_name, status, metadata, last_run_at = now() as is_fresh from job_heartbeats"),
          [{ job_name: "nightly-backup", status: "healthy", metadata: { rows: 12 }, is_fresh: true }],
        );
      }));
  });
}
