import type { Client } from "../../lib/client.ts";
import { ApiError, dataOf } from "../../lib/errors.ts";
import { parseTime } from "../../lib/time.ts";

export interface Setting {
  key: string;
  type: string;
  /** Null when it has neither a value nor a default. */
  value: string | null;
  defaultValue: string | null;
  isDefault: boolean;
  minimum: string | null;
  maximum: string | null;
  description: string;
  canChange: boolean;
  changedAt: number | null;
}

export interface SettingGroup {
  title: string;
  settings: Setting[];
}

const TIMEOUT_MS = 15_000;

/** By what a key is called, the first that fits. */
const GROUPS: [title: string, pattern: RegExp][] = [
  ["History", /_retention$/],
  ["Machines", /machine/i],
  ["Meshes", /^mesh_/],
  ["Tenants", /^(tenant|heartbeat)_/],
  ["Delivery", /^(delivery|channel|group|edge)/],
  ["Alerts and jobs", /^(stale|alert|outage)_/],
];
const OTHER = "Other";

/** Every known setting, grouped by what it is about. */
export async function readSettings(client: Client, signal: AbortSignal): Promise<SettingGroup[]> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const rows = dataOf(await client.rpc("list_settings").abortSignal(limited));
  const settings = rows.map((row): Setting => ({
    key: row.key,
    type: row.value_type,
    value: row.value,
    defaultValue: row.default_value,
    isDefault: row.is_default,
    minimum: row.minimum,
    maximum: row.maximum,
    description: row.description,
    canChange: row.can_change,
    changedAt: parseTime(row.updated_at),
  }));
  const titleOf = ({ key }: Setting) => GROUPS.find(([, pattern]) => pattern.test(key))?.[0] ?? OTHER;
  return [...GROUPS.map(([title]) => title).reverse(), OTHER]
    .map((title) => ({ title, settings: settings.filter((setting) => titleOf(setting) === title) }))
    .filter(({ settings: members }) => members.length > 0);
}

export async function changeSetting(client: Client, key: string, value: string): Promise<void> {
  dataOf(await client.from("app_settings").upsert({ key, value }).select("key"));
}

export async function resetSetting(client: Client, key: string): Promise<void> {
  const rows = dataOf(await client.from("app_settings").delete().eq("key", key).select("key"));
  if (rows.length === 0) throw new ApiError("Nothing was changed: it has its default, or is not yours to change.", 404);
}
