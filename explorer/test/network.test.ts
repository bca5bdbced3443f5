import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf, placesOf, FOLD_FROM, type Column, type Line } from "../src/graph/columns.ts";
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

/** All lines of a column: the page makes only those in view. */
const linesOf = (column: Column): Line[] => Array.from({ length: column.lines.length }, (_, i) => column.lines.at(i));

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
  assert.equal(columns.flatMap((column) => linesOf(column).flatMap((line) => [...line.rows])).length, network.size);
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
  assert.deepEqual(linesOf(devices).map((line) => line.rows.length).sort((a, b) => a - b), [1, many - 1]);
  const group = linesOf(devices).find((line) => line.group !== null)!.group!;
  const opened = columnsOf(network, all, new Set([group])).find((column) => column.name === "device")!;
  assert.equal(opened.lines.length, 1 + 1 + (many - 1));
  assert.equal(linesOf(opened).filter((line) => line.inside === group).length, many - 1);
});

test("a folded line is joined with what its members are joined with, once", () => {
  const network = networkOf(side(["lot:p/F/1"], rows, links), null);
  const layout = layoutOf(network, columnsOf(network, new Uint8Array(network.size).fill(1), new Set()));
  const column = layout.columns.findIndex((one) => one.name === "device");
  const line = linesOf(layout.columns[column]!).findIndex((one) => one.group !== null);
  assert.deepEqual(layout.out({ column, line }).map((place) => layout.columns[place.column]!.name), ["shipment"]);
  assert.deepEqual(layout.in({ column, line }).map((place) => layout.columns[place.column]!.name), ["received"]);
});

test("what is narrowed away is in no column", () => {
  const network = networkOf(forward, backward);
  const shown = new Uint8Array(network.size);
  shown[network.index.get("device:p/F/9")!] = 1;
  assert.deepEqual(columnsOf(network, shown, new Set()).map((column) => [column.name, column.total]), [["device", 1]]);
});

test("what only one of two answers has is found by its key, as what both have", () => {
  const network = networkOf(forward, backward);
  assert.deepEqual(network.keys.map((key) => network.index.get(key)), [...network.keys.keys()]);
  assert.deepEqual(network.keys.map((key) => key.split(":")[0]), network.labels.map((label) => (label === "ProcessStep" ? "step" : label.toLowerCase())));
});

test("relationships of a row lie in the order of the rows they lead to, whatever order they came in", () => {
  const turned = side(["lot:p/F/1"], rows, [...links].reverse());
  const network = networkOf(turned, null);
  for (const one of [network.in, network.out]) {
    for (let row = 0; row < network.size; row++) {
      const next = [...one.row.subarray(one.first[row], one.first[row + 1])];
      assert.deepEqual(next, next.toSorted((a, b) => a - b));
    }
  }
  for (let j = 0; j < network.out.row.length; j++) assert.equal(network.edges.targets[network.out.edge[j]!], network.out.row[j]);
});

test("rows fold by what they are joined with, not by how often nor in which order", () => {
  const shipped: Link[] = [];
  for (let i = 0; i < many; i++) {
    const ends = i % 2 ? ["shipment:p/A", "shipment:p/B"] : ["shipment:p/B", "shipment:p/A", "shipment:p/A"];
    ends.forEach((end, n) => shipped.push([`S:${i}/${n}`, "SHIPPED_IN", `device:p/F/${i}`, end]));
  }
  const all = { ...rows, "shipment:p/A": "Shipment", "shipment:p/B": "Shipment" };
  delete (all as Record<string, string>)["shipment:p/S"];
  const network = networkOf(side(["lot:p/F/1"], all, shipped), null);
  const devices = columnsOf(network, new Uint8Array(network.size).fill(1), new Set()).find((column) => column.name === "device")!;
  assert.deepEqual(linesOf(devices).map((line) => line.rows.length), [many]);
});

/** How much lines have of their neighbours' place: the mean way a ribbon goes, of the whole height. */
function way(network: ReturnType<typeof networkOf>, columns: Column[]): number {
  const place = new Float64Array(network.size);
  for (const { lines } of columns) lines.rows.forEach((row, i) => (place[row] = (i + 0.5) / lines.rows.length));
  const { sources, targets } = network.edges;
  return sources.reduce((sum, source, j) => sum + Math.abs(place[source]! - place[targets[j]!]!), 0) / sources.length;
}

test("lines stand near what they are joined with, however keys are sorted", () => {
  const [all, joined]: [Record<string, string>, Link[]] = [{}, []];
  for (let i = 0; i < 40; i++) {
    const lot = `lot:p/F/${String((i * 17) % 40).padStart(2, "0")}`;
    const shipment = `shipment:p/${String((i * 23) % 40).padStart(2, "0")}`;
    Object.assign(all, { [lot]: "Lot", [shipment]: "Shipment" });
    for (let n = 0; n < 5; n++) {
      const device = `device:p/F/${String((i * 5 + n) * 37 % 200).padStart(3, "0")}`;
      all[device] = "Device";
      joined.push([`U:${i}/${n}`, "HAS_UNIT", lot, device], [`S:${i}/${n}`, "SHIPPED_IN", device, shipment]);
    }
  }
  const network = networkOf(side([], all, joined), null);
  const columns = columnsOf(network, new Uint8Array(network.size).fill(1), new Set());
  assert.deepEqual(columns.map((column) => column.total), [40, 200, 40]);
  assert.equal(way(network, columns) < 0.02, true, `${way(network, columns)}`);
});
