// The way to an identity provider and back: the page that was open is open again, and a refusal is said.
import { signal } from "@preact/signals";
import { askWays, keepToken, signInWanted } from "./api/ask.ts";
import type { Text } from "./i18n/index.ts";
import { notice } from "./parts/Notice.tsx";

const KEPT = "lotgraph.return";
const WORDS = ["denied", "refused", "no-account", "away"] as const;

export type Word = (typeof WORDS)[number];

/** The words in a sentence. */
export const REASONS: Record<Word, Text> = {
  denied: "signIn.denied",
  refused: "signIn.refused",
  "no-account": "signIn.noAccount",
  away: "signIn.away",
};

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
  const word = WORDS.find((one) => one === said);
  if (word) void tell(word);
}

/** In the dialog where one must sign in; else beside what is on the page, where it is in nobody's way. */
async function tell(word: Word): Promise<void> {
  const ways = await askWays().catch(() => null);
  if (ways && !ways.provider) notice.value = { text: "signIn.linkOnly" };
  else if (ways?.needed && !ways.account) {
    refusedThere.value = word;
    signInWanted.value = true;
  } else notice.value = { text: REASONS[word] };
}
