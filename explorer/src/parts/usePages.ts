// A list that is asked page by page: what was read so far, and how to read on. Another question begins anew.
import { useEffect, useState } from "preact/hooks";
import { refusalOf, signIns, type Refusal } from "../api/ask.ts";

export interface Paged<P> {
  pages: readonly P[];
  failed: Refusal | null;
  busy: boolean;
  more: () => void;
  again: () => void;
}

/** `on` is the question; pages that were told stay where a later one fails. */
export function usePages<P>(
  run: (after: string | null, stop: AbortSignal) => Promise<P>,
  endOf: (page: P) => string | null,
  on: readonly unknown[],
): Paged<P> {
  const [pages, setPages] = useState<readonly P[]>([]);
  const [failed, setFailed] = useState<Refusal | null>(null);
  const [wanted, setWanted] = useState<{ after: string | null; turn: number }>({ after: null, turn: 0 });
  const [busy, setBusy] = useState(true);
  const question = JSON.stringify([on, signIns.value]);
  useEffect(() => setWanted((before) => ({ after: null, turn: before.turn + 1 })), [question]);
  useEffect(() => {
    if (!wanted.turn) return;
    const stop = new AbortController();
    setBusy(true);
    setFailed(null);
    run(wanted.after, stop.signal)
      .then((said) => setPages((before) => [...(wanted.after ? before : []), said]))
      .catch((error: unknown) => stop.signal.aborted || (setPages(wanted.after ? pages : []), setFailed(refusalOf(error))))
      .finally(() => stop.signal.aborted || setBusy(false));
    return () => stop.abort();
  }, [wanted]);
  const go = (after: string | null): void => setWanted((before) => ({ after, turn: before.turn + 1 }));
  const last = pages.at(-1);
  return { pages, failed, busy, more: () => go(last === undefined ? null : endOf(last)), again: () => go(null) };
}
