import assert from "node:assert/strict";
import { test } from "node:test";
import { flowsOf, MOST_GROUPS, type Amounts } from "../src/graph/flows.ts";
import { networkOf, type Network } from "../src/graph/network.ts";
import { layersOf, sankey, UNIT_HEIGHT } from "../src/graph/sankey.ts";

const LABELS: Record<string, string> = {
  supplier: "Supplier",
  receipt: "Receipt",
  lot: "Lot",
  step: "ProcessStep",
  device: "Device",
  package: "Package",
  shipment: "Shipment",
  return: "Return",
  customer: "Customer",
};

type Edge = [type: string, source: string, target: string, quantity?: string, unit?: string];

/** A network of these relationships, and what each of them moved. */
function made(edges: Edge[]): [Network, Amounts] {
  const keys = [...new Set(edges.flatMap(([, source, target]) => [source, target]))].sort();
  const nothing = keys.map(() => null);
  const block = {
    keys,
    labels: keys.map((key) => LABELS[key.split(":")[0]!]!),
    names: nothing,
    quantities: nothing,
    units: nothing,
    udiDis: nothing,
    edgeKeys: edges.map((_, i) => `e${i}`),
    edgeTypes: edges.map(([type]) => type),
    edgeSources: edges.map(([, source]) => keys.indexOf(source)),
    edgeTargets: edges.map(([, , target]) => keys.indexOf(target)),
  };
  const amounts = edges.map(([, , , quantity, unit]) => (quantity === undefined ? null : { quantity, unit: unit ?? "" }));
  return [networkOf({ block, start: [] }, null), amounts];
}

/** From, to, amount, unit, count; groups by kind and what they are of. */
function told(edges: Edge[]): unknown[] {
  const { groups, links } = flowsOf(...made(edges));
  const name = new Map(groups.map(({ id, kind, of }) => [id, of ? `${kind} ${of}` : kind]));
  return links.map((link) => [name.get(link.source), name.get(link.target), link.quantity, link.unit, link.count]);
}

test("receipts, cartons and shipments are passed through, amounts are exact", () => {
  const line: Edge[] = [
    ["SUPPLIED", "supplier:p/S1", "receipt:p/R1/1"],
    ["RECEIVED_AS", "receipt:p/R1/1", "lot:p/RM/1", "0.1", "kg"],
    ["SUPPLIED", "supplier:p/S1", "receipt:p/R2/1"],
    ["RECEIVED_AS", "receipt:p/R2/1", "lot:p/RM/2", "0.2", "kg"],
    ["CONSUMED_IN", "lot:p/RM/1", "step:p/production/1", "0.1", "kg"],
    ["PRODUCED", "step:p/production/1", "lot:p/FG/1", "2", "u"],
    ["HAS_UNIT", "lot:p/FG/1", "device:p/FG/S1", "1", "u"],
    ["PACKED_IN", "device:p/FG/S1", "package:p/C1", "1", "u"],
    ["PACKED_IN", "package:p/C1", "package:p/P1"],
    ["SHIPPED_IN", "package:p/P1", "shipment:p/1"],
    ["DELIVERED_TO", "shipment:p/1", "customer:p/C1"],
  ];
  assert.deepEqual(told(line), [
    ["supplier S1", "received RM", "0.3", "kg", 2],
    ["received RM", "step FG", "0.1", "kg", 1],
    ["step FG", "made FG", "2", "u", 1],
    ["made FG", "device FG", "1", "u", 1],
    ["device FG", "customer C1", "1", "u", 1],
  ]);
});

test("units are never added, and what is not stated stands alone", () => {
  const edges: Edge[] = [
    ["CONSUMED_IN", "lot:p/RM/1", "step:p/production/1", "1", "kg"],
    ["CONSUMED_IN", "lot:p/RM/2", "step:p/production/1", "3", "m"],
    ["CONSUMED_IN", "lot:p/RM/3", "step:p/production/1"],
    ["CONSUMED_IN", "lot:p/RM/4", "step:p/production/1"],
  ];
  assert.deepEqual(told(edges), [
    ["received RM", "step production", null, null, 2],
    ["received RM", "step production", "1", "kg", 1],
    ["received RM", "step production", "3", "m", 1],
  ]);
});

test("who can't be told apart, or is not in the answer, is said so", () => {
  const edges: Edge[] = [
    ["RECEIVED_AS", "receipt:p/R0/1", "lot:p/A/1", "1", "u"],
    ["SUPPLIED", "supplier:p/S1", "receipt:p/R1/1"],
    ["SUPPLIED", "supplier:p/S2", "receipt:p/R1/1"],
    ["RECEIVED_AS", "receipt:p/R1/1", "lot:p/B/1", "1", "u"],
    ["PACKED_IN", "lot:p/A/1", "package:p/C1", "1", "u"],
    ["SHIPPED_IN", "lot:p/B/1", "shipment:p/1", "1", "u"],
    ["DELIVERED_TO", "shipment:p/1", "customer:p/C1"],
    ["DELIVERED_TO", "shipment:p/1", "customer:p/C2"],
    ["RETURNED_IN", "lot:p/B/1", "return:p/1/1", "1", "u"],
  ];
  assert.deepEqual(told(edges), [
    ["received A", "unknown customer", "1", "u", 1],
    ["received B", "returned", "1", "u", 1],
    ["received B", "several customer", "1", "u", 1],
    ["several supplier", "received B", "1", "u", 1],
    ["unknown supplier", "received A", "1", "u", 1],
  ]);
});

test("a device that was packed twice went to its customer once", () => {
  const edges: Edge[] = [
    ["PACKED_IN", "device:p/FG/1", "package:p/C1", "1", "u"],
    ["PACKED_IN", "device:p/FG/1", "package:p/C2", "1", "u"],
    ["SHIPPED_IN", "package:p/C1", "shipment:p/1"],
    ["SHIPPED_IN", "package:p/C2", "shipment:p/1"],
    ["DELIVERED_TO", "shipment:p/1", "customer:p/C1"],
  ];
  assert.deepEqual(told(edges), [["device FG", "customer C1", "1", "u", 1]]);
  assert.equal(flowsOf(...made(edges)).packed, true);
});

test("materials of one number and customers of one name are told apart", () => {
  const edges: Edge[] = ["a", "b"].map((plant): Edge => ["CONSUMED_IN", `lot:${plant}/RM/1`, `step:${plant}/production/1`, "1", "kg"]);
  assert.deepEqual(told(edges), [
    ["received RM (a)", "step production (a)", "1", "kg", 1],
    ["received RM (b)", "step production (b)", "1", "kg", 1],
  ]);
});

test("an operation uses for its order", () => {
  const edges: Edge[] = [
    ["CONSUMED_IN", "lot:p/RM/1", "step:p/operation/1/10", "1", "kg"],
    ["PART_OF", "step:p/operation/1/10", "step:p/production/1"],
    ["PRODUCED", "step:p/production/1", "lot:p/FG/1", "2", "u"],
  ];
  assert.deepEqual(told(edges), [
    ["received RM", "step FG", "1", "kg", 1],
    ["step FG", "made FG", "2", "u", 1],
  ]);
});

test("customers stand as one where there are too many groups", () => {
  const edges = Array.from({ length: MOST_GROUPS }, (_, i): Edge[] => [
    ["SHIPPED_IN", `lot:p/FG/${i}`, `shipment:p/${i}`, "1", "u"],
    ["DELIVERED_TO", `shipment:p/${i}`, `customer:p/${i}`],
  ]).flat();
  assert.deepEqual(told(edges), [["received FG", "customer", String(MOST_GROUPS), "u", MOST_GROUPS]]);
});

const group = (id: string) => ({ id, kind: "made" as const, of: id, rows: 1 });
const link = (source: string, target: string, quantity: string | null = "1", unit: string | null = "u") => ({ source, target, quantity, unit, count: 1 });

test("layers are the longest way, and rework closes no circle", () => {
  const groups = ["a", "b", "c", "d"].map(group);
  const links = [link("a", "b"), link("b", "c"), link("a", "c"), link("c", "b"), link("c", "d")];
  assert.deepEqual([...layersOf(groups, links)], [["a", 0], ["b", 1], ["c", 2], ["d", 3]]);
});

test("every unit has a measure of its own", () => {
  const links = [link("a", "b", "4", "u"), link("a", "c", "1", "u"), link("a", "c", "0.002", "kg"), link("a", "b", null, null)];
  const picture = sankey(["a", "b", "c"].map(group), links);
  assert.deepEqual(picture.units, [{ unit: "kg", full: 0.002 }, { unit: "u", full: 5 }]);
  assert.deepEqual(picture.bands.map((band) => band.thickness), [(UNIT_HEIGHT * 4) / 5, UNIT_HEIGHT / 5, UNIT_HEIGHT, 1.5]);
  assert.deepEqual(picture.bands.map((band) => band.unit), [1, 1, 0, -1]);
});

test("boxes of a layer do not overlap, and are as high as what flows through them", () => {
  const links = [link("a", "c", "4"), link("b", "c", "1"), link("c", "d", "5")];
  const { boxes } = sankey(["a", "b", "c", "d"].map(group), links);
  const [a, b, c] = boxes;
  assert.ok(a!.y + a!.height <= b!.y || b!.y + b!.height <= a!.y);
  assert.equal(c!.height, UNIT_HEIGHT);
});
