import { HeartbaseError } from "./errors.ts";

/** Whether a token is a signed-in admin's, as the database sees it. */
export type IsAdmin = (token: string) => Promise<boolean>;

/** What a token says of itself. */
export type ClaimedRole = "admin" | "user" | "nobody";

/**
 * What a token claims to be, without proof: `nobody` is what is no user's token, or has expired. Good for sparing the
 * database tokens that do not even claim to be an admin's, and for nothing else.
 */
export function claimedRole(token: string, now: Date): ClaimedRole {
  const claims = readClaims(token);
  if (claims?.role !== "authenticated") return "nobody";
  if (typeof claims.exp !== "number" || claims.exp * 1000 <= now.getTime()) return "nobody";
  const { app_metadata: metadata } = claims;
  const isAdmin = typeof metadata === "object" && metadata !== null && "role" in metadata && metadata.role === "admin";
  return isAdmin ? "admin" : "user";
}

/**
 * Asks the database's `is_admin` with the token itself, so that whoever verifies tokens for the API verifies this one.
 * A token that is refused is nobody's. Error: `database_unreachable` (503) when there is no answer to go by.
 */
export function createIsAdmin(supabaseUrl: string, publishableKey: string, timeoutMs: number): IsAdmin {
  return async (token) => {
    const response = await fetch(`${supabaseUrl}/rest/v1/rpc/is_admin`, {
      method: "POST",
      headers: { apikey: publishableKey, authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: "{}",
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((cause) => {
      throw unverified("nothing answered", cause);
    });
    const answer = await response.text();
    if (response.status === 401 || response.status === 403) return false;
    if (!response.ok) throw unverified(`HTTP ${response.status}`);
    return answer === "true";
  };
}

function readClaims(token: string): { role?: unknown; exp?: unknown; app_metadata?: unknown } | null {
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(token)?.[1];
  if (payload === undefined || payload.length > 8_192) return null;
  try {
    const bytes = Uint8Array.from(
      atob(payload.replaceAll("-", "+").replaceAll("_", "/")),
      (character) => character.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === "object" && claims !== null ? claims : null;
  } catch {
    return null;
  }
}

function unverified(why: string, cause?: unknown): HeartbaseError {
  const message = `The token could not be verified: ${why}.`;
  return new HeartbaseError("database_unreachable", message, { status: 503, permanent: false, cause });
}
