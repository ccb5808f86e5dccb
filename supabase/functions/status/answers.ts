/** Something that was looked up, when, and whether the last look failed. */
export interface Recalled<T> {
  value: T;
  /** When it was looked up, in milliseconds. */
  at: number;
  /** True when it could not be looked up again: it is what was known last. */
  isStale: boolean;
}

export interface AnswersOptions {
  /** How long an answer is fresh, in milliseconds. */
  lastsMs: number;
  /** How long it is remembered that there is nothing, in milliseconds. */
  nothingLastsMs: number;
  /** How long nobody asks again after a look that failed, in milliseconds. */
  pauseMs: number;
  /** How many answers are remembered; those that were asked for longest ago are forgotten first. */
  limit: number;
  /** How many keys of nothing are remembered. */
  nothingLimit: number;
  /** How many looks may be under way at once. */
  pendingLimit: number;
  now: () => Date;
}

interface Known<T> {
  value: T;
  at: number;
}

/** Thrown when too many looks are under way at once. */
export class TooBusy extends Error {
  override readonly name = "TooBusy";
}

/**
 * Remembers what was looked up, by key, also that there is nothing: what a flood of requests costs is one look per key and some
 * seconds. When looking fails, the last answer goes on, stale, and nobody looks for a while. Bounded in keys and in looks under way;
 * keys of nothing are kept apart, so that a flood of them pushes no answer out.
 */
export class Answers<T> {
  readonly #known = new Map<string, Known<T>>();
  /** Until when nothing is known to be there. */
  readonly #nothing = new Map<string, number>();
  readonly #looks = new Map<string, Promise<Known<T> | null>>();
  #failure: { error: unknown; at: number } | null = null;

  constructor(private readonly options: AnswersOptions) {}

  /** How many keys are remembered. */
  get size(): number {
    return this.#known.size + this.#nothing.size;
  }

  /** What is remembered, or a new look; null when there is nothing. Throws what `look` throws when nothing is known, and TooBusy. */
  async recall(key: string, look: () => Promise<T | null>): Promise<Recalled<T> | null> {
    const time = this.#time();
    if ((this.#nothing.get(key) ?? -Infinity) > time) return null;
    const known = this.#known.get(key);
    if (known) putLast(this.#known, key, known, this.options.limit);
    if (known && time - known.at < this.options.lastsMs) return { ...known, isStale: false };
    try {
      const seen = await (this.#looks.get(key) ?? this.#look(key, look, time));
      return seen && { ...seen, isStale: false };
    } catch (error) {
      if (!known) throw error;
      return { ...known, isStale: true };
    }
  }

  #look(key: string, look: () => Promise<T | null>, time: number): Promise<Known<T> | null> {
    if (this.#failure !== null && time - this.#failure.at < this.options.pauseMs) throw this.#failure.error;
    if (this.#looks.size >= this.options.pendingLimit) throw new TooBusy("Too many pages are looked up at once.");
    const looking = this.#ask(key, look).finally(() => this.#looks.delete(key));
    this.#looks.set(key, looking);
    return looking;
  }

  async #ask(key: string, look: () => Promise<T | null>): Promise<Known<T> | null> {
    let value: T | null;
    try {
      value = await look();
    } catch (error) {
      this.#failure = { error, at: this.#time() };
      throw error;
    }
    const at = this.#time();
    this.#failure = null;
    if (value === null) {
      this.#known.delete(key);
      putLast(this.#nothing, key, at + this.options.nothingLastsMs, this.options.nothingLimit);
      return null;
    }
    const known = { value, at };
    putLast(this.#known, key, known, this.options.limit);
    return known;
  }

  #time(): number {
    return this.options.now().getTime();
  }
}

/** Puts an entry behind all others, and drops the first ones of what is too much. */
function putLast<V>(map: Map<string, V>, key: string, value: V, limit: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= limit) return;
    map.delete(oldest);
  }
}
