import { composeMessage, type Message } from "../delivery/message.ts";
import { outcomeOfStatus, type ProviderResponse } from "../delivery/outcome.ts";
import { plain } from "../delivery/text.ts";
import type { Outcome } from "../delivery/types.ts";
import { HeartbaseError } from "../errors.ts";
import type { ChannelAdapter, ChannelContext, Secrets } from "./adapter.ts";

const TWILIO_URL = "https://api.twilio.com";

/** The form of an account's id. Nothing else may become a part of the URL. */
const ACCOUNT = /^AC[0-9a-f]{32}$/;

/** A number as E.164 writes it. */
const NUMBER = /^\+[1-9]\d{6,14}$/;

/** The id of a messaging service, which picks the sender itself. */
const SERVICE = /^MG[0-9a-f]{32}$/;

/** A number that is none or takes no SMS, and a person who wrote STOP. Source: twilio.com/docs/api/errors. */
const GONE = new Set([21211, 21214, 21610, 21614]);

/** What a kind of message by Twilio has of its own. */
export interface TwilioKind {
  kind: string;
  fromVariable: string;
  toVariable: string;
  /** Before each number, which are plain for SMS. */
  prefix: string;
  textOf(message: Message): string;
}

/**
 * A kind of message that Twilio sends. Its API knows no idempotency key, and every message costs money and wakes somebody:
 * what may have been sent is not sent again, but ends with a reason that says so. Source:
 * twilio.com/docs/messaging/api/message-resource, "Create a Message".
 */
export function makeTwilio({ kind, fromVariable, toVariable, prefix, textOf }: TwilioKind): ChannelAdapter {
  return {
    kind,
    variables: ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_BASE", fromVariable, toVariable],
    isConfigured: (secrets) =>
      [secrets.TWILIO_ACCOUNT_SID, secrets.TWILIO_AUTH_TOKEN, secrets[fromVariable], secrets[toVariable]].every(
        Boolean,
      ),
    repeats: false,
    // A number sends one a second.
    limits: () => [{ key: kind, everyMs: 1_000 }],

    buildRequest(context) {
      const { TWILIO_ACCOUNT_SID: account, TWILIO_AUTH_TOKEN: token, TWILIO_API_BASE: baseUrl } = context.secrets;
      const from = context.secrets[fromVariable];
      if (!account || !token || !from) {
        throw new HeartbaseError(
          "secret_missing",
          `TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN or ${fromVariable} is not set`,
          { status: 500 },
        );
      }
      if (!ACCOUNT.test(account)) throw invalid("TWILIO_ACCOUNT_SID is not AC and 32 hexadecimal digits");
      if (!NUMBER.test(from) && !SERVICE.test(from)) {
        throw invalid(`${fromVariable} is neither a number such as +15550100 nor the id of a messaging service`);
      }
      const to = recipientOf(context, toVariable);
      if (!to || !NUMBER.test(to)) {
        throw new HeartbaseError("destination_missing", `the ${kind} channel has no number such as +15550100`, {
          status: 400,
        });
      }
      const form = new URLSearchParams({
        To: `${prefix}${to}`,
        ...(SERVICE.test(from) ? { MessagingServiceSid: from } : { From: `${prefix}${from}` }),
        Body: textOf(composeMessage(context.unit)),
      });
      return {
        url: `${(baseUrl ?? TWILIO_URL).replace(/\/+$/, "")}/2010-04-01/Accounts/${account}/Messages.json`,
        // Users choose no server, and make no such channels.
        origin: "operator",
        headers: {
          "content-type": "application/x-www-form-urlencoded; charset=utf-8",
          authorization: `Basic ${btoa(`${account}:${token}`)}`,
        },
        body: form.toString(),
      };
    },

    readResponse: (response, now) => read(response, now),
  };
}

function read(response: ProviderResponse, now: Date): Outcome {
  const { code, message } = errorIn(response.text);
  const outcome = outcomeOfStatus(response, now, code === null ? "" : plain(`${code} ${message}`, 200));
  if (response.status >= 500) return { outcome: "failed", status: response.status, reason: mayHaveBeenSent(outcome) };
  if (response.status === 401) {
    return { ...outcome, reason: `${outcome.reason}: check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN` };
  }
  if (response.status === 400 && code !== null && GONE.has(code)) return { ...outcome, outcome: "gone" };
  // A 410 would speak of the API, not of the number.
  return outcome.outcome === "gone" ? { ...outcome, outcome: "failed" } : outcome;
}

function mayHaveBeenSent({ reason }: Outcome): string {
  return `may have been sent, and is not sent again: ${reason}`;
}

/** The number to write to. A channel that somebody made never falls back to the operator's. */
function recipientOf({ unit: { channel }, secrets }: ChannelContext, toVariable: keyof Secrets): string | undefined {
  if (channel.source === "environment") return secrets[toVariable]?.trim();
  const { to } = channel.config ?? {};
  return typeof to === "string" ? to : undefined;
}

function invalid(message: string): HeartbaseError {
  return new HeartbaseError("secret_invalid", message, { status: 500 });
}

function errorIn(text: string): { code: number | null; message: string } {
  try {
    const { code, message } = (JSON.parse(text) ?? {}) as Record<string, unknown>;
    return { code: typeof code === "number" ? code : null, message: typeof message === "string" ? message : "" };
  } catch {
    return { code: null, message: "" };
  }
}
