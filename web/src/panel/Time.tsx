import { describeAbsolutely, describeAgo } from "../lib/time.ts";
import { useNow } from "../lib/useNow.ts";

/** A moment as its distance from now; the moment itself on hover. */
export function Time({ at }: { at: number }) {
  const text = useNow((now) => describeAgo(at, now));
  return <time dateTime={new Date(at).toISOString()} title={describeAbsolutely(at)}>{text}</time>;
}
