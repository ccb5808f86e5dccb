import { type View, VIEWS } from "./views.ts";

/** The views that this operator has. One alone needs no navigation. */
export function Navigation({ current, isAdmin }: { current: View; isAdmin: boolean }) {
  const views = VIEWS.filter(({ adminOnly }) => isAdmin || !adminOnly);
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
