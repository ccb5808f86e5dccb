import { Resend } from "resend";
import { composeMessage, type Message } from "../delivery/message.ts";
import type { Entry } from "../delivery/report.ts";
import { outcomeOfStatus, retryOutcome } from "../delivery/outcome.ts";
import { plain } from "../delivery/text.ts";
import type { Unit } from "../delivery/types.ts";
import { list } from "../env.ts";
import { HeartbaseError } from "../errors.ts";
import type { ChannelAdapter, OutgoingRequest, Secrets } from "./adapter.ts";

/** Resend takes at most 50 recipients. */
const RECIPIENT_LIMIT = 50;

const RESEND_URL = "https://api.resend.com";

/** Error names that say more than their status does. Source: resend.com/docs/api-reference/errors. */
const RETRIED = new Set([
  "concurrent_idempotent_requests",
  "daily_quota_exceeded",
  "monthly_quota_exceeded",
  "rate_limit_exceeded",
]);

/** Email through Resend. The unit's id is the idempotency key, so a repeat within 24 h is no second email. */
export const email: ChannelAdapter = {
  kind: "email",
  variables: ["RESEND_API_KEY", "RESEND_FROM", "ALERT_EMAIL_TO", "RESEND_BASE_URL"],
  isConfigured: (secrets) => Boolean(secrets.RESEND_API_KEY && secrets.RESEND_FROM && secrets.ALERT_EMAIL_TO),
  canSend: (secrets) => Boolean(secrets.RESEND_API_KEY && secrets.RESEND_FROM),
  // One key, one limit: all email channels share it.
  limits: () => [{ key: "email", everyMs: 500 }],

  async buildRequest({ unit, secrets }) {
    const { RESEND_API_KEY: key, RESEND_FROM: from, RESEND_BASE_URL: baseUrl } = secrets;
    if (!key || !from) {
      throw new HeartbaseError("secret_missing", "RESEND_API_KEY or RESEND_FROM is not set", { status: 500 });
    }
    const message = composeMessage(unit);
    const subject = plain(`${message.icon} ${message.title}`, 250);
    const resend = new RequestRecorder(key, { baseUrl: (baseUrl ?? RESEND_URL).replace(/\/+$/, "") });
    await resend.emails.send(
      {
        from: plain(from),
        to: recipientsOf(unit, secrets),
        subject,
        text: textBody(message),
        html: htmlBody(message, subject),
      },
      { idempotencyKey: unit.unit_id },
    );
    return resend.recorded();
  },

  readResponse(response, now) {
    const { name, message } = errorOf(response.text);
    const detail = plain([name, message].filter((part) => part !== "").join(": "), 200);
    if (response.status >= 400 && RETRIED.has(name)) {
      return retryOutcome(response, now, `HTTP ${response.status}: ${detail}`);
    }
    const outcome = outcomeOfStatus(response, now, detail);
    // A 410 would speak of Resend's API, not of the recipient.
    return outcome.outcome === "gone" ? { ...outcome, outcome: "failed" } : outcome;
  },
};

/** The resend package writes the request; the sender sends it, with its own time-out. */
class RequestRecorder extends Resend {
  #request: OutgoingRequest | undefined;

  override fetchRequest<T>(path: string, options: RequestInit = {}): Recorded<T> {
    this.#request = {
      url: `${this.baseUrl}${path}`,
      origin: "operator",
      headers: Object.fromEntries(new Headers(options.headers)),
      body: String(options.body),
    };
    return Promise.resolve({ data: {} as T, error: null, headers: null });
  }

  recorded(): OutgoingRequest {
    if (!this.#request) throw new Error("the resend package made no request");
    return this.#request;
  }
}

type Recorded<T> = ReturnType<typeof Resend.prototype.fetchRequest<T>>;

function recipientsOf(unit: Unit, secrets: Secrets): string[] {
  const { channel } = unit;
  // A user's channel never falls back to the operator's address.
  const configured = channel.config?.to;
  const to = channel.source === "environment"
    ? list(secrets.ALERT_EMAIL_TO)
    : Array.isArray(configured)
    ? configured.filter((address) => typeof address === "string")
    : [];
  const recipients = to.map((address) => plain(address)).filter((address) => address !== "");
  if (recipients.length === 0 || recipients.length > RECIPIENT_LIMIT) {
    throw new HeartbaseError("destination_missing", `an email channel has 1 to ${RECIPIENT_LIMIT} recipients`, {
      status: 400,
    });
  }
  return recipients;
}

function errorOf(text: string): { name: string; message: string } {
  try {
    const parsed: unknown = JSON.parse(text);
    const { name, message } = (parsed ?? {}) as Record<string, unknown>;
    return { name: typeof name === "string" ? name : "", message: typeof message === "string" ? message : "" };
  } catch {
    return { name: "", message: "" };
  }
}

function textBody(message: Message): string {
  const facts = message.facts.map(([label, value]) => `${label}: ${value}`);
  return [
    `${message.icon} ${message.title}`,
    "",
    ...facts,
    ...(facts.length ? [""] : []),
    ...message.entries.flatMap(entryLines),
    ...message.lines,
    ...(message.lines.length ? [""] : []),
    footer(message),
  ]
    .join("\n");
}

/** A paragraph. */
function entryLines({ icon, title, text, action }: Entry): string[] {
  return [`${icon} ${title}`, ...(text ? [text] : []), ...(action ? [`${action.label}: ${action.url}`] : []), ""];
}

function htmlBody(message: Message, subject: string): string {
  const rows = message.facts.map(([label, value]) =>
    `<tr><th align="left" style="padding:2px 16px 2px 0">${escape(label)}</th><td>${escape(value)}</td></tr>`
  );
  const table = rows.length ? `<table style="border-collapse:collapse">${rows.join("")}</table>` : "";
  const entries = message.entries.map(entryHtml).join("");
  const lines = message.lines.map((line) => `<p style="margin:6px 0">${escape(line)}</p>`).join("");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(subject)}</title></head>` +
    `<body style="font-family:system-ui,sans-serif"><h1 style="font-size:18px">${
      escape(subject)
    }</h1>${table}${entries}${lines}` +
    `<p style="color:#666;font-size:12px">${escape(footer(message))}</p></body></html>`;
}

function entryHtml({ icon, title, text, action }: Entry): string {
  const link = action ? `<br><a href="${escape(action.url)}">${escape(action.label)}</a>` : "";
  return `<p style="margin:14px 0"><strong>${escape(`${icon} ${title}`)}</strong>${
    text ? `<br>${escape(text)}` : ""
  }${link}</p>`;
}

function footer(message: Message): string {
  return `Heartbase · ${message.reference}`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
