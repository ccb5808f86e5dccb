import { type ReactNode, useId, useState } from "react";
import { announce } from "../../lib/announce.tsx";
import { useAction } from "../../lib/useAction.ts";
import type { Actions } from "../actions.ts";
import { Pill } from "../Pill.tsx";
import { Time } from "../Time.tsx";
import { addressOf, type Delivery, type Filter, replayDelivery } from "./deliveries.ts";

interface Props {
  delivery: Delivery;
  filter: Filter;
  actions: Actions;
  userId: string;
}

/** A message in two lines; everything else about it behind a button. */
export function DeliveryItem({ delivery, filter, actions, userId }: Props) {
  const [isOpen, setOpen] = useState(false);
  const detailsId = useId();
  const { createdAt, nextAttemptAt, heldUntil, attempts, state, lastError, replays, channelName, channelKind } =
    delivery;
  const name = describeMessage(delivery);
  const isWithoutChannel = delivery.channelId !== null && !delivery.isChannelOn;
  return (
    <li className={`delivery is-${state}`}>
      <div className="delivery-head">
        <button
          type="button"
          className="delivery-toggle"
          aria-expanded={isOpen}
          aria-controls={detailsId}
          onClick={() => setOpen(!isOpen)}
        >
          <span className="delivery-name">{name}</span>
        </button>
        <StatePill delivery={delivery} />
        {state === "dead" && delivery.canReplay && <ReplayButton delivery={delivery} name={name} actions={actions} />}
      </div>
      <p className="channel-facts">
        <span>{channelName === null ? "to a channel that was deleted" : `to ${channelName} (${channelKind})`}</span>
        {createdAt !== null && <Time at={createdAt} />}
        {attempts > 0 && <span>{attempts} {attempts === 1 ? "attempt" : "attempts"}</span>}
        {state === "pending" && heldUntil === null && isWithoutChannel
          ? <span>waits until the channel is on</span>
          : nextAttemptAt !== null && (
            <span>
              {state === "leased" ? "lease ends" : heldUntil !== null ? "held by a silence, until" : "next attempt"}
              {" "}
              <Time at={nextAttemptAt} />
            </span>
          )}
        {replays > 0 && <span>replayed{replays > 1 ? ` ${replays} times` : ""}</span>}
      </p>
      {lastError !== null && (
        <p className={state === "dead" ? "problem" : "channel-facts"}>
          <span>{lastError}</span>
        </p>
      )}
      <div id={detailsId} hidden={!isOpen}>
        {isOpen && <Details delivery={delivery} filter={filter} userId={userId} />}
      </div>
    </li>
  );
}

function StatePill({ delivery: { state, attempts, heldUntil } }: { delivery: Delivery }) {
  switch (state) {
    case "pending":
      if (heldUntil !== null) return <Pill tone="off">Held</Pill>;
      return attempts > 0 ? <Pill tone="warn">Retrying</Pill> : <Pill tone="info">Waiting</Pill>;
    case "leased":
      return <Pill tone="info">Sending</Pill>;
    case "delivered":
      return <Pill tone="ok">Delivered</Pill>;
    case "dead":
      return <Pill tone="bad">Dead</Pill>;
    case "cancelled":
      return <Pill tone="off">Cancelled</Pill>;
  }
}

function ReplayButton({ delivery: { id, channelName }, name, actions: { client, refresh } }: {
  delivery: Delivery;
  name: string;
  actions: Actions;
}) {
  const action = useAction();
  const replay = async () => {
    let count = 0;
    const isDone = await action.run(async () => {
      count = await replayDelivery(client, id);
      await refresh();
    });
    if (isDone) announce(count > 0 ? `${name} is on the way to ${channelName} again.` : "It was replayed already.");
  };
  return (
    <>
      <button
        type="button"
        className="button small"
        aria-label={`Replay ${name} to ${channelName}`}
        aria-disabled={action.isBusy}
        onClick={() => void replay()}
      >
        {action.isBusy ? "Replaying…" : "Replay"}
      </button>
      {action.error && <p className="problem" role="alert">{action.error}</p>}
    </>
  );
}

function Details({ delivery, filter, userId }: Omit<Props, "actions">) {
  const { id, groupId, message, createdAt, finishedAt, resolvedAt, httpStatus, replayedAt, replayedBy, replayedError } =
    delivery;
  return (
    <>
      <dl className="delivery-details">
        {message !== null && <Fact label="Alert">{message}</Fact>}
        <Fact label={groupId === null ? "Idempotency id" : "Idempotency id, of the group"}>
          <code>{groupId ?? id}</code>
        </Fact>
        {createdAt !== null && (
          <Fact label="Made">
            <Time at={createdAt} />
          </Fact>
        )}
        {finishedAt !== null && (
          <Fact label="Ended">
            <Time at={finishedAt} />
          </Fact>
        )}
        {resolvedAt !== null && (
          <Fact label="Alert ended">
            <Time at={resolvedAt} />
          </Fact>
        )}
        {httpStatus !== null && <Fact label="Last answer">HTTP {httpStatus}</Fact>}
        {replayedAt !== null && (
          <Fact label="Replayed">
            <Time at={replayedAt} />, by{" "}
            {replayedBy === null ? "the project" : replayedBy === userId ? "you" : <code>{replayedBy}</code>}
          </Fact>
        )}
        {replayedError !== null && <Fact label="It had ended of">{replayedError}</Fact>}
        {delivery.state === "dead" && delivery.channelId !== null && !delivery.isChannelOn && (
          <Fact label="Replay">Switch the channel on first.</Fact>
        )}
      </dl>
      <p className="delivery-links">
        {filter.alertId === null && (
          <a href={addressOf({ ...filter, state: null, alertId: delivery.alertId })}>Messages about this alert</a>
        )}
        {filter.channelId === null && delivery.channelId !== null && (
          <a href={addressOf({ ...filter, channelId: delivery.channelId })}>Messages to this channel</a>
        )}
      </p>
    </>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function describeMessage({ event, slot, subject }: Delivery): string {
  const about = subject ?? "an alert that is gone";
  switch (event) {
    case "opened":
      return `Alert about ${about}`;
    case "reminder":
      return `Reminder ${slot} about ${about}`;
    case "resolved":
      return `Recovery of ${about}`;
    default:
      return "Test message";
  }
}
