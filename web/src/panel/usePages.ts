import { useCallback, useState } from "react";

/** The API gives at most 1000 rows at once, and nobody reads so many: who looks for one filters. */
const MOST = 500;

/** How many rows of a list to read, `step` to begin with. `more`: as many again; null when it is as many as there can be. */
export function usePages(step: number): { count: number; more: (() => void) | null } {
  const [count, setCount] = useState(step);
  const more = useCallback(() => setCount((before) => Math.min(before + step, MOST)), [step]);
  return { count, more: count < MOST ? more : null };
}
