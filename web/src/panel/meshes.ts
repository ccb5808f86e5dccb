import type { Client } from "../lib/client.ts";
import { dataOf } from "../lib/errors.ts";
import { containing } from "../lib/like.ts";
import { parseTime } from "../lib/time.ts";

export interface Vertex {
  id: string;
  isHub: boolean;
  isMe: boolean;
}

export interface MeshAlert {
  id: string;
  type: string;
  message: string;
  severity: string;
  detectedAt: number | null;
}

export interface Mesh {
  id: string;
  name: string;
  domain: string | null;
  state: string;
  nextAction: string | null;
  isPaused: boolean;
  lastHeartbeatAt: number | null;
  evaluationError: string | null;
  vertices: Vertex[];
  alerts: MeshAlert[];
}

export interface MeshList {
  meshes: Mesh[];
  /** How many there are; more than `meshes` holds for somebody in very many. */
  total: number;
}

const TIMEOUT_MS = 15_000;

interface Asked {
  /** Only those with this in their name; "" for all. */
  search: string;
  count: number;
}

/** The tetrahedrons that row level security shows, which are those of the signed-in user, with their open alerts. */
export async function readMeshes(
  client: Client,
  userId: string,
  { search, count }: Asked,
  outer: AbortSignal,
): Promise<MeshList> {
  const signal = AbortSignal.any([outer, AbortSignal.timeout(TIMEOUT_MS)]);
  let query = client.from("tetrahedrons").select(
    "id, name, domain, vertices, jitterbug_state, next_action, hub_vertex_id, last_heartbeat_at, paused, evaluation_error, guardian_alerts(id, alert_type, message, severity, detected_at)",
    { count: "exact" },
  ).is("guardian_alerts.resolved_at", null);
  if (search) query = query.ilike("name", containing(search));
  const answer = await query.order("name").order("id").limit(count).abortSignal(signal);
  const meshes = dataOf(answer).map((row): Mesh => ({
    id: row.id,
    name: row.name,
    domain: row.domain,
    state: row.jitterbug_state,
    nextAction: row.next_action,
    isPaused: row.paused,
    lastHeartbeatAt: parseTime(row.last_heartbeat_at),
    evaluationError: row.evaluation_error,
    vertices: row.vertices.map((id) => ({ id, isHub: id === row.hub_vertex_id, isMe: id === userId })),
    alerts: row.guardian_alerts.map((alert) => ({
      id: alert.id,
      type: alert.alert_type,
      message: alert.message,
      severity: alert.severity,
      detectedAt: parseTime(alert.detected_at),
    })),
  }));
  return { meshes, total: answer.count ?? meshes.length };
}
