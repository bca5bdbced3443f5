import assert from "node:assert/strict";
import { test } from "node:test";
import { shortly, split } from "../src/graph/keys.ts";
import { inForm } from "../src/views/Export.tsx";
import { sum } from "../src/views/describe.ts";

test("decimals are added exactly", () => {
  assert.equal(sum(["0.1", "0.2"]), "0.3");
  assert.equal(sum(["9007199254740993", "0.000000001"]), "9007199254740993.000000001");
  assert.equal(sum(["-1.5", "1"]), "-0.5");
  assert.equal(sum(["2.50", "2.5"]), "5");
});

test("a key is read by its parts", () => {
  assert.deepEqual(split("lot:p/R%2F1/0007/2"), { prefix: "lot", namespace: "p", parts: ["R/1", "0007", "2"] });
  assert.deepEqual(shortly("device:p/FG-5001/00000001"), { number: "00000001", of: "FG-5001" });
  assert.deepEqual(shortly("customer:p/C1"), { number: "C1", of: "" });
  assert.equal(shortly("lot:p/a/%E0%A4%A").number, "%E0%A4%A");
});

test("another form of an export keeps its question", () => {
  assert.equal(inForm("/export/recall?key=a.b%2Fc", "csv"), "/export/recall?key=a.b%2Fc&format=csv");
});
