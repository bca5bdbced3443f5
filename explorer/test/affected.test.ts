import assert from "node:assert/strict";
import { test } from "node:test";
import { networkOf, type Network } from "../src/graph/network.ts";
import { speak } from "../src/i18n/index.ts";
import { narrowed, ordered, type Field } from "../src/views/affected.ts";

/** Lots with these quantities and units, the first of them the start. */
function network(all: readonly (readonly [quantity: string | null, unit: string | null])[]): Network {
  const keys = all.map((_, i) => `lot:p/R/${i}`);
  const nothing = keys.map(() => null);
  const block = {
    keys,
    labels: keys.map(() => "Lot"),
    names: nothing,
    quantities: all.map(([quantity]) => quantity),
    units: all.map(([, unit]) => unit),
    udiDis: nothing,
    edgeKeys: [],
    edgeTypes: [],
    edgeSources: [],
    edgeTargets: [],
  };
  return networkOf({ block, start: [keys[0]!] }, null);
}

const AMOUNTS = network([
  ["10", "kg"],
  ["1.25", "kg"],
  [null, "kg"],
  ["9", "kg"],
  ["1.5", "kg"],
  ["2", "g"],
  ["-0.5", "kg"],
  ["9007199254740993", "kg"],
  ["9007199254740992.5", "kg"],
  [null, null],
]);

const sorted = (down: boolean, field: Field = "quantity"): (string | null)[] =>
  ordered(AMOUNTS, new Uint8Array(AMOUNTS.size).fill(1), { field, down }).map((row) => AMOUNTS.quantities[row]!);

test("quantities are ordered exactly, unit by unit, and what has none comes last either way", () => {
  const kilograms = ["-0.5", "1.25", "1.5", "9", "10", "9007199254740992.5", "9007199254740993"];
  assert.deepEqual(sorted(false), ["2", ...kilograms, null, null]);
  assert.deepEqual(sorted(true), ["2", ...kilograms.toReversed(), null, null]);
});

test("what says nothing comes last in every column", () => {
  assert.equal(ordered(AMOUNTS, new Uint8Array(AMOUNTS.size).fill(1), { field: "unit", down: true }).at(-1), 9);
  assert.equal(ordered(AMOUNTS, new Uint8Array(AMOUNTS.size).fill(1), { field: "unit", down: false }).at(-1), 9);
});

const found = (text: string): number => narrowed(AMOUNTS, text).reduce((sum, one) => sum + one, 0);

test("narrowing looks at what the cells say, in the language that is shown", () => {
  assert.deepEqual(["1.25", "KG", "1.5 kg", "lot", "start"].map(found), [1, 8, 1, 10, 1]);
  speak("zh-CN");
  assert.deepEqual(["批次", "起点", "start"].map(found), [10, 1, 0]);
  speak("en");
  assert.deepEqual(["no such thing", "", "R/7"].map(found), [0, 10, 1]);
});
