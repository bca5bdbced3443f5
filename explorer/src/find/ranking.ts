// What was found, in order: what the text says whole comes first, then what begins with it, then what holds it.
import { compare } from "../graph/columns.ts";
import { shortly } from "../graph/keys.ts";

/** Numbers by which records are found beside their own, as the API names them. */
export const NUMBERS = ["supplierLot", "document", "deliveryNote", "purchaseOrder", "salesOrder", "udi"] as const;
export type NumberName = (typeof NUMBERS)[number];

export interface Hit {
  key: string;
  label: string;
  name: string | null;
  stated: boolean;
  numbers: readonly { name: NumberName; text: string }[];
}

/** Groups in their usual order, along the flow and then its papers. */
export const GROUPS = ["lots", "serials", "supplierLots", "orders", "customers", "documents", "packages", "suppliers", "others"] as const;
export type GroupName = (typeof GROUPS)[number];

export interface Group {
  name: GroupName;
  hits: Hit[];
}

const OF_LABEL: Record<string, GroupName> = {
  Lot: "lots",
  Device: "serials",
  ProcessStep: "orders",
  Customer: "customers",
  Receipt: "documents",
  Shipment: "documents",
  Return: "documents",
  Package: "packages",
  Supplier: "suppliers",
};

/** A record of the API as a hit. */
export function hitOf(node: { key: string; label: string; name: string | null; stated: boolean }): Hit {
  const told = new Map<string, unknown>(Object.entries(node));
  const numbers = NUMBERS.flatMap((name) => {
    const text = told.get(name);
    return typeof text === "string" && text ? [{ name, text }] : [];
  });
  return { key: node.key, label: node.label, name: node.name, stated: node.stated, numbers };
}

/** The groups that hold something, the one with the best hit first; `meant` is what a label names, in its order. */
export function grouped(hits: readonly Hit[], text: string, meant: readonly string[] = []): Group[] {
  const places = new Map(meant.map((key, i) => [key, i - meant.length]));
  const ranked = hits.map((hit) => ({ hit, rank: places.get(hit.key) ?? rankOf(hit, text) }));
  ranked.sort((a, b) => a.rank - b.rank || compare(shortly(a.hit.key).number, shortly(b.hit.key).number) || compare(a.hit.key, b.hit.key));
  const groups = new Map<GroupName, Hit[]>();
  const best = new Map<GroupName, number>();
  for (const { hit, rank } of ranked) {
    const name = groupOf(hit, text);
    if (!best.has(name)) best.set(name, rank);
    groups.set(name, [...(groups.get(name) ?? []), hit]);
  }
  const order = (name: GroupName): number => GROUPS.indexOf(name);
  const names = [...groups.keys()].sort((a, b) => best.get(a)! - best.get(b)! || order(a) - order(b));
  return names.map((name) => ({ name, hits: groups.get(name)! }));
}

/** The number that a record was found by, where it is not the one that its key shows. */
export function foundBy(hit: Hit, text: string): Hit["numbers"][number] | null {
  const wanted = folded(text);
  if (folded(shortly(hit.key).number).startsWith(wanted) || folded(hit.name ?? "").includes(wanted)) return null;
  return hit.numbers.find((number) => folded(number.text).startsWith(wanted)) ?? null;
}

function groupOf(hit: Hit, text: string): GroupName {
  return foundBy(hit, text)?.name === "supplierLot" ? "supplierLots" : (OF_LABEL[hit.label] ?? "others");
}

function rankOf(hit: Hit, text: string): number {
  const wanted = folded(text);
  const numbers = [hit.key, shortly(hit.key).number, ...hit.numbers.map((number) => number.text)].map(folded);
  const name = folded(hit.name ?? "");
  if (numbers.includes(wanted) || name === wanted) return 0;
  if (numbers.some((number) => number.startsWith(wanted)) || name.startsWith(wanted)) return 1;
  return name.split(/\s+/).some((word) => word.startsWith(wanted)) ? 2 : 3;
}

const folded = (text: string): string => text.trim().toLocaleLowerCase();
