import type { Channel, Snapshot } from "./model.ts";
import type { Tone } from "./Pill.tsx";

interface Count {
  label: string;
  value: number;
  /** Colour when the value is not 0. */
  tone: Tone;
  hint: string;
}

/** The numbers that a glance is for. */
export function Counts({ snapshot: { counts, openAlerts, openAlertCount, channels } }: { snapshot: Snapshot }) {
  const waiting = sum(channels, "waiting");
  const dead = sum(channels, "dead");
  const acknowledged = openAlerts.filter((alert) => alert.acknowledgedAt !== null).length;
  const items: Count[] = [
    {
      label: "Healthy",
      value: counts.healthy,
      tone: "ok",
      hint: `of ${counts.total}${counts.paused ? `, ${counts.paused} paused` : ""}`,
    },
    { label: "Stale", value: counts.stale, tone: "warn", hint: "past their deadline" },
    { label: "Failing", value: counts.failing, tone: "bad", hint: "reported a failure" },
    {
      label: "Open alerts",
      value: openAlertCount,
      tone: "bad",
      hint: acknowledged ? `${acknowledged} acknowledged` : "to look at",
    },
    { label: "Waiting messages", value: waiting, tone: "info", hint: "in the outbox" },
    { label: "Dead messages", value: dead, tone: "bad", hint: "never delivered" },
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

function sum(channels: Channel[], key: "waiting" | "dead"): number {
  return channels.reduce((total, channel) => total + channel[key], 0);
}
