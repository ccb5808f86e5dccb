import type { Fault } from "../inbox-faults.ts";
import { readMarkdownV2 } from "./markdown-v2.ts";
import { type Answer, type Arrival, isObject, type Provider } from "./provider.ts";

const TEXT_LIMIT = 4096;
const BOT = { id: 1, is_bot: true, first_name: "Heartbase", username: "heartbase_local_bot" };

/** What Telegram says with a status, for faults. */
const DESCRIPTIONS: Record<number, string> = {
  400: "Bad Request: chat not found",
  401: "Unauthorized",
  403: "Forbidden: bot was blocked by the user",
  404: "Not Found",
  429: "Too Many Requests",
};

/** Plays sendMessage of Telegram's Bot API, for any bot. Source: core.telegram.org/bots/api. */
export function createTelegram(): Provider {
  let lastId = 0;
  return {
    channel: "telegram",
    path: /^\/telegram\/bot[^/]*\/sendMessage$/,
    accept(arrival, keep) {
      if (!/^\/telegram\/bot\d+:[\w-]+\//.test(arrival.path)) return refusal(404, "Not Found");
      const chat = recipient(arrival);
      if (chat === null) return refusal(400, "Bad Request: chat_id is empty");
      const { text: sent, parse_mode } = isObject(arrival.body) ? arrival.body : {};
      if (typeof sent !== "string" || sent.trim() === "") return refusal(400, "Bad Request: message text is empty");
      if (parse_mode !== undefined && parse_mode !== "MarkdownV2") {
        return refusal(400, "Bad Request: unsupported parse_mode");
      }
      const read = parse_mode === undefined ? { text: sent } : readMarkdownV2(sent);
      if ("mistake" in read) return refusal(400, `Bad Request: can't parse entities: ${read.mistake}`);
      if (read.text.length > TEXT_LIMIT) return refusal(400, "Bad Request: message is too long");
      if (!/^(-?\d+|@\w+)$/.test(chat)) return refusal(400, "Bad Request: chat not found");
      keep({ to: chat, subject: read.text.split("\n")[0] ?? null, text: read.text });
      const result = {
        message_id: ++lastId,
        from: BOT,
        chat: { id: Number(chat) || chat, type: chat.startsWith("-") ? "supergroup" : "private" },
        date: Math.floor(Date.now() / 1000),
        text: read.text,
      };
      return { status: 200, body: { ok: true, result } };
    },
    refuse: (fault) => refuse(fault),
    recipient,
  };
}

function recipient({ body }: Arrival): string | null {
  const chat = isObject(body) ? body["chat_id"] : undefined;
  return typeof chat === "string" || typeof chat === "number" ? String(chat).trim() || null : null;
}

function refuse({ kind, status = 500, retry_after, to }: Fault): Answer {
  if (kind === "migrate") {
    const description = "Bad Request: group chat was upgraded to a supergroup chat";
    return refusal(400, description, { migrate_to_chat_id: Number(to) });
  }
  const description = DESCRIPTIONS[status] ?? "Internal Server Error";
  if (retry_after === undefined) return refusal(status, description);
  return refusal(status, `${description}: retry after ${retry_after}`, { retry_after });
}

function refusal(status: number, description: string, parameters?: Record<string, number>): Answer {
  return { status, body: { ok: false, error_code: status, description, ...(parameters && { parameters }) } };
}
