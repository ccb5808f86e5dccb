import type { Database } from "../../../../supabase/functions/_shared/database.types.ts";
import type { Client } from "../../lib/client.ts";
import { dataOf } from "../../lib/errors.ts";
import { parseTime } from "../../lib/time.ts";

/** A message to a channel about an event of an alert. */
export interface Delivery {
  id: string;
  state: "pending" | "leased" | "delivered" | "dead" | "cancelled";
  event: string;
  slot: number;
  /** The message under whose id a group goes out. */
  groupId: string | null;
  attempts: number;
  createdAt: number | null;
  /** As the API wrote it: the cursor, to the microsecond. */
  createdAtText: string;
  finishedAt: number | null;
  nextAttemptAt: number | null;
  /** Until when a silence holds it; null when none does. */
  heldUntil: number | null;
  httpStatus: number | null;
  lastError: string | null;
  replays: number;
  replayedAt: number | null;
  replayedBy: string | null;
  replayedError: string | null;
  alertId: string;
  kind: string | null;
  subject: string | null;
  message: string | null;
  resolvedAt: number | null;
  channelId: string | null;
  channelName: string | null;
  channelKind: string | null;
  isChannelOn: boolean;
  canReplay: boolean;
}

export const STATES = ["waiting", "dead", "delivered", "cancelled"] as const;
export type StateFilter = typeof STATES[number];

export interface Filter {
  state: StateFilter | null;
  channelId: string | null;
  alertId: string | null;
}

export interface ChannelChoice {
  id: string;
  /** Null for the project's and a tenant's. */
  ownerId: string | null;
  name: string;
  isOn: boolean;
}

export type Counts = Record<StateFilter, number>;

export interface Reading {
  /** The channels that were asked about; null for all. */
  scope: string[] | null;
  deliveries: Delivery[];
  counts: Counts;
  channels: ChannelChoice[];
}

export const PAGE_SIZE = 50;
/** Counts end here: 1001 stands for "more than 1000". */
export const COUNT_LIMIT = 1000;
/** The API of a project answers with no more rows than this. */
export const MOST_ROWS = 1000;
const MOST_CHANNELS = 100;
const TIMEOUT_MS = 15_000;

const STATES_OF: Record<StateFilter, string[]> = {
  waiting: ["pending", "leased"],
  dead: ["dead"],
  delivered: ["delivered"],
  cancelled: ["cancelled"],
};

function limit(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
}

/** `scope`: only messages to these channels; null for all that row level security shows. */
function select(client: Client, { state, channelId, alertId }: Filter, scope: string[] | null) {
  let query = client.from("notification_details").select("*");
  if (state !== null) query = query.in("state", STATES_OF[state]);
  if (channelId !== null) query = query.eq("channel_id", channelId);
  else if (scope !== null) query = query.in("channel_id", scope);
  if (alertId !== null) query = query.eq("alert_id", alertId);
  return query.order("created_at", { ascending: false }).order("id", { ascending: false });
}

/**
 * The newest messages, counts and channels. `last`: the last message that is shown above what was loaded by hand; with it all from there
 * on are read, so that nothing is missing in between.
 */
export async function readDeliveries(
  client: Client,
  filter: Filter,
  isAdmin: boolean,
  last: Delivery | null,
  outer: AbortSignal,
): Promise<Reading> {
  const signal = limit(outer);
  const readRows = async (scope: string[] | null) => {
    if (scope?.length === 0) return [];
    const newest = last === null
      ? select(client, filter, scope).limit(PAGE_SIZE)
      : select(client, filter, scope).gte("created_at", last.createdAtText).limit(MOST_ROWS);
    return dataOf(await newest.abortSignal(signal));
  };
  const readChannels = client.from("notification_channels").select("id, owner_id, name, enabled").order("name")
    .limit(MOST_ROWS).abortSignal(signal).then(dataOf);
  // By channel an index finds the few messages of a user among everybody's; for as many as an address can name.
  const readScope = isAdmin
    ? Promise.resolve(null)
    : readChannels.then((channels) => channels.length <= MOST_CHANNELS ? channels.map(({ id }) => id) : null);
  const [scope, rows, counts, channels] = await Promise.all([
    readScope,
    readScope.then(readRows),
    client.rpc("count_notifications", {
      ...(filter.channelId !== null && { p_channel_id: filter.channelId }),
      ...(filter.alertId !== null && { p_alert_id: filter.alertId }),
    }).abortSignal(signal).then(dataOf),
    readChannels,
  ]);
  const countOf = (state: StateFilter) => Number(counts.find((row) => row.state === state)?.count ?? 0);
  const deliveries = rows.map(toDelivery);
  const end = last === null ? -1 : deliveries.findIndex(({ id }) => id === last.id);
  return {
    scope,
    deliveries: end < 0 ? deliveries : deliveries.slice(0, end + 1),
    counts: Object.fromEntries(STATES.map((state) => [state, countOf(state)])) as Counts,
    channels: channels.map((row) => ({ id: row.id, ownerId: row.owner_id, name: row.name, isOn: row.enabled })),
  };
}

/** The messages that come after one, from newer to older. */
export async function readOlder(
  client: Client,
  filter: Filter,
  scope: string[] | null,
  { createdAtText, id }: Delivery,
  count: number,
  signal: AbortSignal,
): Promise<Delivery[]> {
  // The first condition lets the index begin where the page before ended; the second takes up what has the same time.
  const rows = dataOf(
    await select(client, filter, scope).lte("created_at", createdAtText)
      .or(`created_at.lt.${createdAtText},id.lt.${id}`)
      .limit(Math.min(count, MOST_ROWS)).abortSignal(limit(signal)),
  );
  return rows.map(toDelivery);
}

/** Sends a dead message again; how many came back with it. */
export async function replayDelivery(client: Client, id: string): Promise<number> {
  return dataOf(await client.rpc("replay_notification", { p_notification_id: id }));
}

/** Sends the dead messages of a channel again, at most 10,000; how many came back. */
export async function replayChannel(client: Client, channelId: string): Promise<number> {
  return dataOf(await client.rpc("replay_notifications", { p_channel_id: channelId }));
}

/** What an address says after #/deliveries/, such as state=dead&channel=<id>; what makes no sense is left out. */
export function parseFilter(text: string): Filter {
  const params = new URLSearchParams(text);
  const idOf = (name: string) => {
    const value = params.get(name);
    return value !== null && /^[0-9a-f-]{36}$/.test(value) ? value : null;
  };
  return {
    state: STATES.find((state) => state === params.get("state")) ?? null,
    channelId: idOf("channel"),
    alertId: idOf("alert"),
  };
}

export function addressOf({ state, channelId, alertId }: Filter): string {
  const params = new URLSearchParams();
  if (state !== null) params.set("state", state);
  if (channelId !== null) params.set("channel", channelId);
  if (alertId !== null) params.set("alert", alertId);
  const text = params.toString();
  return text === "" ? "#/deliveries" : `#/deliveries/${text}`;
}

function toDelivery(row: Database["public"]["Views"]["notification_details"]["Row"]): Delivery {
  return {
    id: row.id,
    state: row.state as Delivery["state"],
    event: row.event,
    slot: row.slot,
    groupId: row.group_id,
    attempts: row.attempts,
    createdAt: parseTime(row.created_at),
    createdAtText: row.created_at,
    finishedAt: parseTime(row.finished_at),
    nextAttemptAt: parseTime(row.next_attempt_at),
    heldUntil: parseTime(row.held_until),
    httpStatus: row.http_status,
    lastError: row.last_error,
    replays: row.replays,
    replayedAt: parseTime(row.replayed_at),
    replayedBy: row.replayed_by,
    replayedError: row.replayed_error,
    alertId: row.alert_id,
    kind: row.subject_kind,
    subject: row.subject_name,
    message: row.message,
    resolvedAt: parseTime(row.resolved_at),
    channelId: row.channel_id,
    channelName: row.channel_name,
    channelKind: row.channel_kind,
    isChannelOn: row.channel_enabled === true,
    canReplay: row.can_replay === true,
  };
}
