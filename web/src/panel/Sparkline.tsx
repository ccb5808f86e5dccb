import { useCallback, useEffect, useRef, useState } from "react";
import type { Client } from "../lib/client.ts";
import { usePolling } from "../lib/usePolling.ts";
import { type Minute, readHistory, SPARKLINE_MINUTES } from "./machines.ts";

const REFRESH_MS = 60_000;
const WIDTH = 120;
const HEIGHT = 24;
const MINUTE_MS = 60_000;

interface Props {
  client: Client;
  machineId: number;
}

/** Read from when its row has come into view: of a long list, most never do. */
export function Sparkline(props: Props) {
  const [isSeen, setSeen] = useState(false);
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
    });
    if (ref.current) observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return isSeen ? <Line {...props} /> : <span ref={ref} className="muted">–</span>;
}

/** The CPU of a machine over the last hours; it is interrupted where the machine was silent. */
function Line({ client, machineId }: Props) {
  const load = useCallback((signal: AbortSignal) => readHistory(client, machineId, signal), [client, machineId]);
  const { data, loadedAt } = usePolling(load, REFRESH_MS);
  if (!data || data.length === 0) return <span className="muted">–</span>;
  return (
    <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={describe(data)}>
      <title>{describe(data)}</title>
      {splitAtSilence(data).map((minutes) => (
        <polyline
          key={minutes[0]!.at}
          points={minutes.map((each) => place(each, loadedAt)).join(" ")}
        />
      ))}
    </svg>
  );
}

function place({ at, cpu }: Minute, now: number): string {
  const x = WIDTH * (1 - Math.max(0, now - at) / (SPARKLINE_MINUTES * MINUTE_MS));
  const y = 1 + (HEIGHT - 2) * (1 - cpu / 100);
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}

/** A minute alone becomes a short line: one point would not be drawn. */
function splitAtSilence(minutes: Minute[]): Minute[][] {
  const runs: Minute[][] = [];
  for (const minute of minutes) {
    const last = runs.at(-1)?.at(-1);
    if (last && minute.at - last.at <= 2 * MINUTE_MS) runs.at(-1)!.push(minute);
    else runs.push([{ ...minute, at: minute.at - MINUTE_MS }, minute]);
  }
  return runs;
}

function describe(minutes: Minute[]): string {
  const mean = minutes.reduce((sum, { cpu }) => sum + cpu, 0) / minutes.length;
  const most = Math.max(...minutes.map(({ cpu }) => cpu));
  return `CPU in the last ${SPARKLINE_MINUTES / 60} hours: ${Math.round(mean)} % on average, ${
    Math.round(most)
  } % at most`;
}
