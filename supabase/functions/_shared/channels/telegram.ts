import { composeMessage, type Message } from "../delivery/message.ts";
import type { Entry } from "../delivery/report.ts";
import { outcomeOfStatus, RETRY_AFTER_LIMIT } from "../delivery/outcome.ts";
import { plain } from "../delivery/text.ts";
import type { JsonObject, Outcome } from "../delivery/types.ts";
import { HeartbaseError } from "../errors.ts";
import type { ChannelAdapter, ChannelContext } from "./adapter.ts";

/** A message may have 4,096 characters, counted without its markup; counted in UTF-16 units they are never fewer. */
const TEXT_LIMIT = 4_096;
const LEFT_OUT = "…";

const TELEGRAM_URL = "https://api.telegram.org";

/** BotFather's form. Nothing else may become a part of the URL. */
const TOKEN = /^\d+:[A-Za-z0-9_-]+$/;

/** What Telegram says of a chat, or of a group's topic, that is no more or never was. */
const GONE = /\b(chat|message thread) not found$/i;

/**
 * Telegram's Bot API. It has no idempotency key: what was sent and not acknowledged arrives twice, under the same short
 * reference. Source: core.telegram.org/bots/api, "Making requests", "sendMessage" and "MarkdownV2 style"; for the limits
 * core.telegram.org/bots/faq.
 */
export const telegram: ChannelAdapter = {
  kind: "telegram",
  variables: ["TELEGRAM_BOT_TOKEN", "TELEGRAM_CHAT_ID", "TELEGRAM_API_BASE"],
  isConfigured: (secrets) => Boolean(secrets.TELEGRAM_BOT_TOKEN && secrets.TELEGRAM_CHAT_ID),
  limits(context) {
    const chat = chatOf(context) ?? context.unit.channel.id;
    // The ids of groups are negative. 20 a minute go to a group, one a second to a person, 30 a second from one bot.
    return [
      { key: `telegram ${chat}`, everyMs: chat.startsWith("-") ? 3_000 : 1_000 },
      { key: "telegram", everyMs: 34 },
    ];
  },

  buildRequest(context) {
    const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_BASE: baseUrl } = context.secrets;
    const chat = chatOf(context);
    if (!token) throw new HeartbaseError("secret_missing", "TELEGRAM_BOT_TOKEN is not set", { status: 500 });
    if (!TOKEN.test(token)) {
      throw new HeartbaseError("secret_invalid", "TELEGRAM_BOT_TOKEN is not of the form that BotFather gives", {
        status: 500,
      });
    }
    if (!chat) throw new HeartbaseError("destination_missing", "the Telegram channel has no chat id", { status: 400 });
    return {
      url: `${(baseUrl ?? TELEGRAM_URL).replace(/\/+$/, "")}/bot${token}/sendMessage`,
      // Users choose the chat, never the server.
      origin: "operator",
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify({
        chat_id: chat,
        ...topicOf(context),
        text: markdownOf(composeMessage(context.unit)),
        parse_mode: "MarkdownV2",
        link_preview_options: { is_disabled: true },
      }),
    };
  },

  readResponse(response, now, context) {
    const { isTelegram, description, retryAfter, migratedTo } = answerOf(response.text);
    const outcome = outcomeOfStatus(response, now, plain(description, 200));
    if (outcome.outcome === "retry") return withRetryAfter(outcome, retryAfter);
    if (response.status === 400 && migratedTo) {
      return { ...outcome, outcome: "retry", config: successorOf(context, migratedTo) };
    }
    if (response.status === 401 || response.status === 404) {
      const base = context.secrets.TELEGRAM_API_BASE ? " and TELEGRAM_API_BASE" : "";
      return { ...outcome, reason: `${outcome.reason}: Telegram knows no such bot; check TELEGRAM_BOT_TOKEN${base}` };
    }
    const chatIsGone = isTelegram && (response.status === 403 || response.status === 400 && GONE.test(description));
    if (chatIsGone) return { ...outcome, outcome: "gone" };
    // A 410 would speak of the API, not of the chat.
    return outcome.outcome === "gone" ? { ...outcome, outcome: "failed" } : outcome;
  },
};

/** The chat to post to. A user's channel never falls back to the operator's chat. */
function chatOf({ unit: { channel }, secrets }: ChannelContext): string | null {
  const own = idOf(channel.config?.chat_id);
  if (channel.source !== "environment") return own;
  // What a group became counts for as long as TELEGRAM_CHAT_ID names that group.
  const from = idOf(channel.config?.migrated_from);
  const isSuccessor = from === null || from === secrets.TELEGRAM_CHAT_ID;
  return own !== null && isSuccessor ? own : secrets.TELEGRAM_CHAT_ID ?? null;
}

/** What the channel must remember when its group became a supergroup, which has another id. */
function successorOf({ unit: { channel }, secrets }: ChannelContext, chat: string): JsonObject {
  const isEnvironments = channel.source === "environment" && secrets.TELEGRAM_CHAT_ID;
  return { chat_id: chat, ...(isEnvironments && { migrated_from: secrets.TELEGRAM_CHAT_ID }) };
}

/** The topic of a group that has topics. */
function topicOf({ unit: { channel } }: ChannelContext): { message_thread_id?: number } {
  const topic = Number(idOf(channel.config?.message_thread_id) ?? NaN);
  return Number.isSafeInteger(topic) && topic > 0 ? { message_thread_id: topic } : {};
}

/** An id, which may be written as a number or as a text. */
function idOf(value: unknown): string | null {
  return typeof value === "string" || typeof value === "number" ? String(value).trim() || null : null;
}

function withRetryAfter(outcome: Outcome, seconds: number | null): Outcome {
  if (seconds === null) return outcome;
  const wait = Math.min(Math.max(Math.ceil(seconds), outcome.retryAfterSeconds ?? 0), RETRY_AFTER_LIMIT);
  return { ...outcome, retryAfterSeconds: wait };
}

interface Answer {
  /** Whether it is Telegram that refuses, not something on the way. */
  isTelegram: boolean;
  description: string;
  retryAfter: number | null;
  migratedTo: string | null;
}

function answerOf(text: string): Answer {
  const { ok, description, parameters } = objectOf(parse(text));
  const { retry_after, migrate_to_chat_id } = objectOf(parameters);
  return {
    isTelegram: ok === false,
    description: typeof description === "string" ? description : "",
    retryAfter: typeof retry_after === "number" && retry_after >= 0 ? retry_after : null,
    migratedTo: idOf(migrate_to_chat_id),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
}

/** The message as MarkdownV2, with its heading in bold. */
function markdownOf(message: Message): string {
  const { icon, headline, title, reference } = message;
  const heading = withoutMentions(message.event === "group" ? title : headline);
  const facts = message.facts.map(([label, value]) => `${label}: ${value}`);
  const entries = message.entries.map(entryLines);
  const blocks = [facts.map(withoutMentions), ...entries, message.lines.map(withoutMentions)];
  const body = blocks.flatMap((block) => block.length > 0 ? ["", ...block] : []);
  const footer = ["", `Heartbase · ${reference}`];
  const room = TEXT_LIMIT - lengthOf([`${icon} ${heading}`, ...footer]);
  return [`${icon} *${escape(heading)}*`, ...[...fitting(body, room), ...footer].map(escape)].join("\n");
}

/** A link stands in the open, for Telegram to find: a joiner within it would lead elsewhere. */
function entryLines({ icon, title, text, action }: Entry): string[] {
  const words = [`${icon} ${title}`, ...(text ? [text] : [])].map(withoutMentions);
  return [...words, ...(action ? [`${withoutMentions(action.label)}: ${action.url}`] : [])];
}

/** As many whole lines as there is room for, and a sign where some are left out. No escape is ever cut in two. */
function fitting(lines: string[], room: number): string[] {
  if (lengthOf(lines) <= room) return lines;
  let left = room - lengthOf([LEFT_OUT]);
  return [...lines.slice(0, lines.findIndex((line) => (left -= lengthOf([line])) < 0)), LEFT_OUT];
}

/** Each with its line break. */
function lengthOf(lines: string[]): number {
  return lines.reduce((length, line) => length + line.length + 1, 0);
}

/** Every character that MarkdownV2 gives a meaning anywhere. */
function escape(text: string): string {
  return text.replace(/[_*[\]()~`>#+\-=|{}.!\\]/g, "\\$&");
}

/** A name calls nobody: behind a word joiner, which does not show, an @ makes no mention. */
function withoutMentions(text: string): string {
  return text.replace(/(?<![\p{L}\p{N}_])@(?=\w)/gu, "@\u2060");
}
