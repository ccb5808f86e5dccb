import { lazy, Suspense, useRef, useState } from "react";
import { announce } from "../lib/announce.tsx";
import { useAction } from "../lib/useAction.ts";
import type { Actions } from "./actions.ts";
import { acknowledgeAlert, resolveAlert } from "./commands.ts";
import { Confirm } from "./Confirm.tsx";
import { Deliveries } from "./Deliveries.tsx";
import type { Alert } from "./model.ts";
import { Pill } from "./Pill.tsx";
import { Time } from "./Time.tsx";

const SnoozeAlert = lazy(() => import("./silences/SnoozeAlert.tsx"));

export function OpenAlert({ alert, actions: { client, refresh } }: { alert: Alert; actions: Actions }) {
  const [isResolving, setResolving] = useState(false);
  const [isSnoozing, setSnoozing] = useState(false);
  const [note, setNote] = useState("");
  const acknowledging = useAction();
  const resolving = useAction();
  const resolveRef = useRef<HTMLButtonElement>(null);

  const acknowledge = async () => {
    const isDone = await acknowledging.run(async () => {
      await acknowledgeAlert(client, alert.id);
      await refresh();
    });
    if (isDone) {
      announce("Acknowledged. There will be no more reminders about it.");
      resolveRef.current?.focus();
    }
  };
  const resolve = async () => {
    const isDone = await resolving.run(async () => {
      await resolveAlert(client, alert.id, note);
      await refresh();
    });
    if (isDone) announce("Resolved.");
  };

  return (
    <li className={`alert ${alert.severity}`}>
      <div className="alert-main">
        <p className="alert-message">
          <span className="visually-hidden">{alert.severity}:</span>
          {alert.message}
        </p>
        <p className="alert-facts">
          {alert.detectedAt !== null && (
            <span>
              Began <Time at={alert.detectedAt} />
            </span>
          )}
          {alert.reminders > 0 && <span>{alert.reminders} {alert.reminders === 1 ? "reminder" : "reminders"}</span>}
          {alert.silencedUntil !== null && (
            <span className="waiting">
              silenced, ends <Time at={alert.silencedUntil} />
            </span>
          )}
          <Deliveries alert={alert} />
        </p>
        {acknowledging.error && <p className="problem" role="alert">{acknowledging.error}</p>}
      </div>
      <div className="alert-actions">
        {alert.acknowledgedAt === null
          ? (
            <button
              type="button"
              className="button small"
              aria-disabled={acknowledging.isBusy}
              aria-label={`Acknowledge: ${alert.message}`}
              title="Ends the reminders; its recovery is still told"
              onClick={() => void acknowledge()}
            >
              {acknowledging.isBusy ? "Working…" : "Acknowledge"}
            </button>
          )
          : (
            <span className="acknowledged">
              <Pill tone="info">Acknowledged</Pill> <Time at={alert.acknowledgedAt} />
            </span>
          )}
        <button
          type="button"
          className="button small"
          aria-expanded={isSnoozing}
          aria-label={`Snooze: ${alert.message}`}
          onClick={() => setSnoozing(!isSnoozing)}
        >
          Snooze
        </button>
        <button
          ref={resolveRef}
          type="button"
          className="button small"
          aria-expanded={isResolving}
          aria-label={`Resolve: ${alert.message}`}
          onClick={() => setResolving(!isResolving)}
        >
          Resolve
        </button>
      </div>
      {isSnoozing && (
        <Suspense>
          <SnoozeAlert alert={alert} actions={{ client, refresh }} onClose={() => setSnoozing(false)} />
        </Suspense>
      )}
      {isResolving && (
        <Confirm
          question="Resolve it by hand? Whoever was told of it hears that it ended. A job still in trouble is alerted about again after its repeat interval."
          confirmLabel="Resolve"
          action={resolving}
          onConfirm={() => void resolve()}
          onCancel={() => setResolving(false)}
          field={
            <label className="field inline">
              <span className="visually-hidden">Note</span>
              <input
                type="text"
                maxLength={500}
                placeholder="Note (optional)"
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            </label>
          }
        />
      )}
    </li>
  );
}
