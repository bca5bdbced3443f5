// Stated times for pictures: an instant is a point, a day is the whole day; and the marks of an axis. All in UTC.
import { language, time } from "../i18n/index.ts";

/** From and to, in milliseconds; of an instant both are one. */
export interface Moment {
  since: number;
  until: number;
  isDay: boolean;
}

export interface Tick {
  at: number;
  text: string;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The moment of a text; null where it is none. */
export function momentOf(text: string | null | undefined): Moment | null {
  if (!text) return null;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const since = Date.parse(text);
  return Number.isNaN(since) ? null : { since, until: isDay ? since + DAY : since, isDay };
}

/** From the start of one to the end of the other; one of them may be missing, and the other stands for both. */
export function spanOf(started: string | null, ended: string | null): Moment | null {
  const [first, last] = [momentOf(started), momentOf(ended)];
  const [since, until] = [first ?? last, last ?? first];
  if (!since || !until || (until.since < since.since && until.until <= since.since)) return null;
  return { since: since.since, until: until.until, isDay: since.isDay || until.isDay };
}

/** A stated time as people read it: a day stays a day. */
export function said(text: string | null): string {
  if (!text) return "";
  return momentOf(text)?.isDay ? formatted(Date.parse(text), { dateStyle: "medium" }) : time(text);
}

/** A time in milliseconds as an instant that the API takes. */
export const instant = (at: number): string => new Date(at).toISOString();

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((n) => n * MINUTE).concat([DAY, 2 * DAY, 7 * DAY, 14 * DAY]);
const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12_000, 24_000];
const MONTH = 30.4 * DAY;

/** Marks between two times, no more than wanted; a mark at the beginning of a day says the day. */
export function ticks(since: number, until: number, wanted: number): Tick[] {
  const least = (until - since) / Math.max(wanted, 1);
  const step = STEPS.find((one) => one >= least);
  return step ? evenly(since, until, step) : monthly(since, until, MONTHS.find((one) => one * MONTH >= least) ?? 60_000);
}

function evenly(since: number, until: number, step: number): Tick[] {
  const found: Tick[] = [];
  for (let at = Math.ceil(since / step) * step; at <= until; at += step) {
    const isDay = at % DAY === 0;
    const text = formatted(at, isDay ? { day: "numeric", month: "short" } : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    found.push({ at, text });
  }
  return found;
}

function monthly(since: number, until: number, months: number): Tick[] {
  const first = new Date(since);
  const found: Tick[] = [];
  for (let month = Math.ceil((first.getUTCFullYear() * 12 + first.getUTCMonth()) / months) * months; ; month += months) {
    const at = Date.UTC(Math.floor(month / 12), month % 12);
    if (!(at <= until)) return found; // also where the time ends that a clock can say
    if (at < since) continue;
    found.push({ at, text: formatted(at, months % 12 ? { month: "short", year: "numeric" } : { year: "numeric" }) });
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatted(at: number, how: Intl.DateTimeFormatOptions): string {
  const told = `${language.value} ${JSON.stringify(how)}`;
  let format = formats.get(told);
  if (!format) formats.set(told, (format = new Intl.DateTimeFormat(language.value, { ...how, timeZone: "UTC" })));
  return format.format(at);
}

/** Rows of a picture in which spans lie without touching; of each the row. */
export function lanes(spans: readonly Moment[], room: number): number[] {
  const ends: number[] = [];
  const order = spans.map((_, i) => i).sort((a, b) => spans[a]!.since - spans[b]!.since || a - b);
  const found = new Array<number>(spans.length).fill(0);
  for (const i of order) {
    const free = ends.findIndex((end) => end <= spans[i]!.since);
    const lane = free < 0 ? ends.length : free;
    found[i] = lane;
    ends[lane] = Math.max(spans[i]!.until, spans[i]!.since + room);
  }
  return found;
}
