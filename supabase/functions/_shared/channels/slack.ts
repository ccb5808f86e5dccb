import { composeMessage, type Message } from "../delivery/message.ts";
import type { Entry } from "../delivery/report.ts";
import { outcomeOfStatus } from "../delivery/outcome.ts";
import { plain } from "../delivery/text.ts";
import { HeartbaseError } from "../errors.ts";
import type { ChannelAdapter } from "./adapter.ts";

/** A section's text may have 3,000 characters. */
const SECTION_LIMIT = 2_900;

/** A message may have 50 blocks; header, footer, facts, lines and a word on what is left out are among them. */
const ENTRY_LIMIT = 45;

/** What Slack answers when a hook was revoked, or the place that it posts to is no more. */
const GONE = new Set([
  "action_prohibited",
  "account_inactive",
  "channel_is_archived",
  "channel_not_found",
  "invalid_token",
  "no_active_hooks",
  "no_service",
  "no_team",
  "team_disabled",
  "token_revoked",
]);

/**
 * Slack incoming webhooks, and servers that speak the same. Source: docs.slack.dev, "Sending messages using incoming webhooks"
 * and "Handling errors".
 */
export const slack: ChannelAdapter = {
  kind: "slack",
  variables: ["SLACK_WEBHOOK_URL"],
  isConfigured: (secrets) => Boolean(secrets.SLACK_WEBHOOK_URL),
  limits: ({ unit }) => [{ key: `slack ${unit.channel.id}`, everyMs: 1_000 }],

  buildRequest({ unit, secrets }) {
    const { channel } = unit;
    // A user's channel never falls back to the operator's hook: its alerts are not for the operator's eyes.
    const operators = channel.source === "environment" && !channel.destination;
    const url = operators ? secrets.SLACK_WEBHOOK_URL : channel.destination;
    if (!url) throw new HeartbaseError("destination_missing", "the Slack channel has no webhook URL", { status: 400 });
    return {
      url,
      origin: channel.source === "environment" ? "operator" : "user",
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify(payloadOf(composeMessage(unit))),
    };
  },

  readResponse(response, now) {
    const answer = plain(response.text, 100);
    const outcome = outcomeOfStatus(response, now, answer);
    const gone = outcome.outcome === "failed" && (response.status === 403 || response.status === 404) &&
      GONE.has(answer);
    return gone ? { ...outcome, outcome: "gone" } : outcome;
  },
};

function payloadOf(message: Message) {
  // Verbatim text: Slack makes no links, channels or mentions of what merely looks like one.
  const mrkdwn = (text: string) => ({ type: "mrkdwn", text, verbatim: true });
  const facts = message.facts.map(([label, value]) => `*${escape(label)}:* ${escape(value)}`);
  const omitted = message.entries.length - ENTRY_LIMIT;
  const lines = [...message.lines, ...(omitted > 0 ? [`and ${omitted} more, which Slack has no room for`] : [])].map(
    escape,
  );
  const groups = message.event === "group" ? [[`*${escape(message.title)}*`, ...lines]] : [facts];
  const section = (text: string) => ({ type: "section", text: mrkdwn(text) });
  const entries = message.entries.slice(0, ENTRY_LIMIT).map((entry) => ({
    ...section(entryText(entry)),
    ...(entry.action && { accessory: buttonOf(entry.action) }),
  }));
  return {
    text: `${message.icon} ${escape(message.headline)}`,
    unfurl_links: false,
    unfurl_media: false,
    link_names: false,
    blocks: [
      {
        type: "header",
        text: { type: "plain_text", text: plain(`${message.icon} ${message.headline}`, 150), emoji: true },
      },
      ...groups.flatMap(sectionsOf).map(section),
      ...entries,
      ...(message.event === "group" ? [] : sectionsOf(lines).map(section)),
      { type: "context", elements: [mrkdwn(`Heartbase · ${escape(message.reference)}`)] },
    ],
  };
}

function entryText({ icon, title, text }: Entry): string {
  return [`${icon} *${escape(title)}*`, ...(text ? [escape(text)] : [])].join("\n");
}

function buttonOf({ url, label }: NonNullable<Entry["action"]>) {
  return { type: "button", text: { type: "plain_text", text: label }, url };
}

/** Joins lines into as few texts as a section's limit allows. */
function sectionsOf(lines: string[]): string[] {
  const sections: string[] = [];
  for (const line of lines) {
    const last = sections.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= SECTION_LIMIT) {
      sections[sections.length - 1] = `${last}\n${line}`;
    } else sections.push(line);
  }
  return sections;
}

/** Slack's control characters are & < and >; without them there is no mention, channel or link. */
function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
