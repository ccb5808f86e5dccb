import { Pill } from "../panel/Pill.tsx";
import { Days } from "./Days.tsx";
import { type Component, groupComponents, STATE_WORDS } from "./model.ts";
import { Moment } from "./Moment.tsx";

/** What the page names, group by group. */
export function Components({ components, firstDay }: { components: Component[]; firstDay: string }) {
  return (
    <>
      {groupComponents(components).map(({ name, components }) => (
        <section key={name ?? ""} className="card status-group" aria-label={name ?? "Systems"}>
          {name !== null && <h2>{name}</h2>}
          <ul>
            {components.map((each) => <ComponentRow key={each.key} component={each} firstDay={firstDay} />)}
          </ul>
        </section>
      ))}
    </>
  );
}

function ComponentRow({ component, firstDay }: { component: Component; firstDay: string }) {
  const { name, description, state, since } = component;
  const { label, tone } = STATE_WORDS[state];
  return (
    <li>
      <div className="status-row-head">
        <h3>{name}</h3>
        <Pill tone={tone}>{label}</Pill>
      </div>
      {description !== "" && <p className="muted">{description}</p>}
      {since !== null && state !== "operational" && (
        <p className="muted">
          Since <Moment at={since} />
        </p>
      )}
      <Days component={component} firstDay={firstDay} />
    </li>
  );
}
