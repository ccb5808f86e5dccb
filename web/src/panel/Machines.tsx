import { useCallback, useMemo, useState } from "react";
import type { Client } from "../lib/client.ts";
import { usePolling } from "../lib/usePolling.ts";
import { MachineRow } from "./MachineRow.tsx";
import { readMachines } from "./machines.ts";
import { More } from "./More.tsx";
import { RegisterMachine } from "./RegisterMachine.tsx";
import { StaleList } from "./StaleList.tsx";
import { usePages } from "./usePages.ts";
import { useSearch } from "./useSearch.ts";

const REFRESH_MS = 10_000;
const MACHINES_AT_ONCE = 25;

interface Props {
  client: Client;
  userId: string;
  apiUrl: string;
  isAdmin: boolean;
}

/** Machines with their state: everybody's for admins, their own for others. */
export function Machines({ client, userId, apiUrl, isAdmin }: Props) {
  const [filter, setFilter] = useState("");
  const [status, setStatus] = useState("");
  const { count, more } = usePages(MACHINES_AT_ONCE);
  const [isRegistering, setRegistering] = useState(false);
  const search = useSearch(filter);
  const load = useCallback(
    async (signal: AbortSignal) => ({
      search,
      status,
      ...await readMachines(client, { search, status, count }, signal),
    }),
    [client, search, status, count],
  );
  const polled = usePolling(load, REFRESH_MS);
  const { data, refresh } = polled;
  const actions = useMemo(() => ({ client, refresh }), [client, refresh]);

  return (
    <section className="card" aria-labelledby="machines">
      <header className="card-head">
        <h2 id="machines">Machines</h2>
        {data && <span className="muted">{describeCount(data.machines.length, data.total)}</span>}
        <div className="card-tools">
          <button
            type="button"
            className="button small"
            aria-expanded={isRegistering}
            onClick={() => setRegistering(!isRegistering)}
          >
            Register a machine
          </button>
          <select aria-label="Show machines" value={status} onChange={(event) => setStatus(event.target.value)}>
            <option value="">All</option>
            <option value="offline">Offline</option>
            <option value="online">Online</option>
          </select>
          <input
            type="search"
            className="filter"
            placeholder="Filter machines"
            aria-label="Filter machines by name"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        </div>
      </header>
      <StaleList polled={polled} />
      {isRegistering && (
        <div className="register-machine">
          <RegisterMachine actions={actions} apiUrl={apiUrl} onClose={() => setRegistering(false)} />
        </div>
      )}
      {data && data.machines.length === 0 && (
        <p className="empty">
          {data.search
            ? "No machine has this in its name."
            : data.status
            ? `No machine is ${data.status}.`
            : isAdmin
            ? "There is no machine yet. Register one, start its agent, and it is online within 30 seconds."
            : "You have no machine yet. Register one, start its agent, and it is online within 30 seconds."}
        </p>
      )}
      {data && data.machines.length > 0 && (
        // Roles again: the narrow layout lays rows out as blocks, which takes a table's own roles away.
        <table className="jobs" role="table" aria-labelledby="machines">
          <thead role="rowgroup">
            <tr role="row">
              {["Machine", "Status", "Last seen", "CPU", "Memory", "Disk", "CPU, last 3 hours"].map((label) => (
                <th key={label} role="columnheader" scope="col">{label}</th>
              ))}
              <th role="columnheader" scope="col">
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {data.machines.map((machine) => (
              <MachineRow key={machine.id} machine={machine} actions={actions} userId={userId} apiUrl={apiUrl} />
            ))}
          </tbody>
        </table>
      )}
      {data && <More hasMore={data.total > data.machines.length} onMore={more} />}
    </section>
  );
}

function describeCount(shown: number, total: number): string {
  return shown < total ? `${shown} of ${total.toLocaleString()}, offline first` : total.toLocaleString();
}
