import type { Client } from "./client.ts";
import { ApiError } from "./errors.ts";

/** Has every subsystem asked now, with the session's token. Throws an ApiError with a sentence for people. */
export async function runBootCheck(client: Client): Promise<void> {
  const { data, error } = await client.functions.invoke<{ ok: boolean; error?: string }>("alive/boot");
  if (error) throw await readFailure(error);
  if (!data?.ok) throw new ApiError(data?.error ?? "The boot check did not run.", 202);
}

async function readFailure(error: { context?: unknown }): Promise<ApiError> {
  const { context } = error;
  if (!(context instanceof Response)) return new ApiError("The API cannot be reached.", 0);
  const body: { message?: string } | null = await context.json().catch(() => null);
  return new ApiError(body?.message ?? `The API answered HTTP ${context.status}.`, context.status);
}
