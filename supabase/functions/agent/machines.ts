import type { PostgrestSingleResponse } from "@supabase/supabase-js";
import type { Database } from "../_shared/database.types.ts";
import { HeartbaseError } from "../_shared/errors.ts";
import { answerOf, type UserClient } from "../_shared/user_client.ts";

type Row = Database["public"]["Tables"]["machines"]["Row"];

/** What is shown of a machine: all but the evaluator's own columns. */
const COLUMNS =
  "id, user_id, tenant_id, name, hostname, description, status, status_changed_at, last_seen, is_enabled, offline_after, key_hint, platform, platform_version, kernel_version, cpu_cores, memory_total_mb, disk_total_gb, last_boot_time, cpu_pct, mem_used_pct, disk_used_pct, net_rx_bytes, net_tx_bytes, uptime_s, clock_offset, heartbeat_count, created_at, updated_at";

export type Machine = Omit<Row, "watched_since" | "next_check_at" | "evaluation_error">;

export interface NewMachine {
  name: string;
  hostname?: string | null;
  description?: string | null;
}

/** What its owner may change of a machine. offline_after: a duration such as 5m, or an interval such as `5 minutes`. */
export interface MachineChanges {
  name?: string;
  hostname?: string | null;
  description?: string | null;
  offline_after?: string | null;
  is_enabled?: boolean;
}

/** The machines that a signed-in user may see. Error of all that take an id: `machine_not_found` (404). */
export interface Machines {
  /** Makes a machine. The answer holds its key, which is shown this once. */
  register(machine: NewMachine): Promise<unknown>;
  /** At most `limit` machines, in the order of their ids, from the first above `after` on. */
  list(page: { after: number; limit: number }): Promise<Machine[]>;
  find(id: number): Promise<Machine>;
  change(id: number, changes: MachineChanges): Promise<Machine>;
  remove(id: number): Promise<void>;
  /** `{id, api_key}`: the key is shown this once, and the one before is refused from now on. */
  rotateKey(id: number): Promise<unknown>;
  revokeKey(id: number): Promise<void>;
}

/** The rules of the table, by constraint, in words. */
const RULES: Partial<Record<string, { code: string; message: string }>> = {
  machines_name_form: {
    code: "invalid_machine_name",
    message: "A name has 1 to 200 characters, and no control characters.",
  },
  machines_hostname_form: {
    code: "invalid_hostname",
    message: "A host name has at most 255 characters, and no control characters.",
  },
  machines_description_length: {
    code: "invalid_description",
    message: "A description has at most 2000 characters.",
  },
  machines_offline_after_range: {
    code: "invalid_offline_after",
    message: "offline_after is 1 second to 1 year, such as 5m or 1h30m.",
  },
};

/** The machines of a user over the API, with the user's own token: row level security decides. */
export function createMachines({ api }: UserClient): Machines {
  return {
    register: async ({ name, hostname, description }) =>
      await answerOf(
        api.rpc("register_machine", {
          p_name: name,
          ...(hostname != null && { p_hostname: hostname }),
          ...(description != null && { p_description: description }),
        }),
      ),
    list: async ({ after, limit }) =>
      await answerOf(api.from("machines").select(COLUMNS).gt("id", after).order("id").limit(limit)),
    find: async (id) => only(await answerOf(api.from("machines").select(COLUMNS).eq("id", id))),
    change: async (id, changes) => {
      const answer = await api.from("machines").update(changes).eq("id", id).select(COLUMNS);
      refuseInvalid(answer);
      return only(await answerOf(Promise.resolve(answer)));
    },
    remove: async (id) => {
      only(await answerOf(api.from("machines").delete().eq("id", id).select("id")));
    },
    rotateKey: async (id) => await answerOf(api.rpc("rotate_machine_key", { p_machine_id: id })),
    revokeKey: async (id) => {
      await answerOf(api.rpc("revoke_machine_key", { p_machine_id: id }));
    },
  };
}

/** Another's machine and none are the same here: row level security shows neither. */
function only<T>([row]: T[]): T {
  if (row !== undefined) return row;
  throw new HeartbaseError("machine_not_found", "You have no machine with this id.", { status: 404 });
}

/** Throws the rule that an edit breaks (400). */
function refuseInvalid({ error }: PostgrestSingleResponse<unknown>): void {
  if (!error) return;
  // The one column that is neither a text nor a boolean: what Postgres cannot read can only be meant for it.
  const unreadable = error.code.startsWith("22") ? "machines_offline_after_range" : "";
  const rule = RULES[/check constraint "(\w+)"/.exec(error.message)?.[1] ?? unreadable];
  if (rule) throw new HeartbaseError(rule.code, rule.message, { status: 400 });
}
