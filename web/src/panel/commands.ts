import type { Client } from "../lib/client.ts";
import { ApiError, dataOf } from "../lib/errors.ts";

/** What an operator can change. Each throws an ApiError with a sentence for people. */

export async function acknowledgeAlert(client: Client, id: string): Promise<void> {
  const { error, status } = await client.rpc("acknowledge_alert", { p_alert_id: id });
  dataOf({ data: true, error, status });
}

export async function resolveAlert(client: Client, id: string, note: string): Promise<void> {
  const { error, status } = await client.rpc("resolve_alert", { p_alert_id: id, p_note: note });
  dataOf({ data: true, error, status });
}

export function setPaused(client: Client, jobName: string, paused: boolean): Promise<void> {
  return changeJob(client, jobName, { paused });
}

/** No alerts about the job for one repeat interval. The server's clock counts: Postgres reads "now" as its own time. */
export function silence(client: Client, jobName: string): Promise<void> {
  return changeJob(client, jobName, { last_alert_at: "now" });
}

/** Ends a silence: a trouble that lasts is told at the next tick. */
export function endSilence(client: Client, jobName: string): Promise<void> {
  return changeJob(client, jobName, { last_alert_at: null });
}

/** Enqueues a test message to a channel of the signed-in user. */
export async function sendTest(client: Client, channelId: string): Promise<void> {
  dataOf(await client.rpc("send_test_notification", { p_channel_id: channelId }));
}

async function changeJob(
  client: Client,
  jobName: string,
  change: { paused: boolean } | { last_alert_at: string | null },
): Promise<void> {
  const rows = dataOf(await client.from("job_heartbeats").update(change).eq("job_name", jobName).select("job_name"));
  if (rows.length === 0) {
    throw new ApiError("Nothing was changed: the job is gone, or you are no longer an admin.", 404);
  }
}
