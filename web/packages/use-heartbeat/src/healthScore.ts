/**
 * How well the latest checks went, from 0 (all failed) to 1 (none did); null of none. The newest of n counts n times as much as
 * the oldest, so that a trouble shows at once and fades while things are well.
 *
 * @param results true for each check that went well, the oldest first
 */
export function healthScore(results: readonly boolean[]): number | null {
  let good = 0;
  let all = 0;
  results.forEach((isGood, index) => {
    all += index + 1;
    if (isGood) good += index + 1;
  });
  return all ? good / all : null;
}
