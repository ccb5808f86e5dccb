import { type FormEvent, useState } from "react";
import { announce } from "../../lib/announce.tsx";
import { useAction } from "../../lib/useAction.ts";
import type { Actions } from "../actions.ts";
import { type Component, type Impact, type NoticeKind, postNotice, type StatusPage } from "./statusPages.ts";

interface Props {
  kind: NoticeKind;
  page: StatusPage;
  components: Component[];
  actions: Actions;
  onClose(): void;
}

const IMPACTS: [Impact, string][] = [
  ["minor", "Degraded: it works, but not well"],
  ["major", "Down: it does not work"],
  ["none", "None: what is shown stays as it is"],
];

/** Says something on a page. */
export function NewNotice({ kind, page, components, actions, onClose }: Props) {
  const [title, setTitle] = useState("");
  const [body, setBody] = useState("");
  const [impact, setImpact] = useState<Impact>("minor");
  const [affected, setAffected] = useState<string[]>([]);
  const [startsAt, setStartsAt] = useState("");
  const [endsAt, setEndsAt] = useState("");
  const action = useAction();
  const isMaintenance = kind === "maintenance";
  const post = async (event: FormEvent) => {
    event.preventDefault();
    const isDone = await action.run(async () => {
      await postNotice(actions.client, page.id, {
        kind,
        title: title.trim(),
        body: body.trim(),
        impact,
        components: affected,
        startsAt: isMaintenance ? new Date(startsAt) : null,
        endsAt: isMaintenance ? new Date(endsAt) : null,
      });
      await actions.refresh();
    });
    if (!isDone) return;
    announce(isMaintenance ? "The maintenance is announced." : "The incident is posted.");
    onClose();
  };
  const label = isMaintenance ? "Plan maintenance" : "Post an incident";
  return (
    <form className="status-form" aria-label={label} onSubmit={(event) => void post(event)}>
      <label className="field">
        Title
        <input type="text" required maxLength={200} value={title} onChange={(event) => setTitle(event.target.value)} />
      </label>
      <label className="field">
        What everybody should know
        <textarea required rows={3} maxLength={5000} value={body} onChange={(event) => setBody(event.target.value)} />
      </label>
      {isMaintenance
        ? (
          <>
            <label className="field">
              Begins
              <input
                type="datetime-local"
                required
                value={startsAt}
                onChange={(event) => setStartsAt(event.target.value)}
              />
            </label>
            <label className="field">
              Ends
              <input
                type="datetime-local"
                required
                min={startsAt}
                value={endsAt}
                onChange={(event) => setEndsAt(event.target.value)}
              />
            </label>
          </>
        )
        : (
          <label className="field">
            Impact
            <select value={impact} onChange={(event) => setImpact(event.target.value as Impact)}>
              {IMPACTS.map(([value, words]) => <option key={value} value={value}>{words}</option>)}
            </select>
          </label>
        )}
      {components.length > 0 && (
        <fieldset className="status-affected">
          <legend>Affected; the whole page when none is chosen</legend>
          {components.map(({ key, name }) =>
            key !== null && (
              <label key={key}>
                <input
                  type="checkbox"
                  checked={affected.includes(key)}
                  onChange={(event) =>
                    setAffected(event.target.checked ? [...affected, key] : affected.filter((each) => each !== key))}
                />
                {name}
              </label>
            )
          )}
        </fieldset>
      )}
      <div className="row">
        <button type="submit" className="button primary" aria-disabled={action.isBusy}>
          {action.isBusy ? "Posting…" : "Post"}
        </button>
        <button type="button" className="button" onClick={onClose}>Cancel</button>
      </div>
      {action.error && <p className="problem" role="alert">{action.error}</p>}
    </form>
  );
}
