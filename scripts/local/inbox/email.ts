import { isObject, type Provider } from "./provider.ts";

/** Plays Resend's POST /emails, with its idempotency keys (https://resend.com/docs/dashboard/emails/idempotency-keys). */
export function createEmail(): Provider {
  const emailsByKey = new Map<string, { payload: string; id: string }>();
  const refuse = (statusCode: number, name: string, message: string) => ({
    status: statusCode,
    body: { statusCode, name, message },
  });
  return {
    channel: "email",
    path: /^\/resend\/emails$/,
    accept({ headers, body, raw }, keep) {
      if (!/^Bearer \S+/.test(headers.authorization ?? "")) {
        return refuse(401, "missing_api_key", "Missing API key in the authorization header.");
      }
      if (!isObject(body)) return refuse(422, "validation_error", "The body must be a JSON object.");
      for (const field of ["from", "to", "subject"]) {
        if (!body[field]) return refuse(422, "missing_required_field", `Missing \`${field}\` field.`);
      }
      const header = headers["idempotency-key"];
      const key = typeof header === "string" ? header : null;
      const earlier = key === null ? undefined : emailsByKey.get(key);
      if (earlier && earlier.payload !== raw) {
        const message = "This idempotency key was already used with a different request payload.";
        return refuse(409, "invalid_idempotent_request", message);
      }
      if (earlier) return { status: 200, body: { id: earlier.id } };
      const text = typeof body["text"] === "string" ? body["text"] : stripTags(String(body["html"] ?? ""));
      const id = keep({ to: [body["to"]].flat().join(", "), subject: String(body["subject"]), text });
      if (key !== null) emailsByKey.set(key, { payload: raw, id });
      return { status: 200, body: { id } };
    },
    clear: () => emailsByKey.clear(),
  };
}

function stripTags(html: string): string {
  return html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim();
}
