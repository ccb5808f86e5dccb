import type { ReactNode } from "react";
import { Mark } from "./Mark.tsx";

/** A whole page with one thing to say. */
export function Message({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="lone">
      <div className="lone-card">
        <Mark />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
