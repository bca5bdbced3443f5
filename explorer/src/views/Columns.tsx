// The main view: fixed columns by type in the direction of flow, only what is affected, ribbons between lines.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { t } from "../i18n/index.ts";
import { columnsOf, type ColumnName } from "../graph/columns.ts";
import { layoutOf, type Place } from "../graph/layout.ts";
import { reached, type Network } from "../graph/network.ts";
import { toggle } from "../marks.ts";
import { ColumnList, LINE_HEIGHT, HEAD_HEIGHT } from "./ColumnList.tsx";
import { draw, type Frame, type Highlight } from "./ribbons.ts";

const LEAST_WIDTH = 112;
const MOST_WIDTH = 210;
const GAP = 30;

interface Props {
  network: Network;
  places: ColumnName[];
  shown: Uint8Array;
  chosen: number | null;
  marked: ReadonlySet<string>;
  onOpen: (row: number) => void;
}

export function Columns({ network, places, shown, chosen, marked, onOpen }: Props) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<Place | null>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const lists = useRef<(HTMLElement | null)[]>([]);
  const layout = useMemo(
    () => layoutOf(network, columnsOf(network, shown, open, places)),
    [network, places, shown, open],
  );
  // Lines of another answer are others; focus stays where it is.
  useEffect(() => {
    setActive(null);
    setOpen((old) => (old.size ? new Set() : old));
  }, [network]);
  // Where a place is opened from elsewhere, it is in view.
  useEffect(() => {
    if (chosen !== null && layout.columnOf[chosen]! >= 0) show({ column: layout.columnOf[chosen]!, line: layout.lineOf[chosen]! });
  }, [network, size.height > 0]);
  const lit = useMemo(() => litBy(network, layout.columns.length ? chosen : null), [network, layout, chosen]);

  const count = layout.columns.length;
  const wanted = (size.width - GAP * (count - 1)) / Math.max(count, 1);
  const columnWidth = Math.round(Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, wanted)));
  const left = layout.columns.map((_, c) => c * (columnWidth + GAP));
  const whole = count * (columnWidth + GAP) - GAP;

  useLayoutEffect(() => {
    const measure = (): void => {
      const { clientWidth: width, clientHeight: height } = box.current!;
      setSize((old) => (old.width === width && old.height === height ? old : { width, height }));
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(box.current!);
    return () => watch.disconnect();
  }, []);

  const paint = useRef(() => {});
  paint.current = () => {
    const surface = canvas.current;
    const context = surface?.getContext("2d");
    if (!surface || !context) return;
    const scale = devicePixelRatio || 1;
    const [width, height] = [Math.max(whole, 1), size.height];
    if (surface.width !== Math.round(width * scale) || surface.height !== Math.round(height * scale)) {
      surface.width = Math.round(width * scale);
      surface.height = Math.round(height * scale);
    }
    context.setTransform(scale, 0, 0, scale, 0, 0);
    const style = getComputedStyle(surface);
    const ink = { line: style.color, strong: style.outlineColor };
    const scrolled = layout.columns.map((_, c) => lists.current[c]?.scrollTop ?? 0);
    const frame: Frame = {
      width,
      height,
      left,
      columnWidth,
      top: HEAD_HEIGHT,
      lineHeight: LINE_HEIGHT,
      scrolled,
    };
    draw(context, layout, frame, ink, lit && inLight(layout, lit));
  };
  const waiting = useRef(0);
  const repaint = (): void => {
    waiting.current ||= requestAnimationFrame(() => {
      waiting.current = 0;
      paint.current();
    });
  };
  useEffect(repaint);
  useEffect(() => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", repaint);
    return () => dark.removeEventListener("change", repaint);
  }, []);

  const focus = (place: Place): void => {
    setActive(place);
    lists.current[place.column]?.focus();
    show(place);
  };
  const show = (place: Place): void => {
    const list = lists.current[place.column];
    if (!list) return;
    const [top, view] = [place.line * LINE_HEIGHT, list.clientHeight];
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + LINE_HEIGHT > list.scrollTop + view) list.scrollTop = top + LINE_HEIGHT - view;
    list.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const use = (place: Place): void => {
    const line = layout.columns[place.column]!.lines.at(place.line);
    setActive(place);
    if (line.group === null) onOpen(line.rows[0]!);
    else {
      const next = new Set(open);
      if (!next.delete(line.group)) next.add(line.group);
      setOpen(next);
    }
  };
  const press = (event: KeyboardEvent, column: number): void => {
    const line = active?.column === column ? active.line : 0;
    const here = { column, line };
    const last = layout.columns[column]!.lines.length - 1;
    const page = Math.max(1, Math.floor((size.height - HEAD_HEIGHT) / LINE_HEIGHT) - 1);
    const to = (next: number): Place => ({ column, line: Math.min(Math.max(next, 0), last) });
    const moves: Record<string, () => void> = {
      ArrowDown: () => focus(to(active?.column === column ? line + 1 : 0)),
      ArrowUp: () => focus(to(line - 1)),
      PageDown: () => focus(to(line + page)),
      PageUp: () => focus(to(line - page)),
      Home: () => focus(to(0)),
      End: () => focus(to(last)),
      ArrowRight: () => focus(beside(layout, here, 1)),
      ArrowLeft: () => focus(beside(layout, here, -1)),
      Enter: () => use(here),
      " ": () => use(here),
      ".": () => toggle(Array.from(layout.columns[column]!.lines.at(line).rows, (row) => network.keys[row]!)),
    };
    const move = event.ctrlKey || event.altKey || event.metaKey ? undefined : moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  };

  return (
    <div class="columns" ref={box} onScroll={repaint}>
      <p class="visually-hidden" id="columns-help">
        {t("column.picture")}
      </p>
      <div class="columns-plane" style={{ width: `${Math.max(whole, 0)}px` }}>
        <canvas ref={canvas} style={{ width: `${Math.max(whole, 1)}px`, height: `${size.height}px` }} aria-hidden="true" />
        {layout.columns.map((column, c) => (
          <ColumnList
            key={column.name}
            network={network}
            column={column}
            left={left[c]!}
            width={columnWidth}
            height={size.height}
            active={active?.column === c ? active.line : null}
            chosen={chosen}
            lit={lit}
            marked={marked}
            onScroll={repaint}
            onUse={(line) => use({ column: c, line })}
            onPress={(event) => press(event, c)}
            take={(element) => (lists.current[c] = element)}
          />
        ))}
      </div>
    </div>
  );
}

/** All that flow joins with a row, in both directions; null where none is chosen. */
function litBy(network: Network, row: number | null): Uint8Array | null {
  if (row === null) return null;
  const found = reached(network.out, [row], network.size);
  reached(network.in, [row], network.size).forEach((on, i) => {
    if (on) found[i] = 1;
  });
  return found;
}

function inLight(layout: ReturnType<typeof layoutOf>, lit: Uint8Array): Highlight {
  return ({ column, line }) => layout.columns[column]!.lines.at(line).rows.some((row) => lit[row]);
}

/** The first joined line in the next column on that side that has one, else the nearest column's same height. */
function beside(layout: ReturnType<typeof layoutOf>, here: Place, way: 1 | -1): Place {
  const joined = [...layout.out(here), ...layout.in(here)];
  const there = joined
    .filter((place) => Math.sign(place.column - here.column) === way)
    .sort((a, b) => Math.abs(a.column - here.column) - Math.abs(b.column - here.column) || a.line - b.line)[0];
  if (there) return there;
  const column = here.column + way;
  const lines = layout.columns[column]?.lines.length;
  return lines ? { column, line: Math.min(here.line, lines - 1) } : here;
}
