import assert from "node:assert/strict";
import { test } from "node:test";
import { barOf, beyondOf, domainOf, levels, rangeOf, stateOf, type Point, type Told } from "../src/environment/told.ts";
import { HOUR } from "../src/time/moments.ts";

function point(change: Partial<Point>): Point {
  const limits = { lowerLimit: "17", upperLimit: "22", limitsAreOne: true, outside: 0, unknown: 0 };
  const times = { from: "2025-03-01T08:00:00Z", to: "2025-03-01T09:00:00Z", readings: 1 };
  return { ...times, minimum: "18", maximum: "20", ...limits, ...change };
}

function told(points: Point[], change: Partial<Told> = {}): Told {
  const series = { place: "location:p/R", sensor: "T", quantityKind: null, uom: null, readings: 1, outside: 0, unknown: 0 };
  return {
    key: "location:p/R",
    places: [],
    from: null,
    to: null,
    complete: true,
    gaps: [],
    silent: [],
    series: [{ ...series, undated: 0, points, holes: [] }],
    steps: { totalCount: 0, edges: [] },
    ledger: { size: 1, root: "" },
    sha256: "",
    ...change,
  };
}

test("one reading outside makes a point outside, whatever the others were", () => {
  assert.equal(stateOf(point({})), "within");
  assert.equal(stateOf(point({ unknown: 2 })), "unknown");
  assert.equal(stateOf(point({ outside: 1, unknown: 2 })), "outside");
});

test("drawn is the time that is asked for, else as far as something was, and never nothing", () => {
  const from = Date.parse("2025-03-01T08:00:00Z");
  assert.deepEqual(domainOf(told([point({})])), { since: from, until: from + HOUR, isDay: false });
  const asked = told([point({})], { from: "2025-03-01", to: "2025-03-01" });
  assert.deepEqual(domainOf(asked).until - domainOf(asked).since, 24 * HOUR);
  const once = told([point({ to: "2025-03-01T08:00:00Z" })]);
  assert.deepEqual(domainOf(once), { since: from - HOUR, until: from + HOUR, isDay: false });
  assert.equal(domainOf(told([])).until > domainOf(told([])).since, true);
});

test("what lies outside of the time that is drawn is counted and not drawn at its edge", () => {
  const early = point({ from: "2025-02-01T08:00:00Z", to: "2025-02-01T08:00:00Z", readings: 24 });
  const asked = told([early, point({})], { from: "2025-03-01", to: "2025-03-01" });
  assert.equal(beyondOf(asked.series[0]!, domainOf(asked)), 24);
});

test("of a point with one extreme that one is drawn, and of one without a value none", () => {
  assert.deepEqual(barOf(point({ maximum: null })), [18, 18]);
  assert.deepEqual(barOf(point({})), [18, 20]);
  assert.equal(barOf(point({ minimum: null, maximum: null })), null);
});

test("a curve has room for its values and its limits", () => {
  const [least, most] = rangeOf(told([point({ maximum: "25.5" })]).series[0]!);
  assert.equal(least < 17 && most > 25.5, true);
  assert.deepEqual(rangeOf(told([point({ minimum: null, maximum: null, lowerLimit: null, upperLimit: null })]).series[0]!), [0, 1]);
});

test("levels are round numbers inside", () => {
  assert.deepEqual(levels(17.2, 24.8, 4), [18, 20, 22, 24]);
  assert.deepEqual(levels(-0.15, 0.31, 4), [0, 0.2]);
  assert.deepEqual(levels(0.001, 0.0042, 3), [0.002, 0.004]);
});
