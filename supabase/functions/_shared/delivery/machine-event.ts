import type { Json, JsonObject, Notification } from "./types.ts";

/** A machine that fell silent or came back, as it stood at that moment. The names and their order are the receivers'. */
export interface MachineEvent {
  event: "machine.offline" | "machine.online";
  machine: {
    id: Json;
    name: string;
    hostname: string;
    description: string;
    status: "offline" | "online";
    /** RFC 3339, UTC, in whole seconds; empty when the machine was never heard. */
    last_seen: string;
  };
}

/**
 * The event that a notification is about; null when it is about none. An alert that ended by hand, or because its machine
 * was disabled or deleted, has no facts of a return: nothing came online.
 */
export function machineEventOf({ event, alert }: Notification): MachineEvent | null {
  if (alert.subject_kind !== "machine" || alert.alert_type !== "machine-offline") return null;
  if (event === "opened") return makeEvent("offline", alert.details);
  if (event === "resolved") return makeEvent("online", alert.resolved_details ?? null);
  return null;
}

function makeEvent(status: MachineEvent["machine"]["status"], details: JsonObject | null): MachineEvent | null {
  const machine = details?.machine;
  if (typeof machine !== "object" || machine === null || Array.isArray(machine)) return null;
  return {
    event: `machine.${status}`,
    machine: {
      id: machine.id ?? null,
      name: text(machine.name),
      hostname: text(machine.hostname),
      description: text(machine.description),
      status,
      last_seen: inWholeSeconds(text(machine.last_seen)),
    },
  };
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** Cut off, not rounded: nothing is seen in the future. What is no time stays as it is. */
function inWholeSeconds(timestamp: string): string {
  const at = new Date(timestamp);
  return Number.isNaN(at.getTime()) ? timestamp : at.toISOString().replace(/\.\d{3}Z$/, "Z");
}
