/** How long people silence things, as Postgres reads it and as they say it. */
export const DURATIONS: readonly [interval: string, title: string][] = [
  ["30 minutes", "30 minutes"],
  ["2 hours", "2 hours"],
  ["8 hours", "8 hours"],
  ["1 day", "1 day"],
  ["7 days", "1 week"],
];

/** Nine in the morning of the next day, where the reader is. */
export function tomorrowAtNine(now: Date): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 9);
}

/** A moment as a field of type datetime-local has it. */
export function toLocalField(time: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day}T${two(time.getHours())}:${two(time.getMinutes())}`;
}
