import { createContext, useCallback, useContext, useEffect } from "react";
import { ApiError } from "../lib/errors.ts";
import { type Polled, usePolling } from "../lib/usePolling.ts";
import type { Operator } from "./useOperator.ts";

const REFRESH_MS = 10_000;

/** Tells the top bar what is shown and how old it is. */
export const ShownContext = createContext<(shown: Polled<unknown> | null) => void>(() => {});

/** A view's main reading, every 10 seconds: the top bar says its age and reads it again; a session that has ended is renewed. */
export function useViewReading<T>(load: (signal: AbortSignal) => Promise<T>, { renew }: Operator): Polled<T> {
  const read = useCallback(async (signal: AbortSignal) => {
    try {
      return await load(signal);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) await renew();
      throw error;
    }
  }, [load, renew]);
  const polled = usePolling(read, REFRESH_MS);
  const tell = useContext(ShownContext);
  useEffect(() => tell(polled), [tell, polled]);
  useEffect(() => () => tell(null), [tell]);
  return polled;
}
