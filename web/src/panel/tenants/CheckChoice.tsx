import { useState } from "react";
import { type Check, PRIORITIES, type TenantSettings } from "./tenants.ts";

interface Props {
  draft: TenantSettings;
  checks: Check[];
  onChange(part: Partial<TenantSettings>): void;
}

/** Which checks are asked, and with which priority. */
export function CheckChoice({ draft, checks, onChange }: Props) {
  const [filter, setFilter] = useState("");
  const { enabled_checks: chosen, priority_overrides: overrides } = draft;
  const wanted = filter.trim().toLowerCase();
  const shown = checks.filter(({ id, title, category }) => `${id} ${title} ${category}`.toLowerCase().includes(wanted));
  const isOn = ({ id, isOnByDefault }: Check) => chosen === null ? isOnByDefault : chosen.includes(id);

  const toggle = (check: Check, on: boolean) => {
    // From the defaults to a list of one's own: what was on stays on.
    const before = chosen ?? checks.filter(isOn).map(({ id }) => id);
    onChange({ enabled_checks: on ? [...before, check.id] : before.filter((id) => id !== check.id) });
  };
  const prioritise = (id: string, priority: string) => {
    const { [id]: _, ...others } = overrides;
    onChange({ priority_overrides: priority === "" ? others : { ...others, [id]: priority } });
  };
  return (
    <fieldset className="check-choice">
      <legend>Checks</legend>
      <div className="row">
        <input
          type="search"
          className="filter"
          placeholder="Find checks"
          aria-label="Find checks"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        {chosen === null
          ? <span className="muted">Those that are on by default are asked.</span>
          : (
            <button type="button" className="button small" onClick={() => onChange({ enabled_checks: null })}>
              Ask those that are on by default
            </button>
          )}
      </div>
      {shown.length === 0 && <p className="muted">No check has this in its name.</p>}
      <ul>
        {shown.map((check) => (
          <li key={check.id} className="row">
            <label className="switch">
              <input type="checkbox" checked={isOn(check)} onChange={(event) => toggle(check, event.target.checked)} />
              {check.title}
            </label>
            <span className="muted">{check.category}</span>
            <select
              aria-label={`Priority of ${check.title}`}
              value={overrides[check.id] ?? ""}
              onChange={(event) => prioritise(check.id, event.target.value)}
            >
              <option value="">as it comes</option>
              {PRIORITIES.map((priority) => <option key={priority} value={priority}>{priority}</option>)}
            </select>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
