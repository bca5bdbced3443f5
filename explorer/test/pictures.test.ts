import assert from "node:assert/strict";
import { test } from "node:test";
import { around, layersOf, MOST } from "../src/around/around.ts";
import { bandOf, bandsFor, levelOf, mapOf, moved, orderOf, rowsOf, zoomed } from "../src/density/bands.ts";
import { columnsOf, placesOf } from "../src/graph/columns.ts";
import { networkOf, type Network } from "../src/graph/network.ts";
import { clustersOf, eventsOf, stacked, wholeOf, type Times } from "../src/timeline/events.ts";

/** One lot in so many devices, each of which goes to one of two shipments. */
function network(devices: number): Network {
  const keys = ["lot:p/F/1", ...Array.from({ length: devices }, (_, i) => `device:p/F/${i}`), "shipment:p/A", "shipment:p/B"];
  const labels = keys.map((key) => ({ lot: "Lot", device: "Device", shipment: "Shipment" })[key.split(":")[0]!]!);
  const nothing = keys.map(() => null);
  const ships = [devices + 1, devices + 2];
  const links = Array.from({ length: devices }, (_, i) => [
    [0, i + 1],
    [i + 1, ships[i % 2]!],
  ]).flat();
  const block = {
    keys,
    labels,
    names: nothing,
    quantities: nothing,
    units: nothing,
    udiDis: nothing,
    edgeKeys: links.map((_, i) => `E:${i}`),
    edgeTypes: links.map((_, i) => (i % 2 ? "SHIPPED_IN" : "HAS_UNIT")),
    edgeSources: links.map(([from]) => from!),
    edgeTargets: links.map(([, to]) => to!),
  };
  return networkOf({ block, start: ["lot:p/F/1"] }, null);
}

const NETWORK = network(1000);
const ORDER = orderOf(columnsOf(NETWORK, new Uint8Array(NETWORK.size).fill(1), new Set()));
const MAP = mapOf(NETWORK, ORDER, new Set(["device:p/F/7"]));

test("every row stands in its column once, folded or not", () => {
  assert.deepEqual([...ORDER.map((rows) => rows.length)], [1, 1000, 2]);
  assert.deepEqual(ORDER.flatMap((rows) => [...rows]).sort((a, b) => a - b), Array.from({ length: NETWORK.size }, (_, i) => i));
});

for (const bands of [32, 64, 1024]) {
  test(`a level of ${bands} bands holds every row and every relationship`, () => {
    const level = levelOf(MAP, bands);
    const sum = (all: ArrayLike<number>): number => Array.from(all).reduce((one, other) => one + other, 0);
    assert.equal(sum(level.links.count), NETWORK.edges.keys.length);
    assert.equal(sum(level.weight.map(sum)), 2 * NETWORK.edges.keys.length);
    const rows = level.weight[1]!.map((_, band) => rowsOf(band, 1000, bands)[1] - rowsOf(band, 1000, bands)[0]);
    assert.equal(sum(rows), 1000);
    assert.equal(level.flags[0]![0], 1);
    assert.equal(level.flags[1]!.filter((flags) => flags === 2).length, 1);
  });
}

test("a band's rows are those whose band it is", () => {
  for (const [rows, bands] of [
    [1000, 32],
    [7, 32],
    [33, 32],
  ] as const) {
    for (let place = 0; place < rows; place++) {
      const [from, to] = rowsOf(bandOf(place, rows, bands), rows, bands);
      assert.equal(from <= place && place < to, true, `${place} of ${rows}`);
    }
  }
});

test("nearer has more bands, and no more than there are rows", () => {
  assert.equal(bandsFor(640, 1, 5, 40_000), 128);
  assert.equal(bandsFor(640, 0.25, 5, 40_000), 512);
  assert.equal(bandsFor(640, 0.001, 5, 1000), 1024);
});

test("zoom keeps the point it is about, and never leaves the whole", () => {
  const near = zoomed({ top: 0, bottom: 1 }, 4, 0.5, 0.001);
  assert.deepEqual(near, { top: 0.375, bottom: 0.625 });
  assert.deepEqual(moved(near, 10), { top: 0.75, bottom: 1 });
  assert.deepEqual(zoomed(near, 0.01, 0.5, 0.001), { top: 0, bottom: 1 });
  assert.equal(zoomed(near, 1e9, 0.5, 0.01).bottom - zoomed(near, 1e9, 0.5, 0.01).top <= 0.0101, true);
});

test("around a record are those that so many steps lead to, in each direction", () => {
  const device = NETWORK.index.get("device:p/F/4")!;
  const keysOf = (before: number, behind: number): string[] => around(NETWORK, device, before, behind).rows.map((row) => NETWORK.keys[row]!);
  assert.deepEqual(keysOf(0, 0), ["device:p/F/4"]);
  assert.deepEqual(keysOf(1, 1), ["device:p/F/4", "lot:p/F/1", "shipment:p/A"]);
  assert.equal(around(NETWORK, device, 1, 1).edges.length, 2);
  assert.equal(around(NETWORK, NETWORK.index.get("lot:p/F/1")!, 0, 1).rows.length > MOST, true);
});

test("layers stand in the direction of flow and hold every row", () => {
  const small = network(6);
  const found = around(small, 0, 0, 2);
  const layers = layersOf(small, placesOf(small), found);
  assert.deepEqual(layers.map((layer) => layer.length), [1, 6, 2]);
  // Devices of one shipment stand together.
  assert.equal(new Set(layers[1]!.slice(0, 3).map((row) => small.keys[row]!.at(-1)!.charCodeAt(0) % 2)).size, 1);
});

const times = (all: Record<string, [string | null, string | null]>, disputed: string[] = []): Times => {
  const keys = Object.keys(all);
  return {
    columns: { keys },
    times: {
      started: keys.map((key) => all[key]![0]),
      ended: keys.map((key) => all[key]![1]),
      events: keys.map((_, i) => i),
      disputed: disputed.map((key) => keys.indexOf(key)),
    },
  };
};

test("an event of both directions stands once, by time, and what has no time comes last", () => {
  const small = network(2);
  const one = times({ "shipment:p/A": [null, null], "shipment:p/B": ["2025-03-01", null], "shipment:p/hidden": ["2025-03-01", null] });
  const events = eventsOf(small, [one, times({ "shipment:p/B": ["2025-03-01", null] }, ["shipment:p/B"])]);
  assert.deepEqual(
    events.map(({ row, disputed, span }) => [small.keys[row], disputed, span?.isDay]),
    [
      ["shipment:p/B", true, true],
      ["shipment:p/A", false, undefined],
    ],
  );
  assert.equal(wholeOf(events)!.since < Date.parse("2025-03-01"), true);
  assert.equal(wholeOf(events.slice(1)), null);
});

test("events that would touch are one mark, which counts them, and none is lost in view", () => {
  const small = network(2);
  const one = times({ "lot:p/F/1": ["2025-03-01T08:00:00Z", null], "shipment:p/A": ["2025-03-01T08:00:05Z", null], "shipment:p/B": ["2025-03-02T08:00:00Z", null] });
  const events = eventsOf(small, [one]);
  const whole = wholeOf(events)!;
  assert.deepEqual(clustersOf(events, whole, 60_000).map((cluster) => cluster.events.length), [2, 1]);
  assert.deepEqual(clustersOf(events, whole, 1000).map((cluster) => cluster.events.length), [1, 1, 1]);
});

test("what needs more lanes than there are is joined on the last one, and no mark lies on another", () => {
  const small = network(20);
  const day = (n: number): string => `2025-03-${String(n).padStart(2, "0")}`;
  const steps = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`device:p/F/${i}`, [day(i + 1), day(25)] as [string, string]]));
  const clusters = clustersOf(eventsOf(small, [times(steps)]), wholeOf(eventsOf(small, [times(steps)]))!, 1000);
  const drawn = stacked(clusters, 1000, 8);
  assert.deepEqual(drawn.clusters.map((cluster, i) => [drawn.lanes[i], cluster.events.length]), [
    ...[0, 1, 2, 3, 4, 5, 6].map((lane) => [lane, 1]),
    [7, 13],
  ]);
  assert.equal(drawn.clusters[7]!.since, Date.parse(day(8)));
  assert.deepEqual(stacked(clusters, 1000, 20), { clusters, lanes: clusters.map((_, i) => i) });
  assert.equal(clusters.every((cluster) => cluster.events.length === 1), true);
});
