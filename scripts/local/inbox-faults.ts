import { randomUUID } from "node:crypto";

const CHANNELS = ["slack", "email", "push", "sms", "telegram", "webhook", "whatsapp", "*"] as const;
const KINDS = ["status", "hang", "reset", "slow", "migrate"] as const;

/** How the inbox is to fail. */
export interface Fault {
  id: string;
  channel: (typeof CHANNELS)[number];
  kind: (typeof KINDS)[number];
  /** HTTP status for kind `status`; default 500. */
  status?: number;
  /** Retry-After in seconds for kind `status`. */
  retry_after?: number;
  delay_ms?: number;
  /** For kind `migrate`: the chat id that a Telegram group has now. A message that comes to it ends the fault. */
  to?: string;
  /** How many more messages it applies to; null means until it is cleared. */
  times: number | null;
  /** Whether the message is kept as accepted although the sender sees the fault. */
  record: boolean;
}

/** The faults in force, oldest first. */
export class FaultList {
  #faults: Fault[] = [];

  list(): readonly Fault[] {
    return this.#faults;
  }

  clear(): void {
    this.#faults = [];
  }

  /** Adds a fault from a request's body. Returns it, or what is wrong with it. */
  add(input: unknown): Fault | { code: string; message: string } {
    const wrong = (message: string) => ({ code: "invalid_fault", message });
    if (typeof input !== "object" || input === null) return wrong("The body must be a JSON object.");
    const given: Partial<Fault> = input;
    const { channel = "*", kind, status, retry_after, delay_ms, to, times = null, record = false } = given;
    if (!CHANNELS.includes(channel)) return wrong(`channel must be one of ${CHANNELS.join(", ")}`);
    if (!kind || !KINDS.includes(kind)) return wrong(`kind must be one of ${KINDS.join(", ")}`);
    for (const [name, value] of Object.entries({ status, retry_after, delay_ms })) {
      if (value !== undefined && !(Number.isFinite(value) && value >= 0)) return wrong(`${name} must be a number`);
    }
    const isChat = typeof to === "string" && /^-?\d+$/.test(to);
    if (kind === "migrate" ? channel !== "telegram" || !isChat : to !== undefined) {
      return wrong("migrate, and it alone, has `to`: the new chat id of a telegram group, as a text");
    }
    if (status !== undefined && (status < 200 || status > 599)) return wrong("status must be from 200 to 599");
    if (times !== null && !(Number.isInteger(times) && times > 0)) {
      return wrong("times must be a whole number, or null");
    }
    const optional = Object.entries({ status, retry_after, delay_ms, to }).filter(([, value]) => value !== undefined);
    const fault: Fault = {
      id: randomUUID(),
      channel,
      kind,
      ...Object.fromEntries(optional),
      times,
      record: record === true,
    };
    this.#faults.push(fault);
    return fault;
  }

  /** The fault for a message of this channel to this recipient, counted down, or null. */
  take(channel: Exclude<Fault["channel"], "*">, recipient: string | null): Fault | null {
    // Whoever writes to a group's new id has learnt that it moved.
    this.#faults = this.#faults.filter((fault) => fault.kind !== "migrate" || fault.to !== recipient);
    const fault = this.#faults.find((candidate) => candidate.channel === channel || candidate.channel === "*");
    if (!fault) return null;
    if (fault.times !== null && --fault.times === 0) this.#faults = this.#faults.filter((other) => other !== fault);
    return { ...fault };
  }
}
