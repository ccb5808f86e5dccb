import { type ReactNode, useState } from "react";
import { announce } from "../lib/announce.tsx";
import { useAction } from "../lib/useAction.ts";
import type { Actions } from "./actions.ts";
import { Confirm } from "./Confirm.tsx";
import { MachineKey } from "./MachineKey.tsx";
import { deleteMachine, type Machine, rotateMachineKey, setMachineEnabled } from "./machines.ts";

export type MachineQuestion = "rotate" | "disable" | "enable" | "delete";

interface Props {
  machine: Machine;
  question: MachineQuestion;
  actions: Actions;
  apiUrl: string;
  onClose(): void;
}

const LABELS: Record<MachineQuestion, string> = {
  rotate: "Rotate key",
  disable: "Disable",
  enable: "Enable",
  delete: "Delete",
};

/** Asks before something is done to a machine, and does it. */
export function MachineConfirm({ machine: { id, name }, question, actions, apiUrl, onClose }: Props) {
  const { client, refresh } = actions;
  const [apiKey, setApiKey] = useState<string | null>(null);
  const action = useAction();
  if (apiKey !== null) return <MachineKey name={name} apiKey={apiKey} apiUrl={apiUrl} onClose={onClose} />;

  const steps: Record<MachineQuestion, { text: ReactNode; said: string; run(): Promise<void> }> = {
    rotate: {
      text: (
        <>
          Rotate the key of <strong>{name}</strong>? Reports with the present one are refused at once.
        </>
      ),
      said: `${name} has a new key. It is shown this once.`,
      run: async () => setApiKey(await rotateMachineKey(client, id)),
    },
    disable: {
      text: (
        <>
          Disable{" "}
          <strong>{name}</strong>? Its reports are refused and nobody is told of its silence; an open alert resolves.
        </>
      ),
      said: `${name} is disabled.`,
      run: () => setMachineEnabled(client, id, false),
    },
    enable: {
      text: (
        <>
          Enable <strong>{name}</strong>? It has its whole threshold before it must have reported.
        </>
      ),
      said: `${name} is enabled.`,
      run: () => setMachineEnabled(client, id, true),
    },
    delete: {
      text: (
        <>
          Delete <strong>{name}</strong> with its history? This cannot be undone, and its agent is refused from now on.
        </>
      ),
      said: `${name} is deleted.`,
      run: () => deleteMachine(client, id),
    },
  };
  const { text, said, run } = steps[question];
  const carryOut = async () => {
    const isDone = await action.run(async () => {
      await run();
      await refresh();
    });
    if (!isDone) return;
    announce(said);
    if (question !== "rotate") onClose();
  };
  return (
    <Confirm
      question={text}
      confirmLabel={LABELS[question]}
      action={action}
      onConfirm={() => void carryOut()}
      onCancel={onClose}
    />
  );
}
