import { useSyncExternalStore } from "react";

let text = "";
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells people who listen to the page rather than see it. */
export function announce(message: string): void {
  // The same words twice are not read twice unless they differ.
  text = message === text ? `${message}\u00a0` : message;
  for (const listener of listeners) listener();
}

/** Where announcements are read from; once in a page. */
export function Announcer() {
  const message = useSyncExternalStore(subscribe, () => text);
  return <div className="visually-hidden" role="status" aria-live="polite">{message}</div>;
}
