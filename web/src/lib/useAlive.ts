import { useHeartbeat, type UseHeartbeatResult } from "@heartbase/use-heartbeat";
import type { AliveStatus } from "./alive.ts";
import { announce } from "./announce.tsx";
import type { Config } from "./config.ts";

/** How the backend answers: one failure may be chance, two in a row are not. */
export type HeartbeatState = "waiting" | "ok" | "degraded" | "lost";

export interface Alive extends UseHeartbeatResult<AliveStatus> {
  state: HeartbeatState;
}

/** The detail of the event heartbeat.lost, which the window gets when the backend no longer answers. */
export interface HeartbeatLost {
  endpoint: string;
  failures: number;
  /** When it last answered, by this computer's clock; null when it never did. */
  last_updated: string | null;
}

const INTERVAL_MS = 10_000;
const LOST_AFTER = 2;

/**
 * Asks the function alive every 10 seconds. `accessToken`: an admin's gets the details of subsystems. When it stops answering, the
 * window gets the event `heartbeat.lost`; nothing is sent to a backend that does not answer.
 */
export function useAlive({ apiUrl, publishableKey }: Config, accessToken: string | null): Alive {
  const endpoint = `${apiUrl}/functions/v1/alive/status`;
  const heartbeat = useHeartbeat<AliveStatus>({
    endpoint,
    intervalMs: INTERVAL_MS,
    // Somebody watches for the recovery: never wait long for it.
    maxBackoffMs: 2 * INTERVAL_MS,
    headers: { apikey: publishableKey, ...(accessToken && { authorization: `Bearer ${accessToken}` }) },
    maxConsecutiveFailures: LOST_AFTER,
    onFailureThreshold: (failures, lastUpdated) => {
      if (failures === 0) return announce("The heartbeat is back.");
      announce("The heartbeat is lost.");
      const detail: HeartbeatLost = { endpoint, failures, last_updated: lastUpdated?.toISOString() ?? null };
      dispatchEvent(new CustomEvent("heartbeat.lost", { detail }));
    },
  });
  return { ...heartbeat, state: judge(heartbeat) };
}

function judge({ status, consecutiveFailures }: UseHeartbeatResult<AliveStatus>): HeartbeatState {
  if (consecutiveFailures >= LOST_AFTER) return "lost";
  if (consecutiveFailures > 0) return "degraded";
  return status ? "ok" : "waiting";
}
