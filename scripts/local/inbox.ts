import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Fault, FaultList } from "./inbox-faults.ts";
import { renderInbox } from "./inbox-page.ts";
import { createEmail } from "./inbox/email.ts";
import { createNtfy } from "./inbox/ntfy.ts";
import { Letta } from "./inbox/letta.ts";
import {
  type Answer,
  type Arrival,
  type ChannelName,
  type Draft,
  isObject,
  parseJson,
  type Provider,
} from "./inbox/provider.ts";
import { slack } from "./inbox/slack.ts";
import { createTelegram } from "./inbox/telegram.ts";
import { createTwilio } from "./inbox/twilio.ts";
import { webhook } from "./inbox/webhook.ts";
import { listen, readBody, sendJson } from "./http.ts";

const MAX_MESSAGES = 1000;
const MAX_BODY = 1024 * 1024;

/** One message that arrived, as GET /messages lists it. */
export interface Message extends Draft {
  id: string;
  received_at: string;
  channel: ChannelName;
  /** The e-mail's recipients, the Telegram chat, the topic, the number, or the path that was posted to. */
  to: string;
  /** The readable text; for a webhook the body exactly as it came. */
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

/**
 * Starts the catcher of what Heartbase sends: it plays Slack (/slack), Resend (/resend/emails), ntfy (/ntfy), Telegram
 * (/telegram/bot…), Twilio (/twilio/…), Letta (/letta/v1/agents/…) and any webhook receiver (/webhook), shows what came (/,
 * /messages), and fails on demand (/faults). Messages outlive a restart
 * in `file`.
 */
export async function startInbox(port: number, file: string): Promise<Inbox> {
  const messages = loadMessages(file);
  const faults = new FaultList();
  const providers: readonly Provider[] = [
    slack,
    createEmail(),
    createNtfy(),
    createTelegram(),
    createTwilio(),
    webhook,
  ];

  const letta = new Letta();
  const clear = () => {
    messages.length = 0;
    letta.clear();
    for (const provider of providers) provider.clear?.();
    writeFileSync(file, "");
  };
  const record = (channel: ChannelName, draft: Draft, arrival: Arrival): string => {
    const headers = Object.fromEntries(Object.entries(arrival.headers).map(([name, value]) => [name, String(value)]));
    const id = randomUUID();
    const message = { id, received_at: new Date().toISOString(), channel, ...draft, headers, body: arrival.body };
    messages.push(message);
    appendFileSync(file, `${JSON.stringify(message)}\n`);
    if (messages.length > MAX_MESSAGES * 1.1) {
      messages.splice(0, messages.length - MAX_MESSAGES);
      saveMessages(file, messages);
    }
    return message.id;
  };

  const receive = async (
    provider: Provider,
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const raw = (await readBody(request, MAX_BODY)).toString("utf8");
    const arrival: Arrival = { path, headers: request.headers, raw, body: parseJson(raw) };
    const channel = provider.channelOf?.(arrival) ?? provider.channel;
    const fault = faults.take(channel, provider.recipient?.(arrival) ?? null);
    const accept = () => provider.accept(arrival, (draft) => record(channel, draft, arrival));
    if (!fault) return sendAnswer(response, accept());
    if (fault.kind === "slow") {
      await new Promise((resolve) => setTimeout(resolve, fault.delay_ms ?? 1000));
      return sendAnswer(response, accept());
    }
    if (fault.record) accept();
    await applyFault(fault, provider, request, response);
  };

  const server = await listen("inbox", port, async (request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const route = `${request.method} ${path}`;
    const provider = request.method === "POST" && providers.find((candidate) => candidate.path.test(path));
    if (provider) return await receive(provider, path, request, response);
    if (path.startsWith("/letta/")) {
      const body = request.method === "GET" ? null : parseJson((await readBody(request, MAX_BODY)).toString("utf8"));
      const answer = letta.answer(request.method, path, body);
      if (answer) return sendAnswer(response, answer);
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
          message: `The inbox has no ${route}. It takes POST /slack, /resend/emails, ` +
            "/ntfy, /telegram/bot<token>/sendMessage, /twilio/2010-04-01/…, /webhook/…, and shows GET /messages.",
        });
    }
  });
  return { port: server.port, url: `http://127.0.0.1:${server.port}`, messages, clear, close: () => server.close() };
}

function sendAnswer(response: ServerResponse, { status, body }: Answer, headers: Record<string, string> = {}): void {
  if (typeof body !== "string") return sendJson(response, status, body, headers);
  response.writeHead(status, { "content-type": "text/plain", ...headers }).end(body);
}

async function applyFault(
  fault: Fault,
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (fault.delay_ms && fault.kind !== "hang") await new Promise((resolve) => setTimeout(resolve, fault.delay_ms));
  if (fault.kind === "reset") request.socket.resetAndDestroy();
  if (fault.kind !== "status" && fault.kind !== "migrate") return;
  const answer = provider.refuse?.(fault) ??
    { status: fault.status ?? 500, body: { message: "fault requested by POST /faults" } };
  sendAnswer(response, answer, fault.retry_after === undefined ? {} : { "retry-after": `${fault.retry_after}` });
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
