import type { Database } from "../_shared/database.types.ts";
import type { JsonObject } from "../_shared/delivery/types.ts";
import { HeartbaseError } from "../_shared/errors.ts";

type Functions = Database["public"]["Functions"];
type Creation = Functions["create_notification_channel"]["Args"];
type Changes = Omit<Functions["update_notification_channel"]["Args"], "p_channel_id">;

/** What is read of a channel; no secret is among it. */
export const COLUMNS =
  "id, name, enabled, disabled_reason, destination_hint, signing_secret_hint, config, min_severity, subject_kinds, failure_count, last_success_at, last_error_at, last_error, cooldown_until, created_at, updated_at";

export type ChannelRow = Pick<
  Database["public"]["Views"]["notification_channel_status"]["Row"],
  | "id"
  | "name"
  | "enabled"
  | "disabled_reason"
  | "destination_hint"
  | "signing_secret_hint"
  | "config"
  | "min_severity"
  | "subject_kinds"
  | "failure_count"
  | "last_success_at"
  | "last_error_at"
  | "last_error"
  | "cooldown_until"
  | "created_at"
  | "updated_at"
>;

/** A kind of channel as this API speaks of it. Bodies are checked for types here, and for sense by the database. */
export interface Kind {
  kind: "webhook" | "telegram" | "slack" | "push";
  isSigned: boolean;
  /** Throws `invalid_body` (400), as do the changes. */
  creationOf(body: JsonObject): Creation;
  changesOf(body: JsonObject, channel: ChannelRow): Changes;
  answerOf(channel: ChannelRow): JsonObject;
}

/** By the first part of the path. */
export const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["webhooks", {
    kind: "webhook",
    isSigned: true,
    creationOf(body) {
      const url = textOf(body, "url");
      return {
        ...changesOf(body),
        p_kind: "webhook",
        p_name: textOf(body, "name") ?? `Webhook …${(url ?? "").trim().slice(-4)}`,
        p_destination: url,
        p_signing_secret: textOf(body, "secret"),
      };
    },
    changesOf: (body) => ({
      ...changesOf(body),
      p_destination: textOf(body, "url"),
      p_signing_secret: textOf(body, "secret"),
    }),
    answerOf: (channel) => ({
      ...answerOf(channel),
      url_last_four: channel.destination_hint,
      secret_last_four: channel.signing_secret_hint,
    }),
  }],
  ["telegram", {
    kind: "telegram",
    isSigned: false,
    creationOf(body) {
      const chat = chatOf(body);
      return {
        ...changesOf(body),
        p_kind: "telegram",
        p_name: textOf(body, "name") ?? `Telegram ${chat ?? ""}`,
        p_config: { chat_id: chat, message_thread_id: numberOf(body, "message_thread_id") },
      };
    },
    changesOf: (body, channel) => ({ ...changesOf(body), p_config: changedChat(body, configOf(channel)) }),
    answerOf(channel) {
      const { chat_id = null, message_thread_id = null } = configOf(channel);
      return { ...answerOf(channel), chat_id, message_thread_id };
    },
  }],
  ["slack", ofUrl("slack", "Slack")],
  ["push", ofUrl("push", "Push")],
]);

/** A kind that has a secret URL to post to, and nothing besides. */
function ofUrl(kind: "slack" | "push", title: string): Kind {
  return {
    kind,
    isSigned: false,
    creationOf(body) {
      const url = textOf(body, "url");
      return {
        ...changesOf(body),
        p_kind: kind,
        p_name: textOf(body, "name") ?? `${title} …${(url ?? "").trim().slice(-4)}`,
        p_destination: url,
      };
    },
    changesOf: (body) => ({ ...changesOf(body), p_destination: textOf(body, "url") }),
    answerOf: (channel) => ({ ...answerOf(channel), url_last_four: channel.destination_hint }),
  };
}

/** What every kind takes; what is absent stays as it is. */
function changesOf(body: JsonObject): Changes {
  return {
    p_name: textOf(body, "name"),
    p_min_severity: textOf(body, "min_severity"),
    // Null is said: all kinds.
    p_subject_kinds: body.subject_kinds === null ? [] : textsOf(body, "subject_kinds"),
    p_enabled: ofType(body, "is_active", "boolean", "true or false"),
  };
}

function answerOf(channel: ChannelRow): JsonObject {
  return {
    id: channel.id,
    name: channel.name,
    is_active: channel.enabled,
    disabled_reason: channel.disabled_reason,
    min_severity: channel.min_severity,
    subject_kinds: channel.subject_kinds,
    failure_count: channel.failure_count,
    last_success_at: channel.last_success_at,
    last_error_at: channel.last_error_at,
    last_error: channel.last_error,
    cooldown_until: channel.cooldown_until,
    created_at: channel.created_at,
    updated_at: channel.updated_at,
  };
}

/** The config of a changed chat; undefined when it does not change. A topic belongs to its chat, and goes with it. */
function changedChat(body: JsonObject, config: JsonObject): JsonObject | undefined {
  const chat = chatOf(body);
  if (chat === undefined && body.message_thread_id === undefined) return undefined;
  const keepsTopic = body.message_thread_id === undefined && chat === config.chat_id;
  return {
    chat_id: chat ?? config.chat_id,
    message_thread_id: keepsTopic ? config.message_thread_id : numberOf(body, "message_thread_id"),
  };
}

function configOf(channel: ChannelRow): JsonObject {
  const { config } = channel;
  return typeof config === "object" && !Array.isArray(config) ? config : {};
}

/** Telegram writes ids as numbers, people copy them as texts. */
function chatOf(body: JsonObject): string | undefined {
  return Number.isSafeInteger(body.chat_id) ? String(body.chat_id) : textOf(body, "chat_id");
}

function textOf(body: JsonObject, name: string): string | undefined {
  return ofType(body, name, "string", "a string");
}

function numberOf(body: JsonObject, name: string): number | undefined {
  return ofType(body, name, "number", "a number");
}

function textsOf(body: JsonObject, name: string): string[] | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw invalidBody(`${name} must be a list of strings.`);
}

/** A field's value, undefined when it is absent or null. */
function ofType<T extends "string" | "number" | "boolean">(body: JsonObject, name: string, type: T, words: string) {
  const value = body[name] ?? undefined;
  if (value !== undefined && typeof value !== type) throw invalidBody(`${name} must be ${words}.`);
  return value as { string: string; number: number; boolean: boolean }[T] | undefined;
}

export function invalidBody(message: string): HeartbaseError {
  return new HeartbaseError("invalid_body", message, { status: 400 });
}
