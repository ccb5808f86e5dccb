import postgres from "postgres";
import { codeOf } from "./errors.ts";
import { sendingTo, type Session } from "./session.ts";

type Work<T> = (sql: postgres.TransactionSql) => T | Promise<T>;

/**
 * Runs `work` between begin and commit, or rollback when it or any of its statements fails, as `sql.begin` of postgres.js
 * does, on a session that may close at any point. `driver` makes the queries; `mode` is what may follow `begin`.
 */
export async function inTransaction<T>(
  driver: postgres.Sql,
  session: Session,
  mode: string,
  work: Work<T>,
): Promise<T> {
  let savepoints = 0;

  async function inScope<U>(inner: Work<U>, undo: string): Promise<U> {
    const failures: unknown[] = [];
    const queries = sendingTo(driver, (query) => {
      query.catch((error: unknown) => failures.push(error));
      session.run(query);
    });
    const savepoint = async <V>(...args: unknown[]) => {
      const name = `s${savepoints++}`;
      await session.sql.unsafe(`savepoint ${name}`);
      return await inScope(args.at(-1) as Work<V>, `rollback to ${name}`);
    };
    try {
      const made = await inner(Object.assign(queries, { savepoint }) as unknown as postgres.TransactionSql);
      const result = (Array.isArray(made) ? await Promise.all(made) : made) as U;
      if (failures.length > 0) throw failures[0];
      return result;
    } catch (error) {
      // Where the session has closed there is nothing to undo, and the cause is worth more than that.
      await session.sql.unsafe(undo).catch(() => {});
      // 25P02: a statement after the one that failed.
      throw codeOf(error) === "25P02" && failures.length > 0 ? failures[0] : error;
    }
  }

  await session.sql.unsafe(`begin ${mode.replace(/[^a-z ]/gi, "")}`);
  const result = await inScope(work, "rollback");
  await session.sql.unsafe("commit");
  return result;
}
