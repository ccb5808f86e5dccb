import { composeMessage, type Message } from "../delivery/message.ts";
import { outcomeOfStatus } from "../delivery/outcome.ts";
import { plain } from "../delivery/text.ts";
import { HeartbaseError } from "../errors.ts";
import type { ChannelAdapter, ChannelContext } from "./adapter.ts";

/** What is longer than 4,096 bytes becomes an attachment. */
const TEXT_LIMIT = 4_000;
const TITLE_LIMIT = 200;
const LEFT_OUT = "…";

/** A message has at most three buttons. */
const ACTION_LIMIT = 3;

/** What ntfy takes for a topic. */
const TOPIC = /^[-_A-Za-z0-9]{1,64}$/;

/** From 1 to 5; 5 rings through most of what people set to be left alone. */
const PRIORITIES = { critical: 5, warning: 4, info: 3 } as const;

/** The names of emojis that ntfy puts before a title. */
const TAGS = { critical: "rotating_light", warning: "warning", info: "information_source" } as const;

/**
 * Push messages by ntfy.sh or a server of one's own. The URL of a topic is its password. It has no idempotency key: what was
 * sent and not acknowledged arrives twice, under the same short reference. Published as JSON to the server's root, since
 * headers carry no names safely. Source: docs.ntfy.sh/publish, "Publish as JSON" and "Limitations".
 */
export const push: ChannelAdapter = {
  kind: "push",
  variables: ["NTFY_URL", "NTFY_TOKEN"],
  isConfigured: (secrets) => Boolean(secrets.NTFY_URL),
  limits: ({ unit }) => [{ key: `push ${unit.channel.id}`, everyMs: 1_000 }],

  buildRequest(context) {
    const { unit, secrets } = context;
    const { root, topic } = placeOf(context);
    // The token is the operator's: it goes to the operator's server, never to one that a user chose.
    const token = isOperators(context) ? secrets.NTFY_TOKEN : undefined;
    if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
      throw new HeartbaseError("secret_invalid", "NTFY_TOKEN is not of the form of an access token", { status: 500 });
    }
    return {
      url: root,
      origin: unit.channel.source === "environment" ? "operator" : "user",
      headers: {
        "content-type": "application/json; charset=utf-8",
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ topic, ...publicationOf(composeMessage(unit)) }),
    };
  },

  readResponse(response, now, context) {
    // What a stranger's server says does not belong in our error texts.
    const outcome = outcomeOfStatus(response, now, isOperators(context) ? errorIn(response.text) : "");
    if (response.status !== 401 && response.status !== 403) return outcome;
    const cure = isOperators(context) ? "check NTFY_TOKEN" : "only topics that anybody may publish to can be used";
    return { ...outcome, reason: `${outcome.reason}: the topic is protected; ${cure}` };
  },
};

/** Whether it is the project's own topic. A user's channel never falls back to it. */
function isOperators({ unit: { channel } }: ChannelContext): boolean {
  return channel.source === "environment" && !channel.destination;
}

/** The server's root and the topic, which the URL names last. */
function placeOf(context: ChannelContext): { root: string; topic: string } {
  const text = isOperators(context) ? context.secrets.NTFY_URL : context.unit.channel.destination;
  if (!text) throw new HeartbaseError("destination_missing", "the push channel has no topic's URL", { status: 400 });
  const url = URL.canParse(text) ? new URL(text) : null;
  const topic = url?.pathname.split("/").at(-1) ?? "";
  if (!url || !TOPIC.test(topic) || url.search || url.hash) {
    throw new HeartbaseError("destination_invalid", "the push channel's URL does not end with a topic's name", {
      status: 400,
    });
  }
  return { root: new URL("./", url).href, topic };
}

function publicationOf(message: Message) {
  const { event, severity, title } = message;
  const isCalm = event === "resolved" || event === "test";
  const actions = message.entries.flatMap(({ action }) => action ?? []).slice(0, ACTION_LIMIT);
  return {
    title: plain(title, TITLE_LIMIT),
    message: textOf(message),
    priority: isCalm ? PRIORITIES.info : PRIORITIES[severity],
    tags: [event === "resolved" ? "white_check_mark" : event === "test" ? "bell" : TAGS[severity]],
    ...(actions[0] && { click: actions[0].url }),
    ...(actions.length > 0 && { actions: actions.map(({ url, label }) => ({ action: "view", label, url })) }),
  };
}

/** As many whole lines as there is room for, and the reference. */
function textOf(message: Message): string {
  const lines = [
    ...message.facts.map(([label, value]) => `${label}: ${value}`),
    ...message.entries.map(({ icon, title, text }) => `${icon} ${title}${text ? `: ${text}` : ""}`),
    ...message.lines,
  ];
  const reference = `Heartbase · ${message.reference}`;
  let left = TEXT_LIMIT - bytesOf(LEFT_OUT) - bytesOf(reference);
  const end = lines.findIndex((line) => (left -= bytesOf(line)) < 0);
  return [...(end === -1 ? lines : [...lines.slice(0, end), LEFT_OUT]), reference].join("\n");
}

/** With its line break. */
function bytesOf(line: string): number {
  return new TextEncoder().encode(line).length + 1;
}

function errorIn(text: string): string {
  try {
    const { error } = (JSON.parse(text) ?? {}) as Record<string, unknown>;
    return typeof error === "string" ? plain(error, 200) : "";
  } catch {
    return "";
  }
}
