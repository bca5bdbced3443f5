// The records around one: so many steps in each direction, and where each stands in a picture.
import { COLUMNS, type ColumnName } from "../graph/columns.ts";
import type { Network } from "../graph/network.ts";

/** More than this is a wall of lines. */
export const MOST = 300;

export interface Around {
  /** Rows, the open one first, then by steps. */
  rows: number[];
  /** Relationships between them. */
  edges: number[];
}

/** All rows that so many relationships lead to, against the flow and with it. */
export function around(network: Network, row: number, before: number, behind: number): Around {
  const found = new Set([row]);
  walk(network.in, row, before, found);
  walk(network.out, row, behind, found);
  const { sources, targets } = network.edges;
  const edges: number[] = [];
  for (let j = 0; j < sources.length; j++) if (found.has(sources[j]!) && found.has(targets[j]!)) edges.push(j);
  return { rows: [...found], edges };
}

function walk(side: Network["in"], row: number, steps: number, found: Set<number>): void {
  const seen = new Set([row]);
  let wave = [row];
  for (let step = 0; step < steps && wave.length; step++) {
    const next: number[] = [];
    for (const from of wave) {
      for (let j = side.first[from]!; j < side.first[from + 1]!; j++) {
        const to = side.row[j]!;
        if (seen.has(to)) continue;
        seen.add(to);
        found.add(to);
        next.push(to);
      }
    }
    wave = next;
  }
}

/** Which rows stand in each column of the picture, in the direction of flow, each column in a settled order. */
export function layersOf(network: Network, places: readonly ColumnName[], { rows, edges }: Around): number[][] {
  const layers = COLUMNS.map((name) => rows.filter((row) => places[row] === name)).filter((layer) => layer.length);
  const place = new Map<number, number>();
  const number = (layer: number[]): void => layer.forEach((row, i) => place.set(row, (i + 0.5) / layer.length));
  for (const layer of layers) {
    layer.sort((a, b) => a - b);
    number(layer);
  }
  const beside = new Map<number, number[]>();
  const join = (one: number, other: number): void => void (beside.get(one)?.push(other) ?? beside.set(one, [other]));
  for (const edge of edges) {
    join(network.edges.sources[edge]!, network.edges.targets[edge]!);
    join(network.edges.targets[edge]!, network.edges.sources[edge]!);
  }
  const mean = (row: number): number => {
    const next = beside.get(row) ?? [];
    return next.length ? next.reduce((sum, one) => sum + place.get(one)!, 0) / next.length : place.get(row)!;
  };
  for (let turn = 0; turn < 4; turn++) {
    for (const layer of turn % 2 ? [...layers].reverse() : layers) {
      const wanted = new Map(layer.map((row) => [row, mean(row)]));
      layer.sort((a, b) => wanted.get(a)! - wanted.get(b)! || a - b);
      number(layer);
    }
  }
  return layers;
}
