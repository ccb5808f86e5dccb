import { useState } from "react";
import { messageOf } from "./errors.ts";

/** Something that a button does: whether it is under way and what went wrong the last time. */
export interface Action {
  isBusy: boolean;
  error: string | null;
  /** Runs it; true when it went well. A second press while it runs does nothing. */
  run(work: () => Promise<void>): Promise<boolean>;
}

export function useAction(): Action {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const run = async (work: () => Promise<void>) => {
    if (isBusy) return false;
    setBusy(true);
    setError(null);
    try {
      await work();
      return true;
    } catch (caught) {
      setError(messageOf(caught));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, error, run };
}
