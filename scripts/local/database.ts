import postgres from "postgres";
import { optionsOf, type Query, sendingTo, Session, type SessionOptions } from "./session.ts";
import { inTransaction } from "./transaction.ts";

/**
 * A pool of sessions with the interface of postgres.js, for as long as the process lives and the database comes and goes.
 * While it is away every query is refused at once, and the first after that finds it again. Each query has a session to
 * itself; more than `max` (default 10) wait their turn.
 *
 * Of the interface there are queries, `begin`, `reserve` and `end`.
 */
export function openDatabase(url: string, options: SessionOptions): postgres.Sql {
  return poolOf(postgres(url, options));
}

/** The same with the address and options of `driver`, which itself never connects. */
export function poolOf(driver: postgres.Sql): postgres.Sql {
  const pool = new Pool(optionsOf(driver));
  const transaction = (mode: string, work: (sql: postgres.TransactionSql) => unknown) =>
    pool.use((session) => inTransaction(driver, session, mode, work));
  return Object.assign(sendingTo(driver, (query) => pool.run(query)), {
    options: driver.options,
    begin: (...args: unknown[]) => {
      const work = args.pop() as (sql: postgres.TransactionSql) => unknown;
      return transaction(args.length > 0 ? String(args[0]) : "", work);
    },
    reserve: async () => {
      const session = await pool.take();
      const queries = sendingTo(driver, (query) => session.run(query));
      return Object.assign(queries, { release: () => pool.giveBack(session) });
    },
    end: ({ timeout }: { timeout?: number } = {}) => pool.end(timeout),
  }) as unknown as postgres.Sql;
}

interface Waiting {
  resolve(session: Session): void;
  reject(error: unknown): void;
}

class Pool {
  readonly #taken = new Set<Session>();
  readonly #idle: Session[] = [];
  readonly #waiting: Waiting[] = [];
  #opening = 0;
  /** postgres.js asks the server once for the types of arrays, and keeps them in the options that the sessions share. */
  #knowsTypes: boolean;
  #ended = false;
  #whenReturned: () => void = () => {};

  constructor(private readonly options: SessionOptions) {
    this.#knowsTypes = options.fetch_types === false;
  }

  /** Gives a session that is nobody else's until it is given back. */
  take(): Promise<Session> {
    if (this.#ended) return Promise.reject(ended());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#serve();
    });
  }

  /** Takes a session back; one that has closed, or was given back before, is let go. */
  giveBack(session: Session): void {
    if (!this.#taken.delete(session)) return;
    if (session.isUsable && !this.#ended) this.#idle.push(session);
    else void session.end();
    if (this.#taken.size === 0) this.#whenReturned();
    this.#serve();
  }

  async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.take();
    try {
      return await work(session);
    } finally {
      this.giveBack(session);
    }
  }

  run(query: Query): void {
    this.take().then((session) => {
      session.run(query);
      const giveBack = () => this.giveBack(session);
      query.then(giveBack, giveBack);
    }, query.reject);
  }

  /** Refuses what comes, and what waits; gives what runs `timeout` seconds to end (default: for ever), and closes all. */
  async end(timeout?: number): Promise<void> {
    // A query that was made just before reaches the pool in the next turn only.
    await null;
    this.#ended = true;
    for (const { reject } of this.#waiting.splice(0)) reject(ended());
    const returned = new Promise<void>((resolve) => {
      this.#whenReturned = resolve;
      if (this.#taken.size === 0) resolve();
      if (timeout !== undefined) setTimeout(resolve, timeout * 1000).unref();
    });
    await returned;
    await Promise.all([...this.#idle.splice(0), ...this.#taken].map((session) => session.end()));
  }

  #serve(): void {
    while (this.#waiting.length > 0) {
      const session = this.#idle.pop();
      if (session) {
        this.#taken.add(session);
        this.#waiting.shift()!.resolve(session);
      } else {
        if (this.#opening + this.#taken.size >= (this.options.max ?? 10)) return;
        void this.#open(this.#waiting.shift()!);
      }
    }
  }

  async #open({ resolve, reject }: Waiting): Promise<void> {
    this.#opening++;
    try {
      const options = { ...this.options, fetch_types: !this.#knowsTypes };
      const session = await Session.open(options, (closed) => this.#forget(closed));
      if (this.#ended) {
        void session.end();
        throw ended();
      }
      this.#knowsTypes = true;
      this.#taken.add(session);
      resolve(session);
    } catch (error) {
      reject(error);
    } finally {
      this.#opening--;
      this.#serve();
    }
  }

  /** Makes room for another at once: whoever holds this one may be long in noticing. */
  #forget(closed: Session): void {
    const at = this.#idle.indexOf(closed);
    if (at >= 0) this.#idle.splice(at, 1);
    if (this.#taken.delete(closed) && this.#taken.size === 0) this.#whenReturned();
    this.#serve();
  }
}

function ended(): Error {
  return Object.assign(new Error("write CONNECTION_ENDED: the pool was ended"), { code: "CONNECTION_ENDED" });
}
