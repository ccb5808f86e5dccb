import { announce } from "../../lib/announce.tsx";
import type { Tone } from "../../lib/tone.ts";
import { useAction } from "../../lib/useAction.ts";
import type { Actions } from "../actions.ts";
import { Pill } from "../Pill.tsx";
import { Time } from "../Time.tsx";
import { endSilence, KINDS, type Silence, type SilenceState } from "./silences.ts";

const PILLS: Record<SilenceState, [tone: Tone, label: string]> = {
  current: ["info", "In force"],
  coming: ["warn", "Coming"],
  ended: ["off", "Ended"],
};

interface Props {
  silence: Silence;
  actions: Actions;
  userId: string;
  mayEnd: boolean;
}

/** One silence: what, until when, why and by whom; and its end. */
export function SilenceItem({ silence, actions: { client, refresh }, userId, mayEnd }: Props) {
  const action = useAction();
  const isComing = silence.state === "coming";
  const endLabel = isComing ? "Call off" : "End now";
  const what = describe(silence);
  const [tone, label] = PILLS[silence.state];
  const end = async () => {
    const isDone = await action.run(async () => {
      await endSilence(client, silence.id);
      await refresh();
    });
    if (isDone) {
      announce(isComing ? "The silence is called off." : "The silence has ended. What it held is on its way.");
    }
  };

  return (
    <li className={`silence ${silence.state}`}>
      <div className="silence-main">
        <p className="silence-what">{what}</p>
        {silence.reason !== null && <p className="silence-reason">{silence.reason}</p>}
        <p className="alert-facts">
          {isComing && (
            <span>
              begins <Time at={silence.startsAt} />
            </span>
          )}
          {silence.state === "ended" && silence.endsAt > Date.now() ? <span>its alert is over</span> : (
            <span>
              {silence.state === "ended" ? "ended" : "ends"} <Time at={silence.endsAt} />
            </span>
          )}
          <span>{describeScope(silence, userId)}</span>
          <span>by {describeAuthor(silence, userId)}</span>
        </p>
        {action.error && <p className="problem" role="alert">{action.error}</p>}
      </div>
      <Pill tone={tone}>{label}</Pill>
      {mayEnd && (
        <button
          type="button"
          className="button small"
          aria-disabled={action.isBusy}
          aria-label={`${endLabel}: ${what}`}
          title={isComing ? undefined : "What it holds goes out at once"}
          onClick={() => void end()}
        >
          {action.isBusy ? "Working…" : endLabel}
        </button>
      )}
    </li>
  );
}

function describe({ alertId, alertMessage, subjectKind, subjectId, subjectName, alertType }: Silence): string {
  if (alertId !== null) return `Snoozed: ${alertMessage ?? "an alert"}`;
  const alerts = alertType === null ? "Alerts" : `Alerts ${alertType}`;
  const kind = subjectKind === null ? null : KINDS[subjectKind] ?? { one: subjectKind, many: subjectKind };
  if (subjectId === null) return kind ? `${alerts} about ${kind.many}` : alertType === null ? "All alerts" : alerts;
  if (subjectId.endsWith("*")) {
    return `${alerts} about ${kind?.many ?? "subjects"} that begin with “${subjectId.slice(0, -1)}”`;
  }
  return `${alerts} about ${kind ? `the ${kind.one}` : "the subject"} ${subjectName ?? subjectId}`;
}

function describeScope({ ownerId, tenantId }: Silence, userId: string): string {
  if (tenantId !== null) return `of the tenant ${tenantId}`;
  if (ownerId === null) return "of the project";
  return ownerId === userId ? "yours" : "another user's";
}

function describeAuthor({ createdBy, createdByEmail }: Silence, userId: string): string {
  if (createdBy === null) return "the project";
  return createdBy === userId ? "you" : createdByEmail ?? "another user";
}
