import type { Message } from "../delivery/message.ts";
import { makeTwilio } from "./twilio.ts";

/** A message may have 1,600 characters. */
const TEXT_LIMIT = 1_500;
const LEFT_OUT = "…";

/** WhatsApp, by Twilio. */
export const whatsapp = makeTwilio({
  kind: "whatsapp",
  fromVariable: "TWILIO_WHATSAPP_FROM",
  toVariable: "ALERT_WHATSAPP_TO",
  prefix: "whatsapp:",
  textOf,
});

/** As many whole lines as there is room for, and the reference. */
function textOf(message: Message): string {
  const lines = [
    `${message.icon} ${message.title}`,
    ...message.facts.map(([label, value]) => `${label}: ${value}`),
    ...message.entries.flatMap(({ icon, title, text, action }) => [
      `${icon} ${title}${text ? `: ${text}` : ""}`,
      ...(action ? [`${action.label}: ${action.url}`] : []),
    ]),
    ...message.lines,
  ].map(unmarked);
  const reference = `Heartbase · ${message.reference}`;
  let left = TEXT_LIMIT - LEFT_OUT.length - reference.length;
  const end = lines.findIndex((line) => (left -= line.length + 1) < 0);
  return [...(end === -1 ? lines : [...lines.slice(0, end), LEFT_OUT]), reference].join("\n");
}

/** WhatsApp knows no escape: behind a word joiner, which does not show, a mark that begins a word makes nothing bold or struck. */
function unmarked(line: string): string {
  return line.replace(/(?<![\p{L}\p{N}/])[*_~`](?=\S)/gu, "\u2060$&\u2060");
}
