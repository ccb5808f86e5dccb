import type { ProviderResponse } from "../delivery/outcome.ts";
import type { UrlOrigin } from "../delivery/ssrf.ts";
import type { Outcome, Unit } from "../delivery/types.ts";

/** The secrets of a channel kind, by the name of their environment variable. */
export type Secrets = Readonly<Record<string, string | undefined>>;

/** What an adapter knows of a message and its channel. */
export interface ChannelContext {
  unit: Unit;
  secrets: Secrets;
}

/** What an adapter makes its request of. */
export interface SendContext extends ChannelContext {
  /** The time of this attempt; nothing but signatures may depend on it. */
  now: Date;
}

/** The one POST that sends a message. */
export interface OutgoingRequest {
  url: string;
  /** Who chose the URL: the guard is stricter with users. */
  origin: UrlOrigin;
  headers: Record<string, string>;
  body: string;
}

/** A provider's limit: requests under one key start at least `everyMs` milliseconds apart. */
export interface Limit {
  key: string;
  everyMs: number;
}

/**
 * A kind of channel: how its message is written, and how its provider's answer reads. Pure: the sender owns time-outs,
 * retries, limits, the guard against private addresses, and redaction.
 */
export interface ChannelAdapter {
  kind: string;
  /** The environment variables that the kind uses; the same names serve in Vault. */
  variables: readonly string[];
  /** Whether these secrets make an environment channel; absent when the kind has none. */
  isConfigured?(secrets: Secrets): boolean;
  /** Whether these secrets send to channels that the project makes by itself; absent when it makes none of the kind. */
  canSend?(secrets: Secrets): boolean;
  /**
   * False when a message that may have been sent must not be sent again: there is no idempotency key, and a repeat costs money.
   * It ends with a reason that says so. A connection that never opened is tried again all the same.
   */
  repeats?: false;
  /** The provider's limits that a message falls under, the narrowest first. */
  limits?(context: ChannelContext): readonly Limit[];
  /** Throws a HeartbaseError when the channel lacks what a send needs. */
  buildRequest(context: SendContext): OutgoingRequest | Promise<OutgoingRequest>;
  readResponse(response: ProviderResponse, now: Date, context: ChannelContext): Outcome;
}
