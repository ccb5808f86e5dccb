import { useCallback, useState } from "react";
import { announce } from "../../lib/announce.tsx";
import { useAction } from "../../lib/useAction.ts";
import type { Actions } from "../actions.ts";
import { Confirm } from "../Confirm.tsx";
import { Placeholder } from "../Placeholder.tsx";
import { useViewReading } from "../shown.ts";
import { Time } from "../Time.tsx";
import { TroubleNotice } from "../TroubleNotice.tsx";
import type { ViewProps } from "../views.ts";
import { OverallPill } from "./OverallPill.tsx";
import { TenantChecks } from "./TenantChecks.tsx";
import { TenantHistory } from "./TenantHistory.tsx";
import { describeTrouble, Next } from "./TenantList.tsx";
import { TenantMembers } from "./TenantMembers.tsx";
import { TenantRemediations } from "./TenantRemediations.tsx";
import { TenantSettingsCard } from "./TenantSettings.tsx";
import { lookNow, readTenant, setPaused, type Tenant } from "./tenants.ts";

/** One tenant: how it is, what it is asked, and how it wants to be looked at. */
export function TenantPage({ id, client, operator }: Omit<ViewProps, "rest"> & { id: string }) {
  const load = useCallback((signal: AbortSignal) => readTenant(client, id, signal), [client, id]);
  const polled = useViewReading(load, operator);
  const { data, refresh } = polled;
  const actions = { client, refresh };
  const mayChange = data?.tenant.memberRole === "owner" || data?.tenant.memberRole === "admin";
  return (
    <>
      <p className="tenant-back">
        <a href="#/tenants">All tenants</a>
      </p>
      <TroubleNotice polled={polled} />
      {!data && polled.error === null && <Placeholder />}
      {data && (
        <>
          <Head tenant={data.tenant} actions={actions} mayChange={mayChange} />
          <TenantChecks tenant={data.tenant} checks={data.checks} />
          <TenantRemediations remediations={data.remediations} checks={data.checks} />
          <TenantHistory client={client} id={id} executions={data.executions} failures={data.failures} />
          <TenantSettingsCard
            id={id}
            settings={data.settings}
            checks={data.checks}
            actions={actions}
            mayChange={mayChange}
          />
          <TenantMembers tenant={data.tenant} members={data.members} actions={actions} userId={operator.userId} />
        </>
      )}
    </>
  );
}

function Head({ tenant, actions, mayChange }: { tenant: Tenant; actions: Actions; mayChange: boolean }) {
  const [isAsking, setAsking] = useState(false);
  const action = useAction();
  const look = useAction();
  const { id, name, role, isPaused, isEnabled, lastRunAt, nextRunAt } = tenant;
  const askForLook = async () => {
    const isDone = await look.run(async () => {
      await lookNow(actions.client, id);
      await actions.refresh();
    });
    if (isDone) announce(`${name} is looked at now: what is found appears here.`);
  };
  const carryOut = async () => {
    const isDone = await action.run(async () => {
      await setPaused(actions.client, id, !isPaused);
      await actions.refresh();
    });
    if (!isDone) return;
    announce(isPaused ? `${name} is looked at again.` : `${name} is paused.`);
    setAsking(false);
  };
  return (
    <section className="card tenant-head" aria-labelledby="tenant">
      <div className="row">
        <h2 id="tenant">{name}</h2>
        <OverallPill tenant={tenant} />
        <div className="row tenant-actions">
          {mayChange && isEnabled && !isPaused && (
            <button
              type="button"
              className="button small"
              aria-disabled={look.isBusy}
              onClick={() => void askForLook()}
            >
              {look.isBusy ? "Asking…" : "Look now"}
            </button>
          )}
          {mayChange && (
            <button
              type="button"
              className="button small"
              aria-expanded={isAsking}
              onClick={() => setAsking(!isAsking)}
            >
              {isPaused ? "Resume" : "Pause"}
            </button>
          )}
        </div>
      </div>
      <p className="channel-facts">
        <span>{role}</span>
        <code>{id}</code>
        <span>going on: {describeTrouble(tenant)}</span>
        <span>last looked at {lastRunAt === null ? "never" : <Time at={lastRunAt} />}</span>
        {nextRunAt !== null && (
          <span>
            next <Next at={nextRunAt} />
          </span>
        )}
      </p>
      {look.error && <p className="problem" role="alert">{look.error}</p>}
      {isAsking && (
        <Confirm
          question={isPaused
            ? (
              <>
                Look at <strong>{name}</strong> again?
              </>
            )
            : (
              <>
                Pause <strong>{name}</strong>? It is not looked at until somebody resumes it.
              </>
            )}
          confirmLabel={isPaused ? "Resume" : "Pause"}
          action={action}
          onConfirm={() => void carryOut()}
          onCancel={() => setAsking(false)}
        />
      )}
    </section>
  );
}
