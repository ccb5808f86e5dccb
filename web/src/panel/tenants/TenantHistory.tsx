import { useState } from "react";
import type { Client } from "../../lib/client.ts";
import { describeAbsolutely } from "../../lib/time.ts";
import { useAction } from "../../lib/useAction.ts";
import { Time } from "../Time.tsx";
import { OVERALL_LABELS } from "./OverallPill.tsx";
import { type Execution, type Failure, PAGE_SIZE, readOlderExecutions, readResults, STRIP_LENGTH } from "./tenants.ts";

interface Props {
  client: Client;
  id: string;
  /** The newest, from the newest on. */
  executions: Execution[];
  failures: Failure[];
}

const LISTED = 10;

/** A bar for each of the last executions, then the list of them, page by page, and what could not be looked at. */
export function TenantHistory({ client, id, executions, failures }: Props) {
  const [isListed, setListed] = useState(false);
  return (
    <section className="card" aria-labelledby="history">
      <header className="card-head">
        <h2 id="history">History</h2>
        {executions.length > 0 && (
          <div className="card-tools">
            <button
              type="button"
              className="button small ghost"
              aria-expanded={isListed}
              onClick={() => setListed(!isListed)}
            >
              {isListed ? "Hide executions" : "List executions"}
            </button>
          </div>
        )}
      </header>
      {executions.length === 0 ? <p className="empty">It was not looked at yet.</p> : <Strip executions={executions} />}
      {isListed && <ExecutionList client={client} id={id} newest={executions} />}
      {failures.length > 0 && (
        <ul className="checks" aria-label="Executions that failed">
          {failures.map(({ id: failureId, kind, message, at, recoveredAt }) => (
            <li key={failureId} className="check">
              <p className="problem">{message}</p>
              <p className="channel-facts">
                <span>{FAILURE_LABELS[kind] ?? kind}</span>
                {at !== null && <Time at={at} />}
                {recoveredAt !== null && (
                  <span>
                    looked at again <Time at={recoveredAt} />
                  </span>
                )}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const FAILURE_LABELS: Record<string, string> = {
  run: "the execution raised an error",
  abandoned: "the execution was never finished",
  recovery: "tried again, in vain",
};

const BAR = 8;
const GAP = 2;
const HEIGHT = 24;

function Strip({ executions }: { executions: Execution[] }) {
  const shown = executions.slice(0, STRIP_LENGTH).reverse();
  const clear = shown.filter(({ overall }) => overall === "all_clear").length;
  return (
    <div className="executions">
      <svg
        role="img"
        aria-label={`The last ${shown.length} executions, the newest on the right: ${clear} all clear`}
        viewBox={`0 0 ${STRIP_LENGTH * (BAR + GAP) - GAP} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        {Array.from(
          { length: STRIP_LENGTH - shown.length },
          (_, index) => (
            <rect key={index} className="none" x={index * (BAR + GAP)} width={BAR} height={HEIGHT} rx={1.5} />
          ),
        )}
        {shown.map(({ id, overall, startedAt }, index) => (
          <rect
            key={id}
            className={overall}
            x={(STRIP_LENGTH - shown.length + index) * (BAR + GAP)}
            width={BAR}
            height={HEIGHT}
            rx={1.5}
          >
            <title>{`${startedAt === null ? "" : describeAbsolutely(startedAt)}: ${OVERALL_LABELS[overall]}`}</title>
          </rect>
        ))}
      </svg>
    </div>
  );
}

function ExecutionList({ client, id, newest }: { client: Client; id: string; newest: Execution[] }) {
  const [count, setCount] = useState(LISTED);
  const [older, setOlder] = useState<Execution[]>([]);
  const [isEnd, setEnd] = useState(false);
  const action = useAction();
  const known = new Set(newest.map((execution) => execution.id));
  const all = [...newest, ...older.filter((execution) => !known.has(execution.id))];

  const loadOlder = async () => {
    const last = all.at(-1);
    if (count < all.length || !last) return setCount(count + PAGE_SIZE);
    await action.run(async () => {
      const rows = await readOlderExecutions(client, id, last);
      setOlder([...older, ...rows]);
      setEnd(rows.length < PAGE_SIZE);
      setCount(count + PAGE_SIZE);
    });
  };
  return (
    <>
      <ul className="checks" aria-label="Executions">
        {all.slice(0, count).map((execution) => (
          <ExecutionItem key={execution.id} client={client} execution={execution} />
        ))}
      </ul>
      {!(isEnd && count >= all.length) && (newest.length === STRIP_LENGTH || count < all.length) && (
        <p className="more">
          <button
            type="button"
            className="button small"
            aria-disabled={action.isBusy}
            onClick={() => void loadOlder()}
          >
            {action.isBusy ? "Loading…" : "Load older executions"}
          </button>
        </p>
      )}
      {action.error && <p className="empty problem" role="alert">{action.error}</p>}
    </>
  );
}

function ExecutionItem({ client, execution }: { client: Client; execution: Execution }) {
  const [results, setResults] = useState<{ status: string; text: string }[] | null>(null);
  const action = useAction();
  const { id, startedAt, overall, checks, results: resultCount, news, durationMs, isForced } = execution;
  const toggle = () =>
    results ? setResults(null) : void action.run(async () => setResults(await readResults(client, id)));
  return (
    <li className="check">
      <div className="row">
        <span className="check-title">{OVERALL_LABELS[overall]}</span>
        {startedAt !== null && (
          <span className="muted">
            <Time at={startedAt} />
          </span>
        )}
        <button
          type="button"
          className="button small ghost"
          aria-expanded={results !== null}
          aria-label={`Results of the execution of ${startedAt === null ? id : describeAbsolutely(startedAt)}`}
          onClick={toggle}
        >
          {action.isBusy ? "Reading…" : "Results"}
        </button>
      </div>
      <p className="channel-facts">
        <span>{checks} checks</span>
        <span>{resultCount} {resultCount === 1 ? "result" : "results"}</span>
        <span>{news} told</span>
        <span>{durationMs} ms</span>
        {isForced && <span>asked for by hand</span>}
      </p>
      {action.error && <p className="problem" role="alert">{action.error}</p>}
      {results && (
        results.length === 0 ? <p className="muted">Nothing but what is well.</p> : (
          <ul className="results">
            {results.map(({ status, text }, index) => <li key={index}>{status}: {text}</li>)}
          </ul>
        )
      )}
    </li>
  );
}
