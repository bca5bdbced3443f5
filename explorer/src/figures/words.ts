// Figures in words and numbers.
import { number, t, worded, type Text } from "../i18n/index.ts";
import type { Point } from "../api/figures.ts";
import type { State } from "./course.ts";

const UNITS: Record<string, Text> = { "%": "figures.percent", s: "figures.seconds", d: "figures.days" };
const LONG = 600;

/** A value with its unit, digit by digit as it was worked out; whole minutes as such. */
export function valued(value: string, unit: string): string {
  const seconds = Number(value);
  if (unit === "s" && seconds >= LONG && seconds % 60 === 0) return t("figures.minutes", { value: number(seconds / 60) });
  const text = UNITS[unit];
  return text ? t(text, { value }) : value;
}

/** What is missing of a point, in the reader's language; what was recorded in English only stays as it is. */
export const missingOf = (point: Pick<Point, "missing" | "missingWords">): string =>
  point.missingWords ? worded(point.missingWords) : (point.missing ?? "");

/** The two numbers that a share is made of; that they were not recorded is said. */
export function madeOf(point: Pick<Point, "numerator" | "denominator" | "lacksNumbers">): string {
  if (point.lacksNumbers) return t("figures.noNumbers");
  if (point.numerator === null || point.denominator === null) return "";
  return t("figures.madeOf", { numerator: point.numerator, denominator: point.denominator });
}

export const SIGN: Record<State, string> = { reached: "✓", missed: "▲", free: "○", none: "–" };
export const SAID: Record<State, Text> = {
  reached: "figures.reached",
  missed: "figures.missed",
  free: "figures.free",
  none: "figures.none",
};
