// Rows in words.
import { amount } from "../i18n/index.ts";
import { shortly } from "../graph/keys.ts";
import type { Network } from "../graph/network.ts";

const CALLED_BY_NAME = new Set(["Customer", "Supplier", "Location", "Equipment", "Person", "Material"]);

/** What a row is called, and what else tells it apart. */
export function describe(network: Network, row: number): { title: string; detail: string } {
  const { number, of } = shortly(network.keys[row]!);
  const name = network.names[row];
  const quantity = network.labels[row] === "Device" ? "" : amount(network.quantities[row]!, network.units[row]!);
  if (name && CALLED_BY_NAME.has(network.labels[row]!)) {
    return { title: name, detail: joined(number, quantity) };
  }
  return { title: number, detail: joined(of, quantity) };
}

/** What the members of a group have in common, and how much they are in all. */
export function describeGroup(network: Network, rows: Int32Array): { of: string; quantity: string } {
  const kinds = new Set(Array.from(rows, (row) => shortly(network.keys[row]!).of));
  return { of: kinds.size === 1 ? [...kinds][0]! : "", quantity: total(network, rows) };
}

/** The sum of exact decimals of one unit; empty where one is missing or the units differ. */
export function total(network: Network, rows: Int32Array): string {
  const unit = network.units[rows[0]!] ?? null;
  const same = rows.every((row) => network.quantities[row] != null && (network.units[row] ?? null) === unit);
  return same ? amount(sum(Array.from(rows, (row) => network.quantities[row]!)), unit) : "";
}

/** Decimals added digit by digit: a number of JavaScript would round. */
export function sum(texts: readonly string[]): string {
  const { places, scaled } = scale(texts);
  const all = scaled.reduce((one, other) => one + other, 0n);
  const digits = (all < 0n ? -all : all).toString().padStart(places + 1, "0");
  const cut = digits.length - places;
  const rest = digits.slice(cut).replace(/0+$/, "");
  return `${all < 0n ? "-" : ""}${digits.slice(0, cut)}${rest ? `.${rest}` : ""}`;
}

/** Decimals as whole numbers of the smallest place that one of them has. */
export function scale(texts: readonly string[]): { places: number; scaled: bigint[] } {
  const places = texts.reduce((most, text) => Math.max(most, text.split(".")[1]?.length ?? 0), 0);
  const scaled = texts.map((text) => {
    const [whole = "0", rest = ""] = text.split(".");
    return BigInt(whole + rest.padEnd(places, "0"));
  });
  return { places, scaled };
}

const joined = (...texts: string[]): string => texts.filter(Boolean).join(" · ");
