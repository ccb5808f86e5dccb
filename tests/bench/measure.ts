/** What one thing measured several times comes to. */
export interface Figure {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly samples: readonly number[];
}

/** Median, least and most of at least one sample. */
export function figureOf(samples: readonly number[]): Figure {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new Error("nothing was measured");
  const median = sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)!, samples };
}

/** Round by round, one after the other, so that a noise of the machine meets both; the ratio is each round's own. */
export async function interleave(
  rounds: number,
  subject: () => Promise<number>,
  reference: () => Promise<number>,
): Promise<Pair> {
  const values: number[] = [];
  const references: number[] = [];
  for (let round = 0; round < rounds; round++) {
    values.push(await subject());
    references.push(await reference());
  }
  return pairOf(values, references);
}

export interface Pair {
  readonly value: Figure;
  readonly reference: Figure;
  readonly ratio: Figure;
}

/** Samples of the same rounds, side by side. */
export function pairOf(values: readonly number[], references: readonly number[]): Pair {
  return {
    value: figureOf(values),
    reference: figureOf(references),
    ratio: figureOf(values.map((value, round) => value / references[round]!)),
  };
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => PromiseLike<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
