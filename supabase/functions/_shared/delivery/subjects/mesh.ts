import { formatTime, textOf } from "../text.ts";
import { errorFacts, makeWording, withoutKind } from "./wording.ts";

/** Tetrahedrons, which people call meshes: `mesh-degrading`, and what vertices report by hand. */
export const mesh = makeWording({
  kind: () => "Mesh",
  noun: "Health Alert",
  trouble: (alert) => withoutKind(alert, "mesh"),
  troubleFacts({ alert }) {
    if (alert.alert_type !== "mesh-degrading") return errorFacts(alert);
    const lastHeartbeat = textOf(alert.details, "last_heartbeat_at");
    return [...errorFacts(alert), ["Last Heartbeat", lastHeartbeat ? formatTime(lastHeartbeat) : "never"]];
  },
});
