// What the tests share: units as the database hands them out, an outbox that keeps leases, real local servers.
import type { Logger } from "./log.ts";
import { createLogger } from "./log.ts";
import type {
  Alert,
  Channel,
  ClaimAnswer,
  Json,
  JsonObject,
  Notification,
  Outcome,
  Rpc,
  RpcContract,
  RpcName,
  Unit,
} from "./delivery/types.ts";

export const UNIT_ID = "1f0c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b";
export const SIGNING_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
export const OLD_SIGNING_SECRET = "whsec_b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xkLW9sZA==";

const MACHINE = {
  id: 1,
  name: "production-server",
  hostname: "prod-01",
  description: "Main API server",
  last_seen: "2025-10-10T16:30:00Z",
};

export function makeAlert(changes: Partial<Alert> = {}): Alert {
  return {
    id: "a1a1a1a1-0000-4000-8000-000000000001",
    subject_kind: "job",
    subject_id: "nightly-backup",
    subject_name: "nightly-backup",
    alert_type: "job-stale",
    severity: "critical",
    message: "No heartbeat since the deadline.",
    details: {
      job_name: "nightly-backup",
      last_run_at: "2026-03-01T06:00:00+00:00",
      status: "healthy",
      metadata: { rows: 3 },
      expected_every: "24:00:00",
      grace: "00:00:00",
      consecutive_failures: 0,
    },
    detected_at: "2026-03-02T06:00:00+00:00",
    resolved_at: null,
    auto_resolved: false,
    resolution: null,
    ...changes,
  };
}

/** The alert of a machine that fell silent. */
export function makeMachineAlert(changes: Partial<Alert> = {}, machine: JsonObject = {}): Alert {
  return makeAlert({
    subject_kind: "machine",
    subject_id: "1",
    subject_name: "production-server",
    alert_type: "machine-offline",
    message: 'Machine "production-server" has not reported since 2025-10-10 16:30:00 UTC.',
    details: { machine: { ...MACHINE, status: "offline", ...machine }, threshold: "00:02:00" },
    detected_at: "2025-10-10T16:32:00+00:00",
    ...changes,
  });
}

/** What is added to such an alert when the machine came back. */
export const MACHINE_RETURN: Partial<Alert> = {
  resolved_at: "2025-10-10T17:00:10+00:00",
  auto_resolved: true,
  resolution: "The machine reports again.",
  resolved_details: { machine: { ...MACHINE, status: "online", last_seen: "2025-10-10T17:00:05.250Z" } },
};

/** The alert of a run of a tenant's checks: three results, of which SMS hears two and WhatsApp one. */
export function makeReport(changes: Partial<Alert> = {}, results: JsonObject[] = REPORTED): Alert {
  return makeAlert({
    subject_kind: "tenant",
    subject_id: "acme",
    subject_name: "Acme",
    alert_type: "tenant-report",
    message: "Acme: 2 alerts, 1 warning.",
    details: {
      execution_id: "e5e5e5e5-0000-4000-8000-000000000001",
      overall_status: "has_alerts",
      channel_kinds: ["email", "slack", "sms", "telegram", "webhook", "whatsapp"],
      counts: { urgent: 1, high: 1, medium: 1, low: 0 },
      results,
      more: 0,
    },
    resolved_at: "2026-03-02T06:00:00+00:00",
    auto_resolved: true,
    resolution: "A report.",
    ...changes,
  });
}

/** A result as the checks' engine writes it. */
export function makeResult(changes: JsonObject = {}): JsonObject {
  return {
    checkId: "low_stock",
    agent: "smokey",
    category: "operations",
    status: "warning",
    priority: "medium",
    title: "Low stock",
    message: "3 products run out.",
    data: { count: 3 },
    actionUrl: null,
    actionLabel: null,
    timestamp: "2026-03-02T06:00:00+00:00",
    notable: false,
    recovered: false,
    channels: ["email", "telegram", "webhook"],
    ...changes,
  };
}

const REPORTED = [
  makeResult(),
  makeResult({
    checkId: "margin",
    title: "Margin",
    message: "A margin of 9 %.",
    status: "alert",
    priority: "high",
    channels: ["email", "push", "slack", "sms", "telegram", "webhook"],
  }),
  makeResult({
    checkId: "licenses",
    title: "License expires",
    message: "L-1 expires tomorrow.",
    status: "alert",
    priority: "urgent",
    actionUrl: "https://app.example.com/licenses?id=1&x=2",
    actionLabel: "renew",
    channels: ["email", "push", "slack", "sms", "telegram", "webhook", "whatsapp"],
  }),
];

export function makeNotification(changes: Partial<Notification> = {}): Notification {
  return {
    id: "b2b2b2b2-0000-4000-8000-000000000001",
    event: "opened",
    slot: 0,
    created_at: "2026-03-02T07:30:00+00:00",
    alert: makeAlert(),
    ...changes,
  };
}

export function makeChannel(changes: Partial<Channel> = {}): Channel {
  return {
    id: "c3c3c3c3-0000-4000-8000-000000000001",
    name: "ops",
    kind: "webhook",
    source: "database",
    config: {},
    destination: "https://example.com/hook",
    signing_secrets: [SIGNING_SECRET],
    ...changes,
  };
}

export function makeUnit(changes: Partial<Unit> = {}): Unit {
  const notifications = changes.notifications ?? [makeNotification()];
  return {
    unit_id: UNIT_ID,
    lease: "d4d4d4d4-0000-4000-8000-000000000001",
    lease_expires_at: new Date(Date.now() + 60_000).toISOString(),
    attempt: 1,
    max_attempts: 10,
    channel: makeChannel(),
    count: notifications.length,
    notifications,
    ...changes,
  };
}

/** Notifications about as many jobs. */
export function makeNotifications(count: number, changes: Partial<Notification> = {}): Notification[] {
  return Array.from({ length: count }, (_, index) =>
    makeNotification({
      id: `b2b2b2b2-0000-4000-8000-${String(index).padStart(12, "0")}`,
      alert: makeAlert({ subject_name: `job-${index}`, subject_id: `job-${index}` }),
      ...changes,
    }));
}

/** A token with these claims and no signature to speak of. */
export function makeToken(claims: Record<string, unknown>): string {
  const part = (value: unknown) =>
    btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value))))
      .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}.c2lnbmF0dXJl`;
}

/** Far in the future, in seconds. */
const FAR = 4_102_444_800;
export const USER_TOKEN = makeToken({ role: "authenticated", exp: FAR, app_metadata: {} });
export const ADMIN_TOKEN = makeToken({ role: "authenticated", exp: FAR, app_metadata: { role: "admin" } });

export interface MemoryLog {
  log: Logger;
  lines: string[];
  events: () => string[];
}

export function memoryLog(secrets: string[] = []): MemoryLog {
  const lines: string[] = [];
  const log = createLogger({ secrets, write: (line) => lines.push(line) });
  return { log, lines, events: () => lines.map((line) => (JSON.parse(line) as { event: string }).event) };
}

type Row = { unit: Unit; state: "pending" | "leased" | "delivered" | "dead"; dueAt: number; leaseEndsAt: number };

/** An outbox in memory that keeps the promises of the database's: leases, attempts, stale acknowledgements. */
export class MemoryOutbox {
  readonly rows = new Map<string, Row>();
  readonly acknowledged: RpcContract["acknowledge_notification"]["args"][] = [];
  readonly environments: unknown[] = [];
  readonly claimSizes: number[] = [];
  leaseMs = 60_000;
  /** By far longer than the budget of any drain here. */
  backoffMs = 600_000;
  now: () => number = Date.now;
  /** How far the database's clock is ahead of this process's. */
  clockAheadMs = 0;
  beforeAcknowledge: (unitId: string) => void = () => {};

  add(...units: Unit[]): this {
    for (const unit of units) this.rows.set(unit.unit_id, { unit, state: "pending", dueAt: 0, leaseEndsAt: 0 });
    return this;
  }

  stateOf(unitId: string): Row["state"] | undefined {
    return this.rows.get(unitId)?.state;
  }

  readonly rpc: Rpc = <N extends RpcName>(name: N, args: RpcContract[N]["args"]) => {
    return Promise.resolve().then(() => {
      if (name === "claim_notifications") return this.#claim(args as RpcContract["claim_notifications"]["args"]);
      if (name === "acknowledge_notification") {
        return this.#acknowledge(args as RpcContract["acknowledge_notification"]["args"]);
      }
      throw new Error(`unexpected call of ${name}`);
    }) as Promise<RpcContract[N]["answer"]>;
  };

  #now(): number {
    return this.now() + this.clockAheadMs;
  }

  #claim(args: RpcContract["claim_notifications"]["args"]): ClaimAnswer {
    this.environments.push(args.p_environment);
    const size = args.p_max_units ?? 10;
    this.claimSizes.push(size);
    const units: Unit[] = [];
    for (const row of this.rows.values()) {
      const lapsed = row.state === "leased" && row.leaseEndsAt <= this.#now();
      if (units.length >= size || !(lapsed || (row.state === "pending" && row.dueAt <= this.#now()))) {
        continue;
      }
      row.state = "leased";
      row.leaseEndsAt = this.#now() + this.leaseMs;
      row.unit = {
        ...row.unit,
        lease: crypto.randomUUID(),
        lease_expires_at: new Date(row.leaseEndsAt).toISOString(),
        attempt: row.unit.attempt + 1,
      };
      units.push(row.unit);
    }
    const due = [...this.rows.values()].filter((row) => row.state === "pending").map((row) => row.dueAt);
    return {
      units,
      next_due_at: due.length ? new Date(Math.min(...due)).toISOString() : null,
      now: new Date(this.#now()).toISOString(),
    };
  }

  #acknowledge(args: RpcContract["acknowledge_notification"]["args"]): boolean {
    this.beforeAcknowledge(args.p_unit_id);
    const row = this.rows.get(args.p_unit_id);
    this.acknowledged.push(args);
    if (row?.state !== "leased" || row.unit.lease !== args.p_lease) return false;
    const states: Record<Outcome["outcome"], Row["state"]> = {
      delivered: "delivered",
      retry: "pending",
      failed: "dead",
      gone: "dead",
    };
    row.state = states[args.p_outcome];
    if (args.p_config) {
      const { channel } = row.unit;
      row.unit = { ...row.unit, channel: { ...channel, config: { ...channel.config, ...args.p_config } } };
    }
    row.dueAt = this.#now() + Math.max(this.backoffMs, (args.p_retry_after_seconds ?? 0) * 1000);
    return true;
  }
}

/** An access token as Auth would make it, but for its signature. */
export function tokenOf(userId: string | undefined, claims: Record<string, Json> = { role: "authenticated" }): string {
  const encode = (part: unknown) =>
    btoa(JSON.stringify(part)).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_");
  return [encode({ alg: "HS256", typ: "JWT" }), encode({ ...claims, sub: userId }), "signature"].join(".");
}

export interface Received {
  method: string;
  path: string;
  /** What follows the question mark. */
  query: URLSearchParams;
  headers: Headers;
  body: string;
}

export interface LocalServer extends AsyncDisposable {
  url: string;
  received: Received[];
}

/** Where nobody listens: a port that was free a moment ago may be another process's, but not one of the system's. */
export const NOBODY = "http://127.0.0.1:2";

/** A real HTTP server on a free port of this machine. */
export function serve(answer: (request: Received, count: number) => Response | Promise<Response>): LocalServer {
  const received: Received[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    const { pathname: path, searchParams: query } = new URL(request.url);
    const { method, headers } = request;
    const entry = { method, path, query, headers, body: await request.text() };
    received.push(entry);
    return await answer(entry, received.length);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    received,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const { fetch } = globalThis;

/** fetch without the time-outs of those who call it, for what is not about them: an answer counts, however late it comes. */
export const patientFetch: typeof globalThis.fetch = (input, init) => fetch(input, { ...init, signal: null });

/** Makes it everybody's fetch, until it is disposed of. */
export function usePatientFetch(): Disposable {
  globalThis.fetch = patientFetch;
  return { [Symbol.dispose]: () => void (globalThis.fetch = fetch) };
}

/** A server that takes a connection, reads, and then behaves as told: no HTTP server would. */
export function serveRaw(behave: (connection: Deno.TcpConn) => void | Promise<void>): LocalServer {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const open = new Set<Deno.TcpConn>();
  const done = (async () => {
    for await (const connection of listener) {
      open.add(connection);
      await connection.read(new Uint8Array(65_536)).catch(() => null);
      await behave(connection);
    }
  })().catch(() => {});
  return {
    url: `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`,
    received: [],
    [Symbol.asyncDispose]: async () => {
      listener.close();
      for (const connection of open) {
        try {
          connection.close();
        } catch {
          // Closed already.
        }
      }
      await done;
    },
  };
}
