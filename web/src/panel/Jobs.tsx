import { useEffect, useId, useRef, useState } from "react";
import type { Actions } from "./actions.ts";
import { JobRow } from "./JobRow.tsx";
import { isTrouble, type Job, type Snapshot } from "./model.ts";

interface Props {
  snapshot: Snapshot;
  actions: Actions;
  filter: string;
  onFilter(filter: string): void;
}

export function Jobs({ snapshot, actions, filter, onFilter }: Props) {
  const [onlyTrouble, setOnlyTrouble] = useState(false);
  const countId = useId();
  const filterRef = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focusFilter = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.closest("input, textarea, select");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
      event.preventDefault();
      filterRef.current?.focus();
    };
    document.addEventListener("keydown", focusFilter);
    return () => document.removeEventListener("keydown", focusFilter);
  }, []);
  const shown = snapshot.jobs.filter((job) => matches(job, filter) && (!onlyTrouble || isTrouble(job.state)));
  const troubleCount = snapshot.counts.stale + snapshot.counts.failing;

  return (
    <section className="card" aria-labelledby="jobs">
      <header className="card-head">
        <h2 id="jobs">Jobs</h2>
        <span className="muted" id={countId}>{describeCount(shown.length, snapshot)}</span>
        <div className="card-tools">
          <label className="switch">
            <input
              type="checkbox"
              role="switch"
              checked={onlyTrouble}
              onChange={(event) => setOnlyTrouble(event.target.checked)}
            />
            <span>Only trouble</span>
          </label>
          <input
            ref={filterRef}
            type="search"
            className="filter"
            placeholder="Filter jobs"
            aria-label="Filter jobs by name or description"
            aria-keyshortcuts="/"
            title="Press / to come here"
            aria-describedby={countId}
            value={filter}
            onChange={(event) => onFilter(event.target.value)}
          />
        </div>
      </header>
      {shown.length === 0
        ? (
          <p className="empty">
            {onlyTrouble && troubleCount === 0 ? "No job is in trouble." : "No job matches the filter."}{" "}
            <button
              type="button"
              className="link"
              onClick={() => {
                setOnlyTrouble(false);
                onFilter("");
              }}
            >
              Show all
            </button>
          </p>
        )
        : (
          // Roles again: the narrow layout lays rows out as blocks, which takes a table's own roles away.
          <table className="jobs" role="table" aria-labelledby="jobs">
            <thead role="rowgroup">
              <tr role="row">
                <th role="columnheader" scope="col">Job</th>
                <th role="columnheader" scope="col">State</th>
                <th role="columnheader" scope="col">Last run</th>
                <th role="columnheader" scope="col">Expected every</th>
                <th role="columnheader" scope="col">Duration</th>
                <th role="columnheader" scope="col">Next check</th>
                <th role="columnheader" scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              {shown.map((job) => <JobRow key={job.name} job={job} actions={actions} />)}
            </tbody>
          </table>
        )}
    </section>
  );
}

function matches(job: Job, filter: string): boolean {
  const wanted = filter.trim().toLowerCase();
  return job.name.toLowerCase().includes(wanted) || (job.description?.toLowerCase().includes(wanted) ?? false);
}

function describeCount(shown: number, { counts, jobs, matchingJobs }: Snapshot): string {
  const total = counts.total.toLocaleString();
  if (matchingJobs > jobs.length) return `${shown} of ${total}; filter by name to find others`;
  return shown === counts.total ? total : `${shown} of ${total}`;
}
