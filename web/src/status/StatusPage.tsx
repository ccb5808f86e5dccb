import { useHeartbeat } from "@heartbase/use-heartbeat";
import { useEffect } from "react";
import { announce } from "../lib/announce.tsx";
import type { Config } from "../lib/config.ts";
import { describeLoss } from "../lib/errors.ts";
import { describeClock, describeCoarsely } from "../lib/time.ts";
import { Message } from "../panel/Message.tsx";
import { Time } from "../panel/Time.tsx";
import { Components } from "./Components.tsx";
import { describePage, isOver, type Page, type PublicState, STATE_WORDS } from "./model.ts";
import { Notices } from "./Notices.tsx";

const INTERVAL_MS = 30_000;
/** The browser asks with the ETag that it has, and is sent nothing when nothing has changed. */
const INIT = { cache: "no-cache" } as const;

/** A public status page, asked for again every 30 seconds. */
export function StatusPage({ config, slug }: { config: Config; slug: string }) {
  const endpoint = `${config.apiUrl}/functions/v1/status/${slug}`;
  const { status: page, error, lastUpdated, refetch, isLoading } = useHeartbeat<Page>({
    endpoint,
    intervalMs: INTERVAL_MS,
    init: INIT,
  });
  const isGone = error !== null && error.startsWith("HTTP 404");
  const words = page && !isGone ? describePage(page) : null;

  useEffect(() => {
    if (page && words !== null) document.title = `${page.page.title}: ${words}`;
  }, [page, words]);
  useEffect(() => {
    if (words !== null) announce(words);
  }, [words]);

  if (isGone) {
    return (
      <Message title="There is no such status page">
        <p>Nothing is published as “{slug}”. It may have been renamed, or switched off.</p>
      </Message>
    );
  }
  if (!page) {
    return error === null
      ? (
        <main className="lone">
          <p className="muted" role="status">Loading…</p>
        </main>
      )
      : (
        <Message title="The status cannot be reached">
          <p role="alert">There is no answer: {describeLoss(error)}. It is asked for again by itself.</p>
          <button type="button" className="button primary" aria-disabled={isLoading} onClick={() => void refetch()}>
            Try again
          </button>
        </Message>
      );
  }
  const { components, notices } = page;
  return (
    <main className="page status-page">
      <header>
        <h1>{page.page.title}</h1>
        {page.page.description !== "" && <p className="status-words muted">{page.page.description}</p>}
      </header>
      <Trouble page={page} error={error} lastUpdated={lastUpdated} />
      <p className={`status-banner ${STATE_WORDS[bannerState(page, error)].tone}`}>{words}</p>
      <Notices title="Now and soon" notices={notices.filter((each) => !isOver(each))} components={components} />
      {components.length === 0
        ? <p className="card status-empty muted">This page names no systems yet.</p>
        : <Components components={components} firstDay={page.first_day} />}
      <Notices title="Past two weeks" notices={notices.filter(isOver)} components={components} />
      <footer className="muted">
        <span>
          Last updated{" "}
          {lastUpdated ? <Time at={lastUpdated.getTime() - page.age_seconds * 1000} /> : "never"}. Days are in UTC.
        </span>
        <a href={`${endpoint}/feed.atom`}>Atom feed</a>
      </footer>
    </main>
  );
}

/** What is shown of what may no longer be so is shown as unknown. */
function bannerState(page: Page, error: string | null): PublicState {
  return page.is_stale || error !== null ? "unknown" : page.state;
}

/** Why what is shown may no longer be so. */
function Trouble({ page, error, lastUpdated }: { page: Page; error: string | null; lastUpdated: Date | null }) {
  const isStale = page.is_stale && error === null;
  return (
    <div role="alert">
      {error !== null && (
        <p className="notice warn">
          No answer:{" "}
          {describeLoss(error)}. Shown is what was known{lastUpdated && ` at ${describeClock(lastUpdated.getTime())}`}.
          It is asked for again by itself.
        </p>
      )}
      {isStale && (
        <p className="notice warn">
          The monitoring itself does not answer. Shown is what was known {describeCoarsely(page.age_seconds)} ago.
        </p>
      )}
    </div>
  );
}
