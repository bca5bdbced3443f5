// The picture of a room: a curve of each sensor beside its limits, holes, and below them the steps that ran.
import { useId, useState } from "preact/hooks";
import { amount, t } from "../i18n/index.ts";
import { shortly } from "../graph/keys.ts";
import { useWidth } from "../parts/useWidth.ts";
import { lanes, said, spanOf, ticks, type Moment } from "../time/moments.ts";
import { STATE, barOf, beyondOf, domainOf, isIn, levels, rangeOf, stateOf, stepsOf, type Point, type Series, type Told } from "./told.ts";

const LEFT = 64;
const RIGHT = 12;
const CURVE = 150;
const LANE = 20;
const AXIS = 22;
const LEAST = 2.5;
/** Further lanes would make the picture longer than a page; the table has every step. */
const MOST_LANES = 14;

interface Frame {
  width: number;
  domain: Moment;
  x: (at: number) => number;
}

export function Chart({ told, onStep }: { told: Told; onStep: (key: string) => void }) {
  const { box, width } = useWidth<HTMLDivElement>(900);
  const domain = domainOf(told);
  const scale = (width - LEFT - RIGHT) / (domain.until - domain.since);
  const x = (at: number): number => LEFT + (Math.min(Math.max(at, domain.since), domain.until) - domain.since) * scale;
  const frame = { width, domain, x };
  return (
    <div class="curves" ref={box}>
      {told.series.map((one) => (
        <Curve key={`${one.place} ${one.sensor} ${one.quantityKind} ${one.uom}`} series={one} frame={frame} />
      ))}
      <Steps told={told} frame={frame} onStep={onStep} />
    </div>
  );
}

function titleOf(series: Series): string {
  const kind = [series.quantityKind ?? t("environment.noKind"), series.uom && `(${series.uom})`].filter(Boolean).join(" ");
  return `${series.sensor} · ${kind} · ${shortly(series.place).number}`;
}

function counted(series: Series, domain: Moment): string {
  const said = [t("environment.readings", { n: series.readings, points: series.points.length })];
  said.push(t("environment.outside", { n: series.outside }));
  if (series.unknown) said.push(t("environment.unknown", { n: series.unknown }));
  if (series.undated) said.push(t("environment.undated", { n: series.undated }));
  const beyond = beyondOf(series, domain);
  if (beyond) said.push(t("environment.beyond", { n: beyond }));
  const mixed = series.points.filter((point) => !point.limitsAreOne).length;
  if (mixed) said.push(`≠ ${t("environment.limitsChange", { n: mixed })}`);
  if (series.holes.length) said.push(t("environment.holes", { n: series.holes.length }));
  return said.join(" · ");
}

/** A point in words. */
function told(point: Point, uom: string | null): string {
  const stated = t("environment.limits", { lower: point.lowerLimit ?? "–", upper: point.upperLimit ?? "–" });
  const limits = point.limitsAreOne ? stated : `${stated} (${t("environment.limitsDiffer")})`;
  const from = `${said(point.from)} – ${said(point.to)}`;
  const values = `${point.minimum ?? "–"} … ${amount(point.maximum ?? "–", uom)}`;
  return [from, values, limits, t(STATE[stateOf(point)]), t("environment.of", { n: point.readings })].join(" · ");
}

function Curve({ series, frame }: { series: Series; frame: Frame }) {
  const [at, setAt] = useState<number | null>(null);
  const pattern = useId();
  const { width, domain, x } = frame;
  const [least, most] = rangeOf(series);
  const y = (value: number): number => CURVE - ((value - least) / (most - least)) * CURVE;
  const { points } = series;
  const drawn = points.filter((point) => isIn(spanOf(point.from, point.to), domain));
  const chosen = at === null ? null : (points[at] ?? null);
  const press = (event: KeyboardEvent): void => {
    const last = points.length - 1;
    const odd = (point: Point): boolean => stateOf(point) !== "within";
    const moves: Record<string, () => number> = {
      ArrowRight: () => (at ?? -1) + 1,
      ArrowLeft: () => (at ?? 1) - 1,
      Home: () => 0,
      End: () => last,
      PageDown: () => points.findIndex((point, i) => i > (at ?? -1) && odd(point)),
      PageUp: () => points.findLastIndex((point, i) => i < (at ?? points.length) && odd(point)),
    };
    const move = moves[event.key];
    if (!move || last < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const to = move();
    if (to >= 0) setAt(Math.min(to, last));
  };
  return (
    <section class="curve">
      <h3>
        <bdi>{titleOf(series)}</bdi> <small>{counted(series, domain)}</small>
      </h3>
      <div tabIndex={0} role="group" aria-label={`${titleOf(series)}. ${t("environment.keys")}`} onKeyDown={press}>
        <svg width={width} height={CURVE + AXIS} viewBox={`0 0 ${width} ${CURVE + AXIS}`} aria-hidden="true">
          <defs>
            <pattern id={pattern} width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <line x1="0" y1="0" x2="0" y2="8" class="hatch" />
            </pattern>
          </defs>
          {levels(least, most, 4).map((level) => (
            <g key={level} class="level">
              <line x1={LEFT} x2={width - RIGHT} y1={y(level)} y2={y(level)} />
              <text x={LEFT - 6} y={y(level) + 4} text-anchor="end">
                {level}
              </text>
            </g>
          ))}
          {series.holes.map((hole) => {
            const [from, to] = [x(Date.parse(hole.from)), x(Date.parse(hole.to))];
            return (
              <g key={hole.from} class="hole">
                <rect x={from} y={0} width={Math.max(to - from, LEAST)} height={CURVE} fill={`url(#${pattern})`} />
                {to - from > 70 && (
                  <text x={(from + to) / 2} y={14} text-anchor="middle">
                    {t("environment.hole")}
                  </text>
                )}
              </g>
            );
          })}
          {(["lowerLimit", "upperLimit"] as const).map((limit) => (
            <path key={limit} class="limit" d={limitLine(drawn, limit, x, y)} />
          ))}
          {drawn.map((point, i) => (
            <Bar key={i} point={point} x={x} y={y} />
          ))}
          {chosen && drawn.includes(chosen) && (
            <rect
              class="cursor"
              x={x(Date.parse(chosen.from)) - 2}
              y={0}
              width={Math.max(x(Date.parse(chosen.to)) - x(Date.parse(chosen.from)), LEAST) + 4}
              height={CURVE}
            />
          )}
          <Axis frame={frame} top={CURVE} domain={domain} />
        </svg>
      </div>
      <p class="said" role="status">
        <bdi>{chosen ? told(chosen, series.uom) : ""}</bdi>
      </p>
    </section>
  );
}

function Bar({ point, x, y }: { point: Point; x: Frame["x"]; y: (value: number) => number }) {
  const bar = barOf(point);
  const [from, to] = [x(Date.parse(point.from)), x(Date.parse(point.to))];
  const state = stateOf(point);
  const middle = (from + Math.max(to, from + LEAST)) / 2;
  return (
    <g class={`point is-${state}`}>
      {bar && (
        <rect
          x={from}
          y={y(bar[1])}
          width={Math.max(to - from - 1, LEAST)}
          height={Math.max(y(bar[0]) - y(bar[1]), LEAST)}
        />
      )}
      {!point.limitsAreOne && (
        <text x={middle} y={CURVE - 4} text-anchor="middle">
          ≠
        </text>
      )}
      {state === "outside" && <path d={`M${middle - 5} 0h10l-5 8z`} />}
      {state === "unknown" && (
        <text x={middle} y={12} text-anchor="middle">
          ?
        </text>
      )}
    </g>
  );
}

function limitLine(points: readonly Point[], limit: "lowerLimit" | "upperLimit", x: Frame["x"], y: (value: number) => number): string {
  return points
    .filter((point) => point[limit] !== null)
    .map((point) => {
      const [from, to] = [x(Date.parse(point.from)), x(Date.parse(point.to))];
      return `M${from} ${y(Number(point[limit]))}H${Math.max(to, from + LEAST)}`;
    })
    .join("");
}

function Axis({ frame, top, domain }: { frame: Frame; top: number; domain: Moment }) {
  const { width, x } = frame;
  return (
    <g class="axis">
      <line x1={LEFT} x2={width - RIGHT} y1={top} y2={top} />
      {ticks(domain.since, domain.until, Math.max(2, Math.floor((width - LEFT) / 90))).map(({ at, text }) => (
        <g key={at}>
          <line x1={x(at)} x2={x(at)} y1={top} y2={top + 4} />
          <text x={Math.min(x(at), width - RIGHT - 14)} y={top + 17} text-anchor="middle">
            {text}
          </text>
        </g>
      ))}
    </g>
  );
}

function Steps({ told, frame, onStep }: { told: Told; frame: Frame; onStep: (key: string) => void }) {
  const { width, domain, x } = frame;
  const all = stepsOf(told);
  const drawn = all.flatMap(({ step, span }) => (span && isIn(span, domain) && step.precision !== "undated" ? [{ step, span }] : []));
  const perPixel = (domain.until - domain.since) / Math.max(width - LEFT - RIGHT, 1);
  const rows = lanes(drawn.map(({ span }) => span), perPixel * 6);
  const visible = drawn.filter((_, i) => rows[i]! < MOST_LANES);
  const height = (Math.min(Math.max(-1, ...rows) + 1, MOST_LANES) || 1) * LANE;
  return (
    <section class="curve">
      <h3>
        {t("environment.steps")} <small>{t("trace.shown", { shown: visible.length, total: told.steps.totalCount })}</small>
      </h3>
      <svg width={width} height={height + AXIS} viewBox={`0 0 ${width} ${height + AXIS}`} aria-hidden="true">
        {drawn.map(({ step, span }, i) => {
          if (rows[i]! >= MOST_LANES) return null;
          const [from, to] = [x(span.since), x(span.until)];
          const wide = Math.max(to - from, 4);
          const label = shortly(step.key).number;
          return (
            <g key={step.key} class={`ran ${span.isDay ? "is-day" : ""}`} onClick={() => onStep(step.key)}>
              <title>{`${step.key}\n${said(step.started)} – ${said(step.ended)}`}</title>
              <rect x={from} y={rows[i]! * LANE + 2} width={wide} height={LANE - 4} />
              {wide > label.length * 7.5 + 6 && (
                <text x={from + 4} y={rows[i]! * LANE + 14}>
                  {label}
                </text>
              )}
            </g>
          );
        })}
        <Axis frame={frame} top={height} domain={domain} />
      </svg>
    </section>
  );
}
