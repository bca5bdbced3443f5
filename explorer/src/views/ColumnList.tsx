// One column: a listbox of which only the lines in view exist.
import { Component } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { number, t } from "../i18n/index.ts";
import type { Column, Line } from "../graph/columns.ts";
import { START, type Network } from "../graph/network.ts";
import { describe, describeGroup } from "./describe.ts";

export const LINE_HEIGHT = 42;
export const HEAD_HEIGHT = 52;
const SPARE = 3;

interface Props {
  network: Network;
  column: Column;
  left: number;
  width: number;
  height: number;
  active: number | null;
  chosen: number | null;
  lit: Uint8Array | null;
  marked: ReadonlySet<string>;
  onScroll: () => void;
  onUse: (line: number) => void;
  onPress: (event: KeyboardEvent) => void;
  take: (element: HTMLElement | null) => void;
}

export function ColumnList(props: Props) {
  const { network, column, active, height } = props;
  const [top, setTop] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const view = Math.max(0, height - HEAD_HEIGHT);
  const first = Math.max(0, Math.floor(top / LINE_HEIGHT) - SPARE);
  const last = Math.min(column.lines.length, Math.ceil((top + view) / LINE_HEIGHT) + SPARE);
  const inView = Array.from({ length: Math.max(0, last - first) }, (_, i) => column.lines.at(first + i));
  const title = t(`column.${column.name}`);
  const idOf = (line: number): string => `line-${column.name}-${line}`;
  useLayoutEffect(() => setTop(list.current!.scrollTop), [column.lines.length]);
  const scrolled = (): void => {
    setTop(list.current!.scrollTop);
    props.onScroll();
  };
  return (
    <section class={`column column-${column.name}`} style={{ left: `${props.left}px`, width: `${props.width}px` }}>
      <h3 style={{ height: `${HEAD_HEIGHT}px` }}>
        {title} <span>{number(column.total)}</span>
      </h3>
      <div
        class="lines"
        role="listbox"
        tabIndex={0}
        aria-label={`${title} ${number(column.total)}`}
        aria-describedby="columns-help"
        aria-activedescendant={active !== null && active >= first && active < last ? idOf(active) : undefined}
        style={{ height: `${view}px` }}
        ref={(element) => {
          list.current = element;
          props.take(element);
        }}
        onScroll={scrolled}
        onKeyDown={props.onPress}
      >
        <div style={{ height: `${column.lines.length * LINE_HEIGHT}px` }} role="presentation">
          {inView.map((line, i) => (
            <LineOf
              key={line.group ?? network.keys[line.rows[0]!]}
              id={idOf(first + i)}
              at={first + i}
              of={column.lines.length}
              network={network}
              line={line}
              active={active === first + i}
              chosen={props.chosen}
              dim={props.lit !== null && !line.rows.some((row) => props.lit![row])}
              marked={line.rows.every((row) => props.marked.has(network.keys[row]!))}
              onUse={props.onUse}
            />
          ))}
        </div>
      </div>
    </section>
  );
}

interface LineProps {
  id: string;
  at: number;
  of: number;
  network: Network;
  line: Line;
  active: boolean;
  chosen: number | null;
  dim: boolean;
  marked: boolean;
  onUse: (line: number) => void;
}

/** While a column is scrolled only lines that come into view are made. */
class LineOf extends Component<LineProps> {
  override shouldComponentUpdate(next: LineProps): boolean {
    return (Object.keys(next) as (keyof LineProps)[]).some((name) => next[name] !== this.props[name]);
  }

  override render() {
    return lineOf(this.props);
  }
}

function lineOf({ id, at, of, network, line, active, chosen, dim, marked, onUse }: LineProps) {
  const row = line.rows[0]!;
  const start = line.rows.some((one) => network.reach[one]! & START);
  const states = [
    "line",
    active && "is-active",
    start && "is-start",
    dim && "is-dim",
    marked && "is-marked",
    line.group !== null && "is-group",
    line.inside !== null && "is-inside",
  ];
  const said = line.group === null ? describe(network, row) : inGroup(network, line);
  return (
    <div
      id={id}
      role="option"
      class={states.filter(Boolean).join(" ")}
      aria-selected={chosen !== null && line.group === null && chosen === row}
      aria-posinset={at + 1}
      aria-setsize={of}
      title={line.group === null ? network.keys[row] : undefined}
      style={{ transform: `translateY(${at * LINE_HEIGHT}px)` }}
      onClick={() => onUse(at)}
    >
      <b>
        {line.group !== null && <i aria-hidden="true">{line.open ? "▾ " : "▸ "}</i>}
        <bdi>{said.title}</bdi>
        {line.group !== null && (
          <span class="visually-hidden">
            {t(line.open ? "column.foldUp" : "column.unfold", { n: line.rows.length })}
          </span>
        )}
      </b>
      <small>
        {start && <em>{t("column.start")}</em>}
        {marked && <em aria-hidden="true">★</em>}
        <bdi>{said.detail}</bdi>
      </small>
    </div>
  );
}

function inGroup(network: Network, line: Line): { title: string; detail: string } {
  const { of, quantity } = describeGroup(network, line.rows);
  const alike = t("column.alike", { n: line.rows.length });
  return { title: alike, detail: [of, quantity].filter(Boolean).join(" · ") };
}
