/** What a HeartbaseError carries besides its code and message. */
export interface ErrorFacts {
  /** The HTTP status that a handler answers with. */
  status?: number;
  /** Whether trying again later is pointless. */
  permanent?: boolean;
  /** How long to wait before trying again, where that is known. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** The one error class of the edge functions: a stable code for programs, a sentence for people. */
export class HeartbaseError extends Error {
  readonly code: string;
  readonly status: number;
  readonly permanent: boolean;
  readonly retryAfterSeconds: number | null;

  constructor(code: string, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = "HeartbaseError";
    this.code = code;
    this.status = facts.status ?? 500;
    this.permanent = facts.permanent ?? true;
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
  }
}

/** The text of anything thrown; not redacted. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
