import { type FormEvent, useState } from "react";
import { announce } from "../../lib/announce.tsx";
import { adviceOf } from "../../lib/errors.ts";
import type { Actions } from "../actions.ts";
import { CheckChoice } from "./CheckChoice.tsx";
import { CHANNEL_KINDS, type Check, saveSettings, type TenantSettings } from "./tenants.ts";

interface Props {
  id: string;
  settings: TenantSettings;
  checks: Check[];
  actions: Actions;
  mayChange: boolean;
}

/** How the tenant wants to be looked at and told; a form for its owners and admins. */
export function TenantSettingsCard(props: Props) {
  const [isEditing, setEditing] = useState(false);
  return (
    <section className="card" aria-labelledby="tenant-settings">
      <header className="card-head">
        <h2 id="tenant-settings">Settings</h2>
        {props.mayChange && !isEditing && (
          <div className="card-tools">
            <button type="button" className="button small" onClick={() => setEditing(true)}>Change settings</button>
          </div>
        )}
      </header>
      {isEditing ? <SettingsForm {...props} onClose={() => setEditing(false)} /> : <Facts settings={props.settings} />}
    </section>
  );
}

function Facts({ settings }: { settings: TenantSettings }) {
  const { interval_minutes, timezone, channels, suppress_all_clear, enabled_checks, priority_overrides } = settings;
  const overrides = Object.entries(priority_overrides);
  const facts: [label: string, value: string][] = [
    ["Looked at", `every ${interval_minutes} min`],
    ["Active hours", describeHours(settings.active_start_hour, settings.active_end_hour) ?? "all day"],
    ["Quiet hours", describeHours(settings.quiet_start_hour, settings.quiet_end_hour) ?? "none"],
    ["Time zone", timezone],
    ["Channels", channels.length > 0 ? channels.join(", ") : "none"],
    ["All clear", suppress_all_clear ? "not told" : "told each time"],
    ["Checks", enabled_checks === null ? "those that are on by default" : `${enabled_checks.length} chosen`],
    [
      "Priorities",
      overrides.length > 0
        ? overrides.map(([check, priority]) => `${check}: ${priority}`).join(", ")
        : "as the checks have them",
    ],
  ];
  return (
    <dl className="tenant-facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function SettingsForm({ id, settings, checks, actions, onClose }: Props & { onClose(): void }) {
  // Of its own: what is read again meanwhile does not undo what somebody is writing.
  const [draft, setDraft] = useState(settings);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const change = (part: Partial<TenantSettings>) => setDraft({ ...draft, ...part });

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    setError(null);
    try {
      await saveSettings(actions.client, id, draft);
      await actions.refresh();
      announce("The settings are saved.");
      onClose();
    } catch (caught) {
      setError(adviceOf(caught));
      setBusy(false);
    }
  };
  return (
    <form className="tenant-form" onSubmit={(event) => void save(event)}>
      <div className="tenant-fields">
        <label className="field">
          Minutes between executions, 5 to 1440
          <input
            type="text"
            inputMode="numeric"
            value={Number.isNaN(draft.interval_minutes) ? "" : draft.interval_minutes}
            onChange={(event) => change({ interval_minutes: Number.parseInt(event.target.value, 10) })}
          />
        </label>
        <label className="field">
          Time zone
          <select value={draft.timezone} onChange={(event) => change({ timezone: event.target.value })}>
            {timeZones(draft.timezone).map((zone) => <option key={zone} value={zone}>{zone}</option>)}
          </select>
        </label>
        <Hours
          legend="Active hours"
          none="All day"
          start={draft.active_start_hour}
          end={draft.active_end_hour}
          initial={[8, 20]}
          onChange={(active_start_hour, active_end_hour) => change({ active_start_hour, active_end_hour })}
        />
        <Hours
          legend="Quiet hours"
          none="None"
          start={draft.quiet_start_hour}
          end={draft.quiet_end_hour}
          initial={[22, 7]}
          onChange={(quiet_start_hour, quiet_end_hour) => change({ quiet_start_hour, quiet_end_hour })}
        />
      </div>
      <fieldset className="choices">
        <legend>Channels that hear of results</legend>
        {CHANNEL_KINDS.map((kind) => (
          <label key={kind} className="switch">
            <input
              type="checkbox"
              checked={draft.channels.includes(kind)}
              onChange={(event) =>
                change({
                  channels: event.target.checked
                    ? [...draft.channels, kind]
                    : draft.channels.filter((channel) => channel !== kind),
                })}
            />
            {kind}
          </label>
        ))}
      </fieldset>
      <label className="switch">
        <input
          type="checkbox"
          checked={draft.suppress_all_clear}
          onChange={(event) => change({ suppress_all_clear: event.target.checked })}
        />
        Say nothing when all is clear
      </label>
      <CheckChoice draft={draft} checks={checks} onChange={change} />
      {error !== null && <p className="problem" role="alert">{error}</p>}
      <div className="row">
        <button type="submit" className="button small primary" aria-disabled={isBusy}>
          {isBusy ? "Saving…" : "Save settings"}
        </button>
        <button type="button" className="button small" onClick={onClose}>Cancel</button>
      </div>
    </form>
  );
}

function Hours({ legend, none, start, end, initial, onChange }: {
  legend: string;
  none: string;
  start: number | null;
  end: number | null;
  initial: [start: number, end: number];
  onChange(start: number | null, end: number | null): void;
}) {
  const isSet = start !== null && end !== null;
  return (
    <fieldset className="hours">
      <legend>{legend}</legend>
      <label className="switch">
        <input
          type="checkbox"
          checked={!isSet}
          onChange={(event) => event.target.checked ? onChange(null, null) : onChange(...initial)}
        />
        {none}
      </label>
      {isSet && (
        <>
          <select
            aria-label={`${legend} from`}
            value={start}
            onChange={(event) => onChange(Number(event.target.value), end)}
          >
            {hours(0, 23)}
          </select>
          <span>to before</span>
          <select
            aria-label={`${legend} to`}
            value={end}
            onChange={(event) => onChange(start, Number(event.target.value))}
          >
            {hours(0, 24)}
          </select>
        </>
      )}
    </fieldset>
  );
}

function hours(first: number, last: number) {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
    .map((hour) => <option key={hour} value={hour}>{hour}:00</option>);
}

function describeHours(start: number | null, end: number | null): string | null {
  return start === null || end === null ? null : `${start}:00 to ${end}:00`;
}

/** The zones that the browser knows, with the one that is set and UTC, which some leave out. */
function timeZones(current: string): string[] {
  return [...new Set([current, "UTC", ...Intl.supportedValuesOf("timeZone")])].sort();
}
