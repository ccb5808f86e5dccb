import assert from "node:assert/strict";
import { it } from "node:test";
import type postgres from "postgres";
import { startTestStack, type TestStack, waitFor } from "../support/stack.ts";
import { sqlBlocks } from "./markdown.ts";

export type Sql = postgres.Sql | postgres.TransactionSql;
export type Row = Record<string, unknown>;

/** The SQL blocks of docs/runbook.md by their headings. */
export const blocks = sqlBlocks("docs/runbook.md");

/** "25 h" in hours. */
export function hoursOf(text: string): number {
  return Number(text.replace(" h", ""));
}

/** What the tests of the runbook share: one stack, and ways to run its blocks and see what they did. */
export class Runbook {
  /** The blocks that have a test. */
  readonly covered = new Set<string>();
  stack!: TestStack;

  async start(): Promise<void> {
    this.stack = await startTestStack();
    // Without a base URL nothing rings by itself: each test decides when a sender runs.
    await this.stack.sql`delete from app_settings where key = 'edge_base_url'`;
    await this.stack.sql`insert into app_settings values ('group_threshold', '1000')`;
    // The first claim switches the environment's channels on.
    await this.drain();
  }

  async empty(): Promise<void> {
    // The alerts first: a job that is deleted resolves its own, and a sender would tell of that in the middle of the next test.
    await this.stack.sql`truncate guardian_alerts cascade`;
    await this.stack.sql`delete from job_heartbeats`;
    // The doorbell rings at most five times in ten seconds.
    await this.stack.sql`delete from private.edge_requests`;
    await this.stack.passDeliveryTime();
    this.stack.inbox.clear();
  }

  /** A test of one block; the runbook's last test finds blocks without one. */
  readonly block = (name: string, fact: string, test: (text: string) => Promise<void>) => {
    this.covered.add(name);
    it(`${name}: ${fact}`, () => {
      const text = blocks.get(name);
      assert.ok(text, `docs/runbook.md has no SQL block "${name}"`);
      return test(text);
    });
  };

  /** Sends a block in one piece, as the dashboard's editor does; gives the rows of its last statement. */
  readonly send = async (sql: Sql, text: string): Promise<Row[]> => {
    const result: unknown = await sql.unsafe(text).simple();
    const results = result as Row[] | Row[][];
    const last = Array.isArray(results[0]) ? results.at(-1) : results;
    return [...last as Row[]].map((row) => ({ ...row }));
  };
  readonly rows = async (sql: Sql, text: string) => (await sql.unsafe(text)).map((row): Row => ({ ...row }));
  readonly rejects = (promise: Promise<unknown>, code: string) =>
    assert.rejects(promise, (error: unknown) => (error as { code?: string }).code === code);

  /** A transaction that is always undone. */
  readonly undone = async (use: (sql: postgres.TransactionSql) => Promise<void>) => {
    const undo = new Error("undo");
    await this.stack.sql.begin(async (sql) => {
      await use(sql);
      throw undo;
    }).catch((error) => {
      if (error !== undo) throw error;
    });
  };

  readonly drain = async () => {
    const response = await this.stack.invoke("notify");
    assert.equal(response.status, 200, await response.clone().text());
  };
  readonly deliverAll = () =>
    waitFor("an empty outbox", async () => {
      await this.stack.passDeliveryTime();
      await this.drain();
      const [row] = await this.stack
        .sql`select count(*)::int as n from notifications where state in ('pending', 'leased')`;
      return row!["n"] === 0;
    });
  readonly tick = (at = "now()") => this.stack.sql.unsafe(`select private.tick(${at})`);
  readonly job = (name: string, lastRun: string, more: Row = {}) =>
    this.stack.sql`insert into job_heartbeats ${
      this.stack.sql({ job_name: name, last_run_at: new Date(Date.now() - hoursOf(lastRun) * 3_600_000), ...more })
    }`;
  /** The messages for one channel as "event subject", oldest first. */
  readonly messages = async (): Promise<string[]> => {
    const found = await this.stack.sql`
      select n.event || ' ' || a.subject_name as message
      from notifications n join guardian_alerts a on a.id = n.alert_id join notification_channels c on c.id = n.channel_id
      where c.kind = 'slack' and n.state <> 'cancelled' order by n.created_at, a.subject_name, n.event`;
    return found.map((row) => row["message"] as string);
  };
}
