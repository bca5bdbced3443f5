// Asks again while something is under way: soon while it moves, seldom while it rests, never behind another tab.
import { useEffect, useRef, useState } from "preact/hooks";
import { refusalOf, signIns, type Refusal } from "../api/ask.ts";

export const SOON = 2_000;
export const SELDOM = 30_000;

/** How long to wait: what did not change is asked half as often the next time. */
export function pauseAfter(pause: number, changed: boolean): number {
  return changed ? SOON : Math.min(pause * 2, SELDOM);
}

export interface Polled<T> {
  told: T | null;
  failed: Refusal | null;
  again: () => void;
}

/** The newest answer; an answer that fails leaves the last one in its place and is tried again. */
export function usePolled<T>(run: (stop: AbortSignal) => Promise<T>, isUnderWay: (told: T) => boolean): Polled<T> {
  const [told, setTold] = useState<T | null>(null);
  const [failed, setFailed] = useState<Refusal | null>(null);
  const [turn, setTurn] = useState(0);
  const last = useRef("");
  useEffect(() => {
    const stop = new AbortController();
    let [pause, timer, due] = [SOON, 0, false];
    const wait = (): void => {
      clearTimeout(timer);
      timer = window.setTimeout(() => (document.hidden ? (due = true) : void look()), pause);
    };
    const look = async (): Promise<void> => {
      due = false;
      try {
        const said = await run(stop.signal);
        const text = JSON.stringify(said);
        pause = pauseAfter(pause, text !== last.current);
        last.current = text;
        setTold(said);
        setFailed(null);
        if (isUnderWay(said)) wait();
      } catch (error) {
        if (stop.signal.aborted) return;
        const refusal = refusalOf(error);
        setFailed(refusal);
        pause = pauseAfter(pause, false);
        if (refusal.code === "OFFLINE") wait();
      }
    };
    const seen = (): void => void (!document.hidden && due && look());
    document.addEventListener("visibilitychange", seen);
    void look();
    return () => {
      stop.abort();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [turn, signIns.value]);
  return { told, failed, again: () => setTurn((before) => before + 1) };
}
