import { useEffect, useRef } from "react";
import { announce } from "../lib/announce.tsx";
import { isTrouble, type Snapshot } from "./model.ts";

/** Puts the number of troubles into the tab's title, and says what changed to people who listen to the page. */
export function useNews(snapshot: Snapshot | null): void {
  const previous = useRef<Snapshot | null>(null);
  useEffect(() => {
    if (!snapshot) {
      document.title = "Heartbase";
      return;
    }
    const { stale, failing } = snapshot.counts;
    const count = Math.max(stale + failing, snapshot.openAlertCount);
    document.title = count > 0 ? `(${count}) Heartbase` : "Heartbase";
    const news = previous.current ? compare(previous.current, snapshot) : [];
    if (news.length > 0) announce(news.join(" "));
    previous.current = snapshot;
  }, [snapshot]);
}

function compare(before: Snapshot, after: Snapshot): string[] {
  const states = new Map(before.jobs.map((job) => [job.name, job.state]));
  const known = new Set(before.openAlerts.map((alert) => alert.id));
  const changed = after.jobs.filter((job) => {
    const was = states.get(job.name);
    return was !== undefined && was !== job.state && (isTrouble(job.state) || isTrouble(was));
  });
  const opened = after.openAlerts.filter((alert) => !known.has(alert.id));
  return [
    ...(before.counts.total === 0 && after.counts.total > 0 ? ["The first heartbeat has arrived."] : []),
    ...tell(opened, (alert) => `New alert: ${alert.message}`),
    ...tell(changed, (job) => `${job.name} is ${job.state}.`),
  ];
}

function tell<T>(items: T[], say: (item: T) => string): string[] {
  const said = items.slice(0, 3).map(say);
  return items.length > 3 ? [...said, `And ${items.length - 3} more.`] : said;
}
