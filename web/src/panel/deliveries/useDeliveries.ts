import { useCallback, useState } from "react";
import type { Client } from "../../lib/client.ts";
import { type Action, useAction } from "../../lib/useAction.ts";
import type { Polled } from "../../lib/usePolling.ts";
import { useViewReading } from "../shown.ts";
import type { Operator, SignedIn } from "../useOperator.ts";
import {
  type Delivery,
  type Filter,
  MOST_ROWS,
  PAGE_SIZE,
  readDeliveries,
  type Reading,
  readOlder,
} from "./deliveries.ts";

export interface Deliveries {
  polled: Polled<Reading>;
  /** From the newest on. */
  deliveries: Delivery[];
  hasMore: boolean;
  older: Action;
  loadOlder(): Promise<void>;
  /** Reads everything that is shown again. */
  refresh(): Promise<void>;
}

interface Tail {
  /** The last message of what is read again by itself; what was loaded by hand begins after it. */
  last: Delivery | null;
  rows: Delivery[];
  isEnd: boolean;
}

const NO_TAIL: Tail = { last: null, rows: [], isEnd: false };

/** The newest messages, read again and again, and older ones below, page by page. Use it anew for another filter. */
export function useDeliveries(client: Client, filter: Filter, operator: Operator & SignedIn): Deliveries {
  const [tail, setTail] = useState(NO_TAIL);
  const older = useAction();
  const load = useCallback(
    (signal: AbortSignal) => readDeliveries(client, filter, operator.isAdmin, tail.last, signal),
    [client, filter, operator.isAdmin, tail.last],
  );
  const polled = useViewReading(load, operator);
  const newest = polled.data?.deliveries ?? [];
  const scope = polled.data?.scope ?? null;
  const ids = new Set(newest.map(({ id }) => id));
  const deliveries = [...newest, ...tail.rows.filter(({ id }) => !ids.has(id))];

  const loadOlder = async () => {
    const cursor = deliveries.at(-1);
    if (!cursor) return;
    await older.run(async () => {
      const rows = await readOlder(client, filter, scope, cursor, PAGE_SIZE, new AbortController().signal);
      setTail({ last: tail.last ?? cursor, rows: [...tail.rows, ...rows], isEnd: rows.length < PAGE_SIZE });
    });
  };
  const refresh = async () => {
    if (tail.last !== null) {
      const rows = await readOlder(client, filter, scope, tail.last, tail.rows.length, new AbortController().signal);
      setTail({ ...tail, rows, isEnd: tail.isEnd && tail.rows.length <= MOST_ROWS });
    }
    await polled.refresh();
  };
  return {
    polled,
    deliveries,
    hasMore: tail.last === null ? newest.length === PAGE_SIZE : !tail.isEnd,
    older,
    loadOlder,
    refresh,
  };
}
