/** Milliseconds of a timestamp of the API; null for none, for infinity and for nonsense. */
export function parseTime(text: string | null): number | null {
  if (text === null) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

/** "5 min ago", "in 3 h", "just now": one unit, rounded down. */
export function describeAgo(time: number, now: number): string {
  const seconds = Math.floor(Math.abs(now - time) / 1000);
  if (seconds < 5) return "just now";
  const amount = describeCoarsely(seconds);
  return time <= now ? `${amount} ago` : `in ${amount}`;
}

/** Seconds in one unit, as people say them. */
export function describeCoarsely(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} days`;
}

const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const shortClock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const shortDay = new Intl.DateTimeFormat(undefined, { weekday: "short", hour: "2-digit", minute: "2-digit" });

/** Date, time and zone, where the reader is. */
export function describeAbsolutely(time: number): string {
  return absolute.format(time);
}

/** The time of day, to the second. */
export function describeClock(time: number): string {
  return clock.format(time);
}

/** The time of day, with the weekday when it is not today. */
export function describeSoon(time: number, now: number): string {
  const isToday = new Date(time).toDateString() === new Date(now).toDateString();
  return (isToday ? shortClock : shortDay).format(time);
}
