import { createClient } from "@supabase/supabase-js";
import type { Database } from "./database.types.ts";
import type { Config } from "./env.ts";
import type { Rpc, RpcContract, RpcName } from "./delivery/types.ts";
import { HeartbaseError } from "./errors.ts";

/** How long a database call may take, in milliseconds. */
const RPC_TIMEOUT_MS = 30_000;

/**
 * A caller of database functions with the project's secret key.
 * Errors: `database_unreachable` (503, when nothing answered) or `database_error` (500, when the database refused).
 */
export function createRpc(config: Config, timeoutMs = RPC_TIMEOUT_MS): Rpc {
  const client = createClient<Database>(config.supabaseUrl, config.secretKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  });
  return async <N extends RpcName>(name: N, args: RpcContract[N]["args"]): Promise<RpcContract[N]["answer"]> => {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), timeoutMs);
    try {
      const { data, error, status } = await client.rpc<RpcName>(name, args as never).abortSignal(timeout.signal);
      if (error) throw databaseError(name, status, error);
      return data as unknown as RpcContract[N]["answer"];
    } finally {
      clearTimeout(timer);
    }
  };
}

/** What the database said; the cause of `database_error`. */
export interface DatabaseRefusal {
  code?: string;
  message: string;
  details?: string;
  hint?: string;
}

function databaseError(name: string, status: number, error: DatabaseRefusal): HeartbaseError {
  if (!status || (status >= 502 && status <= 504)) {
    const message = `${name}: the database did not answer: ${error.message}`;
    return new HeartbaseError("database_unreachable", message, { status: 503, permanent: false });
  }
  const facts = [error.code, error.message, error.details, error.hint].filter(Boolean).join(" - ");
  return new HeartbaseError("database_error", `${name}: ${facts}`, {
    status: 500,
    permanent: status < 500,
    cause: error,
  });
}
