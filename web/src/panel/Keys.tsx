import { useEffect, useRef, useState } from "react";
import { isEnabled, setEnabled, viewKeys } from "./keys.ts";
import "./keys.css";
import type { View } from "./views.ts";

/** Which keys do what. */
export default function Keys({ views, onClose }: { views: readonly View[]; onClose(): void }) {
  const ref = useRef<HTMLDialogElement>(null);
  const [isOn, setOn] = useState(isEnabled);
  useEffect(() => ref.current?.showModal(), []);

  const change = (next: boolean) => {
    setEnabled(next);
    setOn(next);
  };
  return (
    <dialog ref={ref} className="keys" aria-labelledby="keys" onClose={onClose}>
      <h2 id="keys">Keys</h2>
      <dl>
        <Key keys={["/"]} what="To the search of the page" />
        <Key keys={["j"]} what="To the next row" />
        <Key keys={["k"]} what="To the row before" />
        {[...viewKeys(views)].map(([letter, { path, title }]) => (
          <Key key={path} keys={["g", letter]} what={`To ${title}`} />
        ))}
        <Key keys={["Esc"]} what="Leave a question unanswered" />
        <Key keys={["?"]} what="This list" />
      </dl>
      <label className="switch">
        <input type="checkbox" role="switch" checked={isOn} onChange={(event) => change(event.target.checked)} />
        <span>Listen to these keys</span>
      </label>
      <form method="dialog">
        <button type="submit" className="button small">Close</button>
      </form>
    </dialog>
  );
}

function Key({ keys, what }: { keys: string[]; what: string }) {
  return (
    <div>
      <dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
      <dd>{what}</dd>
    </div>
  );
}
