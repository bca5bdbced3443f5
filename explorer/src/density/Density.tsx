// The density map: an overview of answers too large to be read line by line. A worker draws; only height is zoomed.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { number, t } from "../i18n/index.ts";
import { columnsOf, type ColumnName } from "../graph/columns.ts";
import type { Network } from "../graph/network.ts";
import { describe } from "../views/describe.ts";
import { BANDS_OF_TABLE, DensityTable } from "./DensityTable.tsx";
import { mapOf, moved, orderOf, zoomed, type View } from "./bands.ts";
import type { Drawn, Frame, Ink, ToWorker } from "./messages.ts";

const GAP = 90;
const HEAD = 52;
const WHOLE: View = { top: 0, bottom: 1 };
/** So near that a screen holds about this many records of the longest column. */
const FEWEST = 20;

interface Props {
  network: Network;
  places: ColumnName[];
  shown: Uint8Array;
  marked: ReadonlySet<string>;
  /** Open a record in the columns. */
  onOpen: (row: number) => void;
}

interface Cursor {
  column: number;
  band: number;
}

export function Density({ network, places, shown, marked, onOpen }: Props) {
  const columns = useMemo(() => columnsOf(network, shown, new Set(), places), [network, places, shown]);
  const order = useMemo(() => orderOf(columns), [columns]);
  const [view, setView] = useState(WHOLE);
  const [cursor, setCursor] = useState<Cursor | null>(null);
  const [size, setSize] = useState({ width: 900, height: 500 });
  const box = useRef<HTMLDivElement>(null);
  const longest = Math.max(1, ...order.map((rows) => rows.length));
  const least = Math.min(1, FEWEST / longest);
  const columnWidth = Math.max(24, (size.width - GAP * (columns.length - 1)) / Math.max(columns.length, 1));
  const gap = columns.length > 1 ? (size.width - columnWidth * columns.length) / (columns.length - 1) : 0;
  const left = columns.map((_, c) => c * (columnWidth + gap));
  const surface = useWorker(network, order, marked, { ...size, left, columnWidth, view }, columns.map((one) => one.name));

  useEffect(() => {
    setView(WHOLE);
    setCursor(null);
  }, [order]);
  useLayoutEffect(() => {
    const measure = (): void => setSize({ width: box.current!.clientWidth, height: Math.max(box.current!.clientHeight - HEAD, 120) });
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(box.current!);
    return () => watch.disconnect();
  }, []);

  /** The rows of a column that a part of what is in view stands for: from and to before. */
  const rowsIn = (column: number, from: number, to: number): [number, number] => {
    const rows = order[column]!.length;
    const at = (part: number): number => (view.top + part * (view.bottom - view.top)) * rows;
    const first = Math.min(Math.floor(at(from) + 1e-9), rows - 1);
    return [first, Math.max(Math.min(Math.ceil(at(to) - 1e-9), rows), first + 1)];
  };
  const bandRows = ({ column, band }: Cursor): [number, number] =>
    rowsIn(column, band / BANDS_OF_TABLE, (band + 1) / BANDS_OF_TABLE);
  const press = (event: KeyboardEvent): void => {
    const { column, band } = cursor ?? { column: 0, band: -1 };
    const to = (c: number, b: number): void => {
      if (b < 0 && view.top > 0) setView(moved(view, -1 / BANDS_OF_TABLE));
      if (b >= BANDS_OF_TABLE && view.bottom < 1) setView(moved(view, 1 / BANDS_OF_TABLE));
      setCursor({ column: Math.min(Math.max(c, 0), columns.length - 1), band: Math.min(Math.max(b, 0), BANDS_OF_TABLE - 1) });
    };
    const about = view.top + ((Math.max(band, 0) + 0.5) / BANDS_OF_TABLE) * (view.bottom - view.top);
    const moves: Record<string, () => void> = {
      ArrowDown: () => to(column, band + 1),
      ArrowUp: () => to(column, band - 1),
      ArrowRight: () => to(column + 1, Math.max(band, 0)),
      ArrowLeft: () => to(column - 1, Math.max(band, 0)),
      PageDown: () => setView(moved(view, 0.9)),
      PageUp: () => setView(moved(view, -0.9)),
      "+": () => setView(zoomed(view, 2, about, least)),
      "=": () => setView(zoomed(view, 2, about, least)),
      "-": () => setView(zoomed(view, 0.5, about, least)),
      "0": () => setView(WHOLE),
      Enter: () => cursor && onOpen(order[column]![bandRows(cursor)[0]]!),
    };
    const move = event.ctrlKey || event.altKey || event.metaKey ? undefined : moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  };
  const mouse = useMouse(view, setView, size, least, (x, y) => {
    const column = left.findIndex((at) => x >= at && x <= at + columnWidth);
    if (column >= 0) onOpen(order[column]![rowsIn(column, y / size.height, y / size.height)[0]]!);
  });
  const said = cursor && told(network, order[cursor.column]!, bandRows(cursor), t(`column.${columns[cursor.column]!.name}`));
  const part = view.bottom - view.top;
  return (
    <div class="density">
      <p class="tools">
        <span class="choice" role="group" aria-label={t("density.zoom")}>
          <button type="button" onClick={() => setView(zoomed(view, 2, (view.top + view.bottom) / 2, least))} disabled={part <= least}>
            {t("environment.nearer")}
          </button>
          <button type="button" onClick={() => setView(zoomed(view, 0.5, (view.top + view.bottom) / 2, least))} disabled={part >= 1}>
            {t("environment.wider")}
          </button>
          <button type="button" onClick={() => setView(WHOLE)} disabled={part >= 1}>
            {t("density.whole")}
          </button>
        </span>{" "}
        <span class="shown">{t("density.inView", { percent: percent(part), from: percent(view.top), to: percent(view.bottom) })}</span>{" "}
        <small>{t("density.hint")}</small>
      </p>
      <div
        class="density-map"
        ref={box}
        tabIndex={0}
        role="group"
        aria-label={t("density.label")}
        aria-describedby="density-said"
        onKeyDown={press}
        {...mouse}
      >
        {columns.map((column, c) => (
          <h3 key={column.name} class={`column-${column.name}`} style={{ left: `${left[c]}px`, width: `${columnWidth + Math.min(gap, 60)}px` }}>
            {t(`column.${column.name}`)} <span>{number(column.total)}</span>
          </h3>
        ))}
        <div class="density-window" style={{ top: `${HEAD}px`, height: `${size.height}px` }}>
          {surface}
          {cursor && (
            <div
              class="density-cursor"
              style={{
                left: `${left[cursor.column]! - 3}px`,
                width: `${columnWidth + 6}px`,
                top: `${(cursor.band / BANDS_OF_TABLE) * size.height}px`,
                height: `${size.height / BANDS_OF_TABLE}px`,
              }}
            />
          )}
        </div>
      </div>
      <p id="density-said" class="said" role="status">
        <bdi>{said ?? t("density.keys")}</bdi>
      </p>
      <DensityTable columns={columns} rowsIn={rowsIn} onOpen={(column, place) => onOpen(order[column]![place]!)} />
    </div>
  );
}

const percent = (part: number): string => number(Math.round(part * 1000) / 10);

/** What stands in a band. */
function told(network: Network, rows: Int32Array, [from, to]: [number, number], column: string): string {
  const [first, last] = [describe(network, rows[from]!).title, describe(network, rows[to - 1]!).title];
  return t("density.said", { column, n: to - from, from: number(from + 1), to: number(to), first, last });
}

/** Wheel and drag move, wheel with Ctrl zooms at the pointer, a click opens. */
function useMouse(view: View, setView: (view: View) => void, size: { height: number }, least: number, onClick: (x: number, y: number) => void) {
  const drag = useRef<{ y: number; view: View; far: boolean } | null>(null);
  const at = (event: MouseEvent): [number, number] => {
    const bounds = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return [event.clientX - bounds.left, event.clientY - bounds.top - HEAD];
  };
  return {
    onWheel: (event: WheelEvent) => {
      const [, y] = at(event);
      if (event.ctrlKey) {
        const about = view.top + (y / size.height) * (view.bottom - view.top);
        setView(zoomed(view, 2 ** (-event.deltaY / 200), about, least));
      } else setView(moved(view, event.deltaY / size.height));
      event.preventDefault();
    },
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      drag.current = { y: event.clientY, view, far: false };
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent) => {
      const begun = drag.current;
      if (!begun) return;
      const way = event.clientY - begun.y;
      begun.far ||= Math.abs(way) > 4;
      if (begun.far) setView(moved(begun.view, -way / size.height));
    },
    onPointerUp: (event: PointerEvent) => {
      const begun = drag.current;
      drag.current = null;
      const [x, y] = at(event);
      if (begun && !begun.far && y >= 0) onClick(x, y);
    },
    onPointerCancel: () => (drag.current = null),
  };
}

/** The canvas, and the worker that draws on it; until it has drawn anew, what it drew is stretched. */
function useWorker(
  network: Network,
  order: readonly Int32Array[],
  marked: ReadonlySet<string>,
  frame: Omit<Frame, "scale">,
  names: readonly ColumnName[],
) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const worker = useRef<Worker | null>(null);
  const drawn = useRef<View>(WHOLE);
  const wanted = useRef(frame);
  wanted.current = frame;
  const [broken, setBroken] = useState(false);
  const stretch = (): void => {
    const { view, height } = wanted.current;
    const [part, had] = [view.bottom - view.top, drawn.current.bottom - drawn.current.top];
    const move = ((drawn.current.top - view.top) / part) * height;
    if (canvas.current) canvas.current.style.transform = `translateY(${move}px) scaleY(${had / part})`;
  };
  useLayoutEffect(() => {
    const address = document.querySelector<HTMLMetaElement>("meta[name=lotgraph-density]")?.content ?? "";
    const made = new Worker(address, { type: "module" });
    const off = canvas.current!.transferControlToOffscreen();
    worker.current = made;
    made.onerror = () => setBroken(true);
    made.onmessage = ({ data }: MessageEvent<Drawn>) => {
      drawn.current = data.view;
      stretch();
      if (canvas.current) {
        canvas.current.dataset["bands"] = String(data.bands);
        canvas.current.dataset["took"] = String(data.took);
        canvas.current.dataset["drawn"] = `${data.view.top} ${data.view.bottom}`;
      }
    };
    send(made, { kind: "surface", canvas: off }, [off]);
    return () => made.terminate();
  }, []);
  useLayoutEffect(() => send(worker.current!, { kind: "map", map: mapOf(network, order, marked) }), [network, order, marked]);
  const dark = useDark();
  useLayoutEffect(() => {
    stretch();
    send(worker.current!, { kind: "draw", frame: { ...frame, scale: devicePixelRatio || 1 }, ink: inkOf(canvas.current!, names) });
  }, [network, order, marked, frame.width, frame.height, frame.view, dark]);
  return (
    <>
      <canvas ref={canvas} aria-hidden="true" style={{ width: `${frame.width}px`, height: `${frame.height}px` }} />
      {broken && (
        <p class="bad" role="alert">
          {t("density.broken")}
        </p>
      )}
    </>
  );
}

function send(worker: Worker, message: ToWorker, hand: Transferable[] = []): void {
  worker.postMessage(message, hand);
}

function useDark(): boolean {
  const [dark, setDark] = useState(() => matchMedia("(prefers-color-scheme: dark)").matches);
  useEffect(() => {
    const query = matchMedia("(prefers-color-scheme: dark)");
    const change = (): void => setDark(query.matches);
    query.addEventListener("change", change);
    return () => query.removeEventListener("change", change);
  }, []);
  return dark;
}

/** Computed colours: only these have the scheme worked out. */
function inkOf(canvas: HTMLCanvasElement, names: readonly ColumnName[]): Ink {
  const heads = canvas.closest(".density-map")!;
  const style = getComputedStyle(canvas);
  const hue = (name: ColumnName): string => getComputedStyle(heads.querySelector(`.column-${name}`)!).borderTopColor;
  return { hues: names.map(hue), line: style.color, accent: style.outlineColor, faint: style.borderTopColor };
}
