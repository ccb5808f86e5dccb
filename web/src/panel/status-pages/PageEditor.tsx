import { type FormEvent, useCallback, useState } from "react";
import { announce } from "../../lib/announce.tsx";
import { useAction } from "../../lib/useAction.ts";
import type { Actions } from "../actions.ts";
import { Confirm } from "../Confirm.tsx";
import { Placeholder } from "../Placeholder.tsx";
import { useViewReading } from "../shown.ts";
import { TroubleNotice } from "../TroubleNotice.tsx";
import type { ViewProps } from "../views.ts";
import { Badges } from "./Badges.tsx";
import { ComponentsEditor } from "./ComponentsEditor.tsx";
import { Notices } from "./Notices.tsx";
import { changeStatusPage, deleteStatusPage, readStatusPage, type StatusPage } from "./statusPages.ts";

/** One status page: what it is called, what it names, what is said on it, and its badges. */
export function PageEditor({ slug, config, client, operator }: Omit<ViewProps, "rest"> & { slug: string }) {
  const { userId, isAdmin } = operator;
  const load = useCallback(
    (signal: AbortSignal) => readStatusPage({ client, userId, isAdmin }, slug, signal),
    [client, userId, isAdmin, slug],
  );
  const polled = useViewReading(load, operator);
  const { data, error, loadedAt, refresh } = polled;
  const actions = { client, refresh };
  return (
    <>
      <p>
        <a href="#/status-pages">All status pages</a>
      </p>
      <TroubleNotice polled={polled} />
      {loadedAt === 0 && error === null && <Placeholder />}
      {loadedAt > 0 && data === null && (
        <p className="card empty">There is no status page of this address that you may see.</p>
      )}
      {data && (
        <>
          <Head page={data.page} actions={actions} />
          <Notices page={data.page} notices={data.notices} components={data.components} actions={actions} />
          <ComponentsEditor page={data.page} components={data.components} actions={actions} />
          <Badges page={data.page} components={data.components} apiUrl={config.apiUrl} actions={actions} />
        </>
      )}
    </>
  );
}

function Head({ page, actions }: { page: StatusPage; actions: Actions }) {
  const [isAsking, setAsking] = useState(false);
  const [isEditing, setEditing] = useState(false);
  const switching = useAction();
  const deleting = useAction();
  const { id, slug, title, description, tenantId, isEnabled, mayChange } = page;
  const setEnabled = (enabled: boolean) =>
    switching.run(async () => {
      await changeStatusPage(actions.client, id, { enabled });
      await actions.refresh();
    });
  const remove = async () => {
    const isDone = await deleting.run(() => deleteStatusPage(actions.client, id));
    if (!isDone) return;
    announce("The page is deleted.");
    location.hash = "#/status-pages";
  };
  return (
    <section className="card" aria-labelledby="status-page">
      <header className="card-head">
        <h2 id="status-page">{title}</h2>
        <span className="muted">{tenantId === null ? "of the project" : `of tenant ${tenantId}`}</span>
        <div className="card-tools">
          {mayChange && (
            <>
              <label className="switch">
                <input
                  type="checkbox"
                  checked={isEnabled}
                  disabled={switching.isBusy}
                  onChange={(event) => void setEnabled(event.target.checked)}
                />
                Public
              </label>
              <button
                type="button"
                className="button small"
                aria-expanded={isEditing}
                onClick={() => setEditing(!isEditing)}
              >
                Edit
              </button>
              <button
                type="button"
                className="button small ghost"
                aria-expanded={isAsking}
                onClick={() => setAsking(!isAsking)}
              >
                Delete
              </button>
            </>
          )}
        </div>
      </header>
      <div className="status-body">
        {switching.error && <p className="problem" role="alert">{switching.error}</p>}
        {isAsking && (
          <Confirm
            question={
              <>
                Delete <strong>{title}</strong>, with all that was said on it? Its badges go too.
              </>
            }
            confirmLabel="Delete"
            action={deleting}
            onConfirm={() => void remove()}
            onCancel={() => setAsking(false)}
          />
        )}
        {isEditing && <EditPage page={page} actions={actions} onClose={() => setEditing(false)} />}
        {description !== "" && <p className="status-words">{description}</p>}
        <p>
          {isEnabled
            ? <a href={`./status.html?page=${slug}`}>Open the page that everybody sees</a>
            : <span className="muted">It is switched off: for everybody there is no such page.</span>}
        </p>
      </div>
    </section>
  );
}

function EditPage({ page, actions, onClose }: { page: StatusPage; actions: Actions; onClose(): void }) {
  const [title, setTitle] = useState(page.title);
  const [slug, setSlug] = useState(page.slug);
  const [description, setDescription] = useState(page.description);
  const action = useAction();
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const isDone = await action.run(async () => {
      await changeStatusPage(actions.client, page.id, { title: title.trim(), slug, description: description.trim() });
      if (slug === page.slug) await actions.refresh();
    });
    if (!isDone) return;
    announce("The page is saved.");
    if (slug === page.slug) onClose();
    else location.hash = `#/status-pages/${slug}`;
  };
  return (
    <form className="status-form" aria-label="Edit the page" onSubmit={(event) => void save(event)}>
      <label className="field">
        Title
        <input type="text" required maxLength={200} value={title} onChange={(event) => setTitle(event.target.value)} />
      </label>
      <label className="field">
        Address
        <input
          type="text"
          required
          maxLength={63}
          pattern="[a-z0-9\-]+"
          title="Lower case letters, digits and hyphens"
          value={slug}
          onChange={(event) => setSlug(event.target.value)}
        />
      </label>
      <label className="field">
        Description
        <textarea
          rows={2}
          maxLength={2000}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
      </label>
      <div className="row">
        <button type="submit" className="button small primary" aria-disabled={action.isBusy}>
          {action.isBusy ? "Saving…" : "Save"}
        </button>
        <button type="button" className="button small" onClick={onClose}>Cancel</button>
      </div>
      {action.error && <p className="problem" role="alert">{action.error}</p>}
    </form>
  );
}
