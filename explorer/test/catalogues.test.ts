import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import en from "../src/i18n/en.json" with { type: "json" };
import zh from "../src/i18n/zh-CN.json" with { type: "json" };
import paperEn from "../../app/reports/texts/en.json" with { type: "json" };
import paperZh from "../../app/reports/texts/zh-CN.json" with { type: "json" };

type Entry = string | { one: string; other: string };
const catalogues: Record<string, Entry>[] = [
  { ...paperEn, ...en },
  { ...paperZh, ...zh },
];
const source = join(import.meta.dirname, "..", "src");
const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
const texts = files.map((name) => [name, readFileSync(join(source, name), "utf8")] as const);

test("both languages have the same keys, in the same order", () => {
  assert.deepEqual(Object.keys(zh), Object.keys(en));
});

test("no text stands on the page and on paper, too", () => {
  assert.deepEqual(Object.keys(en).filter((key) => key in paperEn), []);
});

test("both languages fill in the same values", () => {
  const holes = (entry: Entry): string[] =>
    [...JSON.stringify(entry).matchAll(/\{(\w+)\}/g)].map((found) => found[1]!).sort();
  const differ = Object.entries(en).filter(([key, entry]) => {
    const other: Entry = (zh as Record<string, Entry>)[key]!;
    return [...new Set(holes(entry))].join() !== [...new Set(holes(other))].join();
  });
  assert.deepEqual(differ, []);
});

test("every text is used, and every text that is used exists", () => {
  const all = texts.map(([, text]) => text).join("\n");
  const made = ["label.", "type.", "how.", "column.", "table.", "view.", "trace.", "nav.", "record.", "case."].concat(
    ["stage.", "command.", "field.", "code.", "tie.", "role.", "meaning.", "standing.", "figure.", "clock.", "event.", "condition."],
  );
  const unused = Object.keys(en).filter((key) => !all.includes(`"${key}"`) && !made.some((start) => key.startsWith(start)));
  assert.deepEqual(unused, []);
  const asked = [...all.matchAll(/\bt\("([^"]+)"/g)].map((found) => found[1]!);
  assert.deepEqual(asked.filter((key) => !catalogues.every((catalogue) => key in catalogue)), []);
});

test("no sentence stands in the source", () => {
  const plain = /<(?:p|h[1-6]|button|label|th|td|summary|span|b)(?: [^<>]*)?>\s*([A-Z][a-z]+ [a-z]+[^<{]*)</g;
  const found = texts.flatMap(([name, text]) => [...text.matchAll(plain)].map((match) => `${name}: ${match[1]}`));
  assert.deepEqual(found, []);
});
