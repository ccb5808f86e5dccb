import { codeOf, messageOf } from "./errors.ts";

/** Says a trouble once, not in a loop, and says when it is over. */
export class ReportOnce {
  #last: string | null = null;

  constructor(private readonly log: (line: string) => void, private readonly source: string) {}

  failed(error: unknown): void {
    const text = `${codeOf(error)} ${messageOf(error)}`.trim();
    // A database that is away gives several errors in turn; one line is enough.
    const key = isConnectionTrouble(error) ? "away" : text;
    if (key === this.#last) return;
    this.#last = key;
    this.log(`[${this.source}] ${key === "away" ? `the database is away (${text}); trying again` : text}`);
  }

  recovered(): void {
    if (this.#last === "away") this.log(`[${this.source}] the database is back`);
    this.#last = null;
  }
}

function isConnectionTrouble(error: unknown): boolean {
  return /^(ECONN|EPIPE|57P0|08|CONNECTION_|CONNECT_TIMEOUT)/.test(codeOf(error));
}
