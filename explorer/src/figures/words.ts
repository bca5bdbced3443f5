// Figures in words and numbers.
import { number, t, type Text } from "../i18n/index.ts";
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

export const SIGN: Record<State, string> = { reached: "✓", missed: "▲", free: "○", none: "–" };
export const SAID: Record<State, Text> = {
  reached: "figures.reached",
  missed: "figures.missed",
  free: "figures.free",
  none: "figures.none",
};
