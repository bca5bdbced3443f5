// The course of a figure: where its points stand in a small picture, by time and value.
import type { Definition, Point } from "../api/figures.ts";
import { levels } from "../environment/told.ts";
import type { Point as Place } from "../loads/chart.ts";
import { said, ticks } from "../time/moments.ts";

export const HEIGHT = 112;
const LEFT = 46;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 22;
/** A target that is further away is said and not drawn: beside it all points would lie on one line. */
const FAR = 3;

/** From and to in milliseconds. */
export interface Span {
  since: number;
  until: number;
}

export interface Course {
  points: Place[];
  /** Where something was worked out and had no value. */
  empty: Place[];
  target: number | null;
  levels: { y: number; text: string }[];
  ticks: { x: number; text: string }[];
  change: { x: number; width: number } | null;
  base: { y: number; from: number; to: number };
}

type Drawn = Pick<Point, "value" | "computed">;

/** The picture of these points, in their order; `change` is marked where it lies between them. */
export function courseOf(points: readonly Drawn[], unit: string, target: string | null, change: Span | null, width: number): Course {
  const times = points.map((point) => Date.parse(point.computed));
  const span = { since: Math.min(...times), until: Math.max(...times) };
  const long = span.until - span.since;
  const x = (at: number): number => (long ? LEFT + ((at - span.since) / long) * (width - LEFT - RIGHT) : (LEFT + width - RIGHT) / 2);
  const goal = target === null ? null : Number(target);
  const steps = stepsOf(mostOf(points, unit, goal), unit);
  const most = steps.at(-1)!;
  const y = (value: number): number => TOP + (1 - value / most) * (HEIGHT - TOP - BOTTOM);
  const placed = points.map(({ value }, at) => ({ x: x(times[at]!), y: y(Number(value ?? 0)), at }));
  return {
    points: placed.filter(({ at }) => points[at]!.value !== null),
    empty: placed.filter(({ at }) => points[at]!.value === null),
    target: goal !== null && goal <= most ? y(goal) : null,
    levels: steps.map((level) => ({ y: y(level), text: String(level) })),
    ticks: marks(span, width).map(({ at, text }) => ({ x: x(at), text })),
    change: change && placedChange(change, span, x),
    base: { y: y(0), from: LEFT, to: width - RIGHT },
  };
}

/** The upper end; the lower one is 0, so that a small change looks small. Shares are always drawn to 100. */
function mostOf(points: readonly Drawn[], unit: string, goal: number | null): number {
  const highest = Math.max(0, ...points.map(({ value }) => Number(value ?? 0)));
  if (unit === "%") return Math.max(100, highest);
  return (goal !== null && goal <= highest * FAR ? Math.max(highest, goal) : highest) || 1;
}

/** Round numbers from 0 to the first one that is no less than the most; a count has no halves. */
function stepsOf(most: number, unit: string): number[] {
  const between = levels(0, most, 3);
  const step = Math.max((between[1] ?? most) - (between[0] ?? 0), unit === "u" || unit === "d" ? 1 : 0);
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}

function marks({ since, until }: Span, width: number): { at: number; text: string }[] {
  if (since === until) return [{ at: since, text: said(new Date(since).toISOString().slice(0, 10)) }];
  return ticks(since, until, Math.max(2, Math.floor((width - LEFT) / 110)));
}

/** Nothing where the change lies outside of what was worked out. */
function placedChange({ since, until }: Span, of: Span, x: (at: number) => number): Course["change"] {
  if (until < of.since || since > of.until || of.since === of.until) return null;
  const [from, to] = [x(Math.max(since, of.since)), x(Math.min(until, of.until))];
  return { x: from, width: Math.max(to - from, 2) };
}

export type State = "reached" | "missed" | "free" | "none";

/** What a value is beside its target. */
export function stateOf(definition: Definition | null, value: string | null): State {
  if (value === null) return "none";
  if (!definition || definition.target === null) return "free";
  const [is, wanted] = [Number(value), Number(definition.target)];
  return (definition.atLeast ? is >= wanted : is <= wanted) ? "reached" : "missed";
}

export interface Series {
  name: string;
  unit: string;
  definition: Definition | null;
  points: Point[];
}

/** A series of each figure that is defined, and of those that another version worked out. */
export function seriesOf(definitions: readonly Definition[], points: readonly Point[]): Series[] {
  const defined = new Map(definitions.map((one) => [one.name, one]));
  const names = [...new Set([...defined.keys(), ...points.map((one) => one.name)])];
  return names.map((name) => {
    const own = points.filter((one) => one.name === name);
    const definition = defined.get(name) ?? null;
    return { name, unit: definition?.unit ?? own[0]!.unit, definition, points: own };
  });
}
