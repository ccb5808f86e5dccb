import { useId } from "react";
import type { Actions } from "./actions.ts";
import { JobRow } from "./JobRow.tsx";
import { More } from "./More.tsx";
import { type Job, type JobState, type Snapshot, TROUBLE } from "./model.ts";

interface Props {
  snapshot: Snapshot;
  actions: Actions;
  filter: string;
  onFilter(filter: string): void;
  /** Null for all. */
  states: JobState[] | null;
  onStates(states: JobState[] | null): void;
  onMore: (() => void) | null;
}

const CHOICES: readonly [label: string, states: JobState[] | null][] = [
  ["All", null],
  ["In trouble", TROUBLE],
  ["Stale", ["stale"]],
  ["Failing", ["failing"]],
  ["Running", ["running"]],
  ["Healthy", ["healthy"]],
  ["Paused", ["paused"]],
];

export function Jobs({ snapshot, actions, filter, onFilter, states, onStates, onMore }: Props) {
  const countId = useId();
  // At once among those that were read; the answer to what is asked for follows.
  const shown = snapshot.jobs.filter((job) => matches(job, filter) && (!states || states.includes(job.state)));
  const { asked, counts, hasMoreJobs } = snapshot;
  const isAnswered = asked.states === states && asked.search === filter.trim();

  return (
    <section className="card" aria-labelledby="jobs">
      <header className="card-head">
        <h2 id="jobs">Jobs</h2>
        <span className="muted" id={countId}>
          {describeCount(shown.length, snapshot, states !== null || filter.trim() !== "")}
        </span>
        <div className="card-tools">
          <select
            aria-label="Show jobs"
            value={CHOICES.findIndex(([, choice]) => choice === states)}
            onChange={(event) => onStates(CHOICES[Number(event.target.value)]?.[1] ?? null)}
          >
            {CHOICES.map(([label], index) => <option key={label} value={index}>{label}</option>)}
          </select>
          <input
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
            {!isAnswered
              ? "Looking…"
              : states === TROUBLE && counts.stale + counts.failing === 0
              ? "No job is in trouble."
              : "No job matches the filter."}{" "}
            <button
              type="button"
              className="link"
              onClick={() => {
                onStates(null);
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
      <More hasMore={hasMoreJobs && isAnswered} onMore={onMore} />
    </section>
  );
}

function matches(job: Job, filter: string): boolean {
  const wanted = filter.trim().toLowerCase();
  return job.name.toLowerCase().includes(wanted) || (job.description?.toLowerCase().includes(wanted) ?? false);
}

function describeCount(shown: number, { counts, hasMoreJobs }: Snapshot, isFiltered: boolean): string {
  const total = counts.total.toLocaleString();
  if (isFiltered && hasMoreJobs) return `the first ${shown}`;
  return isFiltered || hasMoreJobs ? `${shown} of ${total}` : total;
}
