import type { Sleep } from "../_shared/delivery/sender.ts";
import { errorText, HeartbaseError } from "../_shared/errors.ts";
import type { Logger } from "../_shared/log.ts";
import type { FunctionPorts } from "../_shared/runtime.ts";
import { answerOf, type UserClient } from "../_shared/user_client.ts";

/** How long the caller usually waits for the end of a test message. */
const WAIT_MS = 10_000;
const POLL_MS = 200;

/** How long the drain that sends it starts sends: longer than any wait that send_test_notification lets pass. */
const DRAIN_BUDGET_MS = 8_000;

export interface TestSendDeps {
  connect: () => FunctionPorts;
  now: () => Date;
  sleep: Sleep;
  keepRunning: (work: Promise<unknown>) => void;
  /** How many times as long as usual the caller waits. */
  patience: number;
}

/**
 * Sends a test message to a channel of the user's and waits for its end. The doorbell may have another sender take it, and a
 * drain sends much else, so that the message's own row is what tells.
 *
 * Errors: those of send_test_notification; `send_throttled` (429) when the provider asks to wait; `send_failed` (502) with the
 * reason when it was not accepted, or nothing is known of it within 10 seconds.
 */
export async function sendTest(deps: TestSendDeps, user: UserClient, channelId: string, log: Logger): Promise<void> {
  const sent = await answerOf(user.api.rpc("send_test_notification", { p_channel_id: channelId }));
  const { alert_id: alertId } = sent as { alert_id: string };
  // Not awaited: others' messages may take it longer.
  deps.keepRunning(
    deps.connect().drain(DRAIN_BUDGET_MS).catch((error) => log.error("drain_failed", { error: errorText(error) })),
  );

  const waitMs = WAIT_MS * deps.patience;
  const endsAt = deps.now().getTime() + waitMs;
  for (;;) {
    const message = await answerOf(
      user.api.from("notifications").select("state, last_error, http_status")
        .eq("alert_id", alertId).eq("channel_id", channelId).maybeSingle(),
    );
    if (message?.state === "delivered") return;
    if (message === null) throw failed("The channel was deleted.");
    if (message.state !== "pending" && message.state !== "leased") {
      if (message.http_status === 429) throw await throttled(deps, user, channelId);
      throw failed(message.last_error ?? "No reason is known.");
    }
    if (deps.now().getTime() >= endsAt) throw failed(`It was not delivered within ${waitMs / 1000} seconds.`);
    await deps.sleep(POLL_MS);
  }
}

/** The provider's own wait holds the channel back. */
async function throttled(deps: TestSendDeps, user: UserClient, channelId: string): Promise<HeartbaseError> {
  const channel = await answerOf(
    user.api.from("notification_channels").select("next_send_at, cooldown_until").eq("id", channelId).maybeSingle(),
  );
  const readyAt = Math.max(...[channel?.next_send_at, channel?.cooldown_until].map((at) => Date.parse(at ?? "") || 0));
  const seconds = Math.max(Math.ceil((readyAt - deps.now().getTime()) / 1000), 1);
  const message = `The channel's provider asks to wait; try again in ${seconds} seconds.`;
  return new HeartbaseError("send_throttled", message, { status: 429, retryAfterSeconds: seconds });
}

function failed(reason: string): HeartbaseError {
  return new HeartbaseError("send_failed", reason, { status: 502 });
}
