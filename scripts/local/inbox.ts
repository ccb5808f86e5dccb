import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Fault, FaultList } from "./inbox-faults.ts";
import { renderInbox } from "./inbox-page.ts";
import { listen, readBody, sendJson } from "./http.ts";

const MAX_MESSAGES = 1000;
const MAX_BODY = 1024 * 1024;

/** One message that arrived, as GET /messages lists it. */
export interface Message {
  id: string;
  received_at: string;
  channel: "slack" | "email" | "webhook";
  /** The e-mail's recipients, or the path that was posted to. */
  to: string;
  subject: string | null;
  /** The readable text; for a webhook the body exactly as it came, for checking signatures. */
  text: string;
  headers: Record<string, string>;
  /** The parsed JSON, or the text when it is none. */
  body: unknown;
}

export interface Inbox {
  readonly port: number;
  readonly url: string;
  /** The messages so far, oldest first. */
  readonly messages: readonly Message[];
  clear(): void;
  close(): Promise<void>;
}

interface Draft {
  channel: Message["channel"];
  to: string;
  subject: string | null;
  text: string;
}

/**
 * Starts the catcher of what Heartbase sends: it plays Slack (/slack), Resend (/resend/emails) and any webhook receiver
 * (/webhook), shows what came (/, /messages), and fails on demand (/faults). Messages outlive a restart in `file`.
 */
export async function startInbox(port: number, file: string): Promise<Inbox> {
  const messages = loadMessages(file);
  const faults = new FaultList();
  const emailsByKey = new Map<string, { payload: string; id: string }>();

  const clear = () => {
    messages.length = 0;
    emailsByKey.clear();
    writeFileSync(file, "");
  };
  const record = (draft: Draft, request: IncomingMessage, body: unknown): string => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const message = { id: randomUUID(), received_at: new Date().toISOString(), ...draft, headers, body };
    messages.push(message);
    appendFileSync(file, `${JSON.stringify(message)}\n`);
    if (messages.length > MAX_MESSAGES * 1.1) {
      messages.splice(0, messages.length - MAX_MESSAGES);
      saveMessages(file, messages);
    }
    return message.id;
  };

  const receive = async (path: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const raw = (await readBody(request, MAX_BODY)).toString("utf8");
    const body = parseJson(raw);
    const channel = path.startsWith("/slack") ? "slack" : path.startsWith("/resend") ? "email" : "webhook";
    const fault = faults.take(channel);
    const accept = (): () => void => {
      if (channel === "slack") return acceptSlack(path, body, (draft) => record(draft, request, body), response);
      if (channel === "webhook") {
        const id = record({ channel, to: path, subject: eventName(body), text: raw }, request, body);
        return () => sendJson(response, 200, { ok: true, id });
      }
      const store = (draft: Draft) => record(draft, request, body);
      return acceptEmail(request, body, raw, emailsByKey, store, response);
    };
    if (!fault) return accept()();
    if (fault.kind === "slow") {
      await new Promise((resolve) => setTimeout(resolve, fault.delay_ms ?? 1000));
      return accept()();
    }
    if (fault.record) accept();
    await applyFault(fault, request, response);
  };

  const server = await listen("inbox", port, async (request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const route = `${request.method} ${path}`;
    if (request.method === "POST" && /^\/(slack|webhook)(\/|$)|^\/resend\/emails$/.test(path)) {
      return await receive(path, request, response);
    }
    switch (route) {
      case "GET /": {
        const { html, headers } = renderInbox(messages, faults.list());
        response.writeHead(200, headers).end(html);
        return;
      }
      case "GET /messages":
        return sendJson(response, 200, messages.slice(-MAX_MESSAGES));
      case "DELETE /messages":
        clear();
        response.writeHead(204).end();
        return;
      case "GET /faults":
        return sendJson(response, 200, faults.list());
      case "DELETE /faults":
        faults.clear();
        response.writeHead(204).end();
        return;
      case "POST /faults": {
        const result = faults.add(parseJson((await readBody(request, MAX_BODY)).toString("utf8")));
        return sendJson(response, "message" in result ? 400 : 201, result);
      }
      default:
        return sendJson(response, 404, {
          code: "not_found",
          message:
            `The inbox has no ${route}. It takes POST /slack, /resend/emails, /webhook/…, and shows GET /messages.`,
        });
    }
  });
  return { port: server.port, url: `http://127.0.0.1:${server.port}`, messages, clear, close: () => server.close() };
}

function acceptSlack(
  path: string,
  body: unknown,
  store: (draft: Draft) => string,
  response: ServerResponse,
): () => void {
  const plain = (status: number, text: string) => () =>
    response.writeHead(status, { "content-type": "text/plain" }).end(text);
  if (!isObject(body)) return plain(400, "invalid_payload");
  const blocks = Array.isArray(body["blocks"]) ? body["blocks"] : [];
  // `text` is what Slack shows in a notification; a block that repeats it is shown once.
  const text = [
    ...new Set([typeof body["text"] === "string" ? body["text"] : "", ...blocks.flatMap(textsOf)].filter(Boolean)),
  ];
  if (text.length === 0) return plain(400, "no_text");
  store({ channel: "slack", to: path, subject: text[0]?.split("\n")[0] ?? null, text: text.join("\n") });
  return plain(200, "ok");
}

/** Plays Resend's POST /emails, with its idempotency keys (https://resend.com/docs/dashboard/emails/idempotency-keys). */
function acceptEmail(
  request: IncomingMessage,
  body: unknown,
  raw: string,
  emailsByKey: Map<string, { payload: string; id: string }>,
  store: (draft: Draft) => string,
  response: ServerResponse,
): () => void {
  const refuse = (statusCode: number, name: string, message: string) => () =>
    sendJson(response, statusCode, { statusCode, name, message });
  if (!/^Bearer \S+/.test(request.headers.authorization ?? "")) {
    return refuse(401, "missing_api_key", "Missing API key in the authorization header.");
  }
  if (!isObject(body)) return refuse(422, "validation_error", "The body must be a JSON object.");
  for (const field of ["from", "to", "subject"]) {
    if (!body[field]) return refuse(422, "missing_required_field", `Missing \`${field}\` field.`);
  }
  const header = request.headers["idempotency-key"];
  const key = typeof header === "string" ? header : null;
  const earlier = key === null ? undefined : emailsByKey.get(key);
  if (earlier && earlier.payload !== raw) {
    const message = "This idempotency key was already used with a different request payload.";
    return refuse(409, "invalid_idempotent_request", message);
  }
  if (earlier) return () => sendJson(response, 200, { id: earlier.id });
  const text = typeof body["text"] === "string" ? body["text"] : stripTags(String(body["html"] ?? ""));
  const id = store({ channel: "email", to: [body["to"]].flat().join(", "), subject: String(body["subject"]), text });
  if (key !== null) emailsByKey.set(key, { payload: raw, id });
  return () => sendJson(response, 200, { id });
}

async function applyFault(fault: Fault, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (fault.delay_ms && fault.kind !== "hang") await new Promise((resolve) => setTimeout(resolve, fault.delay_ms));
  if (fault.kind === "reset") request.socket.resetAndDestroy();
  if (fault.kind !== "status") return;
  const headers: Record<string, string> = fault.retry_after === undefined
    ? {}
    : { "retry-after": `${fault.retry_after}` };
  sendJson(response, fault.status ?? 500, { message: "fault requested by POST /faults" }, headers);
}

function loadMessages(file: string): Message[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  // A line cut off by a kill is left out.
  const parsed = lines.map(parseJson).filter((value): value is Message => isObject(value) && "id" in value);
  return parsed.slice(-MAX_MESSAGES);
}

function saveMessages(file: string, messages: Message[]): void {
  const temporary = `${file}.tmp`;
  writeFileSync(temporary, messages.map((message) => `${JSON.stringify(message)}\n`).join(""));
  renameSync(temporary, file);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Every `text` in a Slack block, however deep. */
function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "text" && typeof inner === "string" ? [inner] : textsOf(inner)
  );
}

function eventName(body: unknown): string | null {
  if (!isObject(body)) return null;
  const name = body["type"] ?? body["event"];
  return typeof name === "string" ? name : null;
}

function stripTags(html: string): string {
  return html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim();
}
