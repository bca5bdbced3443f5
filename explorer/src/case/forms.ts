// Declared fields of what is recorded beside a recall.
import type { Dictionary } from "../api/work.ts";
import { fieldOf, type Field } from "../work/fields.ts";

/** A declared field of a label; one that is not declared is a text. */
export function codeField(dictionary: Dictionary, label: string, name: string, needed = true): Field {
  const entry = dictionary.get(label)?.get(name);
  return entry ? fieldOf(entry, needed) : { name, input: "line", values: [], unit: "", needed, means: "" };
}
