// The environment as the picture and its tables take it.
import type { ResultOf } from "gql.tada";
import { ENVIRONMENT } from "../api/environment.ts";
import type { Text } from "../i18n/index.ts";
import { HOUR, momentOf, spanOf, type Moment } from "../time/moments.ts";

export type Told = NonNullable<ResultOf<typeof ENVIRONMENT>["environment"]>;
export type Series = Told["series"][number];
export type Point = Series["points"][number];
export type Step = Told["steps"]["edges"][number]["node"];

export type State = "within" | "outside" | "unknown";

export const STATE: Record<State, Text> = {
  within: "environment.isWithin",
  outside: "environment.isOutside",
  unknown: "environment.isUnknown",
};

/** What a point is beside its limits; where one of its readings was outside, it was. */
export const stateOf = (point: Point): State =>
  point.outside ? "outside" : point.unknown ? "unknown" : "within";

/** The time that is drawn: what was asked for; where a side is open, as far as something was. */
export function domainOf(told: Told): Moment {
  const points = told.series.flatMap((one) => one.points);
  const all = [...points.map((point) => spanOf(point.from, point.to)), ...stepsOf(told).map(({ span }) => span)];
  const spans = all.filter((span) => span !== null);
  const least = spans.reduce((at, span) => Math.min(at, span.since), Infinity);
  const most = spans.reduce((at, span) => Math.max(at, span.until), -Infinity);
  const since = momentOf(told.from)?.since ?? (Number.isFinite(least) ? least : 0);
  const until = Math.max(momentOf(told.to)?.until ?? (Number.isFinite(most) ? most : since), since);
  const room = until > since ? 0 : HOUR;
  return { since: since - room, until: until + room, isDay: false };
}

/** Whether any of a span lies in the time that is drawn; what does not is counted, and in the tables. */
export const isIn = (span: Moment | null, domain: Moment): boolean =>
  span !== null && span.since <= domain.until && span.until >= domain.since;

/** How many readings of a curve have a time, and yet none in the one that is drawn. */
export const beyondOf = (series: Series, domain: Moment): number =>
  series.points.reduce((sum, point) => sum + (isIn(spanOf(point.from, point.to), domain) ? 0 : point.readings), 0);

/** The lowest and the highest that is known of a point: one of them stands for both; null where neither is. */
export function barOf({ minimum, maximum }: Point): [number, number] | null {
  const [least, most] = [minimum ?? maximum, maximum ?? minimum];
  return least === null || most === null ? null : [Number(least), Number(most)];
}

/** The steps with their times; null where they cannot be drawn. */
export function stepsOf(told: Told): { step: Step; span: Moment | null }[] {
  return told.steps.edges.map(({ node }) => ({ step: node, span: spanOf(node.started, node.ended) }));
}

/** Lowest and highest of what is drawn of a curve, limits included, with some room. */
export function rangeOf(series: Series): [number, number] {
  const all = series.points.flatMap((point) => [point.minimum, point.maximum, point.lowerLimit, point.upperLimit]);
  const numbers = all.filter((text) => text !== null).map(Number);
  if (!numbers.length) return [0, 1];
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const room = (most - least) * 0.08 || Math.max(Math.abs(most) * 0.05, 1);
  return [least - room, most + room];
}

/** Round numbers between two, about as many as wanted. */
export function levels(least: number, most: number, wanted: number): number[] {
  const rough = (most - least) / wanted;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = ten * ([1, 2, 5, 10].find((times) => ten * times >= rough) ?? 10);
  const found: number[] = [];
  for (let i = Math.ceil(least / step); i * step <= most; i++) found.push(Number((i * step).toPrecision(12)));
  return found;
}
