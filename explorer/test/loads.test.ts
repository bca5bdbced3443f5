import assert from "node:assert/strict";
import { test } from "node:test";
import { height, pathOf, pointsOf, HEIGHT, WIDTH } from "../src/loads/chart.ts";
import { pauseAfter, SELDOM, SOON } from "../src/loads/polling.ts";
import { held, percent } from "../src/loads/progress.ts";

test("what rests is asked less and less often, and soon again once it moves", () => {
  const pauses = [1, 2, 3, 4, 5].reduce<number[]>((all) => [...all, pauseAfter(all.at(-1)!, false)], [SOON]);
  assert.deepEqual(pauses, [SOON, 4_000, 8_000, 16_000, SELDOM, SELDOM]);
  assert.equal(pauseAfter(SELDOM, true), SOON);
});

test("a guess that was too small is never shown as the end", () => {
  assert.deepEqual([percent(0, 100), percent(50, 100), percent(100, 100), percent(9_000, 100)], [0, 50, 99, 99]);
});

test("a file that is read from the inbox is told once", () => {
  const pushed = [{ sha256: "a", rowsRead: 7 }, { sha256: "b", rowsRead: null }];
  const begun = [{ sha256: "a" }, { sha256: "b" }, { sha256: "c" }];
  assert.deepEqual(held(pushed, begun), { pushed, begun: [{ sha256: "b" }, { sha256: "c" }] });
});

test("a load without a score breaks the line and keeps its place", () => {
  const points = pointsOf(["100.0", null, "50.0", "0.0"]);
  assert.deepEqual(points.map((point) => point.at), [0, 2, 3]);
  assert.equal(points[2]!.x, WIDTH - 6);
  assert.deepEqual([height(100), height(0)], [6, HEIGHT - 6]);
  assert.equal(pathOf(points), `M6 6M318 45L474 84`);
});

test("one load is a point, and none is none", () => {
  assert.deepEqual(pointsOf(["90.0"]).length, 1);
  assert.equal(pathOf(pointsOf([])), "");
});
