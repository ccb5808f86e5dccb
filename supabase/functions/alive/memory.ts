/** Something that was looked up, and when, in milliseconds. */
export interface Remembered<T> {
  value: T;
  at: number;
}

/**
 * Remembers what was looked up last. However many ask, one look is under way at a time, and the next begins when the last one
 * is `lastsMs` old: what a flood of requests costs is a few looks.
 */
export class Memory<T> {
  #last: Remembered<T> | null = null;
  #pending: Promise<Remembered<T>> | null = null;

  constructor(private readonly lastsMs: number, private readonly now: () => Date) {}

  /** What is remembered, or a new look. */
  async recall(look: () => Promise<T>): Promise<Remembered<T>> {
    if (this.#last && this.now().getTime() - this.#last.at < this.lastsMs) return this.#last;
    this.#pending ??= look().then((value) => this.keep(value)).finally(() => this.#pending = null);
    return await this.#pending;
  }

  /** Remembers something that was looked up elsewhere. */
  keep(value: T): Remembered<T> {
    return this.#last = { value, at: this.now().getTime() };
  }
}
