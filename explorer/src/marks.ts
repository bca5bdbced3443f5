// Records that the investigator marked, with undo and redo. They stay in the tab.
import { computed, signal } from "@preact/signals";

const KEPT = "lotgraph.marks";
const past = signal<readonly ReadonlySet<string>[]>([]);
const future = signal<readonly ReadonlySet<string>[]>([]);
const now = signal<ReadonlySet<string>>(kept());

export const marks = computed(() => now.value);
export const canUndo = computed(() => past.value.length > 0);
export const canRedo = computed(() => future.value.length > 0);

/** Mark what is not marked; unmark it where all of it is. */
export function toggle(keys: readonly string[]): void {
  const next = new Set(now.value);
  const unmark = keys.every((key) => next.has(key));
  for (const key of keys) {
    if (unmark) next.delete(key);
    else next.add(key);
  }
  change(next);
}

export function clear(): void {
  if (now.value.size) change(new Set());
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

function change(next: ReadonlySet<string>): void {
  past.value = [...past.value, now.value];
  future.value = [];
  keep(next);
}

function keep(next: ReadonlySet<string>): void {
  now.value = next;
  try {
    sessionStorage.setItem(KEPT, JSON.stringify([...next]));
  } catch {
    // Without storage marks hold until the page is left.
  }
}

function kept(): ReadonlySet<string> {
  try {
    const all: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
    return new Set(Array.isArray(all) ? all.map(String) : []);
  } catch {
    return new Set();
  }
}
