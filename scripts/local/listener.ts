import postgres from "postgres";
import { optionsOf, Session, type SessionOptions } from "./session.ts";

const RETRY_MS = 500;

/**
 * Listens on a channel for as long as it is told to, over database restarts. (postgres.js's own `listen` gives up when its
 * first reconnection fails.)
 */
export class Listener {
  readonly #options: SessionOptions;
  #session: Session | null = null;
  #stopped = false;
  #retry: NodeJS.Timeout | null = null;

  /** `onWake` is called for each notification, and after each connection, since some may have been missed before. */
  constructor(url: string, private readonly channel: string, private readonly onWake: () => void) {
    const options: SessionOptions = {
      fetch_types: false,
      onnotice: () => {},
      connection: { application_name: `${channel} listener` },
      onnotify: () => this.onWake(),
    };
    this.#options = optionsOf(postgres(url, options));
  }

  async start(): Promise<void> {
    try {
      this.#session = await Session.open(this.#options, (closed) => closed === this.#session && this.#listenSoon());
      if (this.#stopped) return await this.#session.end();
      await this.#session.sql`listen ${this.#session.sql(this.channel)}`;
      this.onWake();
    } catch {
      this.#listenSoon();
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#retry) clearTimeout(this.#retry);
    await this.#session?.end();
  }

  #listenSoon(): void {
    if (this.#stopped) return;
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.start(), RETRY_MS);
  }
}
