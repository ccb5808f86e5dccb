import { type FormEvent, useState } from "react";
import { announce } from "../../lib/announce.tsx";
import { useAction } from "../../lib/useAction.ts";
import { Moment } from "../../status/Moment.tsx";
import type { Actions } from "../actions.ts";
import { Confirm } from "../Confirm.tsx";
import { Pill } from "../Pill.tsx";
import { Time } from "../Time.tsx";
import { NewNotice } from "./NewNotice.tsx";
import {
  type Component,
  deleteNotice,
  type Notice,
  type NoticeKind,
  STATUSES,
  type StatusPage,
  updateNotice,
} from "./statusPages.ts";

interface Props {
  page: StatusPage;
  notices: Notice[];
  components: Component[];
  actions: Actions;
}

/** What was said on a page, and what there is to say. */
export function Notices({ page, notices, components, actions }: Props) {
  const [making, setMaking] = useState<NoticeKind | null>(null);
  const toggle = (kind: NoticeKind) => setMaking(making === kind ? null : kind);
  return (
    <section className="card" aria-labelledby="status-notices">
      <header className="card-head">
        <h2 id="status-notices">Incidents and maintenance</h2>
        {page.mayChange && (
          <div className="card-tools">
            <button
              type="button"
              className="button small"
              aria-expanded={making === "incident"}
              onClick={() => toggle("incident")}
            >
              Post an incident
            </button>
            <button
              type="button"
              className="button small"
              aria-expanded={making === "maintenance"}
              onClick={() => toggle("maintenance")}
            >
              Plan maintenance
            </button>
          </div>
        )}
      </header>
      {making && (
        <NewNotice
          key={making}
          kind={making}
          page={page}
          components={components}
          actions={actions}
          onClose={() => setMaking(null)}
        />
      )}
      {notices.length === 0 && <p className="empty">Nothing was said yet.</p>}
      <ul className="status-notice-list">
        {notices.map((notice) => (
          <NoticeItem key={notice.id} notice={notice} mayChange={page.mayChange} actions={actions} />
        ))}
      </ul>
    </section>
  );
}

function NoticeItem({ notice, mayChange, actions }: { notice: Notice; mayChange: boolean; actions: Actions }) {
  const [open, setOpen] = useState<"update" | "delete" | null>(null);
  const deleting = useAction();
  const { id, kind, title, shownStatus, startsAt, endsAt, updates } = notice;
  const isOver = ["resolved", "completed"].includes(shownStatus);
  const remove = async () => {
    const isDone = await deleting.run(async () => {
      await deleteNotice(actions.client, id);
      await actions.refresh();
    });
    if (isDone) announce("The notice is deleted.");
  };
  return (
    <li>
      <div className="row">
        <strong>{title}</strong>
        <Pill tone={isOver ? "off" : kind === "incident" ? "warn" : "info"}>{words(shownStatus)}</Pill>
        {startsAt !== null && (
          <span className="muted">
            {kind} {kind === "maintenance" || isOver ? "from" : "since"} <Moment at={startsAt} />
            {endsAt !== null && (
              <>
                {" to "}
                <Moment at={endsAt} />
              </>
            )}
          </span>
        )}
        {mayChange && (
          <span className="row status-tools">
            <button
              type="button"
              className="button small"
              aria-label={`Update ${title}`}
              aria-expanded={open === "update"}
              onClick={() => setOpen(open === "update" ? null : "update")}
            >
              Update
            </button>
            <button
              type="button"
              className="button small ghost"
              aria-label={`Delete ${title}`}
              aria-expanded={open === "delete"}
              onClick={() => setOpen(open === "delete" ? null : "delete")}
            >
              Delete
            </button>
          </span>
        )}
      </div>
      {open === "update" && <AddUpdate notice={notice} actions={actions} onClose={() => setOpen(null)} />}
      {open === "delete" && (
        <Confirm
          question={
            <>
              Delete <strong>{title}</strong>, as if it had never been said?
            </>
          }
          confirmLabel="Delete"
          action={deleting}
          onConfirm={() => void remove()}
          onCancel={() => setOpen(null)}
        />
      )}
      <ol className="status-updates">
        {updates.map((each) => (
          <li key={each.id}>
            <span className="muted">{words(each.status)} {each.at !== null && <Time at={each.at} />}</span>
            <p className="status-words">{each.body}</p>
          </li>
        ))}
      </ol>
    </li>
  );
}

function AddUpdate({ notice, actions, onClose }: { notice: Notice; actions: Actions; onClose(): void }) {
  const [status, setStatus] = useState(notice.status);
  const [body, setBody] = useState("");
  const action = useAction();
  const post = async (event: FormEvent) => {
    event.preventDefault();
    const isDone = await action.run(async () => {
      await updateNotice(actions.client, notice.id, body.trim(), status);
      await actions.refresh();
    });
    if (!isDone) return;
    announce("The update is posted.");
    onClose();
  };
  return (
    <form className="status-form" aria-label={`Update ${notice.title}`} onSubmit={(event) => void post(event)}>
      <label className="field">
        What everybody should know
        <textarea required rows={2} maxLength={5000} value={body} onChange={(event) => setBody(event.target.value)} />
      </label>
      <label className="field">
        Status
        <select value={status} onChange={(event) => setStatus(event.target.value)}>
          {STATUSES[notice.kind].map((each) => <option key={each} value={each}>{words(each)}</option>)}
        </select>
      </label>
      <div className="row">
        <button type="submit" className="button small primary" aria-disabled={action.isBusy}>
          {action.isBusy ? "Posting…" : "Post the update"}
        </button>
        <button type="button" className="button small" onClick={onClose}>Cancel</button>
      </div>
      {action.error && <p className="problem" role="alert">{action.error}</p>}
    </form>
  );
}

function words(status: string): string {
  return status.replaceAll("_", " ");
}
