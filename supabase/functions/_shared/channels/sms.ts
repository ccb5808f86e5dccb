import type { Message } from "../delivery/message.ts";
import { plain } from "../delivery/text.ts";
import { makeTwilio } from "./twilio.ts";

/** Each part of an SMS is paid for; 320 characters are two to five of them. */
const TEXT_LIMIT = 320;

/** SMS, by Twilio. */
export const sms = makeTwilio({
  kind: "sms",
  fromVariable: "TWILIO_FROM",
  toVariable: "ALERT_SMS_TO",
  prefix: "",
  textOf,
});

/** One paragraph, without the icons that would make every part of it half as long. */
function textOf(message: Message): string {
  const { entries, lines, title } = message;
  const about = message.facts.filter(([label]) => label === "Tenant").map(([, name]) => name);
  const parts = [title, ...about, ...entries.map((entry) => [entry.title, entry.text].filter(Boolean).join(": "))];
  const sentences = lines.map((line) => line.replace(/^\p{Extended_Pictographic}\ufe0f? /u, ""));
  const reference = ` (${message.reference})`;
  const text = plain([...parts, ...sentences].join(" | "), 1_000);
  return `${cut(text, TEXT_LIMIT - reference.length)}${reference}`;
}

/** At most so many UTF-16 units, as the limit is counted; no character is cut in two. */
function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 3).toWellFormed().replace(/\ufffd$/, "")}...`;
}
