// How consignees of a recall stand, what each of them got, and which of them are meant.
import type { Case, Consignee } from "../api/case.ts";
import { amount } from "../i18n/index.ts";
import { sum } from "../views/describe.ts";

export const STANDINGS = ["to_tell", "told", "answered", "given_up", "in_vain"] as const;
export type Standing = (typeof STANDINGS)[number];

/** A shape beside the word. */
export const SIGNS: Readonly<Record<Standing, string>> = { to_tell: "▲", told: "…", answered: "✓", given_up: "✕", in_vain: "○" };

/** One lot or device that somebody got, in one unit; the amount is null where a part of it is not stated. */
export interface Got {
  about: string;
  unit: string;
  quantity: string | null;
}

/** What a consignee got of each lot or device. */
export function gotOf({ deliveries }: Pick<Consignee, "deliveries">): Got[] {
  const all = new Map<string, (string | null)[]>();
  for (const one of deliveries) {
    const at = JSON.stringify([one.about, one.unit]);
    all.set(at, [...(all.get(at) ?? []), one.quantity]);
  }
  return [...all].map(([at, parts]) => {
    const [about, unit] = JSON.parse(at) as [string, string];
    const stated = parts.filter((part) => part !== null);
    return { about, unit, quantity: stated.length === parts.length ? sum(stated) : null };
  });
}

/** The same in few words: the amount by unit, of how many. */
export function inShort(got: readonly Got[], unknown: string): string {
  const units = [...new Set(got.map((one) => one.unit))];
  return units
    .map((unit) => {
      const parts = got.filter((one) => one.unit === unit).map((one) => one.quantity);
      const stated = parts.filter((part) => part !== null);
      return stated.length === parts.length ? amount(sum(stated), unit) : unknown;
    })
    .join(" + ");
}

/** What somebody may answer about: what they got; who was told in vain, anything that is recalled. */
export function answersOf(of: Consignee, { accounts }: Case): Got[] {
  const got = gotOf(of);
  return got.length ? got : accounts.map(({ about, unit }) => ({ about, unit, quantity: "0" }));
}

export function countsOf(consignees: readonly Consignee[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { standing } of consignees) counts.set(standing, (counts.get(standing) ?? 0) + 1);
  return counts;
}

/** Those of a standing that a text is part of: their name, key, address or country. */
export function fitting(consignees: readonly Consignee[], standing: string | null, text: string): Consignee[] {
  const wanted = text.trim().toLowerCase();
  return consignees.filter(
    (one) =>
      (!standing || one.standing === standing) &&
      (!wanted || `${one.name} ${one.key} ${one.address} ${one.country}`.toLowerCase().includes(wanted)),
  );
}
