import type { Client } from "../../lib/client.ts";
import { ApiError, dataOf } from "../../lib/errors.ts";
import { containing } from "../../lib/like.ts";
import { parseTime } from "../../lib/time.ts";

export const SEVERITIES = ["info", "warning", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Channel {
  id: string;
  name: string;
  kind: string;
  /** Made from the secrets of the edge functions: where it goes is not for the panel to change. */
  isOfEnvironment: boolean;
  /** Null, as tenantId, for the project's own. */
  ownerId: string | null;
  tenantId: string | null;
  enabled: boolean;
  disabledReason: string | null;
  hint: string | null;
  minSeverity: Severity;
  /** Null for all kinds of subject. */
  subjectKinds: string[] | null;
  failures: number;
  lastSuccessAt: number | null;
  lastErrorAt: number | null;
  lastError: string | null;
  waiting: number;
  dead: number;
}

/** Channels, and the tenants whose channels the signed-in user may make. */
export interface ChannelList {
  channels: Channel[];
  total: number;
  tenantIds: string[];
}

/** What a channel is made for: the signed-in user, the project (null), or a tenant. */
export type Audience = "me" | "project" | { tenantId: string };

export interface NewChannel {
  audience: Audience;
  kind: string;
  name: string;
  /** A URL, a chat, a telephone number or addresses, as the kind has it. */
  to: string;
  minSeverity: Severity;
}

/** How a kind says where it goes. Signed-in users make those that cost the project nothing and write in nobody's name. */
export const KINDS: Record<string, { title: string; toLabel: string; example: string; isForUsers: boolean }> = {
  slack: {
    title: "Slack",
    toLabel: "Webhook URL",
    example: "https://hooks.slack.com/services/…",
    isForUsers: true,
  },
  webhook: { title: "Webhook", toLabel: "URL", example: "https://example.com/hooks/heartbase", isForUsers: true },
  telegram: { title: "Telegram", toLabel: "Chat id", example: "123456789", isForUsers: true },
  push: {
    title: "Push (ntfy)",
    toLabel: "Topic URL",
    example: "https://ntfy.sh/a-name-nobody-guesses",
    isForUsers: true,
  },
  email: { title: "Email", toLabel: "Addresses", example: "ops@example.com, oncall@example.com", isForUsers: false },
  sms: { title: "SMS", toLabel: "Telephone number", example: "+15550100", isForUsers: false },
  whatsapp: { title: "WhatsApp", toLabel: "Telephone number", example: "+15550100", isForUsers: false },
};

const TIMEOUT_MS = 15_000;

/** The first `count` channels that have `search` in their name, by name. */
export async function readChannels(
  client: Client,
  userId: string,
  { search, count }: { search: string; count: number },
  outer: AbortSignal,
): Promise<ChannelList> {
  const signal = AbortSignal.any([outer, AbortSignal.timeout(TIMEOUT_MS)]);
  let query = client.from("notification_channel_status").select("*", { count: "exact" });
  if (search) query = query.ilike("name", containing(search));
  const [answer, memberships] = await Promise.all([
    query.order("name").order("id").limit(count).abortSignal(signal),
    client.from("tenant_members").select("tenant_id").eq("user_id", userId).in("role", ["owner", "admin"])
      .order("tenant_id").abortSignal(signal).then(dataOf),
  ]);
  const rows = dataOf(answer);
  return {
    channels: rows.map((row): Channel => ({
      id: row.id,
      name: row.name,
      kind: row.kind,
      isOfEnvironment: row.source === "environment",
      ownerId: row.owner_id,
      tenantId: row.tenant_id,
      enabled: row.enabled,
      disabledReason: row.disabled_reason,
      hint: row.destination_hint,
      minSeverity: SEVERITIES.find((severity) => severity === row.min_severity) ?? "info",
      subjectKinds: row.subject_kinds,
      failures: row.failure_count,
      lastSuccessAt: parseTime(row.last_success_at),
      lastErrorAt: parseTime(row.last_error_at),
      lastError: row.last_error,
      waiting: Number(row.pending_count),
      dead: Number(row.dead_count),
    })),
    total: answer.count ?? rows.length,
    tenantIds: memberships.map((row) => row.tenant_id),
  };
}

/** Makes a channel; a webhook's signing secret, which is shown this once. */
export async function addChannel(client: Client, channel: NewChannel): Promise<string | null> {
  const { audience, kind, name, minSeverity } = channel;
  const common = { p_name: name, p_kind: kind, p_min_severity: minSeverity, ...whereTo(channel) };
  const made = dataOf(
    typeof audience === "object"
      ? await client.rpc("create_tenant_channel", { ...common, p_tenant_id: audience.tenantId })
      : await client.rpc("create_notification_channel", { ...common, p_for_project: audience === "project" }),
  ) as { signing_secret?: string };
  return made.signing_secret ?? null;
}

function whereTo({ kind, to }: NewChannel) {
  switch (kind) {
    case "email":
      return { p_config: { to: to.split(/[\s,;]+/).filter(Boolean) } };
    case "sms":
    case "whatsapp":
      return { p_config: { to: to.trim() } };
    case "telegram":
      return { p_config: { chat_id: to.trim() } };
    default:
      return { p_destination: to.trim() };
  }
}

/** Changes what is given of a channel. */
export async function changeChannel(
  client: Client,
  id: string,
  change: { name?: string; min_severity?: Severity; enabled?: boolean },
): Promise<void> {
  const rows = dataOf(await client.from("notification_channels").update(change).eq("id", id).select("id"));
  if (rows.length === 0) {
    throw new ApiError("Nothing was changed: the channel is gone, or is not yours to change.", 404);
  }
}

export async function deleteChannel(client: Client, id: string): Promise<void> {
  const rows = dataOf(await client.from("notification_channels").delete().eq("id", id).select("id"));
  if (rows.length === 0) {
    throw new ApiError("Nothing was deleted: the channel is gone, or is not yours to delete.", 404);
  }
}

/** A new signing secret, which is shown this once. */
export async function rotateSecret(client: Client, id: string): Promise<string> {
  return dataOf(await client.rpc("rotate_channel_signing_secret", { p_channel_id: id }));
}
