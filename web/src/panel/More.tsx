/** Below a list that goes on. */
export function More({ hasMore, onMore }: { hasMore: boolean; onMore: (() => void) | null }) {
  if (!hasMore || !onMore) return null;
  return (
    <p className="more">
      <button type="button" className="button small" onClick={onMore}>Show more</button>
    </p>
  );
}
