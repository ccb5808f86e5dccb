/** What an answer of the API said went wrong. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  /** `hint`: what to do about it, where the database says so. */
  constructor(message: string, readonly status: number, readonly hint: string | null = null) {
    super(message);
  }
}

interface Answer<T> {
  data: T;
  error: { message: string; details?: string | null; hint?: string | null; code?: string } | null;
  status: number;
}

/** The data of an answer of the client; throws its error as an ApiError with a sentence for people. */
export function dataOf<T>({ data, error, status }: Answer<T>): NonNullable<T> {
  if (!error) return data as NonNullable<T>;
  if (status === 0) throw new ApiError("The API cannot be reached.", 0);
  // Our own errors are a stable token with a sentence in the details.
  const isToken = /^[a-z0-9_]+$/.test(error.message);
  const text = isToken && error.details ? error.details : error.message;
  throw new ApiError(text || `The API answered HTTP ${status}.`, status, isToken ? error.hint ?? null : null);
}

/** A sentence about anything that was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof DOMException && error.name === "TimeoutError") return "The API gave no answer in time.";
  return error instanceof Error ? error.message : String(error);
}

/** The same with what to do about it. */
export function adviceOf(error: unknown): string {
  const hint = error instanceof ApiError ? error.hint : null;
  return hint === null ? messageOf(error) : `${messageOf(error)} ${hint}`;
}

/** Why nothing was answered, of what useHeartbeat says: each browser has words of its own for a host that is away. */
export function describeLoss(error: string | null): string {
  return error === null || /fetch|network|load failed/i.test(error) ? "it cannot be reached" : error;
}
