// The neighbourhood of the open record: a node-link picture for the page and for paper, and its table.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { named, t } from "../i18n/index.ts";
import type { ColumnName } from "../graph/columns.ts";
import { START, type Network } from "../graph/network.ts";
import { describe } from "../views/describe.ts";
import { MOST, around, layersOf } from "./around.ts";

const BOX = { width: 150, height: 34 };
const GAP = { x: 70, y: 8 };
const HEAD = 24;
const FARTHEST = 20;

interface Props {
  network: Network;
  places: ColumnName[];
  chosen: number | null;
  marked: ReadonlySet<string>;
  onOpen: (row: number) => void;
}

export function Around({ network, places, chosen, marked, onOpen }: Props) {
  const [before, setBefore] = useState(2);
  const [behind, setBehind] = useState(2);
  // Without an open record it is a start that stands in the middle.
  const start = useMemo(() => network.reach.findIndex((reach) => (reach & START) !== 0), [network]);
  const middle = chosen ?? (start >= 0 ? start : null);
  const found = useMemo(() => (middle === null ? null : around(network, middle, before, behind)), [network, middle, before, behind]);
  if (middle === null || !found) return <p>{t("around.none")}</p>;
  const tooMany = found.rows.length > MOST;
  return (
    <div class="sheet around">
      <p class="tools">
        <Steps label={t("around.before")} value={before} onChange={setBefore} /> <Steps label={t("around.behind")} value={behind} onChange={setBehind} />{" "}
        <span role="status" class="shown">
          {tooMany ? t("around.tooMany", { n: found.rows.length, most: MOST }) : t("around.shown", { n: found.rows.length, total: network.size })}
        </span>
      </p>
      {tooMany ? (
        <p class="bad">{t("around.tooManyNext")}</p>
      ) : (
        <>
          <Picture network={network} places={places} found={found} middle={middle} marked={marked} onOpen={onOpen} />
          <List network={network} edges={found.edges} onOpen={onOpen} />
        </>
      )}
    </div>
  );
}

function Steps({ label, value, onChange }: { label: string; value: number; onChange: (steps: number) => void }) {
  const set = (event: Event): void => {
    const wanted = (event.currentTarget as HTMLInputElement).valueAsNumber;
    if (Number.isInteger(wanted)) onChange(Math.min(Math.max(wanted, 0), FARTHEST));
  };
  return (
    <label>
      {label} <input type="number" min={0} max={FARTHEST} value={value} onInput={set} />
    </label>
  );
}

interface PictureProps {
  network: Network;
  places: ColumnName[];
  found: ReturnType<typeof around>;
  middle: number;
  marked: ReadonlySet<string>;
  onOpen: (row: number) => void;
}

interface Spot {
  x: number;
  y: number;
  layer: number;
  at: number;
}

function Picture({ network, places, found, middle, marked, onOpen }: PictureProps) {
  const layers = useMemo(() => layersOf(network, places, found), [network, places, found]);
  const [active, setActive] = useState(middle);
  const svg = useRef<SVGSVGElement>(null);
  useEffect(() => setActive(middle), [found]);
  const most = Math.max(...layers.map((layer) => layer.length));
  const width = layers.length * (BOX.width + GAP.x) - GAP.x + 8;
  const height = HEAD + most * (BOX.height + GAP.y) + 8;
  const spots = new Map<number, Spot>();
  layers.forEach((layer, c) =>
    layer.forEach((row, i) => {
      const lead = ((most - layer.length) * (BOX.height + GAP.y)) / 2;
      spots.set(row, { x: 4 + c * (BOX.width + GAP.x), y: HEAD + lead + i * (BOX.height + GAP.y), layer: c, at: i });
    }),
  );
  const focus = (row: number | undefined): void => {
    if (row === undefined) return;
    setActive(row);
    svg.current?.querySelector<SVGGElement>(`[data-row="${row}"]`)?.focus();
  };
  const press = (event: KeyboardEvent, row: number): void => {
    const { layer, at } = spots.get(row)!;
    const beside = (way: 1 | -1): number | undefined => {
      const { sources, targets } = network.edges;
      const joined = found.edges.flatMap((edge) => (sources[edge] === row ? [targets[edge]!] : targets[edge] === row ? [sources[edge]!] : []));
      const there = joined.filter((one) => (spots.get(one)!.layer - layer) * way > 0);
      there.sort((a, b) => Math.abs(spots.get(a)!.layer - layer) - Math.abs(spots.get(b)!.layer - layer) || spots.get(a)!.y - spots.get(b)!.y);
      const next = layers[layer + way];
      return there[0] ?? next?.[Math.min(at, next.length - 1)];
    };
    const moves: Record<string, () => void> = {
      ArrowDown: () => focus(layers[layer]![at + 1]),
      ArrowUp: () => focus(layers[layer]![at - 1]),
      ArrowRight: () => focus(beside(1)),
      ArrowLeft: () => focus(beside(-1)),
      Home: () => focus(layers[layer]![0]),
      End: () => focus(layers[layer]!.at(-1)),
      Enter: () => onOpen(row),
      " ": () => onOpen(row),
    };
    const move = event.ctrlKey || event.altKey || event.metaKey ? undefined : moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  };
  return (
    <div class="links">
      <svg ref={svg} width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={t("around.label")}>
        {layers.map((layer, c) => (
          <text key={c} class="name" x={4 + c * (BOX.width + GAP.x)} y={14}>
            {t(`column.${places[layer[0]!]!}`)}
          </text>
        ))}
        {found.edges.map((edge) => {
          const [from, to] = [spots.get(network.edges.sources[edge]!)!, spots.get(network.edges.targets[edge]!)!];
          return <path key={edge} class="link-line" d={curve(from, to)} />;
        })}
        {[...spots].map(([row, { x, y }]) => {
          const { title, detail } = describe(network, row);
          const isStart = (network.reach[row]! & START) !== 0;
          const isMarked = marked.has(network.keys[row]!);
          const states = ["node", `column-${places[row]}`, row === middle && "is-middle", isStart && "is-start"];
          return (
            <g
              key={row}
              data-row={row}
              class={states.filter(Boolean).join(" ")}
              role="button"
              tabIndex={row === active ? 0 : -1}
              aria-description={`${named("label", network.labels[row]!)} ${network.keys[row]}${isStart ? `, ${t("column.start")}` : ""}`}
              aria-current={row === middle ? "true" : undefined}
              transform={`translate(${x} ${y})`}
              onClick={() => onOpen(row)}
              onFocus={() => setActive(row)}
              onKeyDown={(event) => press(event, row)}
            >
              <rect width={BOX.width} height={BOX.height} rx={3} />
              <rect class="hue" width={4} height={BOX.height} />
              <text>
                <tspan x={10} y={14} class="title">
                  {short(`${isStart ? "▶ " : ""}${isMarked ? "★ " : ""}${title}`, 20)}
                </tspan>{" "}
                <tspan x={10} y={28}>
                  {short(detail, 23)}
                </tspan>
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

/** A text that fits its box; all of it is in the description and in the table. */
function short(text: string, most: number): string {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : text;
}

function curve(from: Spot, to: Spot): string {
  const back = to.layer < from.layer;
  const same = to.layer === from.layer;
  const x1 = from.x + (back ? 0 : BOX.width);
  const x2 = to.x + (back || same ? BOX.width : 0);
  const [y1, y2] = [from.y + BOX.height / 2, to.y + BOX.height / 2];
  const bend = same ? 30 : (x2 - x1) / 2;
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 + (same ? 30 : -bend)} ${y2} ${x2} ${y2}`;
}

function List({ network, edges, onOpen }: { network: Network; edges: readonly number[]; onOpen: (row: number) => void }) {
  const link = (row: number) => (
    <button type="button" class="link" onClick={() => onOpen(row)}>
      <small>{named("label", network.labels[row]!)}</small> <bdi>{describe(network, row).title}</bdi>
    </button>
  );
  return (
    <section>
      <h3>
        {t("around.table")} <small>{t("trace.shown", { shown: edges.length, total: edges.length })}</small>
      </h3>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("around.from")}</th>
            <th scope="col">{t("around.how")}</th>
            <th scope="col">{t("around.to")}</th>
          </tr>
        </thead>
        <tbody>
          {edges.map((edge) => (
            <tr key={edge}>
              <td>{link(network.edges.sources[edge]!)}</td>
              <td>{named("type", network.edges.types[edge]!)}</td>
              <td>{link(network.edges.targets[edge]!)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
