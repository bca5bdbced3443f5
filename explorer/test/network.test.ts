import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf, placesOf, FOLD_FROM } from "../src/graph/columns.ts";
import { layoutOf } from "../src/graph/layout.ts";
import { BACKWARD, FORWARD, START, networkOf, neighbours, pathTo, reached, type Side } from "../src/graph/network.ts";

type Link = readonly [key: string, type: string, source: string, target: string];

function side(start: string[], rows: Record<string, string>, links: readonly Link[]): Side {
  const keys = Object.keys(rows).sort();
  const nothing = keys.map(() => null);
  const block = {
    keys,
    labels: keys.map((key) => rows[key]!),
    names: nothing,
    quantities: nothing,
    units: nothing,
    udiDis: nothing,
    edgeKeys: links.map(([key]) => key),
    edgeTypes: links.map(([, type]) => type),
    edgeSources: links.map(([, , source]) => keys.indexOf(source)),
    edgeTargets: links.map(([, , , target]) => keys.indexOf(target)),
  };
  return { block, start };
}

const forward = side(
  ["lot:p/R/1"],
  { "lot:p/R/1": "Lot", "step:p/production/M1": "ProcessStep", "lot:p/F/1": "Lot", "device:p/F/9": "Device" },
  [
    ["C:1", "CONSUMED_IN", "lot:p/R/1", "step:p/production/M1"],
    ["P:1", "PRODUCED", "step:p/production/M1", "lot:p/F/1"],
    ["U:1", "HAS_UNIT", "lot:p/F/1", "device:p/F/9"],
  ],
);
const backward = side(
  ["lot:p/R/1"],
  { "lot:p/R/1": "Lot", "receipt:p/G/1": "Receipt", "supplier:p/S": "Supplier" },
  [
    ["R:1", "RECEIVED_AS", "receipt:p/G/1", "lot:p/R/1"],
    ["S:1", "SUPPLIED", "supplier:p/S", "receipt:p/G/1"],
  ],
);

test("both directions make one graph, and what both have stands once", () => {
  const network = networkOf(forward, backward);
  assert.equal(network.size, 6);
  assert.equal(network.edges.keys.length, 5);
  const reach = (key: string): number => network.reach[network.index.get(key)!]!;
  assert.equal(reach("lot:p/R/1"), FORWARD | BACKWARD | START);
  assert.equal(reach("device:p/F/9"), FORWARD);
  assert.equal(reach("supplier:p/S"), BACKWARD);
});

test("one booking that joins two pairs keeps both", () => {
  const rows = { "lot:p/R/1": "Lot", "step:p/production/A": "ProcessStep", "step:p/production/B": "ProcessStep" };
  const links = [
    ["C:1", "CONSUMED_IN", "lot:p/R/1", "step:p/production/A"],
    ["C:1", "CONSUMED_IN", "lot:p/R/1", "step:p/production/B"],
  ] as const;
  const one = side(["lot:p/R/1"], rows, links);
  const network = networkOf(one, one);
  assert.equal(network.edges.keys.length, 2);
  assert.deepEqual(neighbours(network.out, network.index.get("lot:p/R/1")!).length, 2);
});

test("a path leads from the start in the direction of flow, on both sides", () => {
  const network = networkOf(forward, backward);
  const keysOf = (to: string): string[] => pathTo(network, network.index.get(to)!)!.map((edge) => network.edges.keys[edge]!);
  assert.deepEqual(keysOf("device:p/F/9"), ["C:1", "P:1", "U:1"]);
  assert.deepEqual(keysOf("supplier:p/S"), ["S:1", "R:1"]);
  assert.deepEqual(keysOf("lot:p/R/1"), []);
});

test("what nothing leads to has no path", () => {
  const rows = { "lot:p/R/1": "Lot", "lot:p/R/2": "Lot" };
  const network = networkOf(side(["lot:p/R/1"], rows, []), null);
  assert.equal(pathTo(network, network.index.get("lot:p/R/2")!), null);
});

test("flow goes round a cycle once", () => {
  const rows = { "lot:p/R/1": "Lot", "step:p/rework/A": "ProcessStep" };
  const network = networkOf(
    side(["lot:p/R/1"], rows, [
      ["C:1", "CONSUMED_IN", "lot:p/R/1", "step:p/rework/A"],
      ["P:1", "PRODUCED", "step:p/rework/A", "lot:p/R/1"],
    ]),
    null,
  );
  assert.deepEqual([...reached(network.out, [0], network.size)], [1, 1]);
});

test("columns stand in the direction of flow and hold every row once", () => {
  const network = networkOf(forward, backward);
  const columns = columnsOf(network, new Uint8Array(network.size).fill(1), new Set());
  assert.deepEqual(columns.map((column) => column.name), ["supplier", "receipt", "received", "step", "made", "device"]);
  assert.equal(columns.flatMap((column) => column.lines.flatMap((line) => line.rows)).length, network.size);
});

test("a label without a column of its own is shown, too", () => {
  const network = networkOf(side(["lot:p/R/1"], { "lot:p/R/1": "Lot", "strange:p/X": "Strange" }, []), null);
  assert.deepEqual(placesOf(network).sort(), ["other", "received"]);
});

const many = FOLD_FROM + 1;
const rows: Record<string, string> = { "lot:p/F/1": "Lot", "shipment:p/S": "Shipment" };
const links: Link[] = [];
for (let i = 0; i < many; i++) {
  rows[`device:p/F/${i}`] = "Device";
  links.push([`U:${i}`, "HAS_UNIT", "lot:p/F/1", `device:p/F/${i}`]);
  if (i > 0) links.push([`S:${i}`, "SHIPPED_IN", `device:p/F/${i}`, "shipment:p/S"]);
}

test("siblings fold, who is joined otherwise stands alone, and nothing is lost", () => {
  const network = networkOf(side(["lot:p/F/1"], rows, links), null);
  const all = new Uint8Array(network.size).fill(1);
  const devices = columnsOf(network, all, new Set()).find((column) => column.name === "device")!;
  assert.equal(devices.total, many);
  assert.deepEqual(devices.lines.map((line) => line.rows.length).sort((a, b) => a - b), [1, many - 1]);
  const group = devices.lines.find((line) => line.group !== null)!.group!;
  const opened = columnsOf(network, all, new Set([group])).find((column) => column.name === "device")!;
  assert.equal(opened.lines.length, 1 + 1 + (many - 1));
  assert.equal(opened.lines.filter((line) => line.inside === group).length, many - 1);
});

test("a folded line is joined with what its members are joined with, once", () => {
  const network = networkOf(side(["lot:p/F/1"], rows, links), null);
  const layout = layoutOf(network, columnsOf(network, new Uint8Array(network.size).fill(1), new Set()));
  const column = layout.columns.findIndex((one) => one.name === "device");
  const line = layout.columns[column]!.lines.findIndex((one) => one.group !== null);
  assert.deepEqual(layout.out({ column, line }).map((place) => layout.columns[place.column]!.name), ["shipment"]);
  assert.deepEqual(layout.in({ column, line }).map((place) => layout.columns[place.column]!.name), ["received"]);
});

test("what is narrowed away is in no column", () => {
  const network = networkOf(forward, backward);
  const shown = new Uint8Array(network.size);
  shown[network.index.get("device:p/F/9")!] = 1;
  assert.deepEqual(columnsOf(network, shown, new Set()).map((column) => [column.name, column.total]), [["device", 1]]);
});
