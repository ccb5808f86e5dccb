import { describeDetails, type Subsystem } from "../lib/alive.ts";
import { describeSeconds } from "../lib/interval.ts";
import { Pill } from "../panel/Pill.tsx";

/** One part of the project: OK or ISSUE. `isKnown`: whether that still holds. */
export function SubsystemCard({ subsystem, isKnown }: { subsystem: Subsystem; isKnown: boolean }) {
  const { name, title, ok, core, error, details, duration_ms } = subsystem;
  return (
    <li className="card subsystem-card">
      <div className="subsystem-card-head">
        <h2 title={name}>{title}</h2>
        <Pill tone={!isKnown ? "off" : ok ? "ok" : "bad"}>{ok ? "OK" : "ISSUE"}</Pill>
      </div>
      {error && <p className="problem">{error}</p>}
      {details !== undefined && <p className="muted">{describeDetails(details)}</p>}
      {duration_ms !== undefined && (
        <p className="muted">{core ? "core, " : ""}answered in {describeSeconds(duration_ms / 1000)}</p>
      )}
    </li>
  );
}
