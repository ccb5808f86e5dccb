import type { Actions } from "./actions.ts";
import type { Snapshot } from "./model.ts";
import { More } from "./More.tsx";
import { OpenAlert } from "./OpenAlert.tsx";

interface Props {
  snapshot: Snapshot;
  actions: Actions;
  onMore: (() => void) | null;
}

export function OpenAlerts({ snapshot, actions, onMore }: Props) {
  const { openAlerts, openAlertCount } = snapshot;
  return (
    <section className="card" aria-labelledby="open-alerts">
      <header className="card-head">
        <h2 id="open-alerts">Open alerts</h2>
        {openAlertCount > openAlerts.length && (
          <span className="muted">The latest {openAlerts.length} of {openAlertCount.toLocaleString()}</span>
        )}
      </header>
      {openAlerts.length === 0
        ? <p className="empty">Nothing is wrong. An alert appears here when a job misses its deadline or fails.</p>
        : (
          <ul className="alerts">
            {openAlerts.map((alert) => <OpenAlert key={alert.id} alert={alert} actions={actions} />)}
          </ul>
        )}
      <More hasMore={openAlertCount > openAlerts.length} onMore={onMore} />
    </section>
  );
}
