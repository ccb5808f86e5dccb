import postgres from "postgres";

const RETRY_MS = 500;

/**
 * Listens on a channel for as long as it is told to, over database restarts. (postgres.js's own `listen` gives up when its
 * first reconnection fails.)
 */
export class Listener {
  readonly #sql: postgres.Sql;
  #stopped = false;
  #retry: NodeJS.Timeout | null = null;

  /** `onWake` is called for each notification, and after each connection, since some may have been missed before. */
  constructor(url: string, private readonly channel: string, private readonly onWake: () => void) {
    const options: postgres.Options<Record<string, never>> & { onnotify: () => void } = {
      max: 1,
      max_lifetime: null,
      fetch_types: false,
      onnotice: () => {},
      connection: { application_name: `${channel} listener` },
      onnotify: () => this.onWake(),
      onclose: () => this.#listenSoon(),
    };
    this.#sql = postgres(url, options);
  }

  async start(): Promise<void> {
    try {
      await this.#sql`listen ${this.#sql(this.channel)}`;
      this.onWake();
    } catch {
      this.#listenSoon();
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#retry) clearTimeout(this.#retry);
    await this.#sql.end({ timeout: 0 });
  }

  #listenSoon(): void {
    if (this.#stopped) return;
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.start(), RETRY_MS);
  }
}
