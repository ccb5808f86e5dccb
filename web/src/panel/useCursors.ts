import { useState } from "react";

export interface Cursors<T> {
  /** What the page begins after; null for the first. */
  after: T | null;
  isFirst: boolean;
  /** Goes to the page that begins after this. */
  next(last: T): void;
  previous(): void;
}

/**
 * The way through a list page by page. A page belongs to the search that it was reached in: another search begins with its first
 * page in the same rendering, so that neither is ever read with the other's.
 */
export function useCursors<T>(search: string): Cursors<T> {
  const [reached, setReached] = useState<{ search: string; cursors: readonly T[] }>({ search, cursors: [] });
  if (reached.search !== search) setReached({ search, cursors: [] });
  const { cursors } = reached;
  return {
    after: cursors.at(-1) ?? null,
    isFirst: cursors.length === 0,
    next: (last) => setReached({ search, cursors: [...cursors, last] }),
    previous: () => setReached({ search, cursors: cursors.slice(0, -1) }),
  };
}
