// Fixed columns in the direction of flow, their order, and the folding of rows that are joined alike.
import { neighbours, type Network } from "./network.ts";

/** Columns from supplier to customer; `other` takes labels that have no place of their own. */
export const COLUMNS = [
  "supplier",
  "receipt",
  "received",
  "step",
  "made",
  "device",
  "package",
  "shipment",
  "return",
  "customer",
  "other",
] as const;
export type ColumnName = (typeof COLUMNS)[number];

const OF_LABEL: Record<string, ColumnName> = {
  Supplier: "supplier",
  Receipt: "receipt",
  ProcessStep: "step",
  Device: "device",
  Package: "package",
  Shipment: "shipment",
  Return: "return",
  Customer: "customer",
};

/** How far along the flow a label stands. */
export const rankOf = (label: string): number => COLUMNS.indexOf(label === "Lot" ? "made" : (OF_LABEL[label] ?? "other"));

/** A line of a column: one row, or rows that are joined with the same others. */
export interface Line {
  rows: Int32Array;
  /** Of a line inside an unfolded group: the group's identity. */
  inside: string | null;
  /** Identity of a group, null of a single row. */
  group: string | null;
  open: boolean;
}

/** The lines of a column. There may be as many as rows, of which few come into view: each is made when it is asked for. */
export class Lines {
  readonly #made = new Map<number, Line>();

  constructor(
    /** All rows in the order of the lines, those of a group side by side. */
    readonly rows: Int32Array,
    /** Where the rows of each line begin, and where they end. */
    readonly from: Int32Array,
    readonly to: Int32Array,
    /** The line of the group that a line stands for or is inside of, -1 of a single row. */
    private readonly head: Int32Array,
    private readonly identity: (row: number) => string,
  ) {}

  get length(): number {
    return this.from.length;
  }

  at(line: number): Line {
    let made = this.#made.get(line);
    if (!made) this.#made.set(line, (made = this.#make(line)));
    return made;
  }

  #make(line: number): Line {
    const [from, head] = [this.from[line]!, this.head[line]!];
    const rows = this.rows.subarray(from, this.to[line]!);
    const isGroup = head === line;
    return {
      rows,
      inside: isGroup || head < 0 ? null : this.at(head).group,
      group: isGroup ? this.identity(rows[0]!) : null,
      open: isGroup && this.head[line + 1] === line,
    };
  }
}

export interface Column {
  name: ColumnName;
  /** How many rows stand in it, folded ones included. */
  total: number;
  lines: Lines;
}

/** Fewer rows than these are told one by one. */
export const FOLD_FROM = 12;
const LEAST_ALIKE = 3;

/** Which column each row stands in: a lot is `made` where a step of the answer produced it. */
export function placesOf(network: Network): ColumnName[] {
  return network.labels.map((label, row) => {
    if (label !== "Lot") return OF_LABEL[label] ?? "other";
    const made = neighbours(network.in, row).some((from) => network.labels[from] === "ProcessStep");
    return made ? "made" : "received";
  });
}

/** The columns that hold something, their lines in an order that keeps relationships short. */
export function columnsOf(
  network: Network,
  shown: Uint8Array,
  open: ReadonlySet<string>,
  places = placesOf(network),
): Column[] {
  const members = new Map<ColumnName, number[]>();
  for (let row = 0; row < network.size; row++) {
    if (!shown[row]) continue;
    const place = places[row]!;
    const list = members.get(place);
    if (list) list.push(row);
    else members.set(place, [row]);
  }
  const names = COLUMNS.filter((name) => members.has(name));
  const lists = names.map((name) => new Int32Array(members.get(name)!));
  sweep(network, lists);
  return lists.map((rows, i) => ({ name: names[i]!, total: rows.length, lines: folded(network, names[i]!, rows, open) }));
}

/** Order every list by the mean place of what its rows are joined with; there and back twice. */
function sweep(network: Network, lists: readonly Int32Array[]): void {
  const place = new Float64Array(network.size).fill(-1);
  for (const rows of lists) rows.forEach((row, i) => (place[row] = (i + 0.5) / rows.length)); // they come sorted by key
  for (let turn = 0; turn < 2; turn++) {
    for (const rows of lists) settle(rows, network.in, place);
    for (const rows of [...lists].reverse()) settle(rows, network.out, place);
  }
}

/**
 * Put rows in the order of the mean place of what they are joined with on a side; what differs by less than a row
 * stays as it stands. By counting, in plain loops: this runs once an answer, before the engine has made it fast.
 */
function settle(rows: Int32Array, { first, row: next }: Network["in"], place: Float64Array): void {
  const n = rows.length;
  const steps = new Int32Array(n);
  const begins = new Int32Array(n + 1);
  for (let i = 0; i < n; i++) {
    const row = rows[i]!;
    const end = first[row + 1]!;
    let sum = 0;
    let found = 0;
    for (let j = first[row]!; j < end; j++) {
      const at = place[next[j]!]!;
      if (at < 0) continue; // not shown
      sum += at;
      found += 1;
    }
    const step = Math.floor((found ? sum / found : place[row]!) * n);
    steps[i] = step;
    begins[step + 1]! += 1;
  }
  for (let i = 0; i < n; i++) begins[i + 1]! += begins[i]!;
  const before = rows.slice();
  for (let i = 0; i < n; i++) {
    const at = begins[steps[i]!]!++;
    const row = before[i]!;
    rows[at] = row;
    place[row] = (at + 0.5) / n;
  }
}

/** The lines of rows: groups stand where the first of their rows does. */
function folded(network: Network, name: ColumnName, rows: Int32Array, open: ReadonlySet<string>): Lines {
  const n = rows.length;
  const identity = (row: number): string => `${name} ${ends(network.in, row)}>${ends(network.out, row)}`;
  const { groups, count } = n < FOLD_FROM ? alone(n) : alike(network, rows);
  const begins = new Int32Array(count.length + 1);
  for (let group = 0; group < count.length; group++) begins[group + 1] = begins[group]! + count[group]!;
  const order = new Int32Array(n);
  const next = begins.slice();
  for (let i = 0; i < n; i++) order[next[groups[i]!]!++] = rows[i]!;

  const most = n + Math.floor(n / LEAST_ALIKE);
  const [from, to, head] = [new Int32Array(most), new Int32Array(most), new Int32Array(most).fill(-1)];
  let lines = 0;
  for (let group = 0; group < count.length; group++) {
    const first = begins[group]!;
    const end = begins[group + 1]!;
    const of = end - first < LEAST_ALIKE ? -1 : lines;
    if (of >= 0) {
      from[lines] = first;
      to[lines] = end;
      head[lines++] = of;
      if (!open.size || !open.has(identity(order[first]!))) continue;
    }
    for (let i = first; i < end; i++) {
      from[lines] = i;
      to[lines] = i + 1;
      head[lines++] = of;
    }
  }
  return new Lines(order, from.subarray(0, lines), to.subarray(0, lines), head.subarray(0, lines), identity);
}

/** Groups, numbered as they first appear: that of each row, and how many rows each has. */
interface Groups {
  groups: Int32Array;
  count: Int32Array;
}

const alone = (n: number): Groups => ({ groups: new Int32Array(n).map((_, i) => i), count: new Int32Array(n).fill(1) });

/** Which rows fold together, since they are joined with the same others. */
function alike(network: Network, rows: Int32Array): Groups {
  const n = rows.length;
  const mask = 2 ** Math.ceil(Math.log2(n * 2)) - 1;
  const slots = new Int32Array(mask + 1); // number of a group plus one, where its hash leads or behind it
  const firsts = new Int32Array(n);
  const groups = new Int32Array(n);
  const count = new Int32Array(n);
  let made = 0;
  for (let i = 0; i < n; i++) {
    const row = rows[i]!;
    let slot = hash(network.out, row, hash(network.in, row, 1)) & mask;
    while (slots[slot] && !same(network, firsts[slots[slot]! - 1]!, row)) slot = (slot + 1) & mask;
    if (!slots[slot]) {
      firsts[made] = row;
      slots[slot] = ++made;
    }
    const group = slots[slot]! - 1;
    groups[i] = group;
    count[group]! += 1;
  }
  return { groups, count: count.subarray(0, made) };
}

/** A hash of all that a row is joined with; a booking more between the same two changes nothing. */
function hash(side: Network["in"], row: number, seed: number): number {
  let told = Math.imul(seed, 0x85ebca6b);
  for (let j = side.first[row]!, last = -1; j < side.first[row + 1]!; j++) {
    const next = side.row[j]!;
    if (next === last) continue;
    told = Math.imul(told ^ next, 0x9e3779b1);
    told ^= told >>> 15;
    last = next;
  }
  return told;
}

/** Whether two rows are joined with the same others. */
const same = (network: Network, one: number, other: number): boolean =>
  sameEnds(network.in, one, other) && sameEnds(network.out, one, other);

function sameEnds({ first, row }: Network["in"], one: number, other: number): boolean {
  const [iEnd, jEnd] = [first[one + 1]!, first[other + 1]!];
  let [i, j] = [first[one]!, first[other]!];
  while (i < iEnd && j < jEnd) {
    const next = row[i]!;
    if (row[j] !== next) return false;
    while (i < iEnd && row[i] === next) i++;
    while (j < jEnd && row[j] === next) j++;
  }
  return i === iEnd && j === jEnd;
}

const ends = (side: Network["in"], row: number): string => neighbours(side, row).join(",");

/** Keys in the order of the alphabet, numbers in them by their value. */
const collator = new Intl.Collator("en", { numeric: true });
export const compare = (a: string, b: string): number => collator.compare(a, b);
