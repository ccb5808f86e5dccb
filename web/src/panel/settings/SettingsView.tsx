import { useCallback, useState } from "react";
import { Placeholder } from "../Placeholder.tsx";
import { useViewReading } from "../shown.ts";
import { TroubleNotice } from "../TroubleNotice.tsx";
import type { ViewProps } from "../views.ts";
import { SettingRow } from "./SettingRow.tsx";
import { readSettings } from "./settings.ts";
import "./settings.css";

/** What the project can be told to do differently. */
export default function SettingsView({ client, operator }: ViewProps) {
  const [filter, setFilter] = useState("");
  const load = useCallback((signal: AbortSignal) => readSettings(client, signal), [client]);
  const polled = useViewReading(load, operator);
  const { data: groups, refresh } = polled;
  const wanted = filter.trim().toLowerCase();
  const shown = (groups ?? [])
    .map(({ title, settings }) => ({
      title,
      settings: settings.filter(({ key, description }) => `${key} ${description}`.toLowerCase().includes(wanted)),
    }))
    .filter(({ settings }) => settings.length > 0);

  return (
    <>
      <TroubleNotice polled={polled} />
      {!groups && polled.error === null && <Placeholder />}
      {groups && (
        <input
          type="search"
          className="filter settings-filter"
          placeholder="Filter settings"
          aria-label="Filter settings"
          aria-keyshortcuts="/"
          title="Press / to come here"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      )}
      {groups && shown.length === 0 && <p className="card empty">No setting has this in its name or description.</p>}
      {shown.map(({ title, settings }) => {
        const id = `settings-${title.toLowerCase().replaceAll(" ", "-")}`;
        return (
          <section key={title} className="card" aria-labelledby={id}>
            <header className="card-head">
              <h2 id={id}>{title}</h2>
            </header>
            <ul className="settings" aria-labelledby={id}>
              {settings.map((setting) => (
                <SettingRow key={setting.key} setting={setting} actions={{ client, refresh }} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}
