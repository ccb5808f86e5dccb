import { describeAbsolutely } from "../lib/time.ts";

const format = new Intl.DateTimeFormat(undefined, {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

/** A moment where the reader is; with year, seconds and zone on hover. */
export function Moment({ at }: { at: string | number }) {
  const time = new Date(at).getTime();
  return <time dateTime={new Date(at).toISOString()} title={describeAbsolutely(time)}>{format.format(time)}</time>;
}
