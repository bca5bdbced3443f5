// Texts in the reader's language. Both catalogues have the same keys (test/catalogues.test.ts).
import { computed, signal } from "@preact/signals";
import en from "./en.json" with { type: "json" };
import zh from "./zh-CN.json" with { type: "json" };
// What screen and paper both say stands with the papers.
import paperEn from "../../../app/reports/texts/en.json" with { type: "json" };
import paperZh from "../../../app/reports/texts/zh-CN.json" with { type: "json" };

export const LANGUAGES = { en: "English", "zh-CN": "中文" } as const;
export type Language = keyof typeof LANGUAGES;
export type Text = keyof typeof en | keyof typeof paperEn;
type Entry = string | { one: string; other: string };
type Values = Record<string, string | number>;

const CATALOGUES: Record<Language, Record<string, Entry>> = {
  en: { ...paperEn, ...en },
  "zh-CN": { ...paperZh, ...zh },
};
const KEPT = "lotgraph.language";

const chosen = signal<Language>(first());
export const language = computed(() => chosen.value);
const plurals = computed(() => new Intl.PluralRules(chosen.value));
const numbers = computed(() => new Intl.NumberFormat(chosen.value));
const times = computed(
  () => new Intl.DateTimeFormat(chosen.value, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" }),
);

/** The text; numbers are written as the language does, `n` chooses the plural. */
export function t(text: Text, values: Values = {}): string {
  const entry = CATALOGUES[chosen.value][text] ?? text;
  const plain = typeof entry === "string" ? entry : entry[form(Number(values["n"] ?? 0))];
  return plain.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? number(value) : value;
  });
}

type Group = "label" | "type" | "how" | "gap" | "stage" | "command" | "field" | "code" | "tie" | "role" | "meaning" | "standing" | "figure" | "clock" | "event" | "condition";

/** A text that may be missing, such as the name of a label that the explorer does not know. */
export function named(group: Group, name: string): string {
  const entry = CATALOGUES[chosen.value][`${group}.${name}`];
  return typeof entry === "string" ? entry : name;
}

/** What the server says in both languages. */
export const worded = (words: { en: string; zh: string }): string => (chosen.value === "en" ? words.en : words.zh);

/** A number in the reader's way. */
export const number = (value: number): string => numbers.value.format(value);

/** An exact decimal as it is: digits are never rounded away. */
export function amount(quantity: string | null, unit: string | null): string {
  return quantity === null ? "" : unit ? `${quantity} ${unit}` : quantity;
}

/** An instant in UTC, said so. */
export function time(text: string): string {
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? text : `${times.value.format(instant)} UTC`;
}

/** Change the language, also for the next visit. */
export function speak(language: Language): void {
  chosen.value = language;
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // Without storage the choice holds for this visit.
  }
}

function form(n: number): "one" | "other" {
  return plurals.value.select(n) === "one" ? "one" : "other";
}

function first(): Language {
  if (typeof navigator === "undefined") return "en";
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEPT);
  } catch {
    // As above.
  }
  if (kept === "en" || kept === "zh-CN") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}
