import type { Tone } from "../lib/tone.ts";
import type { Snapshot } from "./model.ts";

interface Count {
  label: string;
  value: number;
  /** Colour when the value is not 0. */
  tone: Tone;
  hint: string;
}

/** The numbers that a glance is for. */
export function Counts({ snapshot }: { snapshot: Snapshot }) {
  const { counts, openAlerts, openAlertCount, waitingMessages, deadMessages } = snapshot;
  const acknowledged = openAlerts.filter((alert) => alert.acknowledgedAt !== null).length;
  const items: Count[] = [
    {
      label: "Healthy",
      value: counts.healthy,
      tone: "ok",
      hint: `of ${counts.total.toLocaleString()}${counts.paused ? `, ${counts.paused.toLocaleString()} paused` : ""}`,
    },
    { label: "Stale", value: counts.stale, tone: "warn", hint: "past their deadline" },
    { label: "Failing", value: counts.failing, tone: "bad", hint: "reported a failure" },
    {
      label: "Open alerts",
      value: openAlertCount,
      tone: "bad",
      // Of those that were not read nobody knows.
      hint: acknowledged && openAlertCount === openAlerts.length ? `${acknowledged} acknowledged` : "to look at",
    },
    { label: "Waiting messages", value: waitingMessages, tone: "info", hint: "in the outbox" },
    { label: "Dead messages", value: deadMessages, tone: "bad", hint: "never delivered" },
  ];
  return (
    <dl className="counts">
      {items.map(({ label, value, tone, hint }) => (
        <div key={label} className={`count ${value === 0 ? "zero" : tone}`}>
          <dt>{label}</dt>
          <dd>
            <span className="count-value">{value.toLocaleString()}</span> <span className="count-hint">{hint}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
