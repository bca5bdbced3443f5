// What the page and the worker of the density map say to one another.
import type { DensityMap, View } from "./bands.ts";

export interface Frame {
  width: number;
  height: number;
  scale: number;
  left: number[];
  columnWidth: number;
  view: View;
}

/** Colours, worked out by the page: a worker knows no style. */
export interface Ink {
  hues: string[];
  line: string;
  accent: string;
  faint: string;
}

export type ToWorker =
  | { kind: "surface"; canvas: OffscreenCanvas }
  | { kind: "map"; map: DensityMap }
  | { kind: "draw"; frame: Frame; ink: Ink };

/** What was drawn: the view, how many bands at most, and in how many milliseconds. */
export interface Drawn {
  view: View;
  bands: number;
  took: number;
}
