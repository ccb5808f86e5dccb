import type postgres from "postgres";
import { openDatabase } from "./database.ts";
import { codeOf, messageOf } from "./errors.ts";
import { Listener } from "./listener.ts";
import { ReportOnce } from "./report-once.ts";

const BATCH = 200;
const POLL_MS = 1000;
const EXPIRE_EVERY_MS = 60_000;
const TTL = "6 hours";
const MAX_CONTENT = 10 * 1024 * 1024;

interface QueuedRequest {
  id: string;
  method: string;
  url: string;
  headers: Record<string, string> | null;
  body: Buffer | null;
  timeout_milliseconds: number;
}

interface Outcome {
  status_code: number | null;
  content_type: string | null;
  headers: string | null;
  content: string | null;
  timed_out: boolean;
  error_msg: string | null;
}

/**
 * Sends what net.http_get, http_post and http_delete queued, as pg_net's background worker does: after commit, 200 at a
 * time at most, with the request's time-out, following redirects, never again. The outcome goes to net._http_response.
 */
export class NetWorker {
  readonly #sql: postgres.Sql;
  readonly #listener: Listener;
  readonly #report: ReportOnce;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #abort = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #lastExpiry = 0;
  /** How many requests it took from the queue so far. */
  #taken = 0;
  #sweep: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(url: string, log: (line: string) => void) {
    this.#sql = openDatabase(url, {
      max: 4,
      onnotice: () => {},
      fetch_types: false,
      connection: { application_name: "pg_net" },
    });
    this.#listener = new Listener(url, "heartbase_net", () => void this.wake());
    this.#report = new ReportOnce(log, "net");
  }

  async start(): Promise<void> {
    await this.#listener.start();
    // The notification is a hint; the queue is read at this interval in any case.
    this.#timer = setInterval(() => void this.wake(), POLL_MS);
  }

  /** Takes from the queue what is there; returns when it has been taken, not when it has been sent. */
  wake(): Promise<void> {
    this.#again = true;
    this.#sweep ??= this.#drain().finally(() => this.#sweep = null);
    return this.#sweep;
  }

  /** Waits until the queue is empty and every request has its answer, those included that were queued by whom others called. */
  async idle(): Promise<void> {
    for (let before = -1; before !== this.#taken;) {
      before = this.#taken;
      await Promise.all(this.#inFlight);
      await this.wake();
    }
  }

  /** Deletes responses older than `ttl` (a Postgres interval; pg_net's default is 6 hours). Returns how many. */
  async expireResponses(ttl = TTL): Promise<number> {
    const { count } = await this.#sql`delete from net._http_response where created < now() - ${ttl}::interval`;
    return count;
  }

  /** Stops taking requests; those under way are abandoned, as when the server stops. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearInterval(this.#timer);
    this.#abort.abort(new Error("worker stopped"));
    await this.#listener.stop();
    await this.#sweep;
    await Promise.all(this.#inFlight);
    await this.#sql.end({ timeout: 1 });
  }

  async #drain(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        const requests = await this.#take();
        this.#taken += requests.length;
        if (requests.length > 0 && this.#inFlight.size < BATCH) this.#again = true;
        for (const request of requests) {
          const sent = this.#send(request).finally(() => {
            const wasFull = this.#inFlight.size === BATCH;
            this.#inFlight.delete(sent);
            if (wasFull) void this.wake();
          });
          this.#inFlight.add(sent);
        }
        if (Date.now() - this.#lastExpiry > EXPIRE_EVERY_MS && await this.#isInstalled()) {
          this.#lastExpiry = Date.now();
          await this.expireResponses();
        }
        this.#report.recovered();
      } catch (error) {
        if (!this.#stopped) this.#report.failed(error);
      }
    }
  }

  async #isInstalled(): Promise<boolean> {
    const [row] = await this.#sql`select to_regclass('net.http_request_queue') is not null as installed`;
    return row?.["installed"] === true;
  }

  async #take(): Promise<QueuedRequest[]> {
    const room = BATCH - this.#inFlight.size;
    if (room <= 0) return [];
    try {
      return await this.#sql<QueuedRequest[]>`
        with batch as (
          select q.ctid from net.http_request_queue as q order by q.id limit ${room} for update skip locked
        )
        delete from net.http_request_queue as q using batch where q.ctid = batch.ctid
        returning q.id, q.method::text as method, q.url, q.headers, q.body, q.timeout_milliseconds`;
    } catch (error) {
      // 42P01, 3F000: the extension is not created (yet).
      if (["42P01", "3F000"].includes(codeOf(error))) return [];
      throw error;
    }
  }

  async #send(request: QueuedRequest): Promise<void> {
    const outcome = await perform(request, this.#abort.signal);
    if (this.#stopped) return;
    try {
      await this.#sql`
        insert into net._http_response (id, status_code, content_type, headers, content, timed_out, error_msg)
        values (${request.id}, ${outcome.status_code}, ${outcome.content_type}, ${outcome.headers}::text::jsonb,
          ${outcome.content}, ${outcome.timed_out}, ${outcome.error_msg})`;
    } catch (error) {
      this.#report.failed(error);
    }
  }
}

async function perform(request: QueuedRequest, stop: AbortSignal): Promise<Outcome> {
  const started = performance.now();
  const timeout = AbortSignal.timeout(Math.max(0, request.timeout_milliseconds));
  try {
    const headers = new Headers(request.headers ?? {});
    if (!headers.has("user-agent")) headers.set("user-agent", "pg_net/0.20.0");
    const response = await fetch(request.url, {
      method: request.method.toUpperCase(),
      headers,
      // As text: fetch can send that again after a redirect.
      body: request.body?.toString("utf8") ?? null,
      redirect: "follow",
      signal: AbortSignal.any([timeout, stop]),
    });
    const content = Buffer.from(await response.arrayBuffer()).subarray(0, MAX_CONTENT).toString("utf8");
    return {
      status_code: response.status,
      content_type: response.headers.get("content-type"),
      headers: JSON.stringify(Object.fromEntries(response.headers)).replaceAll("\\u0000", ""),
      // Postgres text cannot hold NUL.
      content: content.replaceAll("\0", ""),
      timed_out: false,
      error_msg: null,
    };
  } catch (error) {
    const timedOut = timeout.aborted;
    const elapsed = (performance.now() - started).toFixed(6);
    const error_msg = timedOut
      ? `Timeout of ${request.timeout_milliseconds} ms reached. Total time: ${elapsed} ms`
      : describeFailure(error);
    return { status_code: null, content_type: null, headers: null, content: null, timed_out: timedOut, error_msg };
  }
}

/** curl's words for the common failures, else the error's own. */
function describeFailure(error: unknown): string {
  const code = codeOf(error);
  if (code === "ECONNREFUSED") return "Couldn't connect to server";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "Couldn't resolve host name";
  if (code === "ECONNRESET" || code === "UND_ERR_SOCKET") return "Server returned nothing (no headers, no data)";
  const cause = error instanceof Error && error.cause ? error.cause : error;
  return messageOf(cause).replaceAll("\0", "");
}
