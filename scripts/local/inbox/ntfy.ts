import type { Fault } from "../inbox-faults.ts";
import { type Answer, type Arrival, isObject, type Provider } from "./provider.ts";

const MESSAGE_LIMIT = 4096;

/** What ntfy says with a status, for faults. */
const ERRORS: Record<number, [code: number, error: string]> = {
  401: [40101, "unauthorized"],
  403: [40301, "forbidden"],
  404: [40401, "page not found"],
  413: [41301, "attachment too large, or bandwidth limit reached"],
  429: [42901, "limit reached: too many requests"],
};

/** Plays ntfy's publishing as JSON, on any topic. Source: docs.ntfy.sh/publish, "Publish as JSON". */
export function createNtfy(): Provider {
  let lastId = 0;
  return {
    channel: "push",
    path: /^\/ntfy\/?$/,
    accept({ body }, keep) {
      if (!isObject(body)) return refusal(400, 40024, "invalid request: request body must be valid JSON");
      const { topic, message, title = null, priority = 3, tags = [] } = body;
      if (typeof topic !== "string" || !/^[-_A-Za-z0-9]{1,64}$/.test(topic)) {
        return refusal(400, 40009, "invalid request: topic invalid");
      }
      if (!Number.isInteger(priority) || Number(priority) < 1 || Number(priority) > 5) {
        return refusal(400, 40007, "invalid request: priority invalid");
      }
      const text = typeof message === "string" && message !== "" ? message : "triggered";
      if (Buffer.byteLength(text) > MESSAGE_LIMIT) return refuseStatus(413);
      keep({ to: topic, subject: typeof title === "string" ? title : null, text });
      const time = Math.floor(Date.now() / 1000);
      const published = { id: `local${++lastId}`, time, event: "message", topic, title, message: text, priority, tags };
      return { status: 200, body: published };
    },
    refuse: ({ status }: Fault) => refuseStatus(status ?? 500),
    recipient: topicOf,
  };
}

function topicOf({ body }: Arrival): string | null {
  const topic = isObject(body) ? body["topic"] : undefined;
  return typeof topic === "string" ? topic : null;
}

function refuseStatus(status: number): Answer {
  const [code, error] = ERRORS[status] ?? [status * 100 + 1, "internal server error"];
  return refusal(status, code, error);
}

function refusal(http: number, code: number, error: string): Answer {
  return { status: http, body: { code, http, error, link: "https://ntfy.sh/docs/publish/" } };
}
