import { useCallback, useMemo, useState } from "react";
import type { Client } from "../lib/client.ts";
import type { Config } from "../lib/config.ts";
import { ApiError } from "../lib/errors.ts";
import { usePolling } from "../lib/usePolling.ts";
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
import { JOB_WINDOW, readSnapshot } from "./snapshot.ts";
import { TopBar } from "./TopBar.tsx";
import { TroubleNotice } from "./TroubleNotice.tsx";
import { useNews } from "./useNews.ts";
import type { Operator, SignedIn } from "./useOperator.ts";
import { useSearch } from "./useSearch.ts";

const REFRESH_MS = 10_000;

interface Props {
  config: Config;
  client: Client;
  operator: Operator & SignedIn;
}

export function Dashboard({ config, client, operator }: Props) {
  const { userId, email, accessToken, isAdmin, recheck, renew, signOut } = operator;
  const [filter, setFilter] = useState("");
  const [isLarge, setLarge] = useState(false);
  const search = useSearch(isLarge ? filter : "");
  const load = useCallback(async (signal: AbortSignal) => {
    try {
      const snapshot = await readSnapshot(client, search, signal);
      setLarge(snapshot.counts.total > JOB_WINDOW);
      return snapshot;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) await renew();
      throw error;
    }
  }, [client, search, renew]);
  const polled = usePolling(load, REFRESH_MS);
  const { data: snapshot, refresh } = polled;
  useNews(snapshot);
  const actions = useMemo(() => ({ client, refresh }), [client, refresh]);

  return (
    <>
      <TopBar config={config} email={email} polled={polled} onSignOut={signOut} />
      <main className="page">
        <h1 className="visually-hidden">Operator Panel</h1>
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
      </main>
    </>
  );
}

/** A project in which nothing has happened: counts would only be zeros. */
function isEmpty({ counts, openAlertCount, recentAlerts }: Snapshot): boolean {
  return counts.total + openAlertCount + recentAlerts.length === 0;
}
