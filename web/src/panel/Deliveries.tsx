import type { Alert } from "./model.ts";

/** What became of an alert's messages. */
export function Deliveries({ alert: { delivered, waiting, dead, held } }: { alert: Alert }) {
  if (delivered + waiting + dead + held === 0) {
    return <span title="No channel was on for it when it happened">told nobody</span>;
  }
  return (
    <>
      {delivered > 0 && <span className="delivered">{delivered} delivered</span>}
      {waiting > 0 && <span className="waiting">{waiting} waiting</span>}
      {held > 0 && <span title="Sent when the silence ends, if the alert lasts">{held} held</span>}
      {dead > 0 && <span className="dead">{dead} dead</span>}
    </>
  );
}
