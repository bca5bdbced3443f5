// Ask when something changes; what was told, why it failed, and how to ask again.
import { useEffect, useState } from "preact/hooks";
import { Refusal, refusalOf, signIns } from "../api/ask.ts";

export interface Asked<T> {
  told: T | null;
  failed: Refusal | null;
  again: () => void;
}

/** `run` is asked anew whenever something of `on` is another; asked again, what was told stays until it is told anew. */
export function useAsked<T>(run: (stop: AbortSignal) => Promise<T | null | undefined>, on: readonly unknown[]): Asked<T> {
  const [told, setTold] = useState<T | null>(null);
  const [failed, setFailed] = useState<Refusal | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => setTold(null), on);
  useEffect(() => {
    const stop = new AbortController();
    setFailed(null);
    run(stop.signal).then(
      (said) => setTold(said ?? null),
      (error: unknown) => stop.signal.aborted || (setTold(null), setFailed(refusalOf(error))),
    );
    return () => stop.abort();
  }, [...on, turn, signIns.value]);
  return { told, failed, again: () => setTurn(turn + 1) };
}
