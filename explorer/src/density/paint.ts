// Draws a level of the pyramid: bands as dark as they are joined, and the relationships between them.
import { bandsOf, type Level, type DensityMap } from "./bands.ts";
import type { Frame, Ink } from "./messages.ts";

/** A band is no lower than this, so that it can be told from its neighbours. */
export const BAND = 5;
const STRENGTHS = 6;

export function paint(context: OffscreenCanvasRenderingContext2D, map: DensityMap, level: Level, frame: Frame, ink: Ink): void {
  context.setTransform(frame.scale, 0, 0, frame.scale, 0, 0);
  context.clearRect(0, 0, frame.width, frame.height);
  relationships(context, map, level, frame, ink);
  map.sizes.forEach((rows, column) => bands(context, level, frame, ink, column, rows));
}

/** Top and height of a band in the picture. */
function spanOf(band: number, count: number, { view, height }: Frame): [number, number] {
  const times = height / (view.bottom - view.top);
  return [(band / count - view.top) * times, times / count];
}

function bands(context: OffscreenCanvasRenderingContext2D, level: Level, frame: Frame, ink: Ink, column: number, rows: number): void {
  const count = bandsOf(rows, level.bands);
  const [first, last] = [Math.floor(frame.view.top * count), Math.min(Math.ceil(frame.view.bottom * count), count)];
  const weight = level.weight[column]!;
  let most = 1;
  for (const one of weight) most = Math.max(most, one);
  const x = frame.left[column]!;
  for (let band = first; band < last; band++) {
    const [top, height] = spanOf(band, count, frame);
    context.globalAlpha = 0.25 + 0.75 * (Math.log1p(weight[band]!) / Math.log1p(most));
    context.fillStyle = ink.hues[column]!;
    context.fillRect(x, top, frame.columnWidth, Math.max(height - (height > 3 ? 1 : 0), 1));
    const flags = level.flags[column]![band]!;
    if (!flags) continue;
    context.globalAlpha = 1;
    context.fillStyle = ink.accent;
    // A start is a triangle on the left, what is marked a bar on the right.
    const middle = Math.min(Math.max(top + height / 2, 6), frame.height - 6);
    if (flags & 1) triangle(context, x, middle);
    if (flags & 2) context.fillRect(x + frame.columnWidth - 5, top, 5, Math.max(height - 1, 2));
  }
  context.globalAlpha = 1;
}

function triangle(context: OffscreenCanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath();
  context.moveTo(x - 2, y - 6);
  context.lineTo(x + 9, y);
  context.lineTo(x - 2, y + 6);
  context.fill();
}

/** Lines of alike strength are drawn together: one path for each. */
function relationships(context: OffscreenCanvasRenderingContext2D, map: DensityMap, level: Level, frame: Frame, ink: Ink): void {
  const { links } = level;
  const paths = Array.from({ length: STRENGTHS }, () => new Path2D());
  const used = new Uint8Array(STRENGTHS);
  for (let i = 0; i < links.count.length; i++) {
    const [c, d] = [links.fromColumn[i]!, links.toColumn[i]!];
    const from = middleOf(links.fromBand[i]!, bandsOf(map.sizes[c]!, level.bands), frame);
    const to = middleOf(links.toBand[i]!, bandsOf(map.sizes[d]!, level.bands), frame);
    if (from === null && to === null) continue;
    const strength = Math.min(STRENGTHS - 1, Math.floor((Math.log1p(links.count[i]!) / Math.log1p(links.most)) * STRENGTHS));
    used[strength] = 1;
    const back = d < c;
    const x1 = frame.left[c]! + (back ? 0 : frame.columnWidth);
    const x2 = frame.left[d]! + (back || d === c ? frame.columnWidth : 0);
    const [y1, y2] = [from ?? edgeOf(links.fromBand[i]!, map.sizes[c]!, level, frame), to ?? edgeOf(links.toBand[i]!, map.sizes[d]!, level, frame)];
    paths[strength]!.moveTo(x1, y1);
    paths[strength]!.lineTo(x2, y2);
  }
  context.strokeStyle = ink.line;
  paths.forEach((path, strength) => {
    if (!used[strength]) return;
    context.globalAlpha = 0.08 + (0.5 * strength) / STRENGTHS;
    context.lineWidth = 0.6 + strength * 0.35;
    context.stroke(path);
  });
  context.globalAlpha = 1;
}

/** The middle of the visible part of a band; null where it is out of view. */
function middleOf(band: number, count: number, frame: Frame): number | null {
  const [top, height] = spanOf(band, count, frame);
  const [first, last] = [Math.max(top, 0), Math.min(top + height, frame.height)];
  return last <= first ? null : (first + last) / 2;
}

function edgeOf(band: number, rows: number, level: Level, frame: Frame): number {
  const [top] = spanOf(band, bandsOf(rows, level.bands), frame);
  return top < 0 ? -10 : frame.height + 10;
}
