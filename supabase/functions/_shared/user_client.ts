import { createClient, type PostgrestSingleResponse, type SupabaseClient } from "@supabase/supabase-js";
import type { Database } from "./database.types.ts";
import type { PublicConfig } from "./env.ts";
import { HeartbaseError } from "./errors.ts";

/** How long a call of the API may usually take, in milliseconds. */
export const API_TIMEOUT_MS = 10_000;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The API as a signed-in user sees it. */
export interface UserClient {
  /** Whose token it is. The API verifies it with every call; until one was answered, take it for a claim. */
  userId: string;
  /** Carries the user's own token, so that row level security decides. */
  api: SupabaseClient<Database>;
}

/**
 * A client for the user whose access token the Authorization header bears.
 * Error: `unauthorized` (401) when it bears no user's token; one that is forged or expired fails at the first call.
 */
export function createUserClient(
  config: PublicConfig,
  authorization: string | null,
  timeoutMs = API_TIMEOUT_MS,
): UserClient {
  const token = /^bearer +(\S+)\s*$/i.exec(authorization ?? "")?.[1] ?? "";
  const userId = subjectOf(token);
  if (userId === null) throw unauthorized("Send Authorization: Bearer <access token of a signed-in user>.");
  const api = createClient<Database>(config.supabaseUrl, config.publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { headers: { Authorization: `Bearer ${token}` } },
    db: { timeout: timeoutMs },
  });
  return { userId, api };
}

/**
 * What an API call answered. Throws `unauthorized` (401) when the token does not hold, `database_unreachable` (503) when
 * nothing answered, and otherwise what the database said: the stable word that our functions raise is the code, their detail
 * the message, and the wait that a 429 names in its detail is `retryAfterSeconds`. A refusal that is not one of ours is an
 * Error of the function.
 */
export async function answerOf<T>(call: PromiseLike<PostgrestSingleResponse<T>>): Promise<T> {
  const { data, error, status } = await call;
  if (!error) return data;
  if (!status || (status >= 502 && status <= 504)) {
    const message = `The database did not answer: ${error.message}`;
    throw new HeartbaseError("database_unreachable", message, { status: 503, permanent: false });
  }
  if (status === 401) throw unauthorized("The access token is not valid, or no longer; sign in again.");
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)+$/.test(error.message) || status >= 500) {
    throw new Error(
      `the API answered ${status}: ${[error.code, error.message, error.details].filter(Boolean).join(" - ")}`,
    );
  }
  const wait = status === 429 ? /\d+/.exec(error.details ?? "")?.[0] : undefined;
  throw new HeartbaseError(error.message, error.details || error.message, {
    status,
    ...(wait !== undefined && { retryAfterSeconds: Number(wait) }),
  });
}

/** Whom a token claims to be of; null when that is nobody, as with the project's keys. */
function subjectOf(token: string): string | null {
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(token)?.[1];
  if (!payload) return null;
  try {
    const claims: unknown = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    const subject = typeof claims === "object" && claims !== null && "sub" in claims ? claims.sub : null;
    return typeof subject === "string" && UUID.test(subject) ? subject : null;
  } catch {
    return null;
  }
}

function unauthorized(message: string): HeartbaseError {
  return new HeartbaseError("unauthorized", message, { status: 401 });
}
