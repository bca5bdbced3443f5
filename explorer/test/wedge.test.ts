import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { BURST_MS, Wedge, cleaned, shown, type Key } from "../src/find/wedge.ts";

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

test("four characters that Enter ends are a scan", () => assert.deepEqual(scan([..."MO/1", "Enter"]), ["MO/1"]));

/** What acted of keys that come at these times, after all is quiet. */
function acted(keys: readonly (readonly [key: string, at: number, held?: Partial<Key>])[]): { acted: string[]; left: boolean[] } {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const [done, taken]: string[][] = [[], []];
    const wedge = new Wedge((text) => taken!.push(text));
    let now = 0;
    const left = keys.map(([key, at, held]) => {
      mock.timers.tick(at - now);
      now = at;
      return wedge.press(press(key, 1000 + at, held), () => done!.push(key));
    });
    mock.timers.tick(BURST_MS);
    return { acted: [...done!, ...taken!], left };
  } finally {
    mock.timers.reset();
  }
}

for (const text of ["/O000123", "?O000123", "MO/000123", ".A?/12"]) {
  test(`no key of a scan acts by itself, and none is lost: ${text}`, () => {
    const keys = [...text, "Enter"].map((key, i) => [key, i * 5] as const);
    assert.deepEqual(acted(keys), { acted: [text], left: keys.map(() => true) });
  });
}

test("a key that stands alone acts once", () => {
  assert.deepEqual(acted([["Shift", 0], ["?", 20, {}]]), { acted: ["?"], left: [false, true] });
  assert.deepEqual(acted([[".", 0], [".", 100]]).acted, [".", "."]);
});

test("a key acts before an arrow that follows at once, which acts itself", () => {
  assert.deepEqual(acted([[".", 0], ["ArrowDown", 10], [".", 20], ["Enter", 30]]), { acted: [".", "."], left: [true, false, true, false] });
});

test("keys that a separator follows are held, also one that is typed with Alt", () => {
  const alt = [..."029"].map((digit, i) => [digit, 10 + i * 5, { altKey: true }] as const);
  const rest = [..."21007", "Enter"].map((key, i) => [key, 30 + i * 5] as const);
  assert.deepEqual(acted([["/", 0], ["Alt", 5, { altKey: true }], ...alt, ...rest]).acted, [`/${GS}21007`]);
});

test("a blank alone is left to the button that has the focus", () => assert.deepEqual(acted([[" ", 0]]), { acted: [], left: [false] }));

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
