import { Deliveries } from "./Deliveries.tsx";
import type { Snapshot } from "./model.ts";
import { Time } from "./Time.tsx";

/** What is over, and who was told. */
export function RecentAlerts({ snapshot: { recentAlerts } }: { snapshot: Snapshot }) {
  return (
    <section className="card" aria-labelledby="recent-alerts">
      <header className="card-head">
        <h2 id="recent-alerts">Resolved alerts</h2>
        <span className="muted">last 48 hours</span>
      </header>
      {recentAlerts.length === 0
        ? <p className="empty">No alert ended in the last 48 hours.</p>
        : (
          <ul className="alerts quiet">
            {recentAlerts.map((alert) => (
              <li key={alert.id} className="alert over">
                <div className="alert-main">
                  <p className="alert-message">{alert.message}</p>
                  <p className="alert-facts">
                    {alert.resolvedAt !== null && (
                      <span>
                        Ended <Time at={alert.resolvedAt} />
                      </span>
                    )}
                    {alert.resolution && <span>{alert.resolution}</span>}
                    <Deliveries alert={alert} />
                  </p>
                </div>
              </li>
            ))}
          </ul>
        )}
    </section>
  );
}
