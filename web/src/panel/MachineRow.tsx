import type { Actions } from "./actions.ts";
import { MachineConfirm, type MachineQuestion } from "./MachineConfirm.tsx";
import type { Machine } from "./machines.ts";
import { Pill } from "./Pill.tsx";
import { Sparkline } from "./Sparkline.tsx";
import { Time } from "./Time.tsx";
import { useQuestions } from "./useQuestions.tsx";

interface Props {
  machine: Machine;
  actions: Actions;
  userId: string;
  apiUrl: string;
}

export function MachineRow({ machine, actions, userId, apiUrl }: Props) {
  const { id, ownerId, name, hostname, description, isEnabled, lastSeenAt, evaluationError } = machine;
  const { question, button, close } = useQuestions<MachineQuestion>(name);
  const facts = [hostname, description].filter(Boolean).join(" · ");

  return (
    <>
      <tr role="row" className={`machine ${question ? "is-asking" : ""}`}>
        <th role="rowheader" scope="row" className="job-name">
          <span className="name">{name}</span>
          <span className="description" title={facts}>{facts}</span>
          {evaluationError && <span className="problem">Cannot be judged: {evaluationError}</span>}
        </th>
        <td role="cell" data-label="Status" className="job-state">
          <MachinePill machine={machine} />
        </td>
        <td role="cell" data-label="Last seen">{lastSeenAt === null ? "never" : <Time at={lastSeenAt} />}</td>
        <td role="cell" data-label="CPU">{describePercent(machine.cpu)}</td>
        <td role="cell" data-label="Memory">{describePercent(machine.memory)}</td>
        <td role="cell" data-label="Disk">{describePercent(machine.disk)}</td>
        <td role="cell" data-label="CPU, last 3 hours">
          <Sparkline client={actions.client} machineId={id} />
        </td>
        <td role="cell" className="job-actions">
          {ownerId === userId
            ? (
              <>
                {button("Rotate key", "rotate")}
                {isEnabled ? button("Disable", "disable") : button("Enable", "enable")}
                {button("Delete", "delete")}
              </>
            )
            : <span className="muted">{ownerId === null ? "the project's" : "another user's"}</span>}
        </td>
      </tr>
      {question && (
        <tr role="row" className="job-question">
          <td role="cell" colSpan={8}>
            <MachineConfirm machine={machine} question={question} actions={actions} apiUrl={apiUrl} onClose={close} />
          </td>
        </tr>
      )}
    </>
  );
}

function MachinePill({ machine: { isEnabled, isOnline, lastSeenAt } }: { machine: Machine }) {
  if (!isEnabled) return <Pill tone="off">Disabled</Pill>;
  if (isOnline) return <Pill tone="ok">Online</Pill>;
  return lastSeenAt === null ? <Pill tone="info">Waiting</Pill> : <Pill tone="bad">Offline</Pill>;
}

function describePercent(value: number | null): string {
  return value === null ? "–" : `${Math.round(value)} %`;
}
