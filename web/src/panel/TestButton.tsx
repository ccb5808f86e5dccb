import { announce } from "../lib/announce.tsx";
import { useAction } from "../lib/useAction.ts";
import type { Actions } from "./actions.ts";
import { sendTest } from "./commands.ts";

/** What becomes of the message is among the channel's facts, which are read again by themselves. */
export function TestButton({ id, name, actions: { client, refresh } }: { id: string; name: string; actions: Actions }) {
  const action = useAction();
  const send = async () => {
    const isDone = await action.run(async () => {
      await sendTest(client, id);
      await refresh();
    });
    if (isDone) announce(`A test message to ${name} is on its way.`);
  };
  return (
    <>
      <button
        type="button"
        className="button small"
        aria-label={`Send a test to ${name}`}
        aria-disabled={action.isBusy}
        onClick={() => void send()}
      >
        {action.isBusy ? "Sending…" : "Send a test"}
      </button>
      {action.error && <p className="problem" role="alert">{action.error}</p>}
    </>
  );
}
