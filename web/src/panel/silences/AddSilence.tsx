import { type FormEvent, useEffect, useRef, useState } from "react";
import { announce } from "../../lib/announce.tsx";
import { useAction } from "../../lib/useAction.ts";
import type { Actions } from "../actions.ts";
import { useOwnFocus } from "../useOwnFocus.ts";
import { createSilence, KINDS, readAlertSubject, readSubjects, type Scope, type Subject } from "./silences.ts";
import { DURATIONS, toLocalField, tomorrowAtNine } from "./times.ts";

const UNTIL = "until";
const ALERT_TYPES = [
  "job-stale",
  "job-failing",
  "machine-offline",
  "mesh-degrading",
  "tenant-report",
  "delivery-failed",
];

interface Props {
  actions: Actions;
  /** The alert whose subject it begins with; "" for none. */
  alertId: string;
  userId: string;
  isAdmin: boolean;
  /** Tenants that the operator may silence. */
  tenantIds: string[];
  onClose(): void;
}

/** Asks what a silence needs, and makes it. What is wrong with it the database says. */
export function AddSilence({ actions: { client, refresh }, alertId, userId, isAdmin, tenantIds, onClose }: Props) {
  const [scope, setScope] = useState<Scope>(isAdmin ? "project" : "me");
  const [kind, setKind] = useState("");
  const [subject, setSubject] = useState("");
  const [alertType, setAlertType] = useState("");
  const [duration, setDuration] = useState("2 hours");
  const [until, setUntil] = useState(() => toLocalField(tomorrowAtNine(new Date())));
  const [isLater, setLater] = useState(false);
  const [from, setFrom] = useState(() => toLocalField(tomorrowAtNine(new Date())));
  const [reason, setReason] = useState("");
  const [subjects, setSubjects] = useState<Subject[]>([]);
  const firstRef = useRef<HTMLSelectElement>(null);
  const action = useAction();
  const beginning = useAction();
  const formRef = useOwnFocus<HTMLFormElement>(firstRef);

  const begin = beginning.run;
  useEffect(() => {
    if (alertId === "") return;
    void begin(async () => {
      const alert = await readAlertSubject(client, alertId);
      if (!alert) return;
      setKind(alert.subject_kind);
      setSubject(alert.subject_id);
      if (isAdmin || alert.owner_id === userId) return;
      // What is neither theirs nor a tenant's is the project's, of which they see this alert alone.
      if (alert.tenant_id === null) throw new Error("Admins silence this subject. You may snooze its alert.");
      setScope({ tenantId: alert.tenant_id });
    });
    // Once: `begin` is another with each rendering, and the form is another for another alert.
  }, [alertId]);
  useEffect(() => {
    let isOver = false;
    setSubjects([]);
    // Suggestions: without them a key can be typed.
    readSubjects(client, kind).then((found) => !isOver && setSubjects(found), () => {});
    return () => {
      isOver = true;
    };
  }, [client, kind]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const isDone = await action.run(async () => {
      await createSilence(client, {
        scope,
        kind,
        // People know machines and meshes by name, silences by key.
        subjectId: subjects.find(({ name }) => name === subject.trim())?.id ?? subject.trim(),
        alertType: alertType.trim(),
        reason: reason.trim(),
        startsAt: isLater ? new Date(from) : null,
        end: duration === UNTIL ? new Date(until) : duration,
      });
      await refresh();
    });
    if (!isDone) return;
    announce(isLater ? "The silence is made." : "Silenced.");
    onClose();
  };

  return (
    <form
      ref={formRef}
      className="silence-form"
      aria-label="New silence"
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <label className="field">
        Whose alerts
        <select
          ref={firstRef}
          value={typeof scope === "object" ? `tenant/${scope.tenantId}` : scope}
          onChange={({ target: { value } }) =>
            setScope(value === "me" || value === "project" ? value : { tenantId: value.slice("tenant/".length) })}
        >
          {isAdmin
            ? <option value="project">all of the project</option>
            : <option value="me">mine: my machines</option>}
          {withScope(tenantIds, scope).map((id) => <option key={id} value={`tenant/${id}`}>of the tenant {id}</option>)}
        </select>
      </label>
      <label className="field">
        About
        <select
          value={kind}
          onChange={(event) => {
            setKind(event.target.value);
            setSubject("");
          }}
        >
          <option value="">everything</option>
          {Object.entries(KINDS).map(([value, { many }]) => <option key={value} value={value}>{many}</option>)}
        </select>
      </label>
      <label className="field">
        Subject
        <input
          type="text"
          list="silence-subjects"
          maxLength={500}
          autoComplete="off"
          spellCheck={false}
          placeholder="all, one, or import-*"
          value={subject}
          onChange={(event) => setSubject(event.target.value)}
        />
        <datalist id="silence-subjects">
          {subjects.map(({ id, name }) => <option key={id} value={name} />)}
        </datalist>
      </label>
      <label className="field">
        Type of alert
        <input
          type="text"
          list="silence-types"
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          placeholder="all"
          value={alertType}
          onChange={(event) => setAlertType(event.target.value)}
        />
        <datalist id="silence-types">
          {ALERT_TYPES.map((type) => <option key={type} value={type} />)}
        </datalist>
      </label>
      <label className="field">
        For how long
        <select value={duration} onChange={(event) => setDuration(event.target.value)}>
          {DURATIONS.map(([interval, title]) => <option key={interval} value={interval}>{title}</option>)}
          <option value={UNTIL}>until…</option>
        </select>
      </label>
      {duration === UNTIL && (
        <label className="field">
          Until
          <input type="datetime-local" required value={until} onChange={(event) => setUntil(event.target.value)} />
        </label>
      )}
      <label className="field">
        Begins
        <select value={isLater ? "later" : "now"} onChange={(event) => setLater(event.target.value === "later")}>
          <option value="now">now</option>
          <option value="later">later (maintenance)</option>
        </select>
      </label>
      {isLater && (
        <label className="field">
          From
          <input type="datetime-local" required value={from} onChange={(event) => setFrom(event.target.value)} />
        </label>
      )}
      <label className="field wide">
        Reason
        <input
          type="text"
          maxLength={500}
          placeholder="For whoever wonders why it is quiet"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      <div className="row">
        <button type="submit" className="button small primary" aria-disabled={action.isBusy}>
          {action.isBusy ? "Silencing…" : "Silence"}
        </button>
        <button type="button" className="button small" onClick={onClose}>Cancel</button>
      </div>
      {(action.error ?? beginning.error) && <p className="problem" role="alert">{action.error ?? beginning.error}</p>}
    </form>
  );
}

/** A tenant that the alert is of is there to be chosen, also where the database is going to refuse it. */
function withScope(tenantIds: string[], scope: Scope): string[] {
  return typeof scope === "object" && !tenantIds.includes(scope.tenantId) ? [...tenantIds, scope.tenantId] : tenantIds;
}
