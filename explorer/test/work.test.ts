import assert from "node:assert/strict";
import { test } from "node:test";
import type { Consignee } from "../src/api/case.ts";
import type { Command, Dictionary, Entry, Form, Waiting } from "../src/api/work.ts";
import { answersOf, countsOf, fitting, gotOf, inShort } from "../src/case/standing.ts";
import { beginning, factsOf, fieldsOf, moment, scaledNames, stated, tied } from "../src/work/fields.ts";
import { piles } from "../src/work/piles.ts";

const entry = (name: string, kind: string, values: string[] = []): Entry => ({
  ownerType: "Complaint",
  name,
  kind,
  values,
  unit: "",
  description: `what ${name} is`,
});
const DICTIONARY: Dictionary = new Map([
  ["Complaint", new Map([entry("name", "text"), entry("outcome", "code", ["none", "death"]), entry("received", "time")].map((one) => [one.name, one]))],
  ["Response", new Map([["on_hand", entry("on_hand", "scaled integer, 9 digits")]])],
]);
const NOTHING = { en: "", zh: "" };
const COMMAND: Command = {
  command: "open",
  description: NOTHING,
  stages: ["absent"],
  leadsTo: "open",
  needs: ["name"],
  takes: ["name", "received", "outcome", "new_here"],
  ties: [
    { type: "LED_TO", required: false, forward: false },
    { type: "COMPLAINS_OF", required: true, forward: true },
  ],
  approvers: [],
  against: [],
};

test("a field gets its input by the data dictionary; one that is not declared is a text", () => {
  assert.deepEqual(
    fieldsOf("Complaint", COMMAND, DICTIONARY).map(({ name, input, values, needed }) => [name, input, values, needed]),
    [
      ["name", "line", [], true],
      ["received", "time", [], false],
      ["outcome", "code", ["none", "death"], false],
      ["new_here", "text", [], false],
    ],
  );
});

test("what is left empty is not stated, and no tie is left out", () => {
  assert.deepEqual(stated({ name: " tip ", outcome: "", received: "  " }), [{ name: "name", value: "tip" }]);
  assert.deepEqual(tied({ A: ["x:1", "x:2"], B: [] }), [
    { type: "A", key: "x:1" },
    { type: "A", key: "x:2" },
  ]);
  assert.deepEqual([moment("2026-03-02", ""), moment("2026-03-02", "08:15"), moment("", "08:15")], ["2026-03-02", "2026-03-02T08:15:00Z", ""]);
});

test("a new record is about the records that led here, and came of what is open", () => {
  assert.deepEqual(beginning(COMMAND, ["lot:t/A/1"], "complaint:t/1"), { COMPLAINS_OF: ["lot:t/A/1"], LED_TO: ["complaint:t/1"] });
  assert.deepEqual(beginning(COMMAND, [], null), {});
});

test("a signer reads amounts in decimals, and every field of every fact", () => {
  const facts = [
    { fact: "node", key: "response:l/1", precedence: 9, origin: "decided", properties: { on_hand: 1_500_000_000, stage: "x" } },
    { fact: "relationship", type: "BELONGS_TO", key: "k", source: "response:l/1", target: "recall:l/1", properties: {} },
    { fact: "reject_resolved", reject: "reject:1", reason: "mended" },
  ];
  assert.deepEqual(factsOf(JSON.stringify(facts), scaledNames(DICTIONARY)), [
    { key: "response:l/1", type: "", to: "", properties: { on_hand: "1.5", stage: "x" } },
    { key: "response:l/1", type: "BELONGS_TO", to: "recall:l/1", properties: {} },
    { key: "reject_resolved", type: "reject_resolved", to: "", properties: { reject: "reject:1", reason: "mended" } },
  ]);
  const amounts = [-500_000_000, 0, 12_000_000_000, "n/a"].map((on_hand) => [{ fact: "node", key: "k", properties: { on_hand } }]);
  const read = amounts.map((all) => factsOf(JSON.stringify(all), scaledNames(DICTIONARY))[0]!.properties["on_hand"]);
  assert.deepEqual(read, ["-0.5", "0", "12", "n/a"]);
});

test("work piles up by kind in the order of the workflows, and the fullest stage of several is told", () => {
  const forms = [
    { label: "Hold", description: NOTHING, commands: [{ ...COMMAND, stages: ["absent"], leadsTo: "placed" }] },
    { label: "Complaint", description: NOTHING, commands: [COMMAND, { ...COMMAND, stages: ["open"], leadsTo: "investigated" }] },
  ] satisfies Form[];
  const one = (label: string, stage: string, overdue = false): Waiting => ({ key: "k", label, name: "", stage, due: null, overdue });
  const list = [one("Complaint", "investigated"), one("Complaint", "open", true), one("Complaint", "open"), one("Hold", "placed")];
  assert.deepEqual(piles(list, forms), [
    { label: "Hold", count: 1, overdue: 0, stages: [{ stage: "placed", count: 1, isMost: false }] },
    {
      label: "Complaint",
      count: 3,
      overdue: 1,
      stages: [
        { stage: "open", count: 2, isMost: true },
        { stage: "investigated", count: 1, isMost: false },
      ],
    },
  ]);
});

const consignee = (key: string, standing: string, ...deliveries: [about: string, quantity: string | null, unit: string][]): Consignee => ({
  key,
  name: `Clinic ${key}`,
  address: "",
  phone: "",
  country: "DE",
  standing,
  notified: null,
  method: null,
  responded: null,
  attempts: 0,
  check: null,
  deliveries: deliveries.map(([about, quantity, unit]) => ({ about, quantity, unit, document: "d", shipped: null })),
});

test("what somebody got is added by lot and unit; what is not stated is never nought", () => {
  const who = consignee("c:1", "told", ["lot:1", "0.1", "kg"], ["lot:1", "0.2", "kg"], ["lot:1", "3", "u"], ["lot:2", null, "u"]);
  const got = gotOf(who);
  assert.deepEqual(got, [
    { about: "lot:1", unit: "kg", quantity: "0.3" },
    { about: "lot:1", unit: "u", quantity: "3" },
    { about: "lot:2", unit: "u", quantity: null },
  ]);
  assert.equal(inShort(got, "?"), "0.3 kg + ?");
});

test("who was told in vain may answer about anything that is recalled", () => {
  const account = { about: "lot:1", unit: "u", shipped: "3", onHand: "0", sentBack: "0", corrected: "0", destroyed: "0", open: "3" };
  const of = { accounts: [account] } as Parameters<typeof answersOf>[1];
  assert.deepEqual(answersOf(consignee("c:1", "in_vain"), of), [{ about: "lot:1", unit: "u", quantity: "0" }]);
});

test("consignees are found by standing and by any part of what they are called", () => {
  const all = [consignee("c:1", "told"), consignee("c:2", "to_tell"), consignee("c:3", "told")];
  assert.deepEqual([...countsOf(all)], [["told", 2], ["to_tell", 1]]);
  assert.deepEqual(fitting(all, "told", "").map((one) => one.key), ["c:1", "c:3"]);
  assert.deepEqual(fitting(all, null, " CLINIC C:2").map((one) => one.key), ["c:2"]);
});
