// The answer that is on the page: asked when the question of the address changes, kept when asking fails.
import { computed, effect, signal } from "@preact/signals";
import type { ResultOf } from "gql.tada";
import { ask, refusalOf, whole, type Refusal } from "./api/ask.ts";
import { TRACE } from "./api/documents.ts";
import { networkOf, type Network } from "./graph/network.ts";
import { placesOf, type ColumnName } from "./graph/columns.ts";
import { route, type Route } from "./route.ts";

export type Told = NonNullable<ResultOf<typeof TRACE>["recall"]>;

export interface Answer {
  forward: Told | null;
  backward: Told | null;
  network: Network;
  places: ColumnName[];
  /** The ledger's size when it was asked, whatever size it was asked of. */
  newest: number;
}

export const answer = signal<Answer | null>(null);
export const asking = signal(false);
export const failure = signal<Refusal | null>(null);

/** The answers of both directions that there are. */
export const sides = computed(() => [answer.value?.forward, answer.value?.backward].filter((side) => side != null));
export const gaps = computed(() => distinct(sides.value.flatMap((side) => side.gaps)));
export const notes = computed(() => distinct(sides.value.flatMap((side) => side.notes)));
export const complete = computed(() => sides.value.length > 0 && sides.value.every((side) => side.complete));

const again = signal(0);
/** Ask once more. */
export const retry = (): void => void (again.value += 1);

let stop = new AbortController();
let asked = "";

/** Nothing of the answer is left, and none that is under way arrives. */
export function forget(): void {
  stop.abort();
  asked = "";
  asking.value = false;
  answer.value = null;
  failure.value = null;
}

/** Ask whenever the question changes. */
export function answering(): void {
  const question = computed(() => JSON.stringify([...questionOf(route.value), again.value]));
  effect(() => {
    const told = question.value;
    const { page, keys, badClock } = route.peek();
    if (page !== "trace" || !keys.length || badClock || told === asked) return;
    asked = told;
    void run(route.peek());
  });
}

/** What the answer depends on. */
export function questionOf(where: Route): unknown[] {
  return [where.page === "trace", where.keys, where.direction, where.asOf, where.knownAt, where.badClock, where.timeAware];
}

/** The question of an answer, as it was answered: whatever the address asks for by now. */
export function askedOf({ forward, backward }: Answer) {
  const { start, asOf, ledger } = whole(forward ?? backward);
  return {
    keys: [...start],
    asOf,
    knownAt: ledger.size,
    timeAware: forward?.timeAware ?? false,
    forward: forward !== null,
    backward: backward !== null,
  };
}

async function run(where: Route): Promise<void> {
  stop.abort();
  stop = new AbortController();
  const { signal: mine } = stop;
  asking.value = true;
  try {
    const { keys, asOf, knownAt, timeAware, direction } = where;
    const wanted = { forward: direction !== "backward", backward: direction !== "forward" };
    const question = { keys: [...keys], asOf, timeAware, ...wanted };
    let data = await ask(TRACE, { ...question, knownAt }, mine);
    // A commit may have come between the two directions; then both are asked as of the later size.
    const sizes = [data.recall, data.genealogy].flatMap((told) => told?.ledger.size ?? []);
    if (new Set(sizes).size > 1) data = await ask(TRACE, { ...question, knownAt: Math.max(...sizes) }, mine);
    if (mine.aborted) return;
    const forward = wanted.forward ? whole(data.recall) : null;
    const backward = wanted.backward ? whole(data.genealogy) : null;
    const network = networkOf(side(forward), side(backward));
    answer.value = { forward, backward, network, places: placesOf(network), newest: whole(data.ledgerHead).size };
    failure.value = null;
  } catch (error) {
    if (mine.aborted) return;
    asked = "";
    failure.value = refusalOf(error);
  } finally {
    if (!mine.aborted) asking.value = false;
  }
}

function side(told: Told | null): { block: Told["columns"]; start: string[] } | null {
  return told && { block: told.columns, start: told.start };
}

function distinct<T extends object>(all: T[]): T[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}
