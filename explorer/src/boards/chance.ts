// What a ranking says: what stands out, how many times as often, what these data can't tell apart.

/** A discovery rate above this is called chance; it is the usual one, and a convention. */
export const STANDS_OUT = 0.05;

export interface Counts {
  bad: number;
  good: number;
}

export interface Factor extends Counts {
  group: number;
  q: string;
}

/** Whether a factor stands out. A text that is no number stands for nothing. */
export const standsOut = ({ q }: Factor): boolean => q !== "" && Number(q) <= STANDS_OUT;

/** How many times as often bad items met it as good ones; null where no good one did, or there is none. */
export function enrichment({ bad, good }: Counts, of: Counts): number | null {
  if (!good || !of.good || !of.bad) return null;
  return bad / of.bad / (good / of.good);
}

/** Of each group how many of these factors are in it. */
export function alike(factors: readonly Factor[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { group } of factors) counts.set(group, (counts.get(group) ?? 0) + 1);
  return counts;
}
