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
  rows: readonly number[];
  /** Of a line inside an unfolded group: the group's identity. */
  inside: string | null;
  /** Identity of a group, null of a single row. */
  group: string | null;
  open: boolean;
}

export interface Column {
  name: ColumnName;
  /** How many rows stand in it, folded ones included. */
  total: number;
  lines: Line[];
}

// 2^26 steps between the first and the last of a column, and as many rows: 52 bits, which a number holds exactly.
const STEPS = 2 ** 26 - 1;
const ROOM = 2 ** 26;

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
  const lists = COLUMNS.filter((name) => members.has(name)).map((name) => members.get(name)!);
  sweep(network, lists);
  return lists.map((rows) => {
    const name = places[rows[0]!]!;
    return { name, total: rows.length, lines: folded(network, name, rows, open) };
  });
}

/** Order every list by the mean place of what its rows are joined with; there and back twice. */
function sweep(network: Network, lists: number[][]): void {
  const place = new Float64Array(network.size).fill(-1);
  const number = (rows: number[]): void => rows.forEach((row, i) => (place[row] = (i + 0.5) / rows.length));
  for (const rows of lists) number(rows); // they come sorted by key
  const settle = (rows: number[], side: Network["in"]): void => {
    const before = rows.slice();
    // Mean and place in one number: numbers alone sort without a function that compares.
    const order = Float64Array.from(before, (row, i) => Math.round(meanOf(side, row, place) * STEPS) * ROOM + i).sort();
    order.forEach((told, i) => (rows[i] = before[told % ROOM]!));
    number(rows);
  };
  for (let turn = 0; turn < 2; turn++) {
    for (const rows of lists) settle(rows, network.in);
    for (const rows of [...lists].reverse()) settle(rows, network.out);
  }
}

function meanOf(side: Network["in"], row: number, place: Float64Array): number {
  let sum = 0;
  let n = 0;
  for (let j = side.first[row]!; j < side.first[row + 1]!; j++) {
    const at = place[side.row[j]!]!;
    if (at >= 0) {
      sum += at;
      n += 1;
    }
  }
  return n ? sum / n : place[row]!;
}

function folded(network: Network, name: ColumnName, rows: number[], open: ReadonlySet<string>): Line[] {
  const single = (row: number): Line => ({ rows: [row], inside: null, group: null, open: false });
  if (rows.length < FOLD_FROM) return rows.map(single);
  const groups = new Map<string | number, number[]>();
  for (const row of rows) {
    const told = alike(network, row);
    const group = groups.get(told);
    if (group) group.push(row);
    else groups.set(told, [row]);
  }
  return [...groups].flatMap(([told, members]) => {
    if (members.length < LEAST_ALIKE) return members.map(single);
    const group = `${name} ${told}`;
    const head: Line = { rows: members, inside: null, group, open: open.has(group) };
    if (!head.open) return [head];
    return [head, ...members.map((row): Line => ({ rows: [row], inside: group, group: null, open: false }))];
  });
}

/** What rows that fold together share: all that they are joined with. */
function alike(network: Network, row: number): string | number {
  const one = only(network.in, row) * (network.size + 2) + only(network.out, row);
  if (one >= 0) return one;
  const ends = (side: Network["in"]): string => neighbours(side, row).sort((a, b) => a - b).join(",");
  return `${ends(network.in)}>${ends(network.out)}`;
}

/** The one row next to it plus one, 0 for none; where there are several, far below zero. */
function only(side: Network["in"], row: number): number {
  const from = side.first[row]!;
  const n = side.first[row + 1]! - from;
  return n === 0 ? 0 : n === 1 ? side.row[from]! + 1 : -(2 ** 52);
}

/** Keys in the order of the alphabet, numbers in them by their value. */
const collator = new Intl.Collator("en", { numeric: true });
export const compare = (a: string, b: string): number => collator.compare(a, b);
