import { createHash, timingSafeEqual } from "node:crypto";
import { HeartbaseError } from "./errors.ts";

/**
 * Lets a request pass when it bears the function secret; throws otherwise.
 * `function_secret_unset` (500) when there is no secret to compare with, `unauthorized` (401) for everything else.
 * `expected` is the name of the secret that the caller should send.
 * Both sides are hashed first, so that the comparison takes the same time for every input of every length.
 */
export function requireFunctionSecret(
  request: Request,
  secret: string | undefined,
  expected = "HEARTBASE_FUNCTION_SECRET",
): void {
  if (!secret?.trim()) {
    throw new HeartbaseError(
      "function_secret_unset",
      "HEARTBASE_FUNCTION_SECRET is not set: set it with `supabase secrets set`, and in Vault as heartbase_function_secret.",
      { status: 500 },
    );
  }
  if (!bearsFunctionSecret(request, secret)) {
    throw new HeartbaseError("unauthorized", `Send Authorization: Bearer <${expected}>.`, { status: 401 });
  }
}

/**
 * Lets a request pass when it bears any of these secrets: CRON_SECRET, for schedulers of one's own, and the function secret,
 * which pg_cron's calls bear, so that one credential suffices.
 * `cron_secret_unset` (500) when there is none to compare with, `unauthorized` (401) for everything else.
 */
export function requireCronSecret(request: Request, secrets: readonly (string | undefined)[]): void {
  const set = secrets.filter((secret) => secret?.trim());
  if (set.length === 0) {
    throw new HeartbaseError(
      "cron_secret_unset",
      "Neither CRON_SECRET nor HEARTBASE_FUNCTION_SECRET is set: set one with `supabase secrets set`.",
      { status: 500 },
    );
  }
  // All are compared, so that the time does not tell which one was tried.
  if (!set.map((secret) => bearsFunctionSecret(request, secret)).includes(true)) {
    throw new HeartbaseError("unauthorized", "Send Authorization: Bearer <CRON_SECRET>.", { status: 401 });
  }
}

/** Whether a request bears the function secret; never when that is unset or blank. */
export function bearsFunctionSecret(request: Request, secret: string | undefined): boolean {
  if (!secret?.trim()) return false;
  return timingSafeEqual(sha256(bearerToken(request) ?? ""), sha256(secret.trim()));
}

/** The token of an `Authorization: Bearer` header, or null. */
export function bearerToken(request: Request): string | null {
  return /^bearer +(\S+)\s*$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? null;
}

function sha256(text: string): Uint8Array {
  return createHash("sha256").update(text, "utf8").digest();
}
