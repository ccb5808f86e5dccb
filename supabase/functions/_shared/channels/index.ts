import type { ReadVariable } from "../env.ts";
import { variable } from "../env.ts";
import type { ChannelAdapter, Secrets } from "./adapter.ts";
import { email } from "./email.ts";
import { push } from "./push.ts";
import { slack } from "./slack.ts";
import { sms } from "./sms.ts";
import { telegram } from "./telegram.ts";
import { webhook } from "./webhook.ts";
import { whatsapp } from "./whatsapp.ts";

export type ChannelRegistry = ReadonlyMap<string, ChannelAdapter>;

/** Every kind of channel. A new kind is its adapter's file and its name here. */
export const channels: ChannelRegistry = registryOf([slack, email, push, sms, telegram, webhook, whatsapp]);

export function registryOf(adapters: readonly ChannelAdapter[]): ChannelRegistry {
  return new Map(adapters.map((adapter) => [adapter.kind, adapter]));
}

/** All variables that the kinds use. */
export function channelVariables(registry: ChannelRegistry): string[] {
  return [...new Set([...registry.values()].flatMap((adapter) => adapter.variables))];
}

/** The channels' secrets that the environment holds. */
export function readChannelSecrets(registry: ChannelRegistry, read: ReadVariable): Secrets {
  return Object.fromEntries(channelVariables(registry).map((name) => [name, variable(read, name)]));
}

/** What a claim brings along: which environment channels these secrets make, and to which kinds of other channels they send. */
export interface EnvironmentReport {
  [kind: string]: boolean | string[];
  sends: string[];
}

export function environmentReport(registry: ChannelRegistry, secrets: Secrets): EnvironmentReport {
  const report: EnvironmentReport = { sends: [] };
  for (const { kind, isConfigured, canSend } of registry.values()) {
    if (isConfigured) report[kind] = isConfigured(secrets);
    if (canSend?.(secrets)) report.sends.push(kind);
  }
  return report;
}
