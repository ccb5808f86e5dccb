import { createHash, createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { type MachineEvent, machineEventOf } from "../delivery/machine-event.ts";
import { countEvents, LISTED } from "../delivery/message.ts";
import { countMore, heardBy, isDigest, isReport, resultsOf } from "../delivery/report.ts";
import { outcomeOfStatus } from "../delivery/outcome.ts";
import type { Json, JsonObject, Notification, NotificationEvent, Unit } from "../delivery/types.ts";
import { HeartbaseError } from "../errors.ts";
import type { ChannelAdapter } from "./adapter.ts";

const TYPES: Record<NotificationEvent, string> = {
  opened: "alert.opened",
  reminder: "alert.reminder",
  resolved: "alert.resolved",
  test: "test",
};

/**
 * Any receiver of Standard Webhooks. `webhook-id` is the unit's id and stays the same over retries, as does the body;
 * `webhook-timestamp` is the time of the attempt; `webhook-signature` has one `v1,…` signature per signing secret.
 *
 * A signing secret is `whsec_` and the base64 of its key, or a text that a user chose, whose UTF-8 bytes are the key.
 *
 * `X-Heartbase-Signature: sha256=<hex>` is HMAC-SHA256 of the body's UTF-8 bytes. Its key is the UTF-8 bytes of the newest
 * signing secret exactly as it was shown, `whsec_` included and nothing decoded. A body with a machine's event also has
 * `X-LunaSentri-Signature`, of the same form, whose key is the 32 bytes of SHA-256 of that secret.
 */
export const webhook: ChannelAdapter = {
  kind: "webhook",
  variables: [],

  buildRequest({ unit, now }) {
    const { channel } = unit;
    const secrets = channel.signing_secrets ?? [];
    const [newest] = secrets;
    if (!channel.destination) {
      throw new HeartbaseError("destination_missing", "the webhook channel has no URL", { status: 400 });
    }
    if (!newest) {
      throw new HeartbaseError("signing_secret_missing", "the webhook channel has no signing secret", { status: 400 });
    }
    const body = JSON.stringify(payloadOf(heardBy(unit)));
    const hasMachineEvent = unit.notifications.slice(0, LISTED).some(machineEventOf);
    return {
      url: channel.destination,
      origin: "user",
      headers: {
        "content-type": "application/json; charset=utf-8",
        "webhook-id": unit.unit_id,
        "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
        "webhook-signature": secrets.map((secret) => signerOf(secret).sign(unit.unit_id, now, body)).join(" "),
        "x-heartbase-signature": hexSignature(newest, body),
        ...(hasMachineEvent && { "x-lunasentri-signature": hexSignature(sha256(newest), body) }),
      },
      body,
    };
  },

  // The answer's text stays unread: what a stranger's server says does not belong in our error texts.
  readResponse: (response, now) => outcomeOfStatus(response, now),
};

function signerOf(secret: string): Webhook {
  if (secret.startsWith("whsec_")) return new Webhook(secret);
  return new Webhook(new TextEncoder().encode(secret), { format: "raw" });
}

function hexSignature(key: string | Uint8Array, body: string): string {
  return `sha256=${createHmac("sha256", key).update(body, "utf8").digest("hex")}`;
}

function sha256(text: string): Uint8Array {
  return createHash("sha256").update(text, "utf8").digest();
}

/** A machine's event alone is the whole body: receivers of that form are older than the other bodies. */
function payloadOf(unit: Unit): JsonObject | MachineEvent {
  const [first] = unit.notifications;
  if (!first) throw new TypeError("the unit has no notifications");
  if (unit.count <= 1 && unit.notifications.length === 1) {
    const machineEvent = machineEventOf(first);
    if (machineEvent) return machineEvent;
    if (isReport(first.alert) && first.event === "opened") return reportOf(unit, first);
    const data = { id: unit.unit_id, ...dataOf(first), details: first.alert.details };
    return { type: TYPES[first.event], timestamp: first.created_at, data };
  }
  const listed = unit.notifications.slice(0, LISTED);
  return {
    type: "alerts.grouped",
    timestamp: listed.map((notification) => notification.created_at).reduce((a, b) => a > b ? a : b),
    data: {
      id: unit.unit_id,
      count: unit.count,
      counts: countEvents(unit),
      omitted: Math.max(unit.count - listed.length, 0),
      notifications: listed.map((notification) => ({
        type: typeOf(notification),
        timestamp: notification.created_at,
        ...machineEventOf(notification),
        ...dataOf(notification),
        details: withoutMetadata(notification.alert.details),
      })),
    },
  };
}

/** What a run of a tenant's checks had to tell, or a day, its results where receivers look for them. */
function reportOf(unit: Unit, notification: Notification): JsonObject {
  const { alert } = notification;
  const { day = null, execution_id = null, overall_status = null, counts = null } = alert.details ?? {};
  return {
    type: typeOf(notification),
    timestamp: notification.created_at,
    data: {
      id: unit.unit_id,
      ...dataOf(notification),
      ...(isDigest(alert) ? { day } : { execution_id, overall_status }),
      counts,
      results: resultsOf(alert),
      more: countMore(alert),
    },
  };
}

function typeOf({ event, alert }: Notification): string {
  if (event !== "opened" || !isReport(alert)) return TYPES[event];
  return isDigest(alert) ? "tenant.digest" : "tenant.report";
}

/** Only what cannot change between two attempts: an alert's end stands in the message about its end alone. */
function dataOf({ id, event, slot, alert }: Notification): JsonObject {
  return {
    notification_id: id,
    alert_id: alert.id,
    subject: { kind: alert.subject_kind, id: alert.subject_id, name: alert.subject_name },
    alert_type: alert.alert_type,
    severity: alert.severity,
    message: alert.message,
    detected_at: alert.detected_at,
    ...(event === "reminder" && { reminder: slot }),
    ...(event === "resolved" && {
      resolved_at: alert.resolved_at,
      auto_resolved: alert.auto_resolved,
      resolution: alert.resolution,
    }),
  };
}

/** A group's body stays small: twenty times 10 kB of metadata, or the data of twenty times fifty results, would not. */
function withoutMetadata(details: JsonObject | null): Json {
  if (!details) return null;
  const { metadata: _metadata, results, ...rest } = details;
  return results === undefined ? rest : { ...rest, results: withoutData(results) };
}

function withoutData(results: Json): Json {
  if (!Array.isArray(results)) return results;
  return results.map((result) =>
    typeof result === "object" && result !== null && !Array.isArray(result) ? { ...result, data: undefined } : result
  );
}
