// How far loads are, as far as anybody can tell.

/** Percent of a guess; a guess that was too small never shows more than is sure. */
export function percent(rows: number, about: number): number {
  return rows >= about ? 99 : Math.floor((100 * rows) / about);
}

/** What is under way, each once: a file that is read from the inbox is also a load that was begun. */
export function held<P extends { sha256: string; rowsRead: number | null }, L extends { sha256: string }>(
  pushed: readonly P[],
  begun: readonly L[],
): { pushed: readonly P[]; begun: readonly L[] } {
  const read = new Set(pushed.filter((one) => one.rowsRead !== null).map((one) => one.sha256));
  return { pushed, begun: begun.filter((one) => !read.has(one.sha256)) };
}
