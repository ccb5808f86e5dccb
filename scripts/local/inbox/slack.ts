import { isObject, type Provider } from "./provider.ts";

/** Plays Slack's incoming webhooks. */
export const slack: Provider = {
  channel: "slack",
  path: /^\/slack(\/|$)/,
  accept({ path, body }, keep) {
    if (!isObject(body)) return { status: 400, body: "invalid_payload" };
    const blocks = Array.isArray(body["blocks"]) ? body["blocks"] : [];
    // `text` is what Slack shows in a notification; a block that repeats it is shown once.
    const text = [
      ...new Set([typeof body["text"] === "string" ? body["text"] : "", ...blocks.flatMap(textsOf)].filter(Boolean)),
    ];
    if (text.length === 0) return { status: 400, body: "no_text" };
    keep({ to: path, subject: text[0]?.split("\n")[0] ?? null, text: text.join("\n") });
    return { status: 200, body: "ok" };
  },
};

/** Every `text` in a Slack block, however deep. */
function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "text" && typeof inner === "string" ? [inner] : textsOf(inner)
  );
}
