import { rmSync } from "node:fs";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { WebSocket } from "ws";
import { makeTemporaryDataDir } from "../../scripts/local/postgres.ts";
import { type Stack, type StackOptions, startStack } from "../../scripts/local/stack.ts";
import type { Database } from "../../supabase/functions/_shared/database.types.ts";
import type { Message } from "../../scripts/local/inbox.ts";
import { copyTemplate } from "./template.ts";

export type Client = SupabaseClient<Database>;

/** A whole stack of its own for one test file: free ports, an empty data folder, no cron worker unless asked for. */
export interface TestStack extends Stack {
  /** supabase-js with the secret key (service_role). */
  readonly admin: Client;
  /** supabase-js with the publishable key (anon, or whoever signs in). */
  client(): Client;
  /** Calls an edge function with the function secret, or with the given Authorization. */
  invoke(name: string, options?: { authorization?: string | null; body?: unknown; method?: string }): Promise<Response>;
  /** Makes the inbox fail; see POST /faults. */
  fault(fault: Record<string, unknown>): Promise<void>;
  clearFaults(): Promise<void>;
  /** Lets every wait of the outbox end now: leases, backoff, rate limits and cooldowns. */
  passDeliveryTime(): Promise<void>;
  /** Messages in the inbox, by channel. */
  received(): Record<Message["channel"], Message[]>;
}

/** Starts a stack for tests. `stop()` also removes its data. */
export async function startTestStack(options: Partial<StackOptions> = {}): Promise<TestStack> {
  const dataDir = makeTemporaryDataDir();
  copyTemplate(dataDir, options);
  const stack = await startStack({
    dataDir,
    seed: false,
    cron: false,
    panel: false,
    readSecrets: false,
    ...options,
    // What is well answers, on a machine that does much else within a minute; a test of what hangs gives the functions less patience.
    functionEnv: { HEARTBASE_PATIENCE: "15", ...options.functionEnv },
    // Nothing here outlives its machine, and what a server that crashed has written is the system's: it need not wait for the disk.
    server: { ...options.server, settings: { fsync: "off", ...options.server?.settings } },
  });
  const { status, sql, inbox } = stack;
  // Node 20 has no WebSocket of its own, and supabase-js asks for one even where nothing listens to Realtime.
  const authless = {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket },
  };
  const post = async (path: string, method: string, body?: unknown) => {
    const response = await fetch(`${status.inbox_url}${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  };
  return {
    ...stack,
    admin: createClient<Database>(status.api_url, status.secret_key, authless),
    client: () => createClient<Database>(status.api_url, status.publishable_key, authless),
    invoke: (name, { authorization = `Bearer ${status.function_secret}`, body = {}, method = "POST" } = {}) =>
      fetch(`${status.functions_url}/${name}`, {
        method,
        headers: { "content-type": "application/json", ...(authorization === null ? {} : { authorization }) },
        ...(method === "POST" ? { body: JSON.stringify(body) } : {}),
      }),
    fault: (fault) => post("/faults", "POST", fault),
    clearFaults: () => post("/faults", "DELETE"),
    async passDeliveryTime() {
      await sql`update notifications set next_attempt_at = now() where state in ('pending', 'leased')`;
      await sql`update notification_channels set next_send_at = '-infinity', cooldown_until = null, burst_count = 0`;
    },
    received() {
      const of = (channel: Message["channel"]) => inbox.messages.filter((message) => message.channel === channel);
      return {
        slack: of("slack"),
        email: of("email"),
        push: of("push"),
        sms: of("sms"),
        telegram: of("telegram"),
        webhook: of("webhook"),
        whatsapp: of("whatsapp"),
      };
    },
    async stop() {
      await stack.stop();
      // Again, where what was just ended has still written something beside.
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 });
    },
  };
}

/**
 * Waits until `condition` gives something truthy, and returns it; fails with `what` after `timeoutMs`: by default long enough for a
 * slow machine that does much else, since only a run that fails waits so long.
 */
export async function waitFor<T>(
  what: string,
  condition: () => T | Promise<T>,
  timeoutMs = 60_000,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > deadline) throw new Error(`Not within ${timeoutMs / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** The data of a supabase-js answer; throws its error. */
export async function ok<T>(answer: PromiseLike<{ data: T; error: unknown }>): Promise<T> {
  const { data, error } = await answer;
  if (error) throw new Error(`supabase-js: ${JSON.stringify(error)}`);
  return data;
}
