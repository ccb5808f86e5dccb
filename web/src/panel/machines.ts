import type { Client } from "../lib/client.ts";
import { ApiError, dataOf } from "../lib/errors.ts";
import { containing } from "../lib/like.ts";
import { parseTime } from "../lib/time.ts";

export interface Machine {
  id: number;
  /** Null for the project's own. */
  ownerId: string | null;
  name: string;
  hostname: string | null;
  description: string | null;
  isOnline: boolean;
  isEnabled: boolean;
  lastSeenAt: number | null;
  cpu: number | null;
  memory: number | null;
  disk: number | null;
  keyHint: string | null;
  evaluationError: string | null;
}

export interface MachineList {
  machines: Machine[];
  /** How many match; more than `machines` holds in a large project. */
  total: number;
}

/** A minute of a machine's history. */
export interface Minute {
  at: number;
  cpu: number;
}

/** How far back sparklines look. */
export const SPARKLINE_MINUTES = 180;
const TIMEOUT_MS = 15_000;
const COLUMNS =
  "id, user_id, name, hostname, description, status, is_enabled, last_seen, cpu_pct, mem_used_pct, disk_used_pct, key_hint, evaluation_error";

function limit(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
}

interface Asked {
  /** Only those with this in their name; "" for all. */
  search: string;
  /** online or offline; "" for all. */
  status: string;
  count: number;
}

/** The machines that row level security shows, offline ones first. */
export async function readMachines(
  client: Client,
  { search, status, count }: Asked,
  signal: AbortSignal,
): Promise<MachineList> {
  let query = client.from("machines").select(COLUMNS, { count: "exact" });
  if (status) query = query.eq("status", status);
  if (search) query = query.ilike("name", containing(search));
  const answer = await query.order("status").order("name").order("id").limit(count).abortSignal(limit(signal));
  const machines = dataOf(answer).map((row): Machine => ({
    id: row.id,
    ownerId: row.user_id,
    name: row.name,
    hostname: row.hostname,
    description: row.description,
    isOnline: row.status === "online",
    isEnabled: row.is_enabled,
    lastSeenAt: parseTime(row.last_seen),
    cpu: row.cpu_pct,
    memory: row.mem_used_pct,
    disk: row.disk_used_pct,
    keyHint: row.key_hint,
    evaluationError: row.evaluation_error,
  }));
  return { machines, total: answer.count ?? machines.length };
}

/** The last hours of a machine, oldest first. Minutes in which it did not report are missing. */
export async function readHistory(client: Client, id: number, signal: AbortSignal): Promise<Minute[]> {
  const since = new Date(Date.now() - SPARKLINE_MINUTES * 60_000).toISOString();
  const rows = dataOf(
    await client.from("machine_metrics").select("minute, cpu_pct").eq("machine_id", id).gte("minute", since)
      .order("minute").limit(SPARKLINE_MINUTES + 1).abortSignal(limit(signal)),
  );
  return rows.map((row) => ({ at: Date.parse(row.minute), cpu: row.cpu_pct }));
}

/** Makes a machine of the signed-in user; returns its key, which nobody can read again. */
export async function registerMachine(
  client: Client,
  { name, description }: { name: string; description: string },
): Promise<string> {
  const made = dataOf(
    await client.rpc("register_machine", { p_name: name, ...(description && { p_description: description }) }),
  );
  return (made as { api_key: string }).api_key;
}

/** Replaces the key; returns the new one. Reports with the one before are refused from now on. */
export async function rotateMachineKey(client: Client, id: number): Promise<string> {
  const answer = dataOf(await client.rpc("rotate_machine_key", { p_machine_id: id }));
  return (answer as { api_key: string }).api_key;
}

export async function setMachineEnabled(client: Client, id: number, isEnabled: boolean): Promise<void> {
  requireOne(dataOf(await client.from("machines").update({ is_enabled: isEnabled }).eq("id", id).select("id")));
}

export async function deleteMachine(client: Client, id: number): Promise<void> {
  requireOne(dataOf(await client.from("machines").delete().eq("id", id).select("id")));
}

function requireOne(rows: unknown[]): void {
  if (rows.length === 0) throw new ApiError("Nothing was changed: the machine is gone, or is not yours.", 404);
}
