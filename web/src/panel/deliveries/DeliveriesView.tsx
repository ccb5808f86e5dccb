import { useMemo, useState } from "react";
import { announce } from "../../lib/announce.tsx";
import { useAction } from "../../lib/useAction.ts";
import type { Actions } from "../actions.ts";
import { Confirm } from "../Confirm.tsx";
import { Placeholder } from "../Placeholder.tsx";
import { TroubleNotice } from "../TroubleNotice.tsx";
import type { ViewProps } from "../views.ts";
import { DeliveryItem } from "./DeliveryItem.tsx";
import {
  addressOf,
  type ChannelChoice,
  COUNT_LIMIT,
  type Counts,
  type Filter,
  parseFilter,
  replayChannel,
  type StateFilter,
  STATES,
} from "./deliveries.ts";
import "./deliveries.css";
import { useDeliveries } from "./useDeliveries.ts";

const STATE_LABELS: Record<StateFilter, string> = {
  waiting: "Waiting",
  dead: "Dead",
  delivered: "Delivered",
  cancelled: "Cancelled",
};

/** What became of every message, and the dead ones sent again. What is shown stands in the address. */
export default function DeliveriesView({ rest, ...props }: ViewProps) {
  const filter = useMemo(() => parseFilter(rest), [rest]);
  // Another filter is another list, read from its beginning.
  return <DeliveryList key={addressOf(filter)} {...props} filter={filter} />;
}

function DeliveryList({ client, operator, filter }: Omit<ViewProps, "rest"> & { filter: Filter }) {
  const list = useDeliveries(client, filter, operator);
  const { polled, deliveries, hasMore, older } = list;
  const { data } = polled;
  const channel = data?.channels.find(({ id }) => id === filter.channelId) ?? null;
  const dead = data?.counts.dead ?? 0;
  const mayReplay = channel?.isOn && dead > 0 &&
    (operator.isAdmin || channel.ownerId === operator.userId || deliveries.some(({ canReplay }) => canReplay));
  const actions = { client, refresh: list.refresh };

  return (
    <>
      <TroubleNotice polled={polled} />
      {!data && polled.error === null && <Placeholder />}
      {data && (
        <section className="card" aria-labelledby="deliveries">
          <header className="card-head">
            <h2 id="deliveries">Messages</h2>
            <StateChips counts={data.counts} filter={filter} />
            <div className="card-tools">
              <ChannelSelect channels={data.channels} filter={filter} />
            </div>
          </header>
          {filter.alertId !== null && (
            <p className="notice warn">
              <span>Only messages about one alert{deliveries[0]?.subject ? `: ${deliveries[0].subject}` : ""}.</span>
              <a href={addressOf({ ...filter, alertId: null })}>Show all</a>
            </p>
          )}
          {channel && mayReplay && <ReplayAll channel={channel} dead={dead} actions={actions} />}
          {deliveries.length === 0
            ? <p className="empty">{describeNone(filter, operator.isAdmin)}</p>
            : (
              <ul className="deliveries" aria-labelledby="deliveries">
                {deliveries.map((delivery) => (
                  <DeliveryItem
                    key={delivery.id}
                    delivery={delivery}
                    filter={filter}
                    actions={actions}
                    userId={operator.userId}
                  />
                ))}
              </ul>
            )}
          {hasMore && (
            <p className="more">
              <button
                type="button"
                className="button small"
                aria-disabled={older.isBusy}
                onClick={() => void list.loadOlder()}
              >
                {older.isBusy ? "Loading…" : "Load older"}
              </button>
            </p>
          )}
          {older.error && <p className="empty problem" role="alert">{older.error}</p>}
        </section>
      )}
    </>
  );
}

function StateChips({ counts, filter }: { counts: Counts; filter: Filter }) {
  return (
    <nav className="chips" aria-label="By state">
      <a
        className="chip"
        href={addressOf({ ...filter, state: null })}
        aria-current={filter.state === null || undefined}
      >
        All
      </a>
      {STATES.map((state) => (
        <a
          key={state}
          className={`chip is-${state} ${counts[state] === 0 ? "zero" : ""}`}
          href={addressOf({ ...filter, state })}
          aria-current={filter.state === state || undefined}
        >
          {STATE_LABELS[state]} <span className="chip-count">{describeCount(counts[state])}</span>
        </a>
      ))}
    </nav>
  );
}

function ChannelSelect({ channels, filter }: { channels: ChannelChoice[]; filter: Filter }) {
  return (
    <select
      className="filter"
      aria-label="Channel"
      value={filter.channelId ?? ""}
      onChange={(event) => location.assign(addressOf({ ...filter, channelId: event.target.value || null }))}
    >
      <option value="">All channels</option>
      {channels.map(({ id, name, isOn }) => <option key={id} value={id}>{isOn ? name : `${name} (off)`}</option>)}
    </select>
  );
}

/** Asks first: it may be many messages. */
function ReplayAll({ channel: { id, name }, dead, actions: { client, refresh } }: {
  channel: ChannelChoice;
  dead: number;
  actions: Actions;
}) {
  const [isAsking, setAsking] = useState(false);
  const action = useAction();
  const carryOut = async () => {
    let count = 0;
    const isDone = await action.run(async () => {
      count = await replayChannel(client, id);
      await refresh();
    });
    if (!isDone) return;
    announce(`${count} ${count === 1 ? "message is" : "messages are"} on the way to ${name} again.`);
    setAsking(false);
  };
  return (
    <div className="replay-all">
      <button
        type="button"
        className="button small"
        aria-expanded={isAsking}
        onClick={() => setAsking(!isAsking)}
      >
        Replay all dead of {name}
      </button>
      {isAsking && (
        <Confirm
          question={
            <>
              Send {describeCount(dead)} dead {dead === 1 ? "message" : "messages"} to <strong>{name}</strong> again?
              {" "}
              {dead === 1 ? "It goes" : "They go"} out after whatever is new.
            </>
          }
          confirmLabel="Replay all"
          action={action}
          onConfirm={() => void carryOut()}
          onCancel={() => setAsking(false)}
        />
      )}
    </div>
  );
}

function describeCount(count: number): string {
  return count > COUNT_LIMIT ? `${COUNT_LIMIT}+` : String(count);
}

function describeNone({ state, channelId, alertId }: Filter, isAdmin: boolean): string {
  if (state === "dead") return "No message is dead: whatever was to be told was told, or is on its way.";
  if (state !== null || channelId !== null || alertId !== null) return "No message is like this.";
  return isAdmin
    ? "No message was ever sent. The first alert, or a test of a channel, makes one."
    : "No message was sent to a channel of yours yet.";
}
