// The way to an identity provider and back: the page that was open is open again, and a refusal is said.
import { signal } from "@preact/signals";
import { keepToken, signInWanted } from "./api/ask.ts";

const KEPT = "lotgraph.return";
const WORDS = ["denied", "refused", "no-account", "away"] as const;

export type Word = (typeof WORDS)[number];

/** Why the last sign-in at the provider came to nothing. */
export const refusedThere = signal<Word | null>(null);

/** Keep the place before the browser leaves. */
export function leave(): void {
  sessionStorage.setItem(KEPT, location.hash);
  keepToken(null);
}

/** Take the place up again, and what the server said of the sign-in. */
export function comeBack(): void {
  const said = new URLSearchParams(location.search).get("sign-in");
  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  if (said !== null || (kept && !location.hash)) {
    history.replaceState(null, "", `${location.pathname}${location.hash || (kept ?? "")}`);
  }
  refusedThere.value = WORDS.find((word) => word === said) ?? null;
  if (said !== null) signInWanted.value = true;
}
