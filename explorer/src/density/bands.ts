// The density map's pyramid: rows of each column in equal bands, at every level twice as many, and what joins bands.
import type { Network } from "../graph/network.ts";
import type { Column } from "../graph/columns.ts";

/** What the map draws: the rows of each column in order, and relationships between them. */
export interface DensityMap {
  /** Number of rows of each column. */
  sizes: Int32Array;
  /** Column of each row, -1 where it is not shown; and its place in the column. */
  columnOf: Int16Array;
  placeOf: Int32Array;
  /** Which rows are a start (1) or marked (2). */
  flags: Uint8Array;
  sources: Int32Array;
  targets: Int32Array;
}

/** Relationships between bands of a level: each pair once, with how many there are. */
export interface Links {
  fromColumn: Int16Array;
  fromBand: Int32Array;
  toColumn: Int16Array;
  toBand: Int32Array;
  count: Int32Array;
  most: number;
}

/** One level: no column has more bands than this, nor more than rows. */
export interface Level {
  bands: number;
  links: Links;
  /** Relationships at each band, by column. */
  weight: Int32Array[];
  /** Flags of the rows in each band, by column. */
  flags: Uint8Array[];
}

export const LEAST_BANDS = 32;

/** The rows of each column in the order of the columns view, folded rows one by one. */
export function orderOf(columns: readonly Column[]): Int32Array[] {
  return columns.map((column) => column.lines.rows);
}

export function mapOf(network: Network, order: readonly Int32Array[], marked: ReadonlySet<string>): DensityMap {
  const columnOf = new Int16Array(network.size).fill(-1);
  const placeOf = new Int32Array(network.size);
  const flags = new Uint8Array(network.size);
  order.forEach((rows, c) =>
    rows.forEach((row, i) => {
      columnOf[row] = c;
      placeOf[row] = i;
      flags[row] = (network.reach[row]! & 4 ? 1 : 0) | (marked.has(network.keys[row]!) ? 2 : 0);
    }),
  );
  const { sources, targets } = network.edges;
  return {
    sizes: Int32Array.from(order, (rows) => rows.length),
    columnOf,
    placeOf,
    flags,
    sources: Int32Array.from(sources),
    targets: Int32Array.from(targets),
  };
}

/** How many bands a column has at a level. */
export const bandsOf = (rows: number, bands: number): number => Math.min(rows, bands);

/** The band of a row by its place. */
export const bandOf = (place: number, rows: number, bands: number): number =>
  Math.floor((place * bandsOf(rows, bands)) / rows);

/** The rows of a band: from its first place to before its last one. */
export function rowsOf(band: number, rows: number, bands: number): [number, number] {
  const count = bandsOf(rows, bands);
  return [Math.ceil((band * rows) / count), Math.ceil(((band + 1) * rows) / count)];
}

/** The number of bands that shows what is in view at a band of this many pixels, as a power of two. */
export function bandsFor(height: number, part: number, pixels: number, most: number): number {
  let bands = LEAST_BANDS;
  while (bands < most && (height / part / bands) * 0.5 >= pixels) bands *= 2;
  return bands;
}

/** A level of the pyramid. */
export function levelOf(map: DensityMap, bands: number): Level {
  const { sizes, columnOf, placeOf } = map;
  const weight = Array.from(sizes, (rows) => new Int32Array(bandsOf(rows, bands)));
  const flags = weight.map((one) => new Uint8Array(one.length));
  for (let row = 0; row < columnOf.length; row++) {
    const column = columnOf[row]!;
    if (column >= 0 && map.flags[row]) flags[column]![bandOf(placeOf[row]!, sizes[column]!, bands)]! |= map.flags[row]!;
  }
  const found = new Map<number, number>();
  const room = Math.max(LEAST_BANDS, ...weight.map((one) => one.length));
  const columns = sizes.length;
  for (let j = 0; j < map.sources.length; j++) {
    const [from, to] = [map.sources[j]!, map.targets[j]!];
    const [c, d] = [columnOf[from]!, columnOf[to]!];
    if (c < 0 || d < 0) continue;
    const [a, b] = [bandOf(placeOf[from]!, sizes[c]!, bands), bandOf(placeOf[to]!, sizes[d]!, bands)];
    weight[c]![a]! += 1;
    weight[d]![b]! += 1;
    const told = ((c * columns + d) * room + a) * room + b;
    found.set(told, (found.get(told) ?? 0) + 1);
  }
  return { bands, links: linksOf(found, columns, room), weight, flags };
}

function linksOf(found: ReadonlyMap<number, number>, columns: number, room: number): Links {
  const n = found.size;
  const links: Links = {
    fromColumn: new Int16Array(n),
    fromBand: new Int32Array(n),
    toColumn: new Int16Array(n),
    toBand: new Int32Array(n),
    count: new Int32Array(n),
    most: 0,
  };
  let i = 0;
  for (const [told, count] of found) {
    const pair = Math.floor(told / (room * room));
    links.fromColumn[i] = Math.floor(pair / columns);
    links.toColumn[i] = pair % columns;
    links.fromBand[i] = Math.floor(told / room) % room;
    links.toBand[i] = told % room;
    links.count[i] = count;
    links.most = Math.max(links.most, count);
    i += 1;
  }
  return links;
}

/** What is in view: a part of every column, from 0 to 1. */
export interface View {
  top: number;
  bottom: number;
}

/** Zoomed about a point, which stays where it is; never beyond the whole, nor nearer than makes sense. */
export function zoomed(view: View, times: number, about: number, least: number): View {
  const part = Math.min(1, Math.max((view.bottom - view.top) / times, least));
  const share = (about - view.top) / (view.bottom - view.top);
  return within(about - share * part, part);
}

/** Moved by parts of what is in view. */
export const moved = (view: View, by: number): View => within(view.top + by * (view.bottom - view.top), view.bottom - view.top);

function within(top: number, part: number): View {
  const first = Math.min(Math.max(top, 0), 1 - part);
  return { top: first, bottom: first + part };
}
