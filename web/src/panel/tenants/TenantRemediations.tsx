import { Time } from "../Time.tsx";
import type { Check, Remediation } from "./tenants.ts";

interface Props {
  /** The newest, from the newest on. */
  remediations: Remediation[];
  checks: Check[];
}

/** What was done about what checks found, when, and whether it helped; nothing where nothing was. */
export function TenantRemediations({ remediations, checks }: Props) {
  if (remediations.length === 0) return null;
  const titles = new Map(checks.map(({ id, title }) => [id, title]));
  return (
    <section className="card" aria-labelledby="remediations">
      <header className="card-head">
        <h2 id="remediations">Remediations</h2>
      </header>
      <ul className="checks" aria-label="The last remediations">
        {remediations.map(({ id, action, checkId, at, outcome, before, after, error, result }) => (
          <li key={id} className="check">
            <div className="row">
              <span className="check-title">{action}</span>
              {at !== null && (
                <span className="muted">
                  <Time at={at} />
                </span>
              )}
            </div>
            <p className="channel-facts">
              <span>for {titles.get(checkId) ?? checkId}</span>
              <span>{outcome}</span>
              <span>{before} before{after !== null && `, ${after} after`}</span>
            </p>
            {error !== null && <p className="problem">{error}</p>}
            {result !== null && <p className="muted">{result}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
