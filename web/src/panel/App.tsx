import { useCallback, useEffect, useState } from "react";
import { Announcer } from "../lib/announce.tsx";
import { type Client, createPanelClient } from "../lib/client.ts";
import { type Config, loadConfig } from "../lib/config.ts";
import { messageOf } from "../lib/errors.ts";
import { Message } from "./Message.tsx";
import { Shell } from "./Shell.tsx";
import { SignIn } from "./SignIn.tsx";
import { useOperator } from "./useOperator.ts";

interface Connection {
  config: Config;
  client: Client;
}

/** Reads the configuration, then shows what the visitor may see. */
export function App() {
  const [connection, setConnection] = useState<Connection | null>(null);
  const [error, setError] = useState<unknown>(null);

  const connect = useCallback(() => {
    setError(null);
    loadConfig().then((config) => setConnection({ config, client: createPanelClient(config) }), setError);
  }, []);
  useEffect(connect, [connect]);

  if (error !== null) {
    return (
      <Message title="The panel has no configuration">
        <p role="alert">{messageOf(error)}</p>
        <button type="button" className="button primary" onClick={connect}>Try again</button>
      </Message>
    );
  }
  if (!connection) return <Loading />;
  return (
    <>
      <Gate {...connection} />
      <Announcer />
    </>
  );
}

function Gate({ config, client }: Connection) {
  const operator = useOperator(client);
  switch (operator.state) {
    case "unknown":
      return <Loading />;
    case "signed-out":
      return <SignIn config={config} client={client} reason={operator.reason} />;
    case "unreachable":
      return (
        <Message title="The API cannot be reached">
          <p role="alert">{operator.reason}</p>
          <p className="muted">{config.apiUrl}</p>
          <div className="row">
            <button type="button" className="button primary" onClick={operator.recheck}>Try again</button>
            <button type="button" className="button" onClick={operator.signOut}>Sign out</button>
          </div>
        </Message>
      );
    case "signed-in":
      return <Shell config={config} client={client} operator={operator} />;
  }
}

function Loading() {
  return (
    <main className="lone">
      <p className="muted" role="status">Loading…</p>
    </main>
  );
}
