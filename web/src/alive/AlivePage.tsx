import { useEffect } from "react";
import { listSubsystems } from "../lib/alive.ts";
import { announce } from "../lib/announce.tsx";
import { runBootCheck } from "../lib/bootCheck.ts";
import type { Config } from "../lib/config.ts";
import { describeLoss } from "../lib/errors.ts";
import { describeClock } from "../lib/time.ts";
import { useAction } from "../lib/useAction.ts";
import { type Alive, useAlive } from "../lib/useAlive.ts";
import { HeartbeatPill, PhasePill } from "../panel/AlivePills.tsx";
import { Mark } from "../panel/Mark.tsx";
import { Time } from "../panel/Time.tsx";
import { SubsystemCard } from "./SubsystemCard.tsx";
import { useAdminSession } from "./useAdminSession.ts";

/** Whether the project lives, for everybody; admins who are signed in to the panel can look closer and boot. */
export function AlivePage({ config }: { config: Config }) {
  const admin = useAdminSession(config);
  const alive = useAlive(config, admin?.accessToken ?? null);
  const booting = useAction();
  const { status, state, lastUpdated, consecutiveFailures, isLoading, refetch } = alive;

  useEffect(() => {
    document.title = `${state === "lost" ? "LOST" : status?.phase ?? "Alive"} · Heartbase`;
  }, [state, status]);

  // A session is found after the first question was asked without it: ask again once that has ended, for the details.
  const isAdmin = admin !== null;
  useEffect(() => {
    if (isAdmin) void refetch().then(refetch);
  }, [isAdmin, refetch]);

  const boot = async () => {
    if (!admin) return;
    const isDone = await booting.run(async () => {
      await runBootCheck(admin.client);
      await refetch();
    });
    if (isDone) announce("The boot check has ended.");
  };

  return (
    <>
      <header className="top-bar">
        <div className="top-bar-inner">
          <div className="brand">
            <Mark />
            <strong>Heartbase</strong>
            <span className="project muted">{new URL(config.apiUrl).host}</span>
          </div>
          <div className="top-bar-tools">
            <a className="button small" href="./">Operator Panel</a>
          </div>
        </div>
      </header>
      <main className="page">
        <section className={`card alive-head ${state}`} aria-labelledby="alive">
          <h1 id="alive">Is Heartbase alive?</h1>
          <dl className="alive-facts">
            <div>
              <dt>Current Phase</dt>
              <dd>
                <PhasePill status={status} state={state} />
              </dd>
            </div>
            <div>
              <dt>Heartbeat</dt>
              <dd>
                <HeartbeatPill state={state} />
              </dd>
            </div>
            <div>
              <dt>Last check</dt>
              <dd>{lastUpdated ? <Time at={lastUpdated.getTime()} /> : "never"}</dd>
            </div>
            <div>
              <dt>Failures</dt>
              <dd>{consecutiveFailures}</dd>
            </div>
          </dl>
          <div className="row">
            <button type="button" className="button" aria-disabled={isLoading} onClick={() => void refetch()}>
              {isLoading ? "Refreshing…" : "Refresh"}
            </button>
            {admin && (
              <button
                type="button"
                className="button primary"
                aria-disabled={booting.isBusy}
                onClick={() => void boot()}
              >
                {booting.isBusy ? "Booting…" : "Run Boot Check"}
              </button>
            )}
            {!admin && (
              <span className="muted">
                Admins run a boot check and see details once they have <a href="./">signed in</a>.
              </span>
            )}
          </div>
          {booting.error && <p className="problem" role="alert">{booting.error}</p>}
        </section>
        <Trouble alive={alive} />
        {status && (
          <ul className={`subsystem-cards ${state}`} aria-label="Subsystems">
            {listSubsystems(status).map((each) => (
              <SubsystemCard key={each.name} subsystem={each} isKnown={state !== "lost"} />
            ))}
          </ul>
        )}
      </main>
    </>
  );
}

/** What a backend that does not answer means for what is shown; it goes away by itself. */
function Trouble({ alive: { state, error, lastUpdated } }: { alive: Alive }) {
  if (error === null) return <div role="alert" />;
  return (
    <div role="alert">
      <p className={`notice ${state === "lost" ? "bad" : "warn"}`}>
        <span>
          <strong>No answer: {describeLoss(error)}.</strong>{" "}
          {lastUpdated
            ? `Shown is what was known at ${describeClock(lastUpdated.getTime())}.`
            : "Nothing is known yet."} It is asked again by itself.
        </span>
      </p>
    </div>
  );
}
