// The answers as one graph in typed arrays: rows are numbered, relationships lie in both directions.

/** The columnar block of an answer, as the API gives it. */
export interface Block {
  keys: readonly string[];
  labels: readonly string[];
  names: readonly (string | null)[];
  quantities: readonly (string | null)[];
  units: readonly (string | null)[];
  udiDis: readonly (string | null)[];
  edgeKeys: readonly string[];
  edgeTypes: readonly string[];
  edgeSources: readonly number[];
  edgeTargets: readonly number[];
}

/** An answer in one direction. */
export interface Side {
  block: Block;
  start: readonly string[];
}

/** Relationships of rows in one direction: those of row i stand from `first[i]` to `first[i + 1]`. */
export interface Adjacency {
  first: Int32Array;
  row: Int32Array;
  edge: Int32Array;
}

/** Relationships; one booking can join several pairs, so that its key alone does not tell them apart. */
export interface Edges {
  keys: string[];
  types: string[];
  sources: number[];
  targets: number[];
}

/** Bits of `Network.reach`. */
export const FORWARD = 1;
export const BACKWARD = 2;
export const START = 4;

export interface Network {
  size: number;
  keys: string[];
  labels: string[];
  names: (string | null)[];
  quantities: (string | null)[];
  units: (string | null)[];
  udiDis: (string | null)[];
  edges: Edges;
  out: Adjacency;
  in: Adjacency;
  /** In which direction each row was reached. */
  reach: Uint8Array;
  index: Map<string, number>;
}

/** One graph of both directions; what both have stands once. */
export function networkOf(forward: Side | null, backward: Side | null): Network {
  const network = empty();
  const { edges } = network;
  const reach: number[] = [];
  const told = (j: number): string => `${edges.keys[j]} ${edges.sources[j]} ${edges.targets[j]}`;
  const join = (side: Side, bit: number): void => {
    // Within one answer each relationship stands once.
    const known = new Set(edges.keys.map((_, j) => told(j)));
    const at = side.block.keys.map((_, row) => addRow(network, side.block, row, bit, reach));
    side.block.edgeKeys.forEach((key, j) => {
      edges.keys.push(key);
      edges.types.push(side.block.edgeTypes[j]!);
      edges.sources.push(at[side.block.edgeSources[j]!]!);
      edges.targets.push(at[side.block.edgeTargets[j]!]!);
      if (known.size && known.has(told(edges.keys.length - 1))) {
        for (const list of [edges.keys, edges.types, edges.sources, edges.targets]) list.pop();
      }
    });
    for (const key of side.start) {
      const row = network.index.get(key);
      if (row !== undefined) reach[row]! |= START;
    }
  };
  if (forward) join(forward, FORWARD);
  if (backward) join(backward, BACKWARD);
  network.size = network.keys.length;
  network.reach = Uint8Array.from(reach);
  network.out = adjacency(network.size, edges.sources, edges.targets);
  network.in = adjacency(network.size, edges.targets, edges.sources);
  return network;
}

/** The rows next to a row, each once. */
export function neighbours(side: Adjacency, row: number): number[] {
  const [from, to] = [side.first[row]!, side.first[row + 1]!];
  // Nearly all rows have one or two, for which a set would cost more than all else.
  if (to - from === 1) return [side.row[from]!];
  if (to === from) return [];
  return [...new Set(side.row.subarray(from, to))];
}

/** All rows that flow reaches from these, themselves included. */
export function reached(side: Adjacency, rows: Iterable<number>, size: number): Uint8Array {
  const seen = new Uint8Array(size);
  const todo = [...rows];
  for (const row of todo) seen[row] = 1;
  for (let row = todo.pop(); row !== undefined; row = todo.pop()) {
    for (let j = side.first[row]!; j < side.first[row + 1]!; j++) {
      const next = side.row[j]!;
      if (!seen[next]) {
        seen[next] = 1;
        todo.push(next);
      }
    }
  }
  return seen;
}

/** One shortest path between a start and a row, in the direction of flow; edges, empty at a start. */
export function pathTo(network: Network, row: number): number[] | null {
  const backward = (network.reach[row]! & BACKWARD) !== 0 && (network.reach[row]! & FORWARD) === 0;
  const side = backward ? network.in : network.out;
  const came = new Int32Array(network.size).fill(-1);
  const seen = new Uint8Array(network.size);
  let wave = Array.from({ length: network.size }, (_, i) => i).filter((i) => network.reach[i]! & START);
  for (const start of wave) seen[start] = 1;
  while (wave.length && !seen[row]) {
    const next: number[] = [];
    for (const from of wave) {
      for (let j = side.first[from]!; j < side.first[from + 1]!; j++) {
        const to = side.row[j]!;
        if (seen[to]) continue;
        seen[to] = 1;
        came[to] = side.edge[j]!;
        next.push(to);
      }
    }
    wave = next;
  }
  if (!seen[row]) return null;
  const path: number[] = [];
  for (let at = row; came[at]! >= 0; ) {
    const edge = came[at]!;
    path.push(edge);
    at = (backward ? network.edges.targets : network.edges.sources)[edge]!;
  }
  return backward ? path : path.reverse();
}

function empty(): Network {
  const nothing = (): Adjacency => ({ first: new Int32Array(1), row: new Int32Array(0), edge: new Int32Array(0) });
  return {
    size: 0,
    keys: [],
    labels: [],
    names: [],
    quantities: [],
    units: [],
    udiDis: [],
    edges: { keys: [], types: [], sources: [], targets: [] },
    out: nothing(),
    in: nothing(),
    reach: new Uint8Array(0),
    index: new Map(),
  };
}

function addRow(network: Network, block: Block, row: number, bit: number, reach: number[]): number {
  const key = block.keys[row]!;
  let at = network.index.get(key);
  if (at === undefined) {
    at = network.keys.length;
    network.index.set(key, at);
    network.keys.push(key);
    network.labels.push(block.labels[row]!);
    network.names.push(block.names[row] ?? null);
    network.quantities.push(block.quantities[row] ?? null);
    network.units.push(block.units[row] ?? null);
    network.udiDis.push(block.udiDis[row] ?? null);
    reach.push(0);
  }
  reach[at]! |= bit;
  return at;
}

function adjacency(size: number, from: readonly number[], to: readonly number[]): Adjacency {
  const first = new Int32Array(size + 1);
  for (const row of from) first[row + 1]! += 1;
  for (let i = 0; i < size; i++) first[i + 1]! += first[i]!;
  const next = first.slice();
  const row = new Int32Array(to.length);
  const edge = new Int32Array(to.length);
  from.forEach((one, j) => {
    const at = next[one]!++;
    row[at] = to[j]!;
    edge[at] = j;
  });
  return { first, row, edge };
}
