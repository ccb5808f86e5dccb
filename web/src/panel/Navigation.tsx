import { useEffect, useRef } from "react";
import type { View } from "./views.ts";

/** The views that this operator has. One alone needs no navigation. */
export function Navigation({ current, views }: { current: View; views: readonly View[] }) {
  const currentRef = useRef<HTMLAnchorElement>(null);
  // On a phone the row is wider than the screen: where one is shows.
  useEffect(() => {
    currentRef.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  if (views.length < 2) return null;
  return (
    <nav className="views" aria-label="Views">
      <ul>
        {views.map((view) => (
          <li key={view.path}>
            <a
              ref={view === current ? currentRef : undefined}
              href={`#${view.path}`}
              aria-current={view === current ? "page" : undefined}
            >
              {view.title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
