// Relationships between the lines in view, drawn on one canvas.
import type { Layout, Place } from "../graph/layout.ts";

export interface Frame {
  width: number;
  height: number;
  /** Left edges of the columns. */
  left: number[];
  columnWidth: number;
  /** Where the lines begin, below the heads. */
  top: number;
  lineHeight: number;
  scrolled: number[];
}

export interface Ink {
  line: string;
  strong: string;
}

/** Whether a line belongs to what is highlighted; null where nothing is. */
export type Highlight = ((place: Place) => boolean) | null;

/** Draw all relationships that begin or end in view. */
export function draw(context: CanvasRenderingContext2D, layout: Layout, frame: Frame, ink: Ink, lit: Highlight): void {
  context.clearRect(0, 0, frame.width, frame.height);
  const visible = layout.columns.map((column, c) => inView(frame, c, column.lines.length));
  const strong: [Place, Place][] = [];
  context.lineWidth = 1;
  context.strokeStyle = ink.line;
  context.globalAlpha = lit ? 0.22 : 0.6;
  context.beginPath();
  layout.columns.forEach((_, column) => {
    const [from, to] = visible[column]!;
    for (let line = from; line < to; line++) {
      const here = { column, line };
      const on = lit?.(here);
      // All that leave the picture on one side of a column would lie on one another: one is drawn.
      const edges = new Set<number>();
      const drawn = ({ column: at, line: there }: Place): boolean => {
        const [first, last] = visible[at]!;
        const side = there < first ? 0 : there >= last ? 1 : 2;
        const told = side + 3 * at + (on && lit!({ column: at, line: there }) ? 1000 : 0);
        return side === 2 || (!edges.has(told) && edges.add(told) !== undefined);
      };
      for (const there of layout.out(here)) {
        if (!drawn(there)) continue;
        if (on && lit!(there)) strong.push([here, there]);
        else curve(context, frame, here, there);
      }
      for (const there of layout.in(here)) {
        const [first, last] = visible[there.column]!;
        if (there.line >= first && there.line < last) continue; // drawn from its other end
        if (!drawn(there)) continue;
        if (on && lit!(there)) strong.push([there, here]);
        else curve(context, frame, there, here);
      }
    }
  });
  context.stroke();
  context.globalAlpha = 1;
  context.lineWidth = 2;
  context.strokeStyle = ink.strong;
  context.beginPath();
  for (const [here, there] of strong) curve(context, frame, here, there);
  context.stroke();
}

/** The lines of a column that are in view. */
export function inView(frame: Frame, column: number, lines: number): [number, number] {
  const top = frame.scrolled[column] ?? 0;
  const first = Math.max(0, Math.floor(top / frame.lineHeight));
  const last = Math.min(lines, Math.ceil((top + frame.height - frame.top) / frame.lineHeight));
  return [first, Math.max(first, last)];
}

function curve(context: CanvasRenderingContext2D, frame: Frame, from: Place, to: Place): void {
  // Against the columns' order, as when what was made goes into the next step, it leaves on the left.
  const back = to.column < from.column;
  const x1 = frame.left[from.column]! + (back ? 0 : frame.columnWidth);
  const x2 = frame.left[to.column]! + (back || to.column === from.column ? frame.columnWidth : 0);
  const [y1, y2] = [middle(frame, from), middle(frame, to)];
  const bend = to.column === from.column ? 24 : (x2 - x1) / 2;
  context.moveTo(x1, y1);
  context.bezierCurveTo(x1 + bend, y1, x2 - (to.column === from.column ? -24 : bend), y2, x2, y2);
}

/** The height of a line's middle; what is out of view ends at the edge. */
function middle(frame: Frame, place: Place): number {
  const y = frame.top + (place.line + 0.5) * frame.lineHeight - (frame.scrolled[place.column] ?? 0) - 2;
  return Math.min(Math.max(y, frame.top - 3), frame.height + 3);
}
