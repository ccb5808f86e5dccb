import { useState } from "react";
import { describeDetails, listSubsystems, type Subsystem } from "../lib/alive.ts";
import { announce } from "../lib/announce.tsx";
import { runBootCheck } from "../lib/bootCheck.ts";
import type { Client } from "../lib/client.ts";
import type { Config } from "../lib/config.ts";
import { describeLoss } from "../lib/errors.ts";
import { describeSeconds } from "../lib/interval.ts";
import { useAction } from "../lib/useAction.ts";
import { type Alive, useAlive } from "../lib/useAlive.ts";
import { HeartbeatPill, PhasePill } from "./AlivePills.tsx";
import { Pill } from "./Pill.tsx";
import { Time } from "./Time.tsx";

interface Props {
  config: Config;
  client: Client;
  accessToken: string;
  isAdmin: boolean;
  /** When the lists below were read, in milliseconds; 0 before. */
  listsReadAt: number;
}

/** Whether the backend itself lives: its phase, its subsystems, and since when nothing is heard of it. */
export function HeartbeatStrip({ config, client, accessToken, isAdmin, listsReadAt }: Props) {
  const [isOpen, setOpen] = useState(false);
  const alive = useAlive(config, accessToken);
  const booting = useAction();
  const { status, state, lastUpdated, consecutiveFailures, isPaused, refetch } = alive;
  const subsystems = status ? listSubsystems(status) : [];

  const boot = async () => {
    const isDone = await booting.run(async () => {
      await runBootCheck(client);
      await refetch();
    });
    if (isDone) announce("The boot check has ended.");
  };

  return (
    <section className={`card heartbeat ${state}`} aria-label="Heartbeat">
      <div className="heartbeat-head">
        <PhasePill status={status} state={state} />
        <HeartbeatPill state={state} />
        <p className="heartbeat-facts">
          <span>Last check {lastUpdated ? <Time at={lastUpdated.getTime()} /> : "never"}</span>
          <span>Failures {consecutiveFailures}</span>
          {isPaused && <span>resting: this browser is offline</span>}
        </p>
        <div className="heartbeat-tools">
          {isAdmin && subsystems.length > 0 && (
            <button
              type="button"
              className="button small ghost"
              aria-expanded={isOpen}
              onClick={() => setOpen(!isOpen)}
            >
              Details
            </button>
          )}
          {isAdmin && (
            <button
              type="button"
              className="button small"
              aria-disabled={booting.isBusy}
              onClick={() => void boot()}
            >
              {booting.isBusy ? "Booting…" : "Run Boot Check"}
            </button>
          )}
        </div>
      </div>
      {booting.error && <p className="problem heartbeat-note" role="alert">{booting.error}</p>}
      <Loss alive={alive} listsReadAt={listsReadAt} />
      {subsystems.length > 0 && !isOpen && (
        <ul className="subsystems" aria-label="Subsystems">
          {subsystems.map((each) => (
            <li key={each.name}>
              <Pill tone={state === "lost" ? "off" : each.ok ? "ok" : each.core ? "bad" : "warn"}>
                {each.ok ? each.title : `${each.title}: ${each.error ?? "failed"}`}
              </Pill>
            </li>
          ))}
        </ul>
      )}
      {subsystems.length > 0 && isOpen && <Details subsystems={subsystems} />}
    </section>
  );
}

/** What a backend that does not answer means for the page; it goes away by itself. */
function Loss({ alive: { state, error, lastUpdated }, listsReadAt }: { alive: Alive; listsReadAt: number }) {
  if (state !== "lost") return <div role="alert" />;
  return (
    <div role="alert">
      <p className="notice bad">
        <span>
          <strong>The function alive does not answer: {describeLoss(error)}.</strong>{" "}
          {lastUpdated ? "Subsystems are shown as they were when it last did." : "Nothing is known of the subsystems."}
          {" "}
          {listsReadAt > 0 && (
            <>
              The lists below were read <Time at={listsReadAt} />.
            </>
          )} It is asked again by itself.
        </span>
      </p>
    </div>
  );
}

function Details({ subsystems }: { subsystems: Subsystem[] }) {
  return (
    <dl className="subsystem-details">
      {subsystems.map(({ name, title, ok, core, error, details, duration_ms }) => (
        <div key={name}>
          <dt>
            <Pill tone={ok ? "ok" : core ? "bad" : "warn"}>{ok ? "OK" : "ISSUE"}</Pill>
            <span title={name}>{title}</span>
            {core && <span className="muted">core</span>}
          </dt>
          <dd>
            {error && <span className="problem">{error}</span>} {describeDetails(details)}
            {duration_ms !== undefined && <span className="muted">in {describeSeconds(duration_ms / 1000)}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
