// The events of the answer in time, a row of the picture for each type in the direction of flow.
import { useEffect, useMemo, useState } from "preact/hooks";
import { askedOf, type Answer } from "../answer.ts";
import { ask, whole } from "../api/ask.ts";
import { TIMES } from "../api/times.ts";
import { named, number, t } from "../i18n/index.ts";
import { COLUMNS, type ColumnName } from "../graph/columns.ts";
import type { Network } from "../graph/network.ts";
import { Failure } from "../parts/Failure.tsx";
import { useAsked } from "../parts/useAsked.ts";
import { useWidth } from "../parts/useWidth.ts";
import { said, ticks, type Moment } from "../time/moments.ts";
import { describe } from "../views/describe.ts";
import { clustersOf, eventsOf, stacked, wholeOf, type Cluster, type Event } from "./events.ts";

const LEFT = 110;
const RIGHT = 16;
const LANE = 16;
const AXIS = 24;
/** So near that a minute is as wide as the picture. */
const LEAST = 60_000;
/** What would lie further down is joined into marks that count it. */
const MOST_LANES = 8;
/** Lines of the table at a time. */
const PAGE = 200;

interface Props {
  told: Answer;
  shown: Uint8Array;
  onOpen: (row: number) => void;
}

export function Timeline({ told, shown, onOpen }: Props) {
  const { network, places } = told;
  const { told: events, failed, again } = useAsked(async (stop) => {
    const asked = askedOf(told);
    const data = await ask(TIMES, asked, stop);
    const sides = [asked.forward && whole(data.recall), asked.backward && whole(data.genealogy)].filter((side) => side !== false);
    return eventsOf(network, sides);
  }, [told]);
  if (failed) return <Failure refusal={failed} onRetry={again} />;
  if (!events) return <p class="busy">{t("trace.loading")}</p>;
  return <Drawn network={network} places={places} shown={shown} all={events} onOpen={onOpen} />;
}

interface DrawnProps extends Omit<Props, "told"> {
  network: Network;
  places: ColumnName[];
  all: readonly Event[];
}

function Drawn({ network, places, shown, all, onOpen }: DrawnProps) {
  const events = useMemo(() => all.filter((event) => shown[event.row]), [all, shown]);
  const whole = useMemo(() => wholeOf(events), [events]);
  const [window, setWindow] = useState<Moment | null>(null);
  useEffect(() => setWindow(null), [all]);
  const undated = events.filter((event) => !event.span);
  const drawn = window ?? whole;
  const inView = drawn ? events.filter(({ span }) => span && span.until >= drawn.since && span.since <= drawn.until) : [];
  return (
    <div class="sheet timeline">
      <p class="tools">
        <b>{t("timeline.shown", { shown: inView.length, n: events.length })}</b> · <span class={undated.length ? "bad" : ""}>{t("timeline.undated", { n: undated.length })}</span>{" "}
        · {t("timeline.noEvents", { n: shown.reduce((sum, one) => sum + one, 0) - events.length })}
      </p>
      {drawn && whole && <Zoom window={drawn} whole={whole} onChange={setWindow} />}
      {drawn ? (
        <Picture network={network} places={places} events={events} window={drawn} onWindow={setWindow} onOpen={onOpen} />
      ) : (
        <p>{t("timeline.none")}</p>
      )}
      <List network={network} events={inView} title={t("timeline.table")} onOpen={onOpen} />
      {undated.length > 0 && <List network={network} events={undated} title={t("timeline.without")} onOpen={onOpen} />}
    </div>
  );
}

/** Nearer by half, or moved by half, within the whole. */
function shifted(window: Moment, whole: Moment, nearer: number, by: number): Moment {
  const part = Math.min(Math.max((window.until - window.since) * nearer, LEAST), whole.until - whole.since);
  const middle = (window.since + window.until) / 2 + by * part;
  const since = Math.min(Math.max(middle - part / 2, whole.since), whole.until - part);
  return { since, until: since + part, isDay: false };
}

function Zoom({ window, whole, onChange }: { window: Moment; whole: Moment; onChange: (window: Moment | null) => void }) {
  const all = window.until - window.since >= whole.until - whole.since;
  return (
    <p class="tools">
      <span class="choice" role="group" aria-label={t("environment.time")}>
        <button type="button" onClick={() => onChange(shifted(window, whole, 1, -0.5))} disabled={window.since <= whole.since}>
          {t("environment.earlier")}
        </button>
        <button type="button" onClick={() => onChange(shifted(window, whole, 1, 0.5))} disabled={window.until >= whole.until}>
          {t("environment.later")}
        </button>
        <button type="button" onClick={() => onChange(shifted(window, whole, 0.5, 0))} disabled={window.until - window.since <= LEAST}>
          {t("environment.nearer")}
        </button>
        <button type="button" onClick={() => onChange(shifted(window, whole, 2, 0))} disabled={all}>
          {t("environment.wider")}
        </button>
        <button type="button" onClick={() => onChange(null)} disabled={all}>
          {t("environment.whole")}
        </button>
      </span>{" "}
      <span role="status">
        {said(new Date(window.since).toISOString())} – {said(new Date(window.until).toISOString())}
      </span>
    </p>
  );
}

interface PictureProps {
  network: Network;
  places: ColumnName[];
  events: readonly Event[];
  window: Moment;
  onWindow: (window: Moment) => void;
  onOpen: (row: number) => void;
}

function Picture({ network, places, events, window, onWindow, onOpen }: PictureProps) {
  const { box, width } = useWidth<HTMLDivElement>(900);
  const scale = (width - LEFT - RIGHT) / (window.until - window.since);
  const x = (at: number): number => LEFT + (Math.min(Math.max(at, window.since), window.until) - window.since) * scale;
  const names = COLUMNS.filter((name) => events.some((event) => places[event.row] === name && event.span));
  let top = 4;
  const rows = names.map((name) => {
    const touching = clustersOf(events.filter((event) => places[event.row] === name), window, 3 / scale);
    const drawn = stacked(touching, 8 / scale, MOST_LANES);
    const row = { name, ...drawn, top, height: (Math.max(0, ...drawn.lanes) + 1) * LANE + 10 };
    top += row.height;
    return row;
  });
  const use = (cluster: Cluster): void => {
    if (cluster.events.length === 1) onOpen(cluster.events[0]!.row);
    else {
      const room = Math.max((cluster.until - cluster.since) * 0.2, LEAST / 2);
      onWindow({ since: cluster.since - room, until: cluster.until + room, isDay: false });
    }
  };
  return (
    <div class="events" ref={box}>
      <svg width={width} height={top + AXIS} viewBox={`0 0 ${width} ${top + AXIS}`} aria-hidden="true">
        {ticks(window.since, window.until, Math.max(2, Math.floor((width - LEFT) / 95))).map(({ at, text }) => (
          <g key={at} class="level">
            <line x1={x(at)} x2={x(at)} y1={0} y2={top + 4} />
            <text x={x(at)} y={top + 18} text-anchor="middle">
              {text}
            </text>
          </g>
        ))}
        {rows.map((row) => (
          <g key={row.name} class={`column-${row.name}`}>
            <text x={4} y={row.top + 14} class="name">
              {t(`column.${row.name}`)}
            </text>
            <line class="rule" x1={0} x2={width} y1={row.top + row.height - 3} y2={row.top + row.height - 3} />
            {row.clusters.map((cluster, i) => {
              const lane = row.lanes[i]!;
              const [from, to] = [x(cluster.since), x(cluster.until)];
              return <Mark key={cluster.events[0]!.row} cluster={cluster} network={network} from={from} to={to} y={row.top + lane * LANE} onUse={() => use(cluster)} />;
            })}
          </g>
        ))}
      </svg>
    </div>
  );
}

interface MarkProps {
  cluster: Cluster;
  network: Network;
  from: number;
  to: number;
  y: number;
  onUse: () => void;
}

function Mark({ cluster, network, from, to, y, onUse }: MarkProps) {
  const { events, isDay } = cluster;
  const first = events[0]!;
  const wide = Math.max(to - from, 5);
  const text = events.length === 1 ? describe(network, first.row).title : number(events.length);
  const title = events.length === 1 ? `${network.keys[first.row]}\n${spell(first)}` : t("timeline.several", { n: events.length });
  const states = ["event", isDay && "is-day", events.length > 1 && "is-several", events.some((one) => one.disputed) && "is-disputed"];
  return (
    <g class={states.filter(Boolean).join(" ")} onClick={onUse}>
      <title>{title}</title>
      <rect x={from} y={y + 1} width={wide} height={LANE - 3} />
      {wide > text.length * 6.5 + 6 && (
        <text x={from + 3} y={y + 12}>
          {text}
        </text>
      )}
    </g>
  );
}

const spell = ({ started, ended }: Event): string => [said(started), said(ended)].filter(Boolean).join(" – ");

function List({ network, events, title, onOpen }: { network: Network; events: readonly Event[]; title: string; onOpen: (row: number) => void }) {
  const [most, setMost] = useState(PAGE);
  useEffect(() => setMost(PAGE), [events.length]);
  const some = events.slice(0, most);
  return (
    <section>
      <h3>
        {title} <small>{t("trace.shown", { shown: some.length, total: events.length })}</small>
      </h3>
      <table>
        <thead>
          <tr>
            {[t("timeline.when"), t("timeline.until"), t("table.type"), t("table.number")].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {some.map((event) => (
            <tr key={event.row}>
              <td>
                {said(event.started) || t("environment.noTime")}
                {event.disputed && <em class="bad"> ⚠ {t("timeline.disputed")}</em>}
              </td>
              <td>{said(event.ended)}</td>
              <td>{named("label", network.labels[event.row]!)}</td>
              <th scope="row">
                <button type="button" class="link" onClick={() => onOpen(event.row)}>
                  <bdi>{describe(network, event.row).title}</bdi>
                </button>
              </th>
            </tr>
          ))}
        </tbody>
      </table>
      {some.length < events.length && (
        <button type="button" onClick={() => setMost(most + PAGE)}>
          {t("find.more")}
        </button>
      )}
    </section>
  );
}
