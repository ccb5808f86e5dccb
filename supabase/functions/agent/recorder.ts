import { createClient } from "@supabase/supabase-js";
import type { Database } from "../_shared/database.types.ts";
import type { JsonObject } from "../_shared/delivery/types.ts";
import type { Config } from "../_shared/env.ts";
import { HeartbaseError } from "../_shared/errors.ts";

/** Agents give up after 10 seconds: an answer after that would reach nobody. */
const RECORD_TIMEOUT_MS = 8000;

/**
 * Records an agent's report for the machine whose key has this SHA-256, in hex.
 * Errors: `invalid_machine_key` (401), the same for every key that does not hold; `invalid_metrics` (400), with what is wrong as
 * its message; `database_unreachable` (503).
 */
export type RecordReport = (keyHash: string, metrics: JsonObject) => Promise<void>;

/** Records with the project's secret key, since no key of an agent is one of the API's. */
export function createRecorder(config: () => Config, timeoutMs = RECORD_TIMEOUT_MS): RecordReport {
  return async (keyHash, metrics) => {
    const { supabaseUrl, secretKey } = config();
    const client = createClient<Database>(supabaseUrl, secretKey, {
      auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
      db: { timeout: timeoutMs },
    });
    const { error, status } = await client.rpc("record_machine_metrics", { p_key_hash: keyHash, p_metrics: metrics });
    if (!error) return;
    if (error.message === "invalid_machine_key") {
      const message = "The key is not valid: it is unknown or revoked, or its machine is disabled.";
      throw new HeartbaseError(error.message, message, { status: 401 });
    }
    if (error.message === "invalid_metrics") throw new HeartbaseError(error.message, error.details, { status: 400 });
    // JSON that Postgres cannot hold, such as \u0000 in a text.
    if (error.code.startsWith("22")) throw new HeartbaseError("invalid_metrics", error.message, { status: 400 });
    if (!status || (status >= 502 && status <= 504)) {
      const message = `The database did not answer: ${error.message}`;
      throw new HeartbaseError("database_unreachable", message, { status: 503, permanent: false });
    }
    throw new Error(`record_machine_metrics answered ${status}: ${error.code} - ${error.message}`);
  };
}
