import { useEffect, useMemo, useSyncExternalStore } from "react";
import { createPoller } from "./poller.ts";
import type { UseHeartbeatOptions, UseHeartbeatResult } from "./types.ts";

/**
 * Asks an endpoint at once and then every `intervalMs`, for as long as the component is mounted.
 *
 * A failure changes neither `status` nor `lastUpdated`; it is counted and its reason shown, and nothing is thrown. One check runs
 * at a time. A request ends with the component, and with another `endpoint`, which starts anew: with no status, no failures and no
 * score. On a server nothing is asked.
 *
 * @typeParam T the status; not checked unless `parse` does
 * @typeParam A what one endpoint answers, where `combine` makes a status of several
 * @example
 * const heartbeat = useHeartbeat<AliveStatus>({ endpoint: `${supabaseUrl}/functions/v1/alive/status`, intervalMs: 10_000 });
 */
export function useHeartbeat<T, A = T>(options: UseHeartbeatOptions<T, A> = {}): UseHeartbeatResult<T> {
  const { endpoint = "/api/alive/status", enabled = true } = options;
  // The addresses themselves, since an array is another one in each render. None holds a line break.
  const key = [endpoint].flat().filter(Boolean).join("\n");
  const poller = useMemo(() => createPoller<T, A>(key ? key.split("\n") : [], enabled), [key]);
  useEffect(() => poller.setOptions(options));
  const beat = useSyncExternalStore(poller.listen, poller.getBeat, poller.getBeat);
  return { ...beat, refetch: poller.refetch };
}
