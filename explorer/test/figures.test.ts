import assert from "node:assert/strict";
import { test } from "node:test";
import { askedOf, spanOf } from "../src/figures/Change.tsx";
import { courseOf, HEIGHT, seriesOf, stateOf } from "../src/figures/course.ts";
import { drillRows, pointRows } from "../src/figures/files.ts";
import { madeOf, missingOf, valued } from "../src/figures/words.ts";
import { speak } from "../src/i18n/index.ts";
import { csvOf } from "../src/parts/csv.ts";

const definition = (name: string, unit: string, target: string | null) => ({
  name,
  unit,
  en: name,
  zh: name,
  target,
  shipsWith: target,
  targetDecided: false,
  atLeast: unit === "%",
  numerator: null,
  denominator: null,
});

const point = (name: string, day: string, value: string | null) => ({
  name,
  period: day,
  value,
  unit: "u",
  numerator: null,
  denominator: null,
  lacksNumbers: false,
  missing: value === null ? "nothing, \"yet\"" : null,
  missingWords: null,
  computed: `${day}T03:00:00.000000Z`,
  size: 7,
});

const THREE = [point("x", "2026-01-01", "4"), point("x", "2026-01-02", null), point("x", "2026-01-11", "2")];

test("points stand by their time, from nought up; one without a value is no nought and breaks the line", () => {
  const course = courseOf(THREE, "u", "0", null, 358);
  assert.deepEqual(course.points.map(({ x, at }) => [x, at]), [[46, 0], [346, 2]]);
  assert.deepEqual(course.empty.map(({ x, at }) => [x, at]), [[76, 1]]);
  assert.deepEqual(course.levels.map(({ text }) => text), ["0", "2", "4"]);
  assert.equal(course.points[0]!.y, course.levels[2]!.y);
  assert.equal(course.target, course.levels[0]!.y);
  assert.ok(course.base.y < HEIGHT);
});

test("a share is drawn to 100, and a target that is far away is not drawn", () => {
  assert.deepEqual(courseOf([point("x", "2026-01-01", "99.9")], "%", "100", null, 300).levels.map(({ text }) => text), ["0", "50", "100"]);
  assert.equal(courseOf([point("x", "2026-01-01", "2")], "s", "14400", null, 300).target, null);
  assert.deepEqual(courseOf([point("x", "2026-01-01", "0")], "u", null, null, 300).levels.map(({ text }) => text), ["0", "1"]);
});

test("a change is marked where it lies between the points, and nowhere else", () => {
  const at = (day: string) => Date.parse(`${day}T03:00:00Z`);
  const marked = (since: string, until: string) => courseOf(THREE, "u", null, { since: at(since), until: at(until) }, 358).change;
  assert.deepEqual(marked("2026-01-06", "2026-01-07"), { x: 196, width: 30 });
  assert.deepEqual(marked("2026-01-06", "2026-01-06"), { x: 196, width: 2 });
  assert.deepEqual(marked("2025-12-01", "2026-01-02"), { x: 46, width: 30 });
  assert.deepEqual([marked("2025-01-01", "2025-01-02"), marked("2026-02-01", "2026-02-02")], [null, null]);
});

test("a share reaches its target from above, all else from below; what has no value reaches nothing", () => {
  const share = definition("share", "%", "100");
  const count = definition("count", "u", "0");
  assert.deepEqual(
    [stateOf(share, "100"), stateOf(share, "99.99"), stateOf(count, "0"), stateOf(count, "1"), stateOf(share, null)],
    ["reached", "missed", "reached", "missed", "none"],
  );
  assert.deepEqual([stateOf(definition("x", "d", null), "3"), stateOf(null, "3")], ["free", "free"]);
});

test("every definition has a series, and so has a figure of another version", () => {
  const all = seriesOf([definition("x", "u", null), definition("y", "%", null)], [...THREE, point("old", "2026-01-01", "1")]);
  assert.deepEqual(all.map(({ name, unit, points }) => [name, unit, points.length]), [["x", "u", 3], ["y", "%", 0], ["old", "u", 1]]);
});

test("whole minutes are told as such, other values digit by digit", () => {
  assert.deepEqual([valued("14400", "s"), valued("599", "s"), valued("1.745", "s"), valued("33.33", "%"), valued("2", "u")], [
    "240 min",
    "599 s",
    "1.745 s",
    "33.33 %",
    "2",
  ]);
});

test("a share tells its two numbers, or that they were not recorded", () => {
  const of = point("x", "2026-01-01", "88.88");
  assert.equal(madeOf({ ...of, numerator: "8", denominator: "9" }), "8 of 9");
  assert.equal(madeOf({ ...of, lacksNumbers: true }), "its two numbers were not recorded");
  assert.equal(madeOf(of), "");
  const rows = pointRows([{ ...of, lacksNumbers: true }, { ...of, numerator: "8", denominator: "9" }]);
  assert.deepEqual(rows.slice(1).map((row) => row.slice(4, 6)), [["not recorded", "not recorded"], ["8", "9"]]);
});

test("what is missing is told in the reader's language, and as it was recorded where there is but one", () => {
  const of = { missing: "1 list had gaps", missingWords: { en: "1 list had gaps", zh: "1 份清单有缺口" } };
  speak("zh-CN");
  assert.deepEqual([missingOf(of), missingOf({ ...of, missingWords: null })], ["1 份清单有缺口", "1 list had gaps"]);
  speak("en");
  assert.deepEqual([missingOf(of), missingOf({ missing: null, missingWords: null })], ["1 list had gaps", ""]);
});

test("a number is a commit; what is none goes as a day, whatever it is", () => {
  assert.deepEqual(["126", "2026-03-02", "99999999999", "-1"].map(askedOf), [
    { day: null, commit: 126 },
    { day: "2026-03-02", commit: null },
    { day: "99999999999", commit: null },
    { day: "-1", commit: null },
  ]);
  assert.equal(spanOf(null), null);
});

test("a file has the cells as they are, quoted where they must be, and none that a spreadsheet would run", () => {
  assert.equal(
    csvOf(pointRows(THREE.slice(0, 2))),
    'figure,period,value,unit,numerator,denominator,missing,size\r\n' +
      'x,2026-01-01,4,u,,,,7\r\nx,2026-01-02,,u,,,"nothing, ""yet""",7\r\n',
  );
  assert.equal(csvOf([["=1+1", "-2.5", "@a", "a\nb", "批次"]]), "'=1+1,-2.5,'@a,\"a\nb\",批次\r\n");
});

test("a drill is told as the command line tells it", () => {
  const unit = { unit: "", items: 1, share: null, unexplained: "0", unknown: 1 };
  const drill = { key: "drill:lotgraph/2026-01-01-1", performed: "2026-01-01T09:00:00.000000Z", scope: "resin", madeUp: false };
  const score = { seconds: "1.5", rows: 3, gaps: 0, precision: null, recall: null, verdict: "reached", targetSeconds: "60", targetLocated: "100" };
  assert.deepEqual(drillRows([{ ...drill, ...score, units: [{ ...unit, unit: "kg", share: "68.3" }, unit] }])[1], [
    "2026-01-01T09:00:00.000000Z",
    "resin",
    "3",
    "1.5",
    "kg: 68.3 %; no unit: not known",
    "0",
    "yes",
    "2026-01-01-1",
  ]);
  assert.equal(drillRows([{ ...drill, ...score, verdict: "reached_with_gaps", units: [] }])[1]![6], "with gaps");
});
