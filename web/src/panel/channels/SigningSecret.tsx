import { useRef } from "react";
import { CopyBlock } from "../CopyBlock.tsx";
import { useOwnFocus } from "../useOwnFocus.ts";

/** A webhook's new signing secret, the one time that it can be read. It is kept nowhere but in what is shown. */
export function SigningSecret({ name, secret, onClose }: { name: string; secret: string; onClose(): void }) {
  const closeRef = useRef<HTMLButtonElement>(null);
  const groupRef = useOwnFocus<HTMLDivElement>(closeRef);
  return (
    <div ref={groupRef} className="channel-secret" role="group" aria-label={`Signing secret of ${name}`}>
      <p>
        The receiver verifies what <strong>{name}</strong>{" "}
        sends with this secret, by Standard Webhooks. It is shown this once: take it along now.
      </p>
      <CopyBlock label="Signing secret" code={secret} />
      <div className="row">
        <button ref={closeRef} type="button" className="button small" onClick={onClose}>I have it</button>
      </div>
    </div>
  );
}
