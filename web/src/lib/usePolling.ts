import { useCallback, useEffect, useMemo, useRef, useState } from "react";

export interface Polled<T> {
  /** The latest good answer; kept when a later one fails. */
  data: T | null;
  /** When it came, in milliseconds; 0 before. */
  loadedAt: number;
  /** Why the latest try failed; null when it did not. */
  error: unknown;
  isLoading: boolean;
  /** Loads now. Resolves when that try has ended, well or not. */
  refresh(): Promise<void>;
}

type State<T> = Omit<Polled<T>, "refresh">;

/**
 * Calls `load` at once and then `intervalMs` after each try has ended, but not while the tab is hidden; a tab that is shown again
 * loads at once when its data are older than that. A `load` of another identity starts anew and keeps the data meanwhile.
 */
export function usePolling<T>(load: (signal: AbortSignal) => Promise<T>, intervalMs: number): Polled<T> {
  const [state, setState] = useState<State<T>>({ data: null, loadedAt: 0, error: null, isLoading: true });
  const refreshRef = useRef<() => Promise<void>>(() => Promise.resolve());

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let current: AbortController | null = null;
    let endedAt = 0;
    let isOver = false;

    const schedule = (delay: number) => {
      clearTimeout(timer);
      if (!isOver && !document.hidden) timer = setTimeout(run, delay);
    };
    const run = async () => {
      clearTimeout(timer);
      current?.abort();
      const mine = current = new AbortController();
      setState((before) => ({ ...before, isLoading: true }));
      try {
        const data = await load(mine.signal);
        if (current === mine) setState({ data, loadedAt: Date.now(), error: null, isLoading: false });
      } catch (error) {
        if (current === mine) setState((before) => ({ ...before, error, isLoading: false }));
      }
      if (current !== mine) return;
      current = null;
      endedAt = Date.now();
      schedule(intervalMs);
    };
    const onVisibility = () => {
      if (document.hidden) clearTimeout(timer);
      else if (!current) schedule(Math.max(0, endedAt + intervalMs - Date.now()));
    };

    refreshRef.current = run;
    document.addEventListener("visibilitychange", onVisibility);
    void run();
    return () => {
      isOver = true;
      clearTimeout(timer);
      const last = current;
      current = null;
      last?.abort();
      document.removeEventListener("visibilitychange", onVisibility);
    };
  }, [load, intervalMs]);

  const refresh = useCallback(() => refreshRef.current(), []);
  return useMemo(() => ({ ...state, refresh }), [state, refresh]);
}
