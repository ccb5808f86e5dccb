import postgres from "postgres";

/** A query of postgres.js (the version that package.json pins), with what its types leave out. */
export interface Query extends Promise<unknown> {
  /** Called once, when the query is first waited for. */
  handler: (query: Query) => void;
  reject(error: Error): void;
}

/** Options of postgres.js, and the two hooks that its types leave out. */
export type SessionOptions =
  & postgres.Options<Record<string, postgres.PostgresType>>
  & { onnotify?: (channel: string, payload: string) => void };

/**
 * One connection to the database, made once. When it closes, what runs on it and whatever is asked of it later is
 * refused with CONNECTION_CLOSED.
 *
 * postgres.js connects again by itself, and is not safe when it does: a query that is sent to a connection that has
 * closed under a reservation or a transaction ends the process from a timer; one that is sent between a socket's error
 * and its end is never answered; and a connection that closes before it wrote what it was given never writes again. So
 * each session has a postgres.js of its own, which is thrown away once its connection is gone.
 */
export class Session {
  /** Runs its queries here, one at a time. */
  readonly sql: postgres.ISql;
  readonly #driver: postgres.Sql;
  readonly #execute: Query["handler"];
  #queue: Query[] = [];
  #closed: Error | null = null;
  #isDoubtful = false;

  private constructor(options: SessionOptions, onClose: (session: Session) => void) {
    this.#driver = postgres({
      ...options,
      max: 1,
      // It would connect again after these.
      idle_timeout: 0,
      max_lifetime: null,
      onclose: () => {
        this.#close();
        onClose(this);
      },
    });
    this.#execute = asQuery(this.#driver``).handler;
    this.sql = sendingTo(this.#driver, (query) => this.run(query));
  }

  /** Connects. Rejects with what postgres.js says when that fails. */
  static async open(options: SessionOptions, onClose: (session: Session) => void): Promise<Session> {
    const session = new Session(options, onClose);
    try {
      await session.sql`select 1`;
      return session;
    } catch (error) {
      await session.end();
      throw error;
    }
  }

  /** Whether the next user can have it: it is open, and no query failed in a way that leaves its state unknown. */
  get isUsable(): boolean {
    return this.#closed === null && !this.#isDoubtful;
  }

  /** Runs a query that was made by any postgres.js, after those that it was given before. */
  run(query: Query): void {
    if (this.#closed) return query.reject(this.#closed);
    this.#queue.push(query);
    if (this.#queue.length === 1) this.#runNext();
  }

  /** Closes the connection; what runs is refused. Idempotent. */
  async end(): Promise<void> {
    this.#close();
    await this.#driver.end({ timeout: 0 });
  }

  #runNext(): void {
    const query = this.#queue[0];
    if (!query) return;
    const next = () => {
      this.#queue.shift();
      this.#runNext();
    };
    query.then(next, (error: unknown) => {
      if (!isOfAStatement(error)) this.#isDoubtful = true;
      next();
    });
    this.#execute(query);
  }

  #close(): void {
    if (this.#closed) return;
    const { host, port } = this.#driver.options;
    const error = Object.assign(new Error(`write CONNECTION_CLOSED ${host[0]}:${port[0]}`), {
      code: "CONNECTION_CLOSED",
    });
    this.#closed = error;
    for (const query of this.#queue.splice(0)) query.reject(error);
  }
}

/** The address and options that `driver` was made with, for sessions. What these learn of types they share. */
export function optionsOf(driver: postgres.Sql): SessionOptions {
  return driver.options as unknown as SessionOptions;
}

/** The queries that `sql` makes, run by `run`. Listening, copying and large objects are not among them. */
export function sendingTo(sql: postgres.Sql, run: Query["handler"]): postgres.ISql {
  const redirect = <T>(made: T): T => {
    if (made instanceof Promise) asQuery(made).handler = run;
    return made;
  };
  const tag = sql as unknown as (...args: unknown[]) => unknown;
  const unsafe = sql.unsafe as (...args: unknown[]) => unknown;
  return Object.assign((...args: unknown[]) => redirect(tag(...args)), {
    unsafe: (...args: unknown[]) => redirect(unsafe(...args)),
    types: sql.types,
    typed: sql.typed,
    json: sql.json,
    array: sql.array,
  }) as unknown as postgres.ISql;
}

function asQuery(made: Promise<unknown>): Query {
  return made as Query;
}

/** Whether an error is the server's word on one statement, after which the connection goes on. */
function isOfAStatement(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.severity !== "FATAL" && error.severity !== "PANIC";
}
