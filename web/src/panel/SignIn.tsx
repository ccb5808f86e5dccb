import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import type { Client } from "../lib/client.ts";
import { type Config, isLocalStack } from "../lib/config.ts";
import { Mark } from "./Mark.tsx";

/** The admin that the local stack's demo data make. */
const DEMO = { email: "admin@heartbase.local", password: "heartbase" };

interface Props {
  config: Config;
  client: Client;
  /** Why the visitor is here again, if so. */
  reason: string | null;
}

export function SignIn({ config, client, reason }: Props) {
  const isLocal = isLocalStack(config);
  const [email, setEmail] = useState(isLocal ? DEMO.email : "");
  const [password, setPassword] = useState(isLocal ? DEMO.password : "");
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const passwordRef = useRef<HTMLInputElement>(null);
  const errorId = useId();

  useEffect(() => {
    document.title = "Sign in · Heartbase";
  }, []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    setError(null);
    const { error } = await client.auth.signInWithPassword({ email: email.trim(), password });
    setBusy(false);
    if (error) {
      setError(describeSignInError(error, config));
      passwordRef.current?.focus();
      passwordRef.current?.select();
    }
  };

  return (
    <main className="lone">
      <form className="lone-card" onSubmit={submit} aria-describedby={error ? errorId : undefined}>
        <Mark />
        <h1>Sign in to Heartbase</h1>
        <p className="muted">Operator Panel of {new URL(config.apiUrl).host}</p>
        {reason && <p className="note">{reason}</p>}
        <label className="field">
          <span>Email</span>
          <input
            type="email"
            name="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </label>
        <label className="field">
          <span>Password</span>
          <input
            ref={passwordRef}
            type="password"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        <p id={errorId} className="problem" role="alert">{error}</p>
        <button type="submit" className="button primary wide" disabled={isBusy}>
          {isBusy ? "Signing in…" : "Sign in"}
        </button>
        {isLocal && <p className="note">Local stack: the demo admin is filled in for you.</p>}
      </form>
    </main>
  );
}

function describeSignInError(
  error: { message: string; code?: string | undefined; status?: number | undefined },
  { apiUrl }: Config,
): string {
  if (error.code === "invalid_credentials") return "The email or the password is wrong.";
  if (error.code === "email_not_confirmed") {
    return "This email address is not confirmed yet: follow the link in the mail.";
  }
  if (error.status === 429) return "Too many attempts. Wait a minute, then try again.";
  if (error.status === undefined || error.status === 0 || error.status >= 500) {
    return `The API at ${apiUrl} cannot be reached. Is it running?`;
  }
  return error.message;
}
