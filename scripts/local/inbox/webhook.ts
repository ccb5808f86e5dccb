import { isObject, type Provider } from "./provider.ts";

/** Plays any receiver of webhooks. The text that it keeps is the body exactly as it came, for checking signatures. */
export const webhook: Provider = {
  channel: "webhook",
  path: /^\/webhook(\/|$)/,
  accept({ path, body, raw }, keep) {
    const id = keep({ to: path, subject: eventName(body), text: raw });
    return { status: 200, body: { ok: true, id } };
  },
};

function eventName(body: unknown): string | null {
  if (!isObject(body)) return null;
  const name = body["type"] ?? body["event"];
  return typeof name === "string" ? name : null;
}
