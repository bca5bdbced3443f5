// Forms of commands: which input a field gets, and what was filled in as the server takes it.
import type { Command, Dictionary, Entry } from "../api/work.ts";

export type Input = "line" | "text" | "integer" | "decimal" | "day" | "time" | "code";

export interface Field {
  name: string;
  input: Input;
  values: readonly string[];
  unit: string;
  /** Whether it must be filled by the time the command is given. */
  needed: boolean;
  /** The dictionary's words for it. */
  means: string;
}

export type Values = Readonly<Record<string, string>>;
/** Keys that were chosen, by the type of the relationship. */
export type Ends = Readonly<Record<string, readonly string[]>>;

const BY_KIND: Readonly<Record<string, Input>> = {
  text: "text",
  integer: "integer",
  "scaled integer, 9 digits": "decimal",
  date: "day",
  time: "time",
  code: "code",
};

/** Texts that are a number or a name: one line is enough. */
const SHORT = new Set(
  ["name", "document", "sales_order", "supplier_lot", "country", "put_away_to", "lot_number", "serial_number", "udi"].concat(
    ["authority", "report", "reference", "sha256"],
  ),
);

export function fieldOf(entry: Entry, needed: boolean): Field {
  const { name, kind, values, unit, description } = entry;
  const input = BY_KIND[kind] ?? "text";
  return { name, input: input === "text" && SHORT.has(name) ? "line" : input, values, unit, needed, means: description };
}

/** The fields of a command of a record of this label; one that is not declared is a text. */
export function fieldsOf(label: string, { takes, needs }: Command, dictionary: Dictionary): Field[] {
  const declared = dictionary.get(label);
  return takes.map((name) => {
    const entry = declared?.get(name);
    const needed = needs.includes(name);
    return entry ? fieldOf(entry, needed) : { name, input: "text", values: [], unit: "", needed, means: "" };
  });
}

/** A day, or an instant in UTC where the time is known, too. */
export const moment = (day: string, clock: string): string => (day && clock ? `${day}T${clock}:00Z` : day);

/** What was filled in; what is empty is not stated. */
export function stated(values: Values): { name: string; value: string }[] {
  return Object.entries(values).flatMap(([name, value]) => (value.trim() ? [{ name, value: value.trim() }] : []));
}

export function tied(ends: Ends): { type: string; key: string }[] {
  return Object.entries(ends).flatMap(([type, keys]) => keys.map((key) => ({ type, key })));
}

/** Where a new record begins that is opened from others: `keys` are what it is about, `came` is what it came of. */
export function beginning({ ties }: Command, keys: readonly string[], came: string | null): Ends {
  const first = ties.find((tie) => tie.required) ?? ties[0];
  const second = ties.find((tie) => !tie.required && tie !== first);
  return { ...(first && keys.length && { [first.type]: keys }), ...(second && came && { [second.type]: [came] }) };
}

export interface Fact {
  /** Key of the record that it states; of a relationship that where it begins. */
  key: string;
  type: string;
  to: string;
  properties: Readonly<Record<string, string>>;
}

interface Told extends Record<string, unknown> {
  fact: string;
  key?: string;
  type?: string;
  source?: string;
  target?: string;
  properties?: Record<string, unknown>;
}

/** How a fact is kept, which nobody reads it for. */
const KEPT = new Set(["fact", "key", "type", "source", "target", "properties", "line", "precedence", "changed", "origin"]);

/** What a proposal states, as one reads it; the fields of `amounts` in decimals. */
export function factsOf(readable: string, amounts: ReadonlySet<string>): Fact[] {
  return (JSON.parse(readable) as Told[]).map((told) => {
    const own = Object.entries(told).filter(([name]) => !KEPT.has(name));
    const said = [...Object.entries(told.properties ?? {}), ...own];
    return {
      key: told.source ?? told.key ?? told.fact,
      type: told.type ?? (told.fact === "node" ? "" : told.fact),
      to: told.target ?? "",
      properties: Object.fromEntries(said.map(([name, value]) => [name, amounts.has(name) ? unscaled(value) : text(value)])),
    };
  });
}

/** Names of fields whose values are whole numbers of 10^-9, wherever they are declared. */
export function scaledNames(dictionary: Dictionary): Set<string> {
  const all = [...dictionary.values()].flatMap((fields) => [...fields.values()]);
  return new Set(all.filter((entry) => BY_KIND[entry.kind] === "decimal").map((entry) => entry.name));
}

const PLACES = 9;

/** A whole number of 10^-9 in decimals; what is none stays as it is. */
function unscaled(value: unknown): string {
  const whole = text(value);
  if (!/^-?\d+$/.test(whole)) return whole;
  const digits = whole.replace("-", "").padStart(PLACES + 1, "0");
  const rest = digits.slice(-PLACES).replace(/0+$/, "");
  return `${whole.startsWith("-") ? "-" : ""}${digits.slice(0, -PLACES)}${rest && `.${rest}`}`;
}

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
