// Which lines of a long list are in view; on paper all of them are.
import { useLayoutEffect, useRef, useState } from "preact/hooks";

export const LINE = 30;
const SPARE = 8;

export function useLines(count: number) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  const [printing, setPrinting] = useState(false);
  useLayoutEffect(() => {
    const watch = new ResizeObserver(() => setHeight(box.current!.clientHeight));
    watch.observe(box.current!);
    const [before, after] = [() => setPrinting(true), () => setPrinting(false)];
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => {
      watch.disconnect();
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
    };
  }, []);
  return {
    box,
    first: printing ? 0 : Math.max(0, Math.floor(top / LINE) - SPARE),
    last: printing ? count : Math.min(count, Math.ceil((top + height) / LINE) + SPARE),
    onScroll: () => setTop(box.current!.scrollTop),
  };
}

/** The line above or below has the focus, or a key that does something else. */
export function step(event: KeyboardEvent): boolean {
  const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!way) return false;
  const line = event.currentTarget as HTMLElement;
  const next = (way > 0 ? line.nextElementSibling : line.previousElementSibling) as HTMLElement | null;
  next?.focus();
  return true;
}
