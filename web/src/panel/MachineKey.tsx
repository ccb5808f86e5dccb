import { useRef } from "react";
import { CopyBlock } from "./CopyBlock.tsx";
import { useOwnFocus } from "./useOwnFocus.ts";

interface Props {
  name: string;
  apiKey: string;
  apiUrl: string;
  onClose(): void;
}

/** A new key, the one time that it can be read. It is kept nowhere but in what is shown. */
export function MachineKey({ name, apiKey, apiUrl, onClose }: Props) {
  const closeRef = useRef<HTMLButtonElement>(null);
  const groupRef = useOwnFocus<HTMLDivElement>(closeRef);
  return (
    <div ref={groupRef} className="machine-key" role="group" aria-label={`Key of ${name}`}>
      <p>
        This is the key of <strong>{name}</strong>. It is shown this once: take it along now.
      </p>
      <CopyBlock label="Key" code={apiKey} />
      <CopyBlock
        label="Start the agent on the machine (scripts/machine-agent.cjs)"
        code={`export HEARTBASE_URL=${apiUrl} HEARTBASE_API_KEY=${apiKey}\nnode machine-agent.cjs`}
      />
      <div className="row">
        <button ref={closeRef} type="button" className="button small" onClick={onClose}>I have it</button>
      </div>
    </div>
  );
}
