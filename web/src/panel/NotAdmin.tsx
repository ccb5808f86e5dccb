import { useState } from "react";
import { CopyBlock } from "./CopyBlock.tsx";

interface Props {
  email: string;
  onRecheck(): Promise<void>;
}

/** Row level security shows no job to somebody who is no admin: say so rather than let them search for it. */
export function NotAdmin({ email, onRecheck }: Props) {
  const [hasAsked, setAsked] = useState(false);
  const sql = [
    "update auth.users",
    "set raw_app_meta_data = raw_app_meta_data",
    `  || '{"role": "admin"}'`,
    `where email = '${email.replaceAll("'", "''")}';`,
  ].join("\n");

  return (
    <section className="card not-admin" aria-labelledby="not-admin">
      <h2 id="not-admin">You are not an admin of this project</h2>
      <p>
        You are signed in as{" "}
        <strong>{email}</strong>, and see what is yours. Only admins see jobs, the project's channels and everybody's
        alerts. Somebody who can run SQL on the project makes you one with:
      </p>
      <CopyBlock label="SQL that makes an admin" code={sql} />
      <div className="row">
        <button
          type="button"
          className="button"
          onClick={() => void onRecheck().then(() => setAsked(true))}
        >
          Check again
        </button>
        <span className="muted" role="status">{hasAsked ? "Not yet: your account has no admin role." : ""}</span>
      </div>
    </section>
  );
}
