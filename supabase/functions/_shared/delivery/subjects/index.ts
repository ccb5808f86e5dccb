import type { Notification } from "../types.ts";
import { job } from "./job.ts";
import { machine } from "./machine.ts";
import { mesh } from "./mesh.ts";
import { tenant } from "./tenant.ts";
import { errorFacts, makeWording, type Wording } from "./wording.ts";

/** The wording of each kind of subject. A new kind is its file and its name here. */
const wordings: ReadonlyMap<string, Wording> = new Map([
  ["job", job],
  ["machine", machine],
  ["tenant", tenant],
  ["tetrahedron", mesh],
]);

/** What has no wording of its own. */
const other = makeWording({ troubleFacts: ({ alert }) => errorFacts(alert) });

/** A test message is about no subject. */
const test: Wording = {
  ...makeWording(),
  icon: () => "🔔",
  headline: () => "Heartbase Test",
  title: () => "Heartbase Test",
  facts: () => [],
};

export function wordingOf({ event, alert }: Notification): Wording {
  if (event === "test") return test;
  return wordings.get(alert.subject_kind) ?? other;
}
