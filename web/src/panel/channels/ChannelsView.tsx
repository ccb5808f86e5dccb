import { useCallback, useMemo, useState } from "react";
import { More } from "../More.tsx";
import { Placeholder } from "../Placeholder.tsx";
import { SearchField } from "../SearchField.tsx";
import { useViewReading } from "../shown.ts";
import { StaleList } from "../StaleList.tsx";
import { usePages } from "../usePages.ts";
import { useSearch } from "../useSearch.ts";
import type { ViewProps } from "../views.ts";
import { AddChannel } from "./AddChannel.tsx";
import { ChannelItem } from "./ChannelItem.tsx";
import { type Channel, readChannels } from "./channels.ts";
import "./channels.css";

const CHANNELS_AT_ONCE = 100;

/** Where alerts go: the project's channels for admins, a tenant's for its members, and one's own. */
export default function ChannelsView({ client, operator }: ViewProps) {
  const { userId, isAdmin } = operator;
  const [isAdding, setAdding] = useState(false);
  const [filter, setFilter] = useState("");
  const search = useSearch(filter);
  const { count, more } = usePages(CHANNELS_AT_ONCE);
  const load = useCallback(
    (signal: AbortSignal) => readChannels(client, userId, { search, count }, signal),
    [client, userId, search, count],
  );
  const polled = useViewReading(load, operator);
  const { data, refresh } = polled;
  const actions = useMemo(() => ({ client, refresh }), [client, refresh]);
  if (!data && polled.error === null) return <Placeholder />;

  const mine = new Set(data?.tenantIds);
  const mayChange = ({ ownerId, tenantId }: Channel) =>
    ownerId === userId || (tenantId !== null ? mine.has(tenantId) : ownerId === null && isAdmin);
  return (
    <section className="card" aria-labelledby="channels">
      <header className="card-head">
        <h2 id="channels">Channels</h2>
        {data && (
          <span className="muted">
            {data.total > data.channels.length && `${data.channels.length} of `}
            {data.total.toLocaleString()}
          </span>
        )}
        <div className="card-tools">
          <button
            type="button"
            className="button small"
            aria-expanded={isAdding}
            onClick={() => setAdding(!isAdding)}
          >
            Add a channel
          </button>
          <SearchField what="channels" value={filter} onChange={setFilter} />
        </div>
      </header>
      <StaleList polled={polled} />
      {isAdding && data && (
        <AddChannel
          actions={actions}
          isAdmin={isAdmin}
          tenantIds={data.tenantIds}
          onClose={() => setAdding(false)}
        />
      )}
      {data && data.channels.length === 0 && (
        <p className="empty">
          {search
            ? "No channel has this in its name."
            : isAdmin
            ? "There is no channel yet, so nobody is told of anything. Add one above."
            : "You have no channel yet, so nobody is told of what is yours. Add one above."}
        </p>
      )}
      {data && (
        <ul>
          {data.channels.map((channel) => (
            <ChannelItem
              key={channel.id}
              channel={channel}
              actions={actions}
              audience={describeAudience(channel, userId)}
              mayChange={mayChange(channel)}
            />
          ))}
        </ul>
      )}
      {data && <More hasMore={data.total > data.channels.length} onMore={more} />}
    </section>
  );
}

function describeAudience({ ownerId, tenantId, isOfEnvironment }: Channel, userId: string): string {
  if (tenantId !== null) return `of the tenant ${tenantId}`;
  if (ownerId === userId) return "yours";
  if (ownerId !== null) return "another user's";
  return isOfEnvironment ? "of the project, by its secrets" : "of the project";
}
