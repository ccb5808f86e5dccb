import { useState } from "react";
import { describeSeconds } from "../lib/interval.ts";
import { describeCoarsely, describeSoon } from "../lib/time.ts";
import { useNow } from "../lib/useNow.ts";
import type { Actions } from "./actions.ts";
import { JobConfirm, type JobQuestion } from "./JobConfirm.tsx";
import { JobHistory } from "./JobHistory.tsx";
import type { Job } from "./model.ts";
import { StatePill } from "./Pill.tsx";
import { Time } from "./Time.tsx";
import { useQuestions } from "./useQuestions.tsx";

interface Props {
  job: Job;
  actions: Actions;
}

export function JobRow({ job, actions }: Props) {
  const { question, button, close } = useQuestions<JobQuestion>(job.name);
  const [isOpen, setOpen] = useState(false);

  return (
    <>
      <tr role="row" className={`job ${job.state} ${question || isOpen ? "is-asking" : ""}`}>
        <th role="rowheader" scope="row" className="job-name">
          <span className="name">{job.name}</span>
          {job.description && <span className="description" title={job.description}>{job.description}</span>}
          {job.evaluationError && <span className="problem">Cannot be judged: {job.evaluationError}</span>}
        </th>
        <td role="cell" data-label="State" className="job-state">
          <StatePill state={job.state} />
          <StateNote job={job} />
          {job.quietUntil !== null && job.state !== "paused" && <Quiet until={job.quietUntil} />}
        </td>
        <td role="cell" data-label="Last run">{job.lastRunAt === null ? "never" : <Time at={job.lastRunAt} />}</td>
        <td role="cell" data-label="Expected every">
          {job.expectedEvery === null ? "–" : describeSeconds(job.expectedEvery)}
          {job.grace > 0 && <span className="muted">{` + ${describeSeconds(job.grace)}`}</span>}
        </td>
        <td role="cell" data-label="Duration">{job.lastDuration === null ? "–" : describeSeconds(job.lastDuration)}</td>
        <td role="cell" data-label="Next check">
          {job.nextCheckAt === null || job.state === "paused" ? "–" : <NextCheck at={job.nextCheckAt} />}
        </td>
        <td role="cell" className="job-actions">
          <button
            type="button"
            className="button small ghost"
            aria-label={`History of ${job.name}`}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            History
          </button>
          {job.state !== "paused" && button("Silence", "silence")}
          {job.state === "paused" ? button("Resume", "resume") : button("Pause", "pause")}
        </td>
      </tr>
      {question && (
        <tr role="row" className="job-question">
          <td role="cell" colSpan={7}>
            <JobConfirm
              job={job}
              question={question}
              actions={actions}
              onClose={close}
            />
          </td>
        </tr>
      )}
      {isOpen && (
        <tr role="row" className="job-question">
          <td role="cell" colSpan={7}>
            <JobHistory client={actions.client} jobName={job.name} />
          </td>
        </tr>
      )}
    </>
  );
}

/** What the state means for this job: "2 h overdue", "for 3 min". */
function StateNote({ job }: { job: Job }) {
  const note = useNow((now) => {
    const since = (time: number) => describeCoarsely(Math.max(0, (now - time) / 1000));
    if (job.state === "stale" && job.deadline !== null) return `${since(job.deadline)} overdue`;
    if (job.state === "failing" && job.consecutiveFailures > 1) return `${job.consecutiveFailures} in a row`;
    if (job.state === "running" && job.startedAt !== null) return `for ${since(job.startedAt)}`;
    return null;
  });
  return note === null ? null : <span className="state-note">{note}</span>;
}

function Quiet({ until }: { until: number }) {
  const text = useNow((now) => until > now ? `quiet until ${describeSoon(until, now)}` : null);
  return text === null ? null : <span className="quiet-until" title="No alert or reminder before then">{text}</span>;
}

/** The evaluator looks every minute: a moment that has just passed is due, not late. */
function NextCheck({ at }: { at: number }) {
  const isDue = useNow((now) => at <= now);
  return isDue ? <span title="At the next tick, within a minute">now due</span> : <Time at={at} />;
}
