// Quantities by group along the flow: suppliers, materials received, steps by what they make, materials made,
// customers. Papers and cartons between two of them are passed through; units are never added to each other.
import { placesOf, compare } from "./columns.ts";
import { shortly, split } from "./keys.ts";
import { neighbours, type Network } from "./network.ts";
import { sum } from "../views/describe.ts";

/** What stands in the picture. `several` and `unknown` are ends that can't be told apart, or are not in the answer. */
export const GROUP_KINDS = ["supplier", "received", "step", "made", "device", "customer", "returned", "several", "unknown", "other"] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

export interface FlowGroup {
  id: string;
  kind: GroupKind;
  /** What it is of: a material, a party's name; empty where the kind says all. */
  of: string;
  rows: number;
}

export interface FlowLink {
  source: string;
  target: string;
  /** Null: nothing of it is stated. */
  unit: string | null;
  quantity: string | null;
  /** How many relationships it stands for. */
  count: number;
}

export interface Flows {
  groups: FlowGroup[];
  links: FlowLink[];
  /** Whether something was packed, which may have been unpacked and packed again: each time counts. */
  packed: boolean;
}

/** What each relationship of a network moved; null where that is not known. */
export type Amounts = readonly ({ quantity: string; unit: string } | null)[];

/** More groups than these are not drawn. */
export const MOST_GROUPS = 300;

/** Stands in an id before what tells groups of one name apart. */
const APART = "\u0000";
const CARRIERS = new Set(["Receipt", "Package", "Shipment", "Return"]);
const DIRECT = new Set(["CONSUMED_IN", "PRODUCED", "HAS_UNIT"]);
const OUTWARD = new Set(["PACKED_IN", "SHIPPED_IN", "RETURNED_IN"]);

/** The groups of an answer and what flows between them; parties stand as one each where there are too many. */
export function flowsOf(network: Network, amounts: Amounts): Flows {
  const flows = collected(network, amounts, false);
  return flows.groups.length <= MOST_GROUPS ? flows : collected(network, amounts, true);
}

function collected(network: Network, amounts: Amounts, partiesAsOne: boolean): Flows {
  const found = new Collector(network, amounts, partiesAsOne);
  for (let edge = 0; edge < network.edges.types.length; edge++) found.take(edge);
  return found.flows();
}

class Collector {
  readonly #groups = new Map<string, FlowGroup>();
  readonly #members = new Map<string, Set<number>>();
  readonly #links = new Map<string, { source: string; target: string; unit: string | null; amounts: string[]; count: number }>();
  readonly #counted = new Set<string>();
  // Thousands of relationships share an order or a shipment.
  readonly #known = { group: new Map<number, string>(), receiver: new Map<number, string>() };
  readonly #places;
  #packed = false;

  constructor(
    private readonly network: Network,
    private readonly amounts: Amounts,
    private readonly partiesAsOne: boolean,
  ) {
    this.#places = placesOf(network);
  }

  take(edge: number): void {
    const { types, sources, targets } = this.network.edges;
    const [type, source, target] = [types[edge]!, sources[edge]!, targets[edge]!];
    if (DIRECT.has(type)) this.#join(this.#groupOf(source), this.#groupOf(target), edge);
    else if (type === "RECEIVED_AS") this.#join(this.#supplierOf(source), this.#groupOf(target), edge);
    else if (OUTWARD.has(type) && !this.#isCarrier(source)) {
      this.#packed ||= type === "PACKED_IN";
      const to = type === "RETURNED_IN" ? this.#group("returned", "") : this.#receiverOf(target);
      // A unit goes to somebody once, however many cartons it was in.
      const once = `${source} ${to}`;
      if (this.network.labels[source] === "Device" && this.#counted.has(once)) return;
      this.#counted.add(once);
      this.#join(this.#groupOf(source), to, edge);
    }
  }

  flows(): Flows {
    for (const [id, rows] of this.#members) this.#groups.get(id)!.rows = rows.size;
    this.#tellApart();
    const links = [...this.#links.values()].map(({ amounts, ...link }) => ({
      ...link,
      quantity: link.unit === null ? null : sum(amounts),
    }));
    const order = (link: FlowLink): string => `${link.source} ${link.target} ${link.unit ?? ""}`;
    return {
      groups: [...this.#groups.values()].sort((a, b) => compare(a.id, b.id)),
      links: links.sort((a, b) => compare(order(a), order(b))),
      packed: this.#packed,
    };
  }

  #join(source: string, target: string, edge: number): void {
    const amount = this.amounts[edge] ?? null;
    const id = `${source}\n${target}\n${amount?.unit ?? ""}\n${amount === null}`;
    const link = this.#links.get(id) ?? { source, target, unit: amount?.unit ?? null, amounts: [], count: 0 };
    if (amount) link.amounts.push(amount.quantity);
    link.count += 1;
    this.#links.set(id, link);
  }

  /** Groups that are called alike say what tells them apart: the namespace of a material, a party's key. */
  #tellApart(): void {
    const called = ({ kind, of }: FlowGroup): string => `${kind} ${of}`;
    const groups = [...this.#groups.values()];
    const times = new Map<string, number>();
    for (const group of groups) times.set(called(group), (times.get(called(group)) ?? 0) + 1);
    for (const group of groups.filter((one) => times.get(called(one))! > 1)) {
      group.of = `${group.of} (${group.id.split(APART)[1] ?? ""})`;
    }
  }

  #groupOf(row: number): string {
    const known = this.#known.group.get(row) ?? this.#find(row);
    this.#known.group.set(row, known);
    return known;
  }

  #find(row: number): string {
    const { labels, names, keys } = this.network;
    const { number, of } = shortly(keys[row]!);
    const { namespace } = split(keys[row]!);
    const place = this.#places[row]!;
    if (place === "supplier" || place === "customer") {
      const called = this.partiesAsOne ? "" : `${names[row] ?? number}${APART}${keys[row]}`;
      return this.#group(place, called, row);
    }
    if (place === "received" || place === "made" || place === "device") return this.#group(place, `${of}${APART}${namespace}`, row);
    if (place === "step") return this.#group("step", `${this.#makes(this.#order(row)) || of}${APART}${namespace}`, row);
    return this.#group("other", labels[row]!, row);
  }

  /** The order that an operation is part of. */
  #order(step: number): number {
    const seen = new Set<number>();
    for (let at = step; !seen.has(at); ) {
      seen.add(at);
      const above = this.#beside("out", at, "PART_OF")[0];
      if (above === undefined) return at;
      at = above;
    }
    return step;
  }

  #makes(step: number): string {
    const parts = [step, ...this.#beside("in", step, "PART_OF")];
    const made = parts.flatMap((part) => this.#beside("out", part, "PRODUCED"));
    return [...new Set(made.map((row) => shortly(this.network.keys[row]!).of))].sort(compare).join(" + ");
  }

  #beside(way: "in" | "out", row: number, type: string): number[] {
    const side = this.network[way];
    const found: number[] = [];
    for (let j = side.first[row]!; j < side.first[row + 1]!; j++) {
      if (this.network.edges.types[side.edge[j]!] === type) found.push(side.row[j]!);
    }
    return found;
  }

  #supplierOf(receipt: number): string {
    const suppliers = [...new Set(this.#beside("in", receipt, "SUPPLIED"))];
    return suppliers.length === 1 ? this.#groupOf(suppliers[0]!) : this.#group(suppliers.length ? "several" : "unknown", "supplier");
  }

  /** The one customer that a package or shipment leads to. */
  #receiverOf(carrier: number): string {
    const known = this.#known.receiver.get(carrier) ?? this.#receive(carrier);
    this.#known.receiver.set(carrier, known);
    return known;
  }

  #receive(carrier: number): string {
    const [todo, seen, customers] = [[carrier], new Set([carrier]), new Set<number>()];
    for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
      for (const next of neighbours(this.network.out, at)) {
        if (this.network.labels[next] === "Customer") customers.add(next);
        else if (this.network.labels[next] !== "Return" && this.#isCarrier(next) && !seen.has(next)) {
          seen.add(next);
          todo.push(next);
        }
      }
    }
    const [one] = customers;
    return customers.size === 1 ? this.#groupOf(one!) : this.#group(customers.size ? "several" : "unknown", "customer");
  }

  #isCarrier(row: number): boolean {
    return CARRIERS.has(this.network.labels[row]!);
  }

  #group(kind: GroupKind, called: string, row?: number): string {
    const id = `${GROUP_KINDS.indexOf(kind)} ${kind} ${called}`;
    if (!this.#groups.has(id)) this.#groups.set(id, { id, kind, of: called.split(APART)[0]!, rows: 0 });
    const members = this.#members.get(id) ?? new Set();
    this.#members.set(id, row === undefined ? members : members.add(row));
    return id;
  }
}
