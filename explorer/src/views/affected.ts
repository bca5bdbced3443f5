// The affected table: what it shows, in which order, and the same as a file.
import { amount, named, t, type Text } from "../i18n/index.ts";
import { compare, rankOf } from "../graph/columns.ts";
import { shortly } from "../graph/keys.ts";
import { BACKWARD, FORWARD, START, type Network } from "../graph/network.ts";
import { scale } from "./describe.ts";

export const FIELDS = ["type", "number", "of", "name", "quantity", "unit", "udi", "direction", "key"] as const;
export type Field = (typeof FIELDS)[number];

export interface Sorting {
  field: Field;
  down: boolean;
}

/** What a cell says. */
export function cell(network: Network, row: number, field: Field): string {
  switch (field) {
    case "type":
      return named("label", network.labels[row]!);
    case "number":
      return shortly(network.keys[row]!).number;
    case "of":
      return shortly(network.keys[row]!).of;
    case "name":
      return network.names[row] ?? "";
    case "quantity":
      return network.quantities[row] ?? "";
    case "unit":
      return network.units[row] ?? "";
    case "udi":
      return network.udiDis[row] ?? "";
    case "direction":
      return direction(network.reach[row]!);
    case "key":
      return network.keys[row]!;
  }
}

function direction(reach: number): string {
  const told: Text[] = [];
  if (reach & START) told.push("table.start");
  else {
    if (reach & FORWARD) told.push("table.forward");
    if (reach & BACKWARD) told.push("table.backward");
  }
  return told.map((text) => t(text)).join(", ");
}

/** The rows that are shown, in order; what says nothing comes last either way; ties by key, so that the order is one. */
export function ordered(network: Network, shown: Uint8Array, sorting: Sorting): number[] {
  const rows = Array.from({ length: network.size }, (_, row) => row).filter((row) => shown[row]);
  const said = rows.map((row) => cell(network, row, sorting.field));
  const way = sorting.down ? -1 : 1;
  const order = sorting.field === "quantity" ? byQuantity(network, rows, way) : byText(network, rows, said, sorting.field, way);
  return Array.from(rows.keys())
    .sort((a, b) => Number(!said[a]) - Number(!said[b]) || order(a, b) || compare(network.keys[rows[a]!]!, network.keys[rows[b]!]!))
    .map((i) => rows[i]!);
}

type Order = (a: number, b: number) => number;

function byText(network: Network, rows: readonly number[], said: readonly string[], field: Field, way: number): Order {
  // Types go along the flow: their names are in another order in every language.
  const one = field === "type" ? rows.map((row) => rankOf(network.labels[row]!)) : null;
  return (a, b) => way * (one ? one[a]! - one[b]! : 0) || way * compare(said[a]!, said[b]!);
}

/** Unit by unit, since no number of one is more than a number of another; exactly, as a number of JavaScript is not. */
function byQuantity(network: Network, rows: readonly number[], way: number): Order {
  const { scaled } = scale(rows.map((row) => network.quantities[row] || "0"));
  const units = rows.map((row) => network.units[row] ?? "");
  return (a, b) => compare(units[a]!, units[b]!) || way * (scaled[a]! < scaled[b]! ? -1 : Number(scaled[a]! > scaled[b]!));
}

/** Rows that have a text in one of their cells, as the reader's language says them. */
export function narrowed(network: Network, text: string): Uint8Array {
  const wanted = text.trim().toLocaleLowerCase();
  const shown = new Uint8Array(network.size);
  if (!wanted) return shown.fill(1);
  for (let row = 0; row < network.size; row++) {
    const all = [...FIELDS.map((field) => cell(network, row, field)), amount(network.quantities[row]!, network.units[row]!)];
    if (all.some((one) => one.toLocaleLowerCase().includes(wanted))) shown[row] = 1;
  }
  return shown;
}
