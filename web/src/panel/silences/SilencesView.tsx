import { useCallback, useEffect, useMemo, useState } from "react";
import { More } from "../More.tsx";
import { Placeholder } from "../Placeholder.tsx";
import { useViewReading } from "../shown.ts";
import { StaleList } from "../StaleList.tsx";
import { usePages } from "../usePages.ts";
import type { ViewProps } from "../views.ts";
import { AddSilence } from "./AddSilence.tsx";
import { SilenceItem } from "./SilenceItem.tsx";
import { readSilences, type Silence } from "./silences.ts";
import "./silences.css";

const SILENCES_AT_ONCE = 100;

/** What nobody is told of, and until when: the project's silences for admins, a tenant's for its members, and one's own. */
export default function SilencesView({ client, operator, rest: alertId }: ViewProps) {
  const { userId, isAdmin } = operator;
  const [isAdding, setAdding] = useState(alertId !== "");
  useEffect(() => setAdding(alertId !== ""), [alertId]);
  const { count, more } = usePages(SILENCES_AT_ONCE);
  const load = useCallback((signal: AbortSignal) => readSilences(client, userId, count, signal), [
    client,
    userId,
    count,
  ]);
  const polled = useViewReading(load, operator);
  const { data, refresh } = polled;
  const actions = useMemo(() => ({ client, refresh }), [client, refresh]);
  if (!data && polled.error === null) return <Placeholder />;

  const close = () => {
    setAdding(false);
    // The address named the alert that the form began with.
    if (alertId !== "") location.hash = "#/silences";
  };
  const mayEnd = ({ ownerId, tenantId, alertId: snoozed, createdBy }: Silence) =>
    isAdmin || ownerId === userId ||
    (tenantId !== null && (snoozed !== null ? data?.memberOf : data?.adminOf)?.includes(tenantId)) ||
    (ownerId === null && tenantId === null && snoozed !== null && createdBy === userId);
  const list = (silences: Silence[]) => (
    <ul className="silences">
      {silences.map((silence) => (
        <SilenceItem
          key={silence.id}
          silence={silence}
          actions={actions}
          userId={userId}
          mayEnd={silence.state !== "ended" && mayEnd(silence) === true}
        />
      ))}
    </ul>
  );

  return (
    <>
      <section className="card" aria-labelledby="silences">
        <header className="card-head">
          <h2 id="silences">Silences</h2>
          {data && data.total > 0 && (
            <span className="muted">
              {data.total > data.silences.length && `${data.silences.length} of `}
              {data.total.toLocaleString()}
            </span>
          )}
          <div className="card-tools">
            <button
              type="button"
              className="button small"
              aria-expanded={isAdding}
              onClick={() => isAdding ? close() : setAdding(true)}
            >
              New silence
            </button>
          </div>
        </header>
        <StaleList polled={polled} />
        {isAdding && data && (
          <AddSilence
            key={alertId}
            actions={actions}
            alertId={alertId}
            userId={userId}
            isAdmin={isAdmin}
            tenantIds={data.adminOf}
            onClose={close}
          />
        )}
        {data && data.silences.length === 0 && (
          <p className="empty">
            Nothing is silenced: everybody is told as things happen. Alerts under a silence open as ever; their messages
            wait until it ends.
          </p>
        )}
        {data && data.silences.length > 0 && list(data.silences)}
        {data && <More hasMore={data.total > data.silences.length} onMore={more} />}
      </section>
      {data && data.ended.length > 0 && (
        <section className="card" aria-labelledby="silences-ended">
          <header className="card-head">
            <h2 id="silences-ended">Ended</h2>
          </header>
          {list(data.ended)}
        </section>
      )}
    </>
  );
}
