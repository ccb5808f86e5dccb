import { useCallback, useState } from "react";
import { useNow } from "../../lib/useNow.ts";
import { Placeholder } from "../Placeholder.tsx";
import { useViewReading } from "../shown.ts";
import { Time } from "../Time.tsx";
import { TroubleNotice } from "../TroubleNotice.tsx";
import { useCursors } from "../useCursors.ts";
import { useSearch } from "../useSearch.ts";
import type { ViewProps } from "../views.ts";
import { OverallPill } from "./OverallPill.tsx";
import { readTenants, type Tenant } from "./tenants.ts";

/** Tenants by name, a page at a time. */
export function TenantList({ client, operator }: Omit<ViewProps, "rest">) {
  const [filter, setFilter] = useState("");
  const search = useSearch(filter);
  const { after, isFirst, next, previous } = useCursors<Tenant>(search);
  const load = useCallback(
    async (signal: AbortSignal) => ({ search, after, ...await readTenants(client, search, after, signal) }),
    [client, search, after],
  );
  const polled = useViewReading(load, operator);
  const { data } = polled;
  // Only the end of the page that is asked for is where the next one begins.
  const isAnswered = data?.search === search && data.after === after;
  const last = data?.tenants.at(-1);

  return (
    <>
      <TroubleNotice polled={polled} />
      {!data && polled.error === null && <Placeholder />}
      {data && (
        <section className="card" aria-labelledby="tenants">
          <header className="card-head">
            <h2 id="tenants">Tenants</h2>
            <div className="card-tools">
              <input
                type="search"
                className="filter"
                placeholder="Find tenants"
                aria-label="Find tenants by name or id"
                aria-keyshortcuts="/"
                title="Press / to come here"
                value={filter}
                onChange={(event) => setFilter(event.target.value)}
              />
            </div>
          </header>
          {data.tenants.length === 0 && (
            <p className="empty">
              {data.search
                ? "No tenant has this in its name or id."
                : operator.isAdmin
                ? "There is no tenant yet. Make one with: select create_tenant('Acme');"
                : "You are a member of no tenant yet. An owner or admin of one adds you."}
            </p>
          )}
          {data.tenants.length > 0 && (
            // Roles again: the narrow layout lays rows out as blocks, which takes a table's own roles away.
            <table className="jobs" role="table" aria-labelledby="tenants">
              <thead role="rowgroup">
                <tr role="row">
                  {["Tenant", "Status", "Going on", "Last looked at", "Next"].map((label) => (
                    <th key={label} role="columnheader" scope="col">{label}</th>
                  ))}
                </tr>
              </thead>
              <tbody role="rowgroup">
                {data.tenants.map((tenant) => <TenantRow key={tenant.id} tenant={tenant} />)}
              </tbody>
            </table>
          )}
          {(!isFirst || data.hasMore) && (
            <p className="more row">
              <button
                type="button"
                className="button small"
                disabled={isFirst}
                onClick={previous}
              >
                Previous
              </button>
              <button
                type="button"
                className="button small"
                disabled={!data.hasMore}
                onClick={() => isAnswered && last && next(last)}
              >
                Next
              </button>
            </p>
          )}
        </section>
      )}
    </>
  );
}

function TenantRow({ tenant }: { tenant: Tenant }) {
  const { id, name, role, lastRunAt, nextRunAt, memberRole } = tenant;
  return (
    <tr role="row">
      <th role="rowheader" scope="row" className="job-name">
        <a className="name" href={`#/tenants/${encodeURIComponent(id)}`}>{name}</a>
        <span className="description">
          {role}
          {memberRole !== null && ` · you are ${memberRole}`}
        </span>
      </th>
      <td role="cell" className="job-state">
        <OverallPill tenant={tenant} />
      </td>
      <td role="cell" data-label="Going on">{describeTrouble(tenant)}</td>
      <td role="cell" data-label="Last looked at">{lastRunAt === null ? "never" : <Time at={lastRunAt} />}</td>
      <td role="cell" data-label="Next">
        <Next at={nextRunAt} />
      </td>
    </tr>
  );
}

/** When a tenant is looked at next, as far as its interval goes. */
export function Next({ at }: { at: number | null }) {
  const isDue = useNow((now) => at !== null && at <= now);
  if (at === null) return "–";
  return isDue ? "due" : <Time at={at} />;
}

/** "2 alerts, 1 warning". */
export function describeTrouble({ errors, alerts, warnings }: Tenant): string {
  const parts = [[errors, "error"], [alerts, "alert"], [warnings, "warning"]] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, word]) =>
    `${count} ${word}${count === 1 ? "" : "s"}`
  );
  return words.length > 0 ? words.join(", ") : "nothing";
}
