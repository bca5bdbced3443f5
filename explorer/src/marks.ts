// Records that the investigator marked, each with a note if there is one; undo and redo. They stay in the tab.
import { computed, signal } from "@preact/signals";

/** Key of a marked record -> its note, empty where there is none. */
type Marks = ReadonlyMap<string, string>;

const KEPT = "lotgraph.marks";
const past = signal<readonly Marks[]>([]);
const future = signal<readonly Marks[]>([]);
const now = signal<Marks>(kept());

export const marks = computed<ReadonlySet<string>>(() => new Set(now.value.keys()));
/** Those of the marks that have a note. */
export const notes = computed<Marks>(() => new Map([...now.value].filter(([, note]) => note)));
export const canUndo = computed(() => past.value.length > 0);
export const canRedo = computed(() => future.value.length > 0);

/** Mark what is not marked; unmark it where all of it is. */
export function toggle(keys: readonly string[]): void {
  const next = new Map(now.value);
  const unmark = keys.every((key) => next.has(key));
  for (const key of keys) {
    if (unmark) next.delete(key);
    else if (!next.has(key)) next.set(key, "");
  }
  change(next);
}

/** Note something of a record, which marks it. */
export function note(key: string, text: string): void {
  if ((now.value.get(key) ?? "") !== text) change(new Map(now.value).set(key, text));
}

export function clear(): void {
  if (now.value.size) change(new Map());
}

export function undo(): void {
  const last = past.value.at(-1);
  if (!last) return;
  past.value = past.value.slice(0, -1);
  future.value = [...future.value, now.value];
  keep(last);
}

export function redo(): void {
  const next = future.value.at(-1);
  if (!next) return;
  future.value = future.value.slice(0, -1);
  past.value = [...past.value, now.value];
  keep(next);
}

/** Nothing of them is left, also not to undo: they were another person's. */
export function forgetMarks(): void {
  past.value = [];
  future.value = [];
  keep(new Map());
}

function change(next: Marks): void {
  past.value = [...past.value, now.value];
  future.value = [];
  keep(next);
}

function keep(next: Marks): void {
  now.value = next;
  try {
    if (next.size) sessionStorage.setItem(KEPT, JSON.stringify([...next]));
    else sessionStorage.removeItem(KEPT);
  } catch {
    // Without storage marks hold until the page is left.
  }
}

function kept(): Marks {
  try {
    const all = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]") as [string, string][];
    return new Map(all.map(([key, text]) => [String(key), String(text)]));
  } catch {
    return new Map();
  }
}
