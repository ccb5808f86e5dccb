import type { View } from "./views.ts";

/** The views that this operator has. One alone needs no navigation. */
export function Navigation({ current, views }: { current: View; views: readonly View[] }) {
  if (views.length < 2) return null;
  return (
    <nav className="views" aria-label="Views">
      <ul>
        {views.map((view) => (
          <li key={view.path}>
            <a href={`#${view.path}`} aria-current={view === current ? "page" : undefined}>{view.title}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
