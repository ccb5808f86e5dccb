import { useEffect } from "react";
import { isEnabled, viewKeys } from "./keys.ts";
import type { View } from "./views.ts";

/** Rows that people go through one by one; what opens below a row is part of it. */
const ROWS = "main tbody > tr:not(.job-question), main li:is(.alert, .channel, .check, .delivery, .mesh, .setting)";
/** How long the letter after g may take. */
const PREFIX_MS = 1500;

/** The keys that Keys.tsx lists, wherever nobody is typing. */
export function useKeys(views: readonly View[], onHelp: () => void): void {
  useEffect(() => {
    let prefixedAt = -Infinity;
    const onKey = (event: KeyboardEvent) => {
      const { key, target, timeStamp } = event;
      const isElsewhere = target instanceof HTMLElement && target.closest("input, textarea, select, dialog");
      if (event.ctrlKey || event.metaKey || event.altKey || isElsewhere || !isEnabled()) return;
      const view = timeStamp - prefixedAt < PREFIX_MS ? viewKeys(views).get(key) : undefined;
      prefixedAt = key === "g" ? timeStamp : -Infinity;
      if (view) location.hash = view.path;
      else if (key === "?") onHelp();
      else if (key === "/") document.querySelector<HTMLInputElement>("main input[type=search]")?.focus();
      else if (key === "j") goToRow(1);
      else if (key === "k") goToRow(-1);
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [views, onHelp]);
}

/** Moves the focus to the next row, or the one before, counted from where it is. */
function goToRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>(ROWS)];
  const current = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[current < 0 && step < 0 ? rows.length - 1 : current + step];
  if (!row) return;
  row.tabIndex = -1;
  row.focus();
}
