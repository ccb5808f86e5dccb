/**
 * A failure that the person at the keyboard can cure. The message says in one sentence or two what happened, why, and
 * what to do; it is printed without a stack trace.
 */
export class StackError extends Error {
  override readonly name = "StackError";
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}

/** The code of a system or Postgres error ("ECONNREFUSED", "42P01"), or "". */
export function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === "string") return code;
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return cause === undefined ? "" : codeOf(cause);
}
