import { useRef } from "react";
import { announce } from "../../lib/announce.tsx";
import { describeSoon } from "../../lib/time.ts";
import { useAction } from "../../lib/useAction.ts";
import type { Actions } from "../actions.ts";
import type { Alert } from "../model.ts";
import { useOwnFocus } from "../useOwnFocus.ts";
import { snoozeAlert } from "./silences.ts";
import { tomorrowAtNine } from "./times.ts";
import "./snooze.css";

interface Props {
  alert: Alert;
  actions: Actions;
  onClose(): void;
}

/** Asks for how long nobody is to be told of an alert. */
export default function SnoozeAlert({ alert, actions: { client, refresh }, onClose }: Props) {
  const action = useAction();
  const firstRef = useRef<HTMLButtonElement>(null);
  const groupRef = useOwnFocus<HTMLDivElement>(firstRef);

  const snooze = async (time: string, until: number) => {
    const isDone = await action.run(async () => {
      await snoozeAlert(client, alert.id, time);
      await refresh();
    });
    if (!isDone) return;
    announce(`Snoozed until ${describeSoon(until, Date.now())}.`);
    onClose();
  };
  const snoozeUntilTomorrow = () => {
    const until = tomorrowAtNine(new Date()).getTime();
    void snooze(`${Math.ceil((until - Date.now()) / 1000)} seconds`, until);
  };

  return (
    <div
      ref={groupRef}
      className="snooze"
      role="group"
      aria-label={`Snooze: ${alert.message}`}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <p>Nobody is told of it for</p>
      <div className="row">
        {[1, 4].map((hours) => (
          <button
            key={hours}
            ref={hours === 1 ? firstRef : undefined}
            type="button"
            className="button small"
            aria-disabled={action.isBusy}
            onClick={() => void snooze(`${hours} hours`, Date.now() + hours * 3_600_000)}
          >
            {hours} h
          </button>
        ))}
        <button type="button" className="button small" aria-disabled={action.isBusy} onClick={snoozeUntilTomorrow}>
          Until tomorrow 9:00
        </button>
        <a className="button small" href={`#/silences/${alert.id}`}>Silence this subject…</a>
        <button type="button" className="button small ghost" onClick={onClose}>Cancel</button>
      </div>
      {action.error && <p className="problem" role="alert">{action.error}</p>}
    </div>
  );
}
