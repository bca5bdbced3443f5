// Whose work is in this tab: what one person found, marked and noted is not shown to the next one.
import { batch, effect, signal, untracked } from "@preact/signals";
import { forget, retry } from "./answer.ts";
import { account, signInWanted } from "./api/ask.ts";
import { scanned } from "./find/Find.tsx";
import { forgetMarks, marks } from "./marks.ts";

const KEPT = "lotgraph.marks.of";

/** Counts changes of the person: what a page holds is made anew for each. */
export const person = signal(0);

let owner = stored();

/** Clear everything that was found or written here; the address stays, it holds a question and no answer. */
export function clearWork(): void {
  owner = null;
  batch(() => {
    forget();
    forgetMarks();
    scanned.value = "";
    person.value += 1;
  });
}

/** Clear the work when another account is signed in; the same one finds it again. */
export function guardWork(): void {
  effect(() => {
    const now = account.value;
    if (now === null) return;
    // Who asked before is not known where a session was wanted and none was seen: then it is another one's, too.
    if (now !== owner && (owner !== null || signInWanted.peek())) untracked(() => (clearWork(), retry()));
    owner = now;
  });
  // Marks outlive the page, so whose they are does, too.
  effect(() => store(marks.value.size ? (account.value ?? owner) : null));
}

function store(whose: string | null): void {
  try {
    if (whose === null) sessionStorage.removeItem(KEPT);
    else sessionStorage.setItem(KEPT, whose);
  } catch {
    // Without storage marks do not outlive the page.
  }
}

function stored(): string | null {
  try {
    return sessionStorage.getItem(KEPT);
  } catch {
    return null;
  }
}
