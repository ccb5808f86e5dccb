import assert from "node:assert/strict";
import type postgres from "postgres";

/**
 * Ends a backend, and resolves once its process is gone: it holds no lock any more, and nobody lists it.
 *
 * Its own client may hear of it before the answer comes here: a promise that this rejects wants somebody who listens before.
 */
export async function endBackend(sql: postgres.ISql, pid: number): Promise<void> {
  const [row] = await sql<[{ gone: boolean }]>`select pg_terminate_backend(${pid}, 60000) as gone`;
  assert.equal(row.gone, true, `process ${pid} is still there`);
}
