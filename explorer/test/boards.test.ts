import assert from "node:assert/strict";
import { test } from "node:test";
import { alike, enrichment, standsOut } from "../src/boards/chance.ts";
import { leftOf } from "../src/boards/sums.ts";

test("times as often: of the bad ones against of the good ones", () => {
  assert.equal(enrichment({ bad: 4, good: 6 }, { bad: 4, good: 16 }), 1 / (6 / 16));
  assert.equal(enrichment({ bad: 0, good: 6 }, { bad: 4, good: 16 }), 0);
  assert.equal(enrichment({ bad: 4, good: 0 }, { bad: 4, good: 16 }), null);
  assert.equal(enrichment({ bad: 4, good: 0 }, { bad: 4, good: 0 }), null);
});

test("what stands out, exponents and odd texts too", () => {
  const of = (q: string): boolean => standsOut({ bad: 1, good: 1, group: 1, q });
  assert.deepEqual(["0.05", "0.051", "1.20e-400", "1", "", "?"].map(of), [true, false, true, false, false, false]);
});

test("factors that met the same items are counted together", () => {
  const factor = (group: number) => ({ bad: 1, good: 1, group, q: "1" });
  assert.deepEqual([...alike([factor(2), factor(1), factor(2)])], [
    [2, 2],
    [1, 1],
  ]);
});

test("what is left: nothing, too much, too little, not known", () => {
  assert.deepEqual(["0", "0.000", "0.001", "-3", null].map(leftOf), ["none", "none", "over", "short", "unknown"]);
});
