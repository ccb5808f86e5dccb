import { useCallback, useMemo, useState } from "react";
import { Channels } from "./Channels.tsx";
import { Counts } from "./Counts.tsx";
import { FirstRun } from "./FirstRun.tsx";
import { HeartbeatStrip } from "./HeartbeatStrip.tsx";
import { Jobs } from "./Jobs.tsx";
import { Machines } from "./Machines.tsx";
import { Meshes } from "./Meshes.tsx";
import type { Snapshot } from "./model.ts";
import { NotAdmin } from "./NotAdmin.tsx";
import { OpenAlerts } from "./OpenAlerts.tsx";
import { Placeholder } from "./Placeholder.tsx";
import { RecentAlerts } from "./RecentAlerts.tsx";
import { useViewReading } from "./shown.ts";
import { JOB_WINDOW, readSnapshot } from "./snapshot.ts";
import { TroubleNotice } from "./TroubleNotice.tsx";
import { useNews } from "./useNews.ts";
import { useSearch } from "./useSearch.ts";
import type { ViewProps } from "./views.ts";

/** How everything is: what is open, then each kind of subject. */
export function Overview({ config, client, operator }: ViewProps) {
  const { userId, email, accessToken, isAdmin, recheck } = operator;
  const [filter, setFilter] = useState("");
  const [isLarge, setLarge] = useState(false);
  const search = useSearch(isLarge ? filter : "");
  const load = useCallback(async (signal: AbortSignal) => {
    const snapshot = await readSnapshot(client, search, signal);
    setLarge(snapshot.counts.total > JOB_WINDOW);
    return snapshot;
  }, [client, search]);
  const polled = useViewReading(load, operator);
  const { data: snapshot, refresh } = polled;
  useNews(snapshot);
  const actions = useMemo(() => ({ client, refresh }), [client, refresh]);

  return (
    <>
      <TroubleNotice polled={polled} />
      <HeartbeatStrip
        config={config}
        client={client}
        accessToken={accessToken}
        isAdmin={isAdmin}
        listsReadAt={polled.loadedAt}
      />
      {!snapshot && polled.error === null && <Placeholder />}
      {snapshot && isAdmin && !isEmpty(snapshot) && <Counts snapshot={snapshot} />}
      {snapshot && !isEmpty(snapshot) && <OpenAlerts snapshot={snapshot} actions={actions} />}
      {snapshot && isAdmin && (snapshot.counts.total === 0
        ? <FirstRun config={config} />
        : <Jobs snapshot={snapshot} actions={actions} filter={filter} onFilter={setFilter} />)}
      {snapshot && <Machines client={client} userId={userId} apiUrl={config.apiUrl} isAdmin={isAdmin} />}
      {snapshot && <Meshes client={client} userId={userId} />}
      {snapshot && (
        <div className="halves">
          <RecentAlerts snapshot={snapshot} />
          <Channels snapshot={snapshot} actions={actions} userId={userId} isAdmin={isAdmin} />
        </div>
      )}
      {!isAdmin && <NotAdmin email={email} onRecheck={recheck} />}
    </>
  );
}

/** A project in which nothing has happened: counts would only be zeros. */
function isEmpty({ counts, openAlertCount, recentAlerts }: Snapshot): boolean {
  return counts.total + openAlertCount + recentAlerts.length === 0;
}
