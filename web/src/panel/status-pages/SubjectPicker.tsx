import { useCallback, useState } from "react";
import type { Client } from "../../lib/client.ts";
import { messageOf } from "../../lib/errors.ts";
import { usePolling } from "../../lib/usePolling.ts";
import { useSearch } from "../useSearch.ts";
import { type Component, findSubjects, KIND_LABELS, type Subject, type SubjectKind } from "./statusPages.ts";

const REFRESH_MS = 60_000;

interface Props {
  client: Client;
  tenantId: string | null;
  /** What is named already. */
  taken: readonly Component[];
  onPick(subject: Subject): void;
}

/** Finds something by its name, and names it. */
export function SubjectPicker({ client, tenantId, taken, onPick }: Props) {
  const [filter, setFilter] = useState("");
  const search = useSearch(filter);
  const load = useCallback(
    (signal: AbortSignal) => findSubjects(client, tenantId, search, signal),
    [client, tenantId, search],
  );
  const { data, error } = usePolling(load, REFRESH_MS);
  const free = (data ?? []).filter(({ kind, id }) =>
    !taken.some((each) => each.kind === kind && each.subjectId === id)
  );
  const pick = (value: string) => {
    const subject = free.find(({ kind, id }) => `${kind}/${id}` === value);
    if (subject) onPick(subject);
  };
  return (
    <div className="row">
      <input
        type="search"
        className="filter"
        placeholder="Find by name"
        aria-label="Find what the page should name"
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
      />
      <select
        className="status-picker"
        aria-label="Add to the page"
        value=""
        disabled={free.length === 0}
        onChange={(event) => pick(event.target.value)}
      >
        <option value="">{free.length === 0 ? "Nothing to add" : "Add…"}</option>
        {(Object.keys(KIND_LABELS) as SubjectKind[]).map((kind) => {
          const some = free.filter((each) => each.kind === kind);
          return some.length > 0 && (
            <optgroup key={kind} label={KIND_LABELS[kind]}>
              {some.map(({ id, name }) => <option key={id} value={`${kind}/${id}`}>{name}</option>)}
            </optgroup>
          );
        })}
      </select>
      {error !== null && <p className="problem" role="alert">{messageOf(error)}</p>}
    </div>
  );
}
