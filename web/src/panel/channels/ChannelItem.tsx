import { type ReactNode, useState } from "react";
import { announce } from "../../lib/announce.tsx";
import { useAction } from "../../lib/useAction.ts";
import type { Actions } from "../actions.ts";
import { Confirm } from "../Confirm.tsx";
import { Pill } from "../Pill.tsx";
import { TestButton } from "../TestButton.tsx";
import { Time } from "../Time.tsx";
import { useQuestions } from "../useQuestions.tsx";
import {
  changeChannel,
  type Channel,
  deleteChannel,
  KINDS,
  rotateSecret,
  SEVERITIES,
  type Severity,
} from "./channels.ts";
import { SigningSecret } from "./SigningSecret.tsx";

type Question = "edit" | "rotate" | "delete";

interface Props {
  channel: Channel;
  actions: Actions;
  /** Whose it is, in words. */
  audience: string;
  /** Whether row level security lets the operator change it. */
  mayChange: boolean;
}

/** One channel with its health, and what can be done to it. */
export function ChannelItem({ channel, actions, audience, mayChange }: Props) {
  const { id, name, kind, enabled, hint, failures, isOfEnvironment } = channel;
  const { question, button, close } = useQuestions<Question>(name);
  const toggle = useAction();

  const setEnabled = async () => {
    const isDone = await toggle.run(async () => {
      await changeChannel(actions.client, id, { enabled: !enabled });
      await actions.refresh();
    });
    if (isDone) announce(`${name} is ${enabled ? "off" : "on"}.`);
  };

  return (
    <li className="channel">
      <div className="channel-head">
        <strong className="channel-name">{name}</strong>
        <span className="muted">{KINDS[kind]?.title ?? kind}{hint ? ` …${hint}` : ""}</span>
        {!enabled
          ? <Pill tone="off">Off</Pill>
          : failures > 0
          ? <Pill tone="bad">Failing</Pill>
          : <Pill tone="ok">On</Pill>}
      </div>
      <Facts channel={channel} audience={audience} />
      {mayChange && (
        <div className="row">
          {enabled && <TestButton id={id} name={name} actions={actions} />}
          {/* Where its secrets are missing, the next call of the functions switches it off again. */}
          {(enabled || !isOfEnvironment || channel.disabledReason === null) && (
            <button
              type="button"
              className="button small ghost"
              aria-label={`Switch ${enabled ? "off" : "on"} ${name}`}
              aria-disabled={toggle.isBusy}
              onClick={() => void setEnabled()}
            >
              {enabled ? "Switch off" : "Switch on"}
            </button>
          )}
          {button("Edit", "edit")}
          {kind === "webhook" && button("Rotate secret", "rotate")}
          {!isOfEnvironment && button("Delete", "delete")}
        </div>
      )}
      {toggle.error && <p className="problem" role="alert">{toggle.error}</p>}
      {question && <Answer channel={channel} question={question} actions={actions} onClose={close} />}
    </li>
  );
}

function Facts({ channel, audience }: { channel: Channel; audience: string }) {
  const { enabled, disabledReason, minSeverity, subjectKinds, lastSuccessAt, failures, lastError, lastErrorAt } =
    channel;
  return (
    <>
      <p className="channel-facts">
        <span>{audience}</span>
        {minSeverity !== "info" && <span>from {minSeverity}</span>}
        {subjectKinds && <span>only {subjectKinds.join(", ")}</span>}
        {!enabled && <span>{disabledReason ?? "Switched off by hand."}</span>}
        <span>
          {lastSuccessAt === null ? "Nothing delivered yet" : (
            <>
              Last delivered <Time at={lastSuccessAt} />
            </>
          )}
        </span>
        {channel.waiting > 0 && <span className="waiting">{channel.waiting} waiting</span>}
        {channel.dead > 0 && <span className="dead">{channel.dead} dead</span>}
      </p>
      {lastError && lastErrorAt !== null && (
        <p className={enabled && failures > 0 ? "problem" : "channel-facts"}>
          <span>
            {failures > 0 && `${failures} failed ${failures === 1 ? "attempt" : "attempts"}. `}Last error{" "}
            <Time at={lastErrorAt} />: {lastError}
          </span>
        </p>
      )}
    </>
  );
}

interface AnswerProps {
  channel: Channel;
  question: Question;
  actions: Actions;
  onClose(): void;
}

function Answer({ channel: { id, name, minSeverity }, question, actions: { client, refresh }, onClose }: AnswerProps) {
  const [newName, setNewName] = useState(name);
  const [severity, setSeverity] = useState<Severity>(minSeverity);
  const [secret, setSecret] = useState<string | null>(null);
  const action = useAction();
  if (secret !== null) return <SigningSecret name={name} secret={secret} onClose={onClose} />;

  const answers: Record<Question, { text: ReactNode; label: string; said: string; run(): Promise<void> }> = {
    edit: {
      text: "Its name, and the least severity that it is told of.",
      label: "Save",
      said: `${newName.trim()} is changed.`,
      run: () => changeChannel(client, id, { name: newName.trim(), min_severity: severity }),
    },
    rotate: {
      text: (
        <>
          Give <strong>{name}</strong> a new signing secret? The present one signs along for 24 hours.
        </>
      ),
      label: "Rotate secret",
      said: `${name} has a new signing secret. It is shown this once.`,
      run: async () => setSecret(await rotateSecret(client, id)),
    },
    delete: {
      text: (
        <>
          Delete <strong>{name}</strong>? What still waits for it is cancelled. This cannot be undone.
        </>
      ),
      label: "Delete",
      said: `${name} is deleted.`,
      run: () => deleteChannel(client, id),
    },
  };
  const { text, label, said, run } = answers[question];
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
      confirmLabel={label}
      action={action}
      onConfirm={() => void carryOut()}
      onCancel={onClose}
      field={question === "edit" && (
        <>
          <label className="field inline">
            <span className="visually-hidden">Name</span>
            <input
              type="text"
              required
              maxLength={200}
              value={newName}
              onChange={(event) => setNewName(event.target.value)}
            />
          </label>
          <label className="field inline">
            <span className="visually-hidden">From severity</span>
            <select value={severity} onChange={(event) => setSeverity(event.target.value as Severity)}>
              {SEVERITIES.map((value) => <option key={value} value={value}>from {value}</option>)}
            </select>
          </label>
        </>
      )}
    />
  );
}
