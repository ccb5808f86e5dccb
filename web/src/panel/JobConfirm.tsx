import { announce } from "../lib/announce.tsx";
import { useAction } from "../lib/useAction.ts";
import type { Actions } from "./actions.ts";
import { endSilence, setPaused, silence } from "./commands.ts";
import { Confirm } from "./Confirm.tsx";
import type { Job } from "./model.ts";

export type JobQuestion = "pause" | "resume" | "silence";

interface Props {
  job: Job;
  question: JobQuestion;
  actions: Actions;
  onClose(): void;
}

/** Asks before a job is paused, resumed or silenced, and does it. */
export function JobConfirm({ job, question, actions: { client, refresh }, onClose }: Props) {
  const action = useAction();
  const { name } = job;
  const carryOut = async (change: () => Promise<void>, said: string) => {
    const isDone = await action.run(async () => {
      await change();
      await refresh();
    });
    if (isDone) {
      announce(said);
      onClose();
    }
  };

  if (question === "pause") {
    return (
      <Confirm
        question={
          <>
            Pause <strong>{name}</strong>? Nobody is told of it until it is resumed, and its open alerts resolve.
          </>
        }
        confirmLabel="Pause"
        action={action}
        onConfirm={() => void carryOut(() => setPaused(client, name, true), `${name} is paused.`)}
        onCancel={onClose}
      />
    );
  }
  if (question === "resume") {
    return (
      <Confirm
        question={
          <>
            Resume <strong>{name}</strong>? If its deadline has passed, that is alerted about within a minute.
          </>
        }
        confirmLabel="Resume"
        action={action}
        onConfirm={() => void carryOut(() => setPaused(client, name, false), `${name} is watched again.`)}
        onCancel={onClose}
      />
    );
  }
  return (
    <Confirm
      question={
        <>
          Silence{" "}
          <strong>{name}</strong>? No alert or reminder about it for one repeat interval (the job's own, else the
          setting <code>alert_repeat_after</code>).
        </>
      }
      confirmLabel="Silence"
      action={action}
      onConfirm={() => void carryOut(() => silence(client, name), `${name} is silenced.`)}
      onCancel={onClose}
      alternative={job.quietUntil !== null && (
        <button
          type="button"
          className="button small"
          aria-disabled={action.isBusy}
          onClick={() => void carryOut(() => endSilence(client, name), `${name} may alert again.`)}
        >
          End the quiet now
        </button>
      )}
    />
  );
}
