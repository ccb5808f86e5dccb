import { Time } from "../Time.tsx";
import { CheckPill } from "./OverallPill.tsx";
import { CATEGORIES, type Check, safeLink, type Tenant } from "./tenants.ts";

const STATUS_ORDER = ["error", "alert", "warning", "ok"];

/** What is asked, by category; what is wrong comes first. */
export function TenantChecks({ tenant, checks }: { tenant: Tenant; checks: Check[] }) {
  const asked = checks.filter(({ isOn }) => isOn);
  const isAllClear = tenant.lastRunAt !== null && asked.every(({ status }) => status === "ok");
  return (
    <section className="card" aria-labelledby="checks">
      <header className="card-head">
        <h2 id="checks">Checks</h2>
        <span className="muted">{asked.length} of {checks.length} asked</span>
      </header>
      {asked.length === 0 && <p className="empty">No check is asked. Choose some in the settings below.</p>}
      {asked.length > 0 && isAllClear && (
        <p className="all-clear">All clear: each of the {asked.length} checks is well.</p>
      )}
      {CATEGORIES.map((category) => {
        const members = asked.filter((check) => check.category === category).sort(compareChecks);
        if (members.length === 0) return null;
        return (
          <div key={category}>
            <h3 className="category">{category}</h3>
            <ul className="checks">{members.map((check) => <CheckItem key={check.id} check={check} />)}</ul>
          </div>
        );
      })}
    </section>
  );
}

function CheckItem({ check: { title, status, priority, message, since, actionUrl, actionLabel } }: { check: Check }) {
  const link = safeLink(actionUrl);
  const isWell = status === null || status === "ok";
  return (
    <li className="check">
      <div className="row">
        <span className={isWell ? "" : "check-title"}>{title}</span>
        <CheckPill status={status} />
      </div>
      {!isWell && (
        <>
          <p>{message}</p>
          <p className="channel-facts">
            {priority !== null && <span>{priority} priority</span>}
            {since !== null && (
              <span>
                since <Time at={since} />
              </span>
            )}
            {link !== null && (
              <a href={link} target="_blank" rel="noreferrer">{actionLabel ?? "Do something about it"}</a>
            )}
          </p>
        </>
      )}
    </li>
  );
}

function rank(status: string | null): number {
  return status === null ? STATUS_ORDER.length : STATUS_ORDER.indexOf(status);
}

function compareChecks(a: Check, b: Check): number {
  return rank(a.status) - rank(b.status) || a.title.localeCompare(b.title);
}
