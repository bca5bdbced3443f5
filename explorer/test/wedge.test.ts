import assert from "node:assert/strict";
import { test } from "node:test";
import { Wedge, cleaned, shown, type Key } from "../src/find/wedge.ts";

const GS = "\u001d";

const press = (key: string, timeStamp: number, held: Partial<Key> = {}): Key => ({
  key,
  code: "",
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  repeat: false,
  timeStamp,
  ...held,
});

function scan(keys: readonly (string | [string, Partial<Key>])[], gap = 5): string[] {
  const taken: string[] = [];
  const wedge = new Wedge((text) => taken.push(text));
  keys.forEach((one, i) => {
    const [key, held] = typeof one === "string" ? [one, {}] : one;
    wedge.press(press(key, 1000 + i * gap, held));
  });
  return taken;
}

test("a burst that ends with Enter or Tab is a scan", () => {
  assert.deepEqual(scan([..."0109521234001010", "Enter"]), ["0109521234001010"]);
  assert.deepEqual(scan([..."0109521234001010", "Tab"]), ["0109521234001010"]);
});

test("what a hand types is none", () => {
  assert.deepEqual(scan([..."0109521234001010", "Enter"], 120), []);
});

test("a key that is held down is none", () => {
  const held: [string, Partial<Key>][] = Array.from({ length: 20 }, () => [".", { repeat: true }]);
  assert.deepEqual(scan([...held, "Enter"]), []);
});

test("a short burst is none: it may be two keys at once", () => {
  assert.deepEqual(scan([..."abc", "Enter"]), []);
});

for (const [name, key] of [
  ["Ctrl+]", ["]", { ctrlKey: true }]],
  ["F8", ["F8", {}]],
  ["the character", [GS, {}]],
] as const) {
  test(`a separator as ${name}`, () => {
    assert.deepEqual(scan([..."10FG-1", [key[0], key[1]], ..."21007", "Enter"]), [`10FG-1${GS}21007`]);
  });
}

test("a separator as Alt+029", () => {
  const alt: [string, Partial<Key>][] = [..."029"].map((digit) => [digit, { altKey: true }]);
  assert.deepEqual(scan([..."10FG-1", ["Alt", { altKey: true }], ...alt, ..."21007", "Enter"]), [`10FG-1${GS}21007`]);
});

for (const written of ["<GS>", "{GS}", "\\x1d", "␝"]) {
  test(`a separator written ${written}`, () => assert.equal(cleaned(`10FG-1${written}21007`), `10FG-1${GS}21007`));
}

test("separators are shown", () => assert.equal(shown(`a${GS}b`), "a␝b"));
