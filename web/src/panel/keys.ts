import type { View } from "./views.ts";

const SETTING = "heartbase.keys";

/** Somebody who speaks to their browser, or brushes against keys, can switch single keys off. */
export function isEnabled(): boolean {
  return localStorage.getItem(SETTING) !== "off";
}

export function setEnabled(isOn: boolean): void {
  if (isOn) localStorage.removeItem(SETTING);
  else localStorage.setItem(SETTING, "off");
}

/** The letter of each view: the first of its title that no view before it has. */
export function viewKeys(views: readonly View[]): Map<string, View> {
  const keys = new Map<string, View>();
  for (const view of views) {
    const letter = [...view.title.toLowerCase()].find((each) => /[a-z]/.test(each) && !keys.has(each));
    if (letter) keys.set(letter, view);
  }
  return keys;
}
