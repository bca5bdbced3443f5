// Where the groups of a quantity flow stand: layers by the longest way to them, bands as wide as what flows.
// Every unit has a measure of its own, since a kilogram is no number of pieces.
import type { FlowGroup, FlowLink } from "./flows.ts";

/** The layer that moves most of a unit is this high in it. */
export const UNIT_HEIGHT = 170;
export const NODE_WIDTH = 12;
const LAYER_WIDTH = 160;
const LEAST_LINK = 1.5;
const LEAST_NODE = 30;
const GAP = 10;

export interface Box {
  group: FlowGroup;
  layer: number;
  x: number;
  y: number;
  height: number;
}

export interface Band {
  link: FlowLink;
  /** Index of its unit; -1 where nothing is stated. */
  unit: number;
  thickness: number;
  from: { x: number; y: number };
  to: { x: number; y: number };
}

export interface Picture {
  width: number;
  height: number;
  boxes: Box[];
  bands: Band[];
  /** Unit and how much of it a full height stands for. */
  units: { unit: string; full: number }[];
}

export function sankey(groups: readonly FlowGroup[], links: readonly FlowLink[]): Picture {
  const layers = layersOf(groups, links);
  // Who received it stands at the end, however short the way there was.
  const last = Math.max(0, ...layers.values());
  for (const { id, kind } of groups) if (kind === "customer" || kind === "returned") layers.set(id, last);
  const units = measured(links, layers);
  const index = new Map(units.map(({ unit }, i) => [unit, i]));
  const thick = (link: FlowLink): number =>
    link.unit === null ? LEAST_LINK : Math.max(LEAST_LINK, (UNIT_HEIGHT * Number(link.quantity)) / units[index.get(link.unit)!]!.full);
  const boxes = placed(groups, links, layers, thick);
  const bands = banded(links, boxes, thick, (link) => (link.unit === null ? -1 : index.get(link.unit)!));
  const all = [...boxes.values()];
  return {
    width: (Math.max(0, ...all.map((box) => box.layer)) + 1) * LAYER_WIDTH,
    height: Math.max(0, ...all.map((box) => box.y + box.height)) + GAP,
    boxes: all,
    bands,
    units,
  };
}

/** The longest way from a group that nothing flows into; what closes a circle, as rework does, adds nothing. */
export function layersOf(groups: readonly FlowGroup[], links: readonly FlowLink[]): Map<string, number> {
  const out = new Map<string, Set<string>>();
  for (const { source, target } of links) out.set(source, (out.get(source) ?? new Set()).add(target));
  const state = new Map<string, "open" | "done">();
  const order: string[] = [];
  const closing = new Set<string>();
  const visit = (id: string): void => {
    state.set(id, "open");
    for (const next of out.get(id) ?? []) {
      if (state.get(next) === "open") closing.add(`${id}\n${next}`);
      else if (!state.has(next)) visit(next);
    }
    state.set(id, "done");
    order.push(id);
  };
  for (const { id } of groups) if (!state.has(id)) visit(id);
  const layer = new Map(groups.map(({ id }) => [id, 0]));
  for (const id of order.reverse()) {
    for (const next of out.get(id) ?? []) {
      if (!closing.has(`${id}\n${next}`)) layer.set(next, Math.max(layer.get(next)!, layer.get(id)! + 1));
    }
  }
  return layer;
}

function measured(links: readonly FlowLink[], layers: Map<string, number>): Picture["units"] {
  const most = new Map<string, number>();
  for (const unit of new Set(links.flatMap((link) => (link.unit === null ? [] : [link.unit])))) {
    const moved = [new Map<number, number>(), new Map<number, number>()];
    for (const link of links.filter((one) => one.unit === unit)) {
      [layers.get(link.source)!, layers.get(link.target)!].forEach((layer, side) =>
        moved[side]!.set(layer, (moved[side]!.get(layer) ?? 0) + Math.abs(Number(link.quantity))),
      );
    }
    most.set(unit, Math.max(...moved.flatMap((side) => [...side.values()])) || 1);
  }
  return [...most].map(([unit, full]) => ({ unit, full })).sort((a, b) => (a.unit < b.unit ? -1 : 1));
}

type Thick = (link: FlowLink) => number;

function placed(groups: readonly FlowGroup[], links: readonly FlowLink[], layers: Map<string, number>, thick: Thick): Map<string, Box> {
  const total = (side: "source" | "target", id: string): number =>
    links.filter((link) => link[side] === id).reduce((sum, link) => sum + thick(link), 0);
  const boxes = new Map(
    groups.map((group) => {
      const layer = layers.get(group.id)!;
      const height = Math.max(LEAST_NODE, total("source", group.id), total("target", group.id));
      return [group.id, { group, layer, x: layer * LAYER_WIDTH, y: 0, height }];
    }),
  );
  const columns: Box[][] = [];
  for (const box of boxes.values()) (columns[box.layer] ??= []).push(box);
  for (const column of columns) stack(column);
  // By the middle of what they are joined with, there and back.
  for (const column of [...columns, ...[...columns].reverse()]) {
    const middle = new Map(column.map((box) => [box, middleOf(box, links, boxes)]));
    column.sort((a, b) => middle.get(a)! - middle.get(b)!);
    stack(column);
  }
  return boxes;
}

function stack(column: readonly Box[]): void {
  let y = GAP;
  for (const box of column) {
    box.y = y;
    y += box.height + GAP;
  }
}

function middleOf(box: Box, links: readonly FlowLink[], boxes: Map<string, Box>): number {
  const ends = links.flatMap(({ source, target }) => (source === box.group.id ? [target] : target === box.group.id ? [source] : []));
  const middles = ends.map((id) => boxes.get(id)!).map((one) => one.y + one.height / 2);
  return middles.length ? middles.reduce((sum, one) => sum + one, 0) / middles.length : box.y;
}

function banded(links: readonly FlowLink[], boxes: Map<string, Box>, thick: Thick, unit: (link: FlowLink) => number): Band[] {
  const used = { source: new Map<string, number>(), target: new Map<string, number>() };
  const next = (side: "source" | "target", link: FlowLink): { x: number; y: number } => {
    const box = boxes.get(link[side])!;
    const at = used[side].get(link[side]) ?? box.y;
    used[side].set(link[side], at + thick(link));
    return { x: box.x + (side === "source" ? NODE_WIDTH : 0), y: at + thick(link) / 2 };
  };
  const bands = new Map(links.map((link) => [link, { link, unit: unit(link), thickness: thick(link), from: { x: 0, y: 0 }, to: { x: 0, y: 0 } }]));
  const y = (id: string): number => boxes.get(id)!.y;
  for (const link of [...links].sort((a, b) => y(a.target) - y(b.target))) bands.get(link)!.from = next("source", link);
  for (const link of [...links].sort((a, b) => y(a.source) - y(b.source))) bands.get(link)!.to = next("target", link);
  return [...bands.values()];
}
