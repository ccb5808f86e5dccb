import { useSyncExternalStore } from "react";
import { type View, VIEWS } from "./views.ts";

/** The view that the address names, and what follows it. An address that names none is the overview's. */
export function useRoute(isAdmin: boolean): { view: View; rest: string } {
  const hash = useSyncExternalStore(onHashChange, () => location.hash);
  const [, name = "", ...rest] = hash.replace(/^#/, "").split("/");
  const view = VIEWS.find(({ path, adminOnly }) => path === `/${name}` && (isAdmin || !adminOnly)) ?? VIEWS[0];
  return { view, rest: decode(rest.join("/")) };
}

function onHashChange(listener: () => void): () => void {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
}

/** An address typed by hand need not be well encoded. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
