import assert from "node:assert/strict";
import { test } from "node:test";
import { foundBy, grouped, hitOf, type Hit } from "../src/find/ranking.ts";

const hit = (key: string, label: string, more: object = {}): Hit => hitOf({ key, label, name: null, stated: true, ...more });
const told = (hits: Hit[], text: string, meant: string[] = []): unknown[] =>
  grouped(hits, text, meant).map((group) => [group.name, ...group.hits.map((one) => one.key)]);

const RECEIPT = hit("receipt:p/GR-1/1", "Receipt", { document: "GR-1", supplierLot: "77-A", purchaseOrder: "PO-77" });

test("what the text says whole comes first, then what begins with it, numbers by their value", () => {
  const hits = ["lot:p/RM/7710", "lot:p/RM/779", "lot:p/RM/77", "lot:p/AA/778"].map((key) => hit(key, "Lot"));
  assert.deepEqual(told(hits, "77"), [["lots", "lot:p/RM/77", "lot:p/AA/778", "lot:p/RM/779", "lot:p/RM/7710"]]);
});

test("the group with the best hit comes first, the others along the flow", () => {
  const hits = [
    hit("lot:p/RM/771", "Lot"),
    hit("customer:p/C1", "Customer", { name: "Clinic 77" }),
    hit("shipment:p/77", "Shipment", { document: "77" }),
    hit("location:p/R", "Location", { name: "Room 77" }),
    hit("device:p/FG/779", "Device"),
  ];
  assert.deepEqual(told(hits, "77").map((group) => (group as string[])[0]), ["documents", "lots", "serials", "customers", "others"]);
});

test("parts of names: a word's beginning before its middle", () => {
  const names = ["Herzzentrum", "Zentrum Nord", "Klinik Zentrum"];
  const hits = names.map((name, i) => hit(`customer:p/${i}`, "Customer", { name }));
  assert.deepEqual(told(hits, "zentrum"), [["customers", "customer:p/1", "customer:p/2", "customer:p/0"]]);
});

test("a receipt is a supplier's lot or a document, by what it was found by", () => {
  assert.deepEqual(told([RECEIPT], "77"), [["supplierLots", RECEIPT.key]]);
  assert.deepEqual(told([RECEIPT], "gr-1"), [["documents", RECEIPT.key]]);
  assert.deepEqual(foundBy(RECEIPT, "PO-7"), { name: "purchaseOrder", text: "PO-77" });
  assert.equal(foundBy(RECEIPT, "GR"), null);
});

test("what a label names stays in front, in the label's order", () => {
  const hits = [hit("lot:p/FG/1", "Lot"), hit("device:p/FG/9", "Device"), hit("lot:p/FG/12", "Lot")];
  assert.deepEqual(told(hits, "1", ["device:p/FG/9", "lot:p/FG/12"]), [
    ["serials", "device:p/FG/9"],
    ["lots", "lot:p/FG/12", "lot:p/FG/1"],
  ]);
});
