import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { announce } from "../../lib/announce.tsx";
import { adviceOf } from "../../lib/errors.ts";
import { useAction } from "../../lib/useAction.ts";
import type { Actions } from "../actions.ts";
import { Confirm } from "../Confirm.tsx";
import { Pill } from "../Pill.tsx";
import { Time } from "../Time.tsx";
import { useOwnFocus } from "../useOwnFocus.ts";
import { useQuestions } from "../useQuestions.tsx";
import { changeSetting, resetSetting, type Setting } from "./settings.ts";

interface Props {
  setting: Setting;
  actions: Actions;
}

export function SettingRow({ setting, actions }: Props) {
  const { key, value, defaultValue, isDefault, description, canChange, changedAt } = setting;
  const { question, button, close } = useQuestions<"edit" | "reset">(key);
  return (
    <li className="setting">
      <div className="setting-head">
        <code className="setting-key">{key}</code>
        {!isDefault && <Pill tone="info">Changed</Pill>}
        <span className="setting-value">{value ?? <span className="muted">not set</span>}</span>
        {canChange && button("Edit", "edit")}
        {canChange && !isDefault && button("Reset", "reset")}
      </div>
      <p>{description}</p>
      <p className="channel-facts">
        <span>default {defaultValue ?? "none"}</span>
        {setting.minimum !== null && <span>from {setting.minimum} to {setting.maximum}</span>}
        {changedAt !== null && (
          <span>
            changed <Time at={changedAt} />
          </span>
        )}
        {!canChange && <span>set by the project's owner</span>}
      </p>
      {question === "edit" && <Editor setting={setting} actions={actions} onClose={close} />}
      {question === "reset" && <Reset setting={setting} actions={actions} onClose={close} />}
    </li>
  );
}

function Editor({ setting: { key, type, value, defaultValue }, actions, onClose }: Props & { onClose(): void }) {
  const [text, setText] = useState(value ?? "");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const inputRef = useRef<HTMLInputElement>(null);
  const errorId = useId();
  const formRef = useOwnFocus<HTMLFormElement>(inputRef);
  useEffect(() => inputRef.current?.select(), []);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    setError(null);
    try {
      await changeSetting(actions.client, key, text.trim());
      await actions.refresh();
      announce(`${key} is ${text.trim()}.`);
      onClose();
    } catch (caught) {
      setError(adviceOf(caught));
      setBusy(false);
      inputRef.current?.focus();
    }
  };
  return (
    <form
      ref={formRef}
      className="confirm setting-form"
      onSubmit={(event) => void save(event)}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <div className="row">
        <label className="field inline">
          {FIELD_LABELS[type] ?? "Value"}
          <input
            ref={inputRef}
            type="text"
            inputMode={type === "integer" ? "numeric" : type === "url" ? "url" : "text"}
            autoComplete="off"
            spellCheck={false}
            placeholder={defaultValue ?? ""}
            value={text}
            aria-invalid={error !== null}
            aria-describedby={error === null ? undefined : errorId}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <button type="submit" className="button small primary" aria-disabled={isBusy}>
          {isBusy ? "Saving…" : "Save"}
        </button>
        <button type="button" className="button small" onClick={onClose}>Cancel</button>
      </div>
      {error !== null && <p id={errorId} className="problem" role="alert">{error}</p>}
    </form>
  );
}

const FIELD_LABELS: Record<string, string> = {
  interval: "Interval, such as 90 seconds or 2 hours",
  duration: "Duration, such as 30s or 1h30m",
  integer: "Whole number",
  url: "URL",
};

function Reset({ setting: { key, value, defaultValue }, actions, onClose }: Props & { onClose(): void }) {
  const action = useAction();
  const carryOut = async () => {
    const isDone = await action.run(async () => {
      await resetSetting(actions.client, key);
      await actions.refresh();
    });
    if (!isDone) return;
    announce(`${key} has its default again.`);
    onClose();
  };
  return (
    <Confirm
      question={
        <>
          Change <code>{key}</code> from {value} back to its default, {defaultValue ?? "none"}?
        </>
      }
      confirmLabel="Reset"
      action={action}
      onConfirm={() => void carryOut()}
      onCancel={onClose}
    />
  );
}
