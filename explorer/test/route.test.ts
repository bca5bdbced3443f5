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
  badClock: null,
  timeAware: true,
  row: "device:p/F/9",
  about: "location:p/EX-1",
  from: "2025-03-01T08:00:00Z",
  to: "2025-03-02",
  part: "rejects",
  load: "4f2a",
    kind: "Hold placed",
    opens: "Recall",
  where: "shipped",
  around: "2026-03-02",
  scopes: ["qa/resin 7"],
};

test("an address leads back to what it was made of", () => assert.deepEqual(parse(format(ROUTE)), ROUTE));

test("what is as at the start is not said", () => assert.equal(format(parse("")), "#/find"));

for (const hash of ["#/nowhere?view=walls&direction=up&known-at=-1", "#/find?known-at=1e99", "#%", "#/find?%=%"]) {
  test(`nonsense is the start: ${hash}`, () => assert.equal(format(parse(hash)).startsWith("#/find"), true));
}

for (const written of ["1x", "-1", "0", "1.5", "1e3", "", "newest", "9007199254740993", " 1"]) {
  test(`a clock that is none is kept as it stands, and is not the newest: ${JSON.stringify(written)}`, () => {
    const read = parse(`#/trace?key=lot%3Ap%2FR%2F1&known-at=${encodeURIComponent(written)}`);
    assert.deepEqual([read.knownAt, read.badClock], [null, written]);
    assert.deepEqual(parse(format(read)), read);
  });
}
