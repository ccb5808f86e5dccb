import { useEffect, useState } from "react";

const DELAY_MS = 300;

/** The text once nobody has typed for a moment. */
export function useSearch(text: string): string {
  const trimmed = text.trim();
  const [settled, setSettled] = useState(trimmed);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(trimmed), DELAY_MS);
    return () => clearTimeout(timer);
  }, [trimmed]);
  return settled;
}
