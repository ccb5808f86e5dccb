import type { Alert } from "./model.ts";

/** What became of an alert's messages. */
export function Deliveries({ alert: { delivered, waiting, dead } }: { alert: Alert }) {
  if (delivered + waiting + dead === 0) {
    return <span title="No channel was on for it when it happened">told nobody</span>;
  }
  return (
    <>
      {delivered > 0 && <span className="delivered">{delivered} delivered</span>}
      {waiting > 0 && <span className="waiting">{waiting} waiting</span>}
      {dead > 0 && <span className="dead">{dead} dead</span>}
    </>
  );
}
