import assert from "node:assert/strict";
import { test } from "node:test";
import { format, parse, type Route } from "../src/route.ts";

const ROUTE: Route = {
  page: "trace",
  text: "(01)09521234001010",
  keys: ["lot:p/R&D/a=1", "lot:p/批次/1"],
  direction: "forward",
  view: "table",
  asOf: "2025-02-01",
  knownAt: 17,
  timeAware: true,
  row: "device:p/F/9",
  about: "location:p/EX-1",
  from: "2025-03-01T08:00:00Z",
  to: "2025-03-02",
  part: "rejects",
  load: "4f2a",
  scopes: ["qa/resin 7"],
};

test("an address leads back to what it was made of", () => assert.deepEqual(parse(format(ROUTE)), ROUTE));

test("what is as at the start is not said", () => assert.equal(format(parse("")), "#/find"));

for (const hash of ["#/nowhere?view=walls&direction=up&known-at=-1", "#/find?known-at=1e99", "#%", "#/find?%=%"]) {
  test(`nonsense is the start: ${hash}`, () => assert.equal(format(parse(hash)).startsWith("#/find"), true));
}
