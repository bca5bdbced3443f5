// The worker that draws the density map. It keeps the levels that were needed, and draws only the newest wish.
import { bandsFor, levelOf, type Level, type DensityMap } from "./bands.ts";
import type { Drawn, Frame, Ink, ToWorker } from "./messages.ts";
import { BAND, paint } from "./paint.ts";

let canvas: OffscreenCanvas | null = null;
let map: DensityMap | null = null;
let levels = new Map<number, Level>();
let wish: { frame: Frame; ink: Ink } | null = null;
let waiting = false;

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === "surface") canvas = data.canvas;
  else if (data.kind === "map") {
    map = data.map;
    levels = new Map();
  } else {
    wish = { frame: data.frame, ink: data.ink };
    if (!waiting) {
      waiting = true;
      // Wishes that are waiting to be read come first, and only the last of them counts.
      setTimeout(draw);
    }
  }
});

function draw(): void {
  waiting = false;
  const context = canvas?.getContext("2d");
  if (!canvas || !context || !map || !wish) return;
  const { frame, ink } = wish;
  const began = performance.now();
  const [width, height] = [Math.max(1, Math.round(frame.width * frame.scale)), Math.max(1, Math.round(frame.height * frame.scale))];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const bands = bandsFor(frame.height, frame.view.bottom - frame.view.top, BAND, Math.max(...map.sizes));
  let level = levels.get(bands);
  if (!level) levels.set(bands, (level = levelOf(map, bands)));
  paint(context, map, level, frame, ink);
  const drawn: Drawn = { view: frame.view, bands, took: performance.now() - began };
  postMessage(drawn);
}
