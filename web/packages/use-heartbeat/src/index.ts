export { healthScore } from "./healthScore.ts";
export { useHeartbeat } from "./useHeartbeat.ts";
export type { Subscribe, UseHeartbeatOptions, UseHeartbeatResult } from "./types.ts";
