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

/** Relationships of rows in one direction: those of row i stand from `first[i]` to `first[i + 1]`, in the order of `row`. */
export interface Adjacency {
  first: Int32Array;
  row: Int32Array;
  edge: Int32Array;
}

/** Relationships; one booking can join several pairs, so that its key alone does not tell them apart. */
export interface Edges {
  keys: readonly string[];
  types: readonly string[];
  sources: Int32Array;
  targets: Int32Array;
}

/** Bits of `Network.reach`. */
export const FORWARD = 1;
export const BACKWARD = 2;
export const START = 4;
const BOTH = FORWARD | BACKWARD;

export interface Network {
  size: number;
  keys: readonly string[];
  labels: readonly string[];
  names: readonly (string | null)[];
  quantities: readonly (string | null)[];
  units: readonly (string | null)[];
  udiDis: readonly (string | null)[];
  edges: Edges;
  out: Adjacency;
  in: Adjacency;
  /** In which direction each row was reached. */
  reach: Uint8Array;
  /** Key -> row; made when it is first asked for, since the columns are painted without it. */
  readonly index: Map<string, number>;
}

/** One graph of both directions; what both have stands once. The first lies as it came, the second is added to it. */
export function networkOf(forward: Side | null, backward: Side | null): Network {
  const { block: first, start } = forward ?? backward ?? NONE;
  const { block: second, start: secondStart } = forward && backward ? backward : NONE;
  const index = once(() => new Map(first.keys.map((key, row) => [key, row])));
  const added: number[] = [];
  const at = second.keys.map((key, row) => {
    const found = index().get(key) ?? first.keys.length + added.push(row) - 1;
    index().set(key, found);
    return found;
  });
  const column = <T>(name: (block: Block) => readonly T[]): readonly T[] => plus(name(first), name(second), added);
  const keys = column((block) => block.keys);
  const reach = new Uint8Array(keys.length).fill(forward ? FORWARD : BACKWARD, 0, first.keys.length);
  for (const row of at) reach[row]! |= BACKWARD;
  const edges = edgesOf(first, second, at, reach);
  const starts = new Set([...start, ...secondStart]);
  keys.forEach((key, row) => {
    if (starts.has(key)) reach[row]! |= START;
  });
  return {
    size: keys.length,
    keys,
    labels: column((block) => block.labels),
    names: column((block) => block.names),
    quantities: column((block) => block.quantities),
    units: column((block) => block.units),
    udiDis: column((block) => block.udiDis),
    edges,
    ...adjacencies(keys.length, edges),
    reach,
    get index() {
      return index();
    },
  };
}

/** What chosen ones of the second are added to; not copied where there are none. */
const plus = <T>(first: readonly T[], second: readonly T[], chosen: readonly number[]): readonly T[] =>
  chosen.length ? first.concat(chosen.map((i) => second[i]!)) : first;

/** Made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
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

const NONE: Side = {
  block: {
    keys: [],
    labels: [],
    names: [],
    quantities: [],
    units: [],
    udiDis: [],
    edgeKeys: [],
    edgeTypes: [],
    edgeSources: [],
    edgeTargets: [],
  },
  start: [],
};

/** The relationships of both blocks. Within one each stands once; both can have one only where both have its ends. */
function edgesOf(first: Block, second: Block, at: readonly number[], reach: Uint8Array): Edges {
  const told = (key: string, source: number, target: number): string => `${key} ${source} ${target}`;
  const shared = new Set<string>();
  for (let j = 0; at.length && j < first.edgeKeys.length; j++) {
    const [source, target] = [first.edgeSources[j]!, first.edgeTargets[j]!];
    if ((reach[source]! & reach[target]!) === BOTH) shared.add(told(first.edgeKeys[j]!, source, target));
  }
  const sources = second.edgeSources.map((row) => at[row]!);
  const targets = second.edgeTargets.map((row) => at[row]!);
  const added = [...second.edgeKeys.keys()].filter((j) => !shared.has(told(second.edgeKeys[j]!, sources[j]!, targets[j]!)));
  return {
    keys: plus(first.edgeKeys, second.edgeKeys, added),
    types: plus(first.edgeTypes, second.edgeTypes, added),
    sources: new Int32Array(plus(first.edgeSources, sources, added)),
    targets: new Int32Array(plus(first.edgeTargets, targets, added)),
  };
}

/** Both directions. What is gone through in the order of one end comes to lie in its order at the other. */
function adjacencies(size: number, { sources, targets }: Edges): Pick<Network, "in" | "out"> {
  const byTarget = adjacency(size, targets, sources, new Int32Array(sources.length).map((_, j) => j));
  const out = adjacency(size, sources, targets, byTarget.edge);
  return { in: adjacency(size, targets, sources, out.edge), out };
}

function adjacency(size: number, from: Int32Array, to: Int32Array, order: Int32Array): Adjacency {
  const first = new Int32Array(size + 1);
  for (let j = 0; j < from.length; j++) first[from[j]! + 1]! += 1;
  for (let i = 0; i < size; i++) first[i + 1]! += first[i]!;
  const next = first.slice();
  const row = new Int32Array(to.length);
  const edge = new Int32Array(to.length);
  for (let i = 0; i < order.length; i++) {
    const j = order[i]!;
    const at = next[from[j]!]!++;
    row[at] = to[j]!;
    edge[at] = j;
  }
  return { first, row, edge };
}
