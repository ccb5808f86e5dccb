import { type RefObject, useLayoutEffect, useRef } from "react";

/**
 * Gives the keyboard to `first` when something is shown, and back to where it was when that goes, unless the keyboard is
 * elsewhere by then. Both happen in the turn in which it shows and goes: no key that is pressed meanwhile goes astray.
 * Returns the ref of what is shown.
 */
export function useOwnFocus<Frame extends HTMLElement>(first: RefObject<HTMLElement | null>): RefObject<Frame | null> {
  const frameRef = useRef<Frame>(null);
  useLayoutEffect(() => {
    const frame = frameRef.current;
    const opener = document.activeElement;
    first.current?.focus();
    return () => {
      if (frame?.contains(document.activeElement) && opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return frameRef;
}
