import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { type Component, dayState, describeDay, describePart } from "./model.ts";

const CELL = 8;
const GAP = 2;
const HEIGHT = 30;

/** 90 days of a component in UTC, a bar a day. The pointer, or the arrow keys, choose the day that is told below. */
export function Days({ component: { name, days, uptime }, firstDay }: { component: Component; firstDay: string }) {
  const [chosen, setChosen] = useState<number | null>(null);
  if (days === null) return <p className="muted">No history is kept of it.</p>;
  const last = days.length - 1;
  const shown = chosen ?? last;
  const told = describeDay(firstDay, shown, days[shown]!);

  const onKeyDown = (event: KeyboardEvent) => {
    const step =
      { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, Home: -days.length, End: days.length }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setChosen(Math.min(last, Math.max(0, shown + step)));
  };
  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setChosen(Math.min(last, Math.max(0, Math.floor((event.clientX - left) / width * days.length))));
  };
  return (
    <div className="status-days">
      <svg
        viewBox={`0 0 ${days.length * (CELL + GAP) - GAP} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="slider"
        tabIndex={0}
        aria-label={`The last ${days.length} days of ${name}`}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={shown}
        aria-valuetext={told}
        aria-readonly
        onKeyDown={onKeyDown}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setChosen(null)}
        onBlur={() => setChosen(null)}
      >
        {days.map((day, index) => (
          <rect
            key={index}
            className={`${dayState(day)}${index === chosen ? " chosen" : ""}`}
            x={index * (CELL + GAP)}
            width={CELL}
            height={HEIGHT}
            rx={1.5}
          />
        ))}
      </svg>
      <p className="status-days-legend muted">
        <span>{chosen === null ? `${days.length} days` : told}</span>
        <span>{uptime === null ? "Uptime not known" : `${describePart(uptime)} uptime`}</span>
      </p>
    </div>
  );
}
