import { useEffect, useState } from "react";
import { CopyBlock } from "./CopyBlock.tsx";
import { Message } from "./Message.tsx";

interface Props {
  email: string;
  onRecheck(): Promise<void>;
  onSignOut(): Promise<void>;
}

/** Row level security shows nothing to somebody who is no admin: say so rather than show an empty panel. */
export function NotAdmin({ email, onRecheck, onSignOut }: Props) {
  const [hasAsked, setAsked] = useState(false);
  useEffect(() => {
    document.title = "No access · Heartbase";
  }, []);
  const sql = [
    "update auth.users",
    "set raw_app_meta_data = raw_app_meta_data",
    `  || '{"role": "admin"}'`,
    `where email = '${email.replaceAll("'", "''")}';`,
  ].join("\n");

  return (
    <Message title="You are not an admin of this project">
      <p>
        You are signed in as{" "}
        <strong>{email}</strong>. Only admins see jobs, alerts and channels. Somebody who can run SQL on the project
        makes you one with:
      </p>
      <CopyBlock label="SQL that makes an admin" code={sql} />
      <div className="row">
        <button
          type="button"
          className="button primary"
          onClick={() => void onRecheck().then(() => setAsked(true))}
        >
          Check again
        </button>
        <button type="button" className="button" onClick={() => void onSignOut()}>Sign out</button>
      </div>
      <p className="muted" role="status">{hasAsked ? "Not yet: your account has no admin role." : ""}</p>
    </Message>
  );
}
