import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY, HOUR, lanes, momentOf, said, spanOf, ticks } from "../src/time/moments.ts";

const at = (text: string): number => Date.parse(text);

test("a day is the whole day, an instant a point, and a word nothing", () => {
  assert.deepEqual(momentOf("2025-03-01"), { since: at("2025-03-01T00:00Z"), until: at("2025-03-02T00:00Z"), isDay: true });
  assert.deepEqual(momentOf("2025-03-01T08:00:00Z"), { since: at("2025-03-01T08:00Z"), until: at("2025-03-01T08:00Z"), isDay: false });
  assert.deepEqual([momentOf(null), momentOf(""), momentOf("yesterday"), momentOf("2025-13-45")], [null, null, null, null]);
});

test("a span needs one of its sides, and an end before its start is none", () => {
  assert.deepEqual(spanOf(null, "2025-03-01"), momentOf("2025-03-01"));
  assert.deepEqual(spanOf("2025-03-01T08:00:00Z", null), momentOf("2025-03-01T08:00:00Z"));
  assert.equal(spanOf("2025-03-02", "2025-03-01"), null);
  assert.equal(spanOf(null, null), null);
  assert.equal(spanOf("2025-03-01", "2025-03-01T08:00:00Z")!.isDay, true);
});

test("a day is said as a day and an instant with its zone", () => {
  assert.equal(said("2025-03-01"), "Mar 1, 2025");
  assert.match(said("2025-03-01T08:00:00Z"), /8:00 AM UTC$/);
  assert.equal(said(null), "");
});

test("marks of an axis are round, in the time, and no more than wanted", () => {
  const from = at("2025-03-01T00:00Z");
  assert.deepEqual(
    ticks(from + HOUR, from + 5 * HOUR, 4).map(({ text }) => text),
    ["01:00", "02:00", "03:00", "04:00", "05:00"],
  );
  assert.deepEqual(ticks(from, from + DAY, 2).map(({ text }) => text), ["Mar 1", "12:00", "Mar 2"]);
  assert.deepEqual(ticks(from, from + 365 * DAY, 5).map(({ text }) => text), ["Apr 2025", "Jul 2025", "Oct 2025", "Jan 2026"]);
  assert.deepEqual(ticks(from, from + 3700 * DAY, 3).map(({ text }) => text), ["2030", "2035"]);
});

test("marks end where the clock does", () => {
  const last = 8.64e15;
  assert.equal(ticks(last - 1000 * DAY, last, 3).every(({ at }) => at <= last), true);
  assert.equal(ticks(at("0001-01-01"), at("9999-12-31"), 5).length <= 6, true);
});

test("spans of one row do not touch, and each has a row", () => {
  const spans = [
    [0, 10],
    [5, 8],
    [10, 12],
    [11, 11],
  ].map(([since, until]) => ({ since: since!, until: until!, isDay: false }));
  assert.deepEqual(lanes(spans, 0), [0, 1, 0, 1]);
  assert.deepEqual(lanes(spans, 100), [0, 1, 2, 3]);
});
