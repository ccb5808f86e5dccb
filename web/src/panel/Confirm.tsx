import { type FormEvent, type ReactNode, useRef } from "react";
import type { Action } from "../lib/useAction.ts";
import { useOwnFocus } from "./useOwnFocus.ts";

interface Props {
  /** What is about to happen, as a question. */
  question: ReactNode;
  confirmLabel: string;
  action: Action;
  onConfirm(): void;
  onCancel(): void;
  /** A field, before the buttons. */
  field?: ReactNode;
  /** Another way to answer, between the two buttons. */
  alternative?: ReactNode;
}

/** Asks in place, where the button was pressed. Escape cancels. */
export function Confirm({ question, confirmLabel, action, onConfirm, onCancel, field, alternative }: Props) {
  const confirmRef = useRef<HTMLButtonElement>(null);
  const formRef = useOwnFocus<HTMLFormElement>(confirmRef);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!action.isBusy) onConfirm();
  };
  return (
    <form
      ref={formRef}
      className="confirm"
      onSubmit={submit}
      onKeyDown={(event) => event.key === "Escape" && onCancel()}
    >
      <p>{question}</p>
      <div className="row">
        {field}
        <button ref={confirmRef} type="submit" className="button small primary" aria-disabled={action.isBusy}>
          {action.isBusy ? "Working…" : confirmLabel}
        </button>
        {alternative}
        <button type="button" className="button small" onClick={onCancel}>Cancel</button>
      </div>
      {action.error && <p className="problem" role="alert">{action.error}</p>}
    </form>
  );
}
