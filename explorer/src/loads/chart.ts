// The course of a score: points of a small chart, in its own units.

export const WIDTH = 480;
export const HEIGHT = 90;
const EDGE = 6;

export interface Point {
  x: number;
  y: number;
  /** Which load it is. */
  at: number;
}

/** A point for every load that has a score, evenly by their order; a score is 0 to 100. */
export function pointsOf(scores: readonly (string | null)[]): Point[] {
  const step = scores.length > 1 ? (WIDTH - 2 * EDGE) / (scores.length - 1) : 0;
  return scores.flatMap((score, at) => (score === null ? [] : [{ x: EDGE + at * step, y: height(Number(score)), at }]));
}

/** Lines between neighbours; where a load has no score the line is broken, since nobody knows it. */
export function pathOf(points: readonly Point[]): string {
  return points
    .map((point, i) => `${i && points[i - 1]!.at === point.at - 1 ? "L" : "M"}${round(point.x)} ${round(point.y)}`)
    .join("");
}

export const height = (score: number): number => EDGE + ((HEIGHT - 2 * EDGE) * (100 - score)) / 100;

const round = (value: number): number => Math.round(value * 10) / 10;
