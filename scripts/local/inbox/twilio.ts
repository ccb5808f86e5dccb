import type { Fault } from "../inbox-faults.ts";
import type { Answer, Arrival, Provider } from "./provider.ts";

const BODY_LIMIT = 1600;

/** What Twilio says with a status, for faults. */
const ERRORS: Record<number, [code: number, message: string]> = {
  400: [21610, "Attempt to send to unsubscribed recipient"],
  401: [20003, "Authenticate"],
  404: [20404, "The requested resource was not found"],
  429: [20429, "Too Many Requests"],
};

/** Plays Twilio's API for SMS and WhatsApp, with any account. Source: twilio.com/docs/messaging/api/message-resource. */
export function createTwilio(): Provider {
  let lastId = 0;
  return {
    channel: "sms",
    channelOf: (arrival) => recipient(arrival)?.startsWith("whatsapp:") ? "whatsapp" : "sms",
    path: /^\/twilio\/2010-04-01\/Accounts\/AC[0-9a-f]{32}\/Messages\.json$/,
    accept(arrival, keep) {
      const form = new URLSearchParams(arrival.raw);
      if (!isAuthorized(arrival)) return refuseStatus(401);
      const to = form.get("To") ?? "";
      const from = form.get("From") ?? form.get("MessagingServiceSid") ?? "";
      const text = form.get("Body") ?? "";
      if (to === "") return refusal(400, 21604, "A 'To' phone number is required.");
      if (!/^(whatsapp:)?\+[1-9]\d{6,14}$/.test(to)) return refusal(400, 21211, "Invalid 'To' Phone Number");
      if (from === "") return refusal(400, 21603, "A 'From' phone number is required.");
      if (text === "") return refusal(400, 21602, "Message body is required.");
      if (text.length > BODY_LIMIT) {
        return refusal(400, 21617, "The concatenated message body exceeds 1600 characters.");
      }
      keep({ to: to.replace("whatsapp:", ""), subject: text.split("\n")[0] ?? null, text });
      const sid = `SM${String(++lastId).padStart(32, "0")}`;
      return { status: 201, body: { sid, status: "queued", to, from, body: text, error_code: null } };
    },
    refuse: ({ status }: Fault) => refuseStatus(status ?? 500),
    recipient,
  };
}

/** Whether the name is the account of the path, and there is a password. */
function isAuthorized({ path, headers }: Arrival): boolean {
  const [, encoded = ""] = /^Basic (\S+)$/.exec(headers.authorization ?? "") ?? [];
  const [name, password] = Buffer.from(encoded, "base64").toString().split(":");
  return Boolean(name && password) && path.includes(`/${name}/`);
}

function recipient({ raw }: Arrival): string | null {
  return new URLSearchParams(raw).get("To");
}

function refuseStatus(status: number): Answer {
  const [code, message] = ERRORS[status] ?? [20500, "An internal server error has occurred"];
  return refusal(status, code, message);
}

function refusal(status: number, code: number, message: string): Answer {
  return { status, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}
