import type { Actions } from "./actions.ts";
import type { Channel, Snapshot } from "./model.ts";
import { More } from "./More.tsx";
import { Pill } from "./Pill.tsx";
import { TestButton } from "./TestButton.tsx";
import { Time } from "./Time.tsx";

interface Props {
  snapshot: Snapshot;
  actions: Actions;
  userId: string;
  isAdmin: boolean;
  onMore: (() => void) | null;
}

/** Where alerts go, and whether they arrive. */
export function Channels({ snapshot: { channels, channelCount }, actions, userId, isAdmin, onMore }: Props) {
  const hasMore = channelCount > channels.length;
  const isMute = isAdmin && !hasMore && channels.every((channel) => !channel.enabled);
  return (
    <section className="card" aria-labelledby="channels">
      <header className="card-head">
        <h2 id="channels">Channels</h2>
        <div className="card-tools">
          <a className="button small" href="#/channels">Manage</a>
        </div>
        {hasMore && <span className="muted">{channels.length} of {channelCount.toLocaleString()}</span>}
      </header>
      {isMute && (
        <p className="notice warn">
          No channel is on, so nobody is told of alerts. Set the secret SLACK_WEBHOOK_URL, or RESEND_API_KEY,
          RESEND_FROM and ALERT_EMAIL_TO, or TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID, or NTFY_URL, for the edge
          functions.
        </p>
      )}
      {!isAdmin && channels.length === 0 && (
        <p className="empty">You have no channel of your own, so nobody is told about your machines.</p>
      )}
      <ul className="channels">
        {channels.map((channel) => (
          <ChannelItem
            key={channel.id}
            channel={channel}
            actions={actions}
            mayTest={channel.ownerId === userId || isAdmin && channel.ownerId === null && channel.tenantId === null}
          />
        ))}
      </ul>
      <More hasMore={hasMore} onMore={onMore} />
    </section>
  );
}

function ChannelItem({ channel, actions, mayTest }: { channel: Channel; actions: Actions; mayTest: boolean }) {
  const { id, enabled, failures, lastSuccessAt, lastErrorAt, lastError, waiting, dead, oldestWaitingAt } = channel;
  const isFailing = enabled && failures > 0;
  return (
    <li className="channel">
      <div className="channel-head">
        <strong className="channel-name">{channel.name}</strong>
        <span className="muted">{channel.kind}{channel.hint ? ` …${channel.hint}` : ""}</span>
        {!enabled
          ? <Pill tone="off">Off</Pill>
          : isFailing
          ? <Pill tone="bad">Failing</Pill>
          : <Pill tone="ok">On</Pill>}
        {enabled && mayTest && <TestButton id={channel.id} name={channel.name} actions={actions} />}
      </div>
      <p className="channel-facts">
        {!enabled && <span>{channel.disabledReason ?? "Switched off by hand."}</span>}
        {lastSuccessAt !== null && (
          <span>
            Last delivered <Time at={lastSuccessAt} />
          </span>
        )}
        {enabled && lastSuccessAt === null && <span>Nothing delivered yet</span>}
        {waiting > 0 && (
          <span className="waiting">
            {waiting} waiting{oldestWaitingAt !== null && (
              <>
                , the oldest from <Time at={oldestWaitingAt} />
              </>
            )}
          </span>
        )}
        {dead > 0 && <a className="dead" href={`#/deliveries/state=dead&channel=${id}`}>{dead} dead</a>}
      </p>
      {isFailing && lastError && (
        <p className="problem">
          {failures} failed {failures === 1 ? "attempt" : "attempts"}
          {lastErrorAt !== null && (
            <>
              , the last <Time at={lastErrorAt} />
            </>
          )}: {lastError}
        </p>
      )}
      {!isFailing && lastError && lastErrorAt !== null && (
        <p className="channel-facts">
          <span>
            Last error <Time at={lastErrorAt} />: {lastError}
          </span>
        </p>
      )}
    </li>
  );
}
