import type { Vertex } from "./meshes.ts";

/** Where the four vertices are drawn: three around one that is nearer. */
const CORNERS = [[40, 8], [72, 62], [8, 62], [40, 42]] as const;
const EDGES = [[0, 1], [1, 2], [2, 0], [0, 3], [1, 3], [2, 3]] as const;

/** A tetrahedron with its hub filled. The list beside it says the same in words. */
export function Tetrahedron({ vertices, isWell }: { vertices: Vertex[]; isWell: boolean }) {
  return (
    <svg className={`tetrahedron ${isWell ? "well" : "unwell"}`} viewBox="0 0 80 70" aria-hidden="true">
      {EDGES.map(([from, to]) => (
        <line
          key={`${from}-${to}`}
          x1={CORNERS[from][0]}
          y1={CORNERS[from][1]}
          x2={CORNERS[to][0]}
          y2={CORNERS[to][1]}
        />
      ))}
      {vertices.map(({ id, isHub }, index) => {
        const corner = CORNERS[index];
        return corner && <circle key={id} cx={corner[0]} cy={corner[1]} r={5} className={isHub ? "hub" : ""} />;
      })}
    </svg>
  );
}
