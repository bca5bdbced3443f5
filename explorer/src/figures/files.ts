// The same as CSV, with the columns and words of `lotgraph kpi show` and `lotgraph drill --history`.
import type { Drill, Point } from "../api/figures.ts";

export function pointRows(points: readonly Point[]): string[][] {
  const lines = points.map((one) => [one.name, one.period, one.value ?? "", one.unit, ...numbers(one), one.missing ?? "", String(one.size)]);
  return [["figure", "period", "value", "unit", "numerator", "denominator", "missing", "size"], ...lines];
}

function numbers(one: Point): string[] {
  const without = one.lacksNumbers ? "not recorded" : "";
  return [one.numerator ?? without, one.denominator ?? without];
}

const REACHED: Record<string, string> = { reached: "yes", reached_with_gaps: "with gaps", not_reached: "no" };

export function drillRows(drills: readonly Drill[]): string[][] {
  const head = ["performed", "scope", "rows", "seconds", "located", "gaps", "reached", "number"];
  return [head, ...drills.map(drillRow)];
}

function drillRow(one: Drill): string[] {
  const located = one.units.map(({ unit, share }) => `${unit || "no unit"}: ${share === null ? "not known" : `${share} %`}`);
  const number = one.key.slice(one.key.lastIndexOf("/") + 1);
  return [one.performed, one.scope, String(one.rows), one.seconds, located.join("; "), String(one.gaps), REACHED[one.verdict] ?? one.verdict, number];
}
