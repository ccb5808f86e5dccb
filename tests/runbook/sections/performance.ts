import assert from "node:assert/strict";
import { describe } from "node:test";
import { blocks, type Runbook } from "../book.ts";

/** The blocks under "performance". */
export function performanceSection(book: Runbook): void {
  const { block, send, rejects, undone } = book;

  describe("performance", () => {
    const INDEXES = ["job_heartbeats_next_check_at_idx", "job_heartbeats_pkey", "job_heartbeats_tenant_id_idx"];

    block("Index optimization", "makes the next block run as written", (text) =>
      undone(async (sql) => {
        await rejects(sql.savepoint((inner) => send(inner, blocks.get("Index optimization (2)")!)), "42703");
        await send(sql, text);
        assert.equal((await send(sql, blocks.get("Index optimization (2)")!)).length, INDEXES.length);
      }));
    block(
      "Index optimization (2)",
      "lists the indexes and how often they are used",
      async (text) => {
        // Few rows are read faster without an index, so that whether one was used yet is up to the planner.
        await book.stack.sql.begin(async (sql) => {
          await sql`set local enable_seqscan = off`;
          await sql`select from job_heartbeats where job_name = 'none'`;
          await sql`select from job_heartbeats where next_check_at < '-infinity'`;
          await sql`select from job_heartbeats where tenant_id = 'none'`;
          await sql`select pg_stat_force_next_flush()`;
        });
        await undone(async (sql) => {
          await send(sql, blocks.get("Index optimization")!);
          const found = await send(sql, text);
          assert.deepEqual(found.map((row) => row["indexname"]).sort(), INDEXES);
          assert.ok(found.every((row) => Number(row["idx_scan"]) > 0), "all are used");
        });
      },
    );
    block("Index optimization (3)", "gives the share of heartbeats that wrote no index", async (text) => {
      await book.stack.sql`select update_job_heartbeat('hot ' || g) from generate_series(1, 20) g`;
      const [found] = await send(book.stack.sql, text);
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
}
