import type { IncomingHttpHeaders } from "node:http";
import type { Fault } from "../inbox-faults.ts";

export type ChannelName = "slack" | "email" | "push" | "sms" | "telegram" | "webhook" | "whatsapp";

/** What a provider is sent. */
export interface Arrival {
  path: string;
  headers: IncomingHttpHeaders;
  /** The body as it came, and as JSON where it is JSON. */
  raw: string;
  body: unknown;
}

/** A message as people would see it. */
export interface Draft {
  to: string;
  subject: string | null;
  text: string;
}

/** An answer; a text goes out as plain text, anything else as JSON. */
export interface Answer {
  status: number;
  body: unknown;
}

/** Keeps a message and gives its id in the inbox. */
export type Keep = (draft: Draft) => string;

/** A receiver that the inbox plays. */
export interface Provider {
  channel: ChannelName;
  /** The channel of what arrives, where one API serves several. */
  channelOf?(arrival: Arrival): ChannelName;
  /** The paths that it takes by POST. */
  path: RegExp;
  /** Keeps the message if the provider would take it, and answers as the provider does. */
  accept(arrival: Arrival, keep: Keep): Answer;
  /** How it words a fault, where it has a form of its own. */
  refuse?(fault: Fault): Answer;
  /** Whom a message is for, where a fault can depend on that. */
  recipient?(arrival: Arrival): string | null;
  /** Forgets what it knows of earlier messages. */
  clear?(): void;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
