import { useCallback, useState } from "react";
import type { Client } from "../lib/client.ts";
import { usePolling } from "../lib/usePolling.ts";
import { type Mesh, readMeshes, type Vertex } from "./meshes.ts";
import { More } from "./More.tsx";
import { Pill } from "./Pill.tsx";
import { StaleList } from "./StaleList.tsx";
import { Tetrahedron } from "./Tetrahedron.tsx";
import { Time } from "./Time.tsx";
import { usePages } from "./usePages.ts";
import { useSearch } from "./useSearch.ts";

const REFRESH_MS = 10_000;
const MESHES_AT_ONCE = 25;

/** The meshes that the signed-in user is a vertex of. */
export function Meshes({ client, userId }: { client: Client; userId: string }) {
  const [filter, setFilter] = useState("");
  const search = useSearch(filter);
  const { count, more } = usePages(MESHES_AT_ONCE);
  const load = useCallback(
    async (signal: AbortSignal) => ({ search, ...await readMeshes(client, userId, { search, count }, signal) }),
    [client, userId, search, count],
  );
  const polled = usePolling(load, REFRESH_MS);
  const { data } = polled;
  return (
    <section className="card" aria-labelledby="meshes">
      <header className="card-head">
        <h2 id="meshes">Meshes</h2>
        {data && (
          <span className="muted">
            {data.total > data.meshes.length
              ? `${data.meshes.length} of ${data.total.toLocaleString()}`
              : data.total.toLocaleString()}
          </span>
        )}
        {data && (data.total > data.meshes.length || filter) && (
          <div className="card-tools">
            <input
              type="search"
              className="filter"
              placeholder="Filter meshes"
              aria-label="Filter meshes by name"
              value={filter}
              onChange={(event) => setFilter(event.target.value)}
            />
          </div>
        )}
      </header>
      <StaleList polled={polled} />
      {data && data.meshes.length === 0 && (
        <p className="empty">
          {data.search
            ? "No mesh has this in its name."
            : "No mesh to show. Meshes are seen by their four vertices and by members of their tenant, and not by admins as such; alerts about them are among the alerts above."}
        </p>
      )}
      {data && data.meshes.length > 0 && (
        <ul className="meshes">
          {data.meshes.map((mesh) => <MeshItem key={mesh.id} mesh={mesh} />)}
        </ul>
      )}
      {data && <More hasMore={data.total > data.meshes.length} onMore={more} />}
    </section>
  );
}

function MeshItem({ mesh }: { mesh: Mesh }) {
  const { name, domain, state, nextAction, isPaused, lastHeartbeatAt, evaluationError, vertices, alerts } = mesh;
  return (
    <li className="mesh">
      <Tetrahedron vertices={vertices} isWell={alerts.length === 0} />
      <div className="mesh-main">
        <p className="mesh-head">
          <strong>{name}</strong>
          {domain && <span className="muted">{domain}</span>}
          <MeshPill mesh={mesh} />
        </p>
        <p className="alert-facts">
          <span>
            Last heartbeat {lastHeartbeatAt === null ? "never" : <Time at={lastHeartbeatAt} />}
          </span>
          <span>{state}</span>
          {isPaused && <span>paused</span>}
          {nextAction && <span>next: {nextAction}</span>}
        </p>
        <ul className="vertices" aria-label={`Vertices of ${name}`}>
          {vertices.map((vertex) => <li key={vertex.id} title={vertex.id}>{describeVertex(vertex)}</li>)}
        </ul>
        {evaluationError && <p className="problem">Cannot be judged: {evaluationError}</p>}
        {alerts.map(({ id, type, message, detectedAt }) => (
          <p key={id} className="problem">
            {type}: {message} {detectedAt !== null && <Time at={detectedAt} />}
          </p>
        ))}
      </div>
    </li>
  );
}

function MeshPill({ mesh: { isPaused, alerts, lastHeartbeatAt } }: { mesh: Mesh }) {
  if (alerts.some(({ severity }) => severity === "critical")) return <Pill tone="bad">Critical</Pill>;
  if (alerts.length > 0) return <Pill tone="warn">Degrading</Pill>;
  if (isPaused) return <Pill tone="off">Paused</Pill>;
  return lastHeartbeatAt === null ? <Pill tone="info">Waiting</Pill> : <Pill tone="ok">Well</Pill>;
}

/** Profiles of others are theirs alone: a vertex is known by the end of its id. */
function describeVertex({ id, isHub, isMe }: Vertex): string {
  return `${isMe ? "you" : `…${id.slice(-8)}`}${isHub ? " (hub)" : ""}`;
}
