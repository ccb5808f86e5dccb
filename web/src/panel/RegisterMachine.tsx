import { useState } from "react";
import { announce } from "../lib/announce.tsx";
import { useAction } from "../lib/useAction.ts";
import type { Actions } from "./actions.ts";
import { Confirm } from "./Confirm.tsx";
import { MachineKey } from "./MachineKey.tsx";
import { registerMachine } from "./machines.ts";

interface Props {
  actions: Actions;
  apiUrl: string;
  onClose(): void;
}

/** Asks for a name, makes a machine of the signed-in user and shows its key. */
export function RegisterMachine({ actions: { client, refresh }, apiUrl, onClose }: Props) {
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [apiKey, setApiKey] = useState<string | null>(null);
  const action = useAction();

  if (apiKey !== null) return <MachineKey name={name.trim()} apiKey={apiKey} apiUrl={apiUrl} onClose={onClose} />;
  const register = async () => {
    const isDone = await action.run(async () => {
      setApiKey(await registerMachine(client, { name, description: description.trim() }));
      await refresh();
    });
    if (isDone) announce("The machine is registered. Its key is shown this once.");
  };
  return (
    <Confirm
      question="A machine of yours: you and admins see it, and your own channels hear of it."
      confirmLabel="Register"
      action={action}
      onConfirm={() => void register()}
      onCancel={onClose}
      field={
        <>
          <label className="field inline">
            <span className="visually-hidden">Name</span>
            <input
              type="text"
              required
              maxLength={200}
              placeholder="Name, such as production-server"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </label>
          <label className="field inline">
            <span className="visually-hidden">Description</span>
            <input
              type="text"
              maxLength={2000}
              placeholder="Description (optional)"
              value={description}
              onChange={(event) => setDescription(event.target.value)}
            />
          </label>
        </>
      }
    />
  );
}
