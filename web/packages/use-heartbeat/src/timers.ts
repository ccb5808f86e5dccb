/** Timers count 31 bits of milliseconds; a longer one would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** At least `least` milliseconds, and no more than a timer can hold, whatever number `ms` is. */
export function clampMs(ms: number, least: number): number {
  return Math.min(LONGEST_MS, Math.max(least, ms || 0));
}
