import { describeAbsolutely } from "../lib/time.ts";

const format = new Intl.DateTimeFormat(undefined, {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

/** A moment where the reader is; with year, seconds and zone on hover. */
export function Moment({ at }: { at: string }) {
  const time = Date.parse(at);
  return <time dateTime={at} title={describeAbsolutely(time)}>{format.format(time)}</time>;
}
