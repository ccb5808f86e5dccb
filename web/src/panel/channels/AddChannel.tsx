import { type FormEvent, useRef, useState } from "react";
import { announce } from "../../lib/announce.tsx";
import { useAction } from "../../lib/useAction.ts";
import type { Actions } from "../actions.ts";
import { useOwnFocus } from "../useOwnFocus.ts";
import { addChannel, type Audience, KINDS, type NewChannel, SEVERITIES, type Severity } from "./channels.ts";
import { SigningSecret } from "./SigningSecret.tsx";

interface Props {
  actions: Actions;
  isAdmin: boolean;
  /** Tenants whose channels the operator may make. */
  tenantIds: string[];
  onClose(): void;
}

/** Asks what a channel needs, and makes it. What is wrong with it the database says. */
export function AddChannel({ actions: { client, refresh }, isAdmin, tenantIds, onClose }: Props) {
  const [audience, setAudience] = useState<Audience>(isAdmin ? "project" : "me");
  const [kind, setKind] = useState("slack");
  const [name, setName] = useState("");
  const [to, setTo] = useState("");
  const [minSeverity, setMinSeverity] = useState<Severity>("info");
  const [secret, setSecret] = useState<string | null>(null);
  const firstRef = useRef<HTMLSelectElement>(null);
  const action = useAction();
  const formRef = useOwnFocus<HTMLFormElement>(firstRef);

  if (secret !== null) return <SigningSecret name={name} secret={secret} onClose={onClose} />;

  const kinds = Object.entries(KINDS).filter(([, { isForUsers }]) => isForUsers || audience === "project");
  const chosen = KINDS[kind]!;
  const choose = (value: string) => {
    const next: Audience = value === "me" || value === "project" ? value : { tenantId: value.slice("tenant/".length) };
    setAudience(next);
    if (next !== "project" && !chosen.isForUsers) setKind("slack");
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const channel: NewChannel = { audience, kind, name: name.trim(), to, minSeverity };
    let made: string | null = null;
    const isDone = await action.run(async () => {
      made = await addChannel(client, channel);
      await refresh();
    });
    if (!isDone) return;
    announce(`The channel ${channel.name} is made.`);
    if (made === null) onClose();
    else setSecret(made);
  };

  return (
    <form
      ref={formRef}
      className="channel-form"
      aria-label="Add a channel"
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <label className="field">
        For
        <select ref={firstRef} value={describeAudience(audience)} onChange={(event) => choose(event.target.value)}>
          {isAdmin && <option value="project">the project</option>}
          <option value="me">me: my machines and meshes</option>
          {tenantIds.map((id) => <option key={id} value={`tenant/${id}`}>the tenant {id}</option>)}
        </select>
      </label>
      <label className="field">
        Kind
        <select value={kind} onChange={(event) => setKind(event.target.value)}>
          {kinds.map(([value, { title }]) => <option key={value} value={value}>{title}</option>)}
        </select>
      </label>
      <label className="field">
        Name
        <input
          type="text"
          required
          maxLength={200}
          placeholder="Ops"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <label className="field wide">
        {chosen.toLabel}
        <input
          type="text"
          required
          maxLength={2000}
          autoComplete="off"
          spellCheck={false}
          placeholder={chosen.example}
          value={to}
          onChange={(event) => setTo(event.target.value)}
        />
      </label>
      <label className="field">
        From severity
        <select value={minSeverity} onChange={(event) => setMinSeverity(event.target.value as Severity)}>
          {SEVERITIES.map((severity) => <option key={severity} value={severity}>{severity}</option>)}
        </select>
      </label>
      <div className="row wide">
        <button type="submit" className="button small primary" aria-disabled={action.isBusy}>
          {action.isBusy ? "Adding…" : "Add channel"}
        </button>
        <button type="button" className="button small" onClick={onClose}>Cancel</button>
      </div>
      {action.error && <p className="problem wide" role="alert">{action.error}</p>}
    </form>
  );
}

function describeAudience(audience: Audience): string {
  return typeof audience === "object" ? `tenant/${audience.tenantId}` : audience;
}
