import { useState } from "react";
import { announce } from "../../lib/announce.tsx";
import { useAction } from "../../lib/useAction.ts";
import type { Actions } from "../actions.ts";
import { type Component, ONE_OF_KIND, saveComponents, type StatusPage } from "./statusPages.ts";
import { SubjectPicker } from "./SubjectPicker.tsx";

interface Props {
  page: StatusPage;
  components: Component[];
  actions: Actions;
}

/** What a page names, under which names and in which order. Nothing is changed before it is saved. */
export function ComponentsEditor({ page, components, actions }: Props) {
  /** What is being edited; null while what is shown is what is saved. */
  const [draft, setDraft] = useState<Component[] | null>(null);
  const action = useAction();
  const rows = draft ?? components;
  const change = (index: number, changes: Partial<Component>) =>
    setDraft(rows.map((row, at) => at === index ? { ...row, ...changes } : row));
  const move = (index: number, step: number) => {
    const next = [...rows];
    const [row] = next.splice(index, 1);
    next.splice(index + step, 0, row!);
    setDraft(next);
  };
  const save = async () => {
    const isDone = await action.run(async () => {
      await saveComponents(actions.client, page.id, rows);
      await actions.refresh();
    });
    if (!isDone) return;
    setDraft(null);
    announce("What the page names is saved.");
  };
  return (
    <section className="card" aria-labelledby="status-components">
      <header className="card-head">
        <h2 id="status-components">What it names</h2>
        <span className="muted">{rows.length}</span>
      </header>
      {rows.length === 0 && (
        <p className="empty">Nothing yet. Everybody sees the names that you give here, and states.</p>
      )}
      <ol className="status-components" aria-labelledby="status-components">
        {rows.map((row, index) => (
          <li key={`${row.kind}/${row.subjectId}`}>
            <span className="muted status-subject">{ONE_OF_KIND[row.kind]}: {row.subjectName}</span>
            {page.mayChange
              ? (
                <>
                  <Field
                    label="Public name"
                    of={row}
                    value={row.name}
                    limit={200}
                    onChange={(name) => change(index, { name })}
                  />
                  <Field
                    label="Group"
                    of={row}
                    value={row.group}
                    limit={200}
                    onChange={(group) => change(index, { group })}
                  />
                  <Field
                    label="Description"
                    of={row}
                    value={row.description}
                    limit={500}
                    onChange={(description) => change(index, { description })}
                  />
                  <span className="row">
                    <button
                      type="button"
                      className="button small"
                      disabled={index === 0}
                      aria-label={`Move ${row.name} up`}
                      onClick={() => move(index, -1)}
                    >
                      ↑
                    </button>
                    <button
                      type="button"
                      className="button small"
                      disabled={index === rows.length - 1}
                      aria-label={`Move ${row.name} down`}
                      onClick={() => move(index, 1)}
                    >
                      ↓
                    </button>
                    <button
                      type="button"
                      className="button small ghost"
                      aria-label={`Remove ${row.name}`}
                      onClick={() => setDraft(rows.filter((_, at) => at !== index))}
                    >
                      Remove
                    </button>
                  </span>
                </>
              )
              : <strong>{row.name}</strong>}
          </li>
        ))}
      </ol>
      {page.mayChange && (
        <div className="status-body">
          <SubjectPicker
            client={actions.client}
            tenantId={page.tenantId}
            taken={rows}
            onPick={({ kind, id, name }) =>
              setDraft([...rows, {
                key: null,
                name,
                description: "",
                group: rows.at(-1)?.group ?? "",
                kind,
                subjectId: id,
                subjectName: name,
              }])}
          />
          {draft && (
            <div className="row">
              <button
                type="button"
                className="button primary"
                aria-disabled={action.isBusy}
                onClick={() => void save()}
              >
                {action.isBusy ? "Saving…" : "Save what it names"}
              </button>
              <button type="button" className="button" onClick={() => setDraft(null)}>Undo</button>
              <span className="muted">Not saved yet.</span>
            </div>
          )}
          {action.error && <p className="problem" role="alert">{action.error}</p>}
        </div>
      )}
    </section>
  );
}

function Field({ label, of, value, limit, onChange }: {
  label: string;
  of: Component;
  value: string;
  limit: number;
  onChange(value: string): void;
}) {
  return (
    <label className="field">
      <span>{label}</span>
      <input
        type="text"
        maxLength={limit}
        aria-label={`${label} of ${of.subjectName}`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
