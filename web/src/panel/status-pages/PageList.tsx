import { type FormEvent, useCallback, useState } from "react";
import { announce } from "../../lib/announce.tsx";
import { useAction } from "../../lib/useAction.ts";
import type { Actions } from "../actions.ts";
import { More } from "../More.tsx";
import { Pill } from "../Pill.tsx";
import { Placeholder } from "../Placeholder.tsx";
import { SearchField } from "../SearchField.tsx";
import { useViewReading } from "../shown.ts";
import { TroubleNotice } from "../TroubleNotice.tsx";
import { usePages } from "../usePages.ts";
import { useSearch } from "../useSearch.ts";
import type { ViewProps } from "../views.ts";
import { createStatusPage, readStatusPages } from "./statusPages.ts";

const PAGES_AT_ONCE = 100;

/** What everybody may see, page by page. */
export function PageList({ client, operator }: Omit<ViewProps, "rest">) {
  const { userId, isAdmin } = operator;
  const [isMaking, setMaking] = useState(false);
  const [filter, setFilter] = useState("");
  const search = useSearch(filter);
  const { count, more } = usePages(PAGES_AT_ONCE);
  const load = useCallback(
    (signal: AbortSignal) => readStatusPages({ client, userId, isAdmin }, { search, count }, signal),
    [client, userId, isAdmin, search, count],
  );
  const polled = useViewReading(load, operator);
  const { data, refresh } = polled;
  const mayMake = data !== null && (isAdmin || data.tenants.length > 0);
  return (
    <>
      <TroubleNotice polled={polled} />
      {!data && polled.error === null && <Placeholder />}
      {data && (
        <section className="card" aria-labelledby="status-pages">
          <header className="card-head">
            <h2 id="status-pages">Status pages</h2>
            {data.total > data.pages.length && (
              <span className="muted">{data.pages.length} of {data.total.toLocaleString()}</span>
            )}
            <div className="card-tools">
              {mayMake && (
                <button
                  type="button"
                  className="button small"
                  aria-expanded={isMaking}
                  onClick={() => setMaking(!isMaking)}
                >
                  New page
                </button>
              )}
              <SearchField what="status pages" value={filter} onChange={setFilter} />
            </div>
          </header>
          {isMaking && <NewPage tenants={data.tenants} isAdmin={isAdmin} actions={{ client, refresh }} />}
          {data.pages.length === 0 && (
            <p className="empty">
              {search
                ? "No status page has this in its title."
                : mayMake
                ? "There is no status page yet. One tells everybody how some of what is monitored is, and nothing else about it."
                : "There is no status page that you may see. Owners and admins of a tenant make its pages."}
            </p>
          )}
          <ul className="status-page-list">
            {data.pages.map(({ id, slug, title, tenantId, isEnabled }) => (
              <li key={id}>
                <a className="name" href={`#/status-pages/${slug}`}>{title}</a>
                <Pill tone={isEnabled ? "ok" : "off"}>{isEnabled ? "Public" : "Off"}</Pill>
                <span className="muted">
                  /{slug}
                  {tenantId !== null && ` · tenant ${tenantId}`}
                </span>
              </li>
            ))}
          </ul>
          <More hasMore={data.total > data.pages.length} onMore={more} />
        </section>
      )}
    </>
  );
}

function NewPage({ tenants, isAdmin, actions }: { tenants: string[]; isAdmin: boolean; actions: Actions }) {
  const [title, setTitle] = useState("");
  const [slug, setSlug] = useState("");
  const [tenantId, setTenantId] = useState(isAdmin ? "" : tenants[0] ?? "");
  const action = useAction();
  const make = async (event: FormEvent) => {
    event.preventDefault();
    const isDone = await action.run(() =>
      createStatusPage(actions.client, { slug, title, tenantId: tenantId === "" ? null : tenantId })
    );
    if (!isDone) return;
    announce("The page is made. Name what it shows.");
    location.hash = `#/status-pages/${slug}`;
  };
  return (
    <form className="status-form" aria-label="New status page" onSubmit={(event) => void make(event)}>
      <label className="field">
        Title
        <input type="text" required maxLength={200} value={title} onChange={(event) => setTitle(event.target.value)} />
      </label>
      <label className="field">
        Address
        <input
          type="text"
          required
          maxLength={63}
          pattern="[a-z0-9\-]+"
          title="Lower case letters, digits and hyphens"
          placeholder="acme"
          value={slug}
          onChange={(event) => setSlug(event.target.value)}
        />
      </label>
      {tenants.length > 0 && (
        <label className="field">
          Of
          <select value={tenantId} onChange={(event) => setTenantId(event.target.value)}>
            {isAdmin && <option value="">the project</option>}
            {tenants.map((id) => <option key={id} value={id}>tenant {id}</option>)}
          </select>
        </label>
      )}
      <div className="row">
        <button type="submit" className="button primary" aria-disabled={action.isBusy}>
          {action.isBusy ? "Making…" : "Make the page"}
        </button>
      </div>
      {action.error && <p className="problem" role="alert">{action.error}</p>}
    </form>
  );
}
