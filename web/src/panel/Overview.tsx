import { useCallback, useMemo, useState } from "react";
import { Channels } from "./Channels.tsx";
import { Counts } from "./Counts.tsx";
import { FirstRun } from "./FirstRun.tsx";
import { HeartbeatStrip } from "./HeartbeatStrip.tsx";
import { Jobs } from "./Jobs.tsx";
import { Machines } from "./Machines.tsx";
import { Meshes } from "./Meshes.tsx";
import type { JobState, Snapshot } from "./model.ts";
import { NotAdmin } from "./NotAdmin.tsx";
import { OpenAlerts } from "./OpenAlerts.tsx";
import { Placeholder } from "./Placeholder.tsx";
import { RecentAlerts } from "./RecentAlerts.tsx";
import { useViewReading } from "./shown.ts";
import { readSnapshot } from "./snapshot.ts";
import { TroubleNotice } from "./TroubleNotice.tsx";
import { useNews } from "./useNews.ts";
import { usePages } from "./usePages.ts";
import { useSearch } from "./useSearch.ts";
import type { ViewProps } from "./views.ts";

const JOBS_AT_ONCE = 50;
const ALERTS_AT_ONCE = 25;
const CHANNELS_AT_ONCE = 25;

/** How everything is: what is open, then each kind of subject. */
export function Overview({ config, client, operator }: ViewProps) {
  const { userId, email, accessToken, isAdmin, recheck } = operator;
  const [filter, setFilter] = useState("");
  const [states, setStates] = useState<JobState[] | null>(null);
  const search = useSearch(filter);
  const jobs = usePages(JOBS_AT_ONCE);
  const alerts = usePages(ALERTS_AT_ONCE);
  const channels = usePages(CHANNELS_AT_ONCE);
  const asked = useMemo(
    () => ({ search, states, jobs: jobs.count, alerts: alerts.count, channels: channels.count }),
    [search, states, jobs.count, alerts.count, channels.count],
  );
  const load = useCallback((signal: AbortSignal) => readSnapshot(client, asked, signal), [client, asked]);
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
      {snapshot && !isEmpty(snapshot) && <OpenAlerts snapshot={snapshot} actions={actions} onMore={alerts.more} />}
      {snapshot && isAdmin && (snapshot.counts.total === 0 ? <FirstRun config={config} /> : (
        <Jobs
          snapshot={snapshot}
          actions={actions}
          filter={filter}
          onFilter={setFilter}
          states={states}
          onStates={setStates}
          onMore={jobs.more}
        />
      ))}
      {snapshot && <Machines client={client} userId={userId} apiUrl={config.apiUrl} isAdmin={isAdmin} />}
      {snapshot && <Meshes client={client} userId={userId} />}
      {snapshot && (
        <div className="halves">
          <RecentAlerts snapshot={snapshot} />
          <Channels
            snapshot={snapshot}
            actions={actions}
            userId={userId}
            isAdmin={isAdmin}
            onMore={channels.more}
          />
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
