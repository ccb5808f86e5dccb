import { type ReactNode, useState } from "react";

interface Questions<Q extends string> {
  /** The one that is open; null for none. */
  question: Q | null;
  /** A button that opens a question, or closes it again. */
  button(label: string, next: Q): ReactNode;
  /** Closes what is open. */
  close(): void;
}

/** The questions that a row asks in place. subject: what they are about, for people who hear the buttons only. */
export function useQuestions<Q extends string>(subject: string): Questions<Q> {
  const [question, setQuestion] = useState<Q | null>(null);
  const button = (label: string, next: Q) => (
    <button
      type="button"
      className="button small ghost"
      aria-label={`${label} ${subject}`}
      aria-expanded={question === next}
      onClick={() => setQuestion(question === next ? null : next)}
    >
      {label}
    </button>
  );
  return { question, button, close: () => setQuestion(null) };
}
