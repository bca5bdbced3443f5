// What is left unexplained, as shape and words tell it.
export type Left = "none" | "over" | "short" | "unknown";

/** Whether more came than left (`over`), or more left than came (`short`). */
export function leftOf(unexplained: string | null): Left {
  if (unexplained === null) return "unknown";
  if (unexplained.startsWith("-")) return "short";
  return /[1-9]/.test(unexplained) ? "over" : "none";
}
