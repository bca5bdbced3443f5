// One figure: what it is now, beside its target; what it leaves out; what it is; its course and every point of it.
import { useState } from "preact/hooks";
import type { Definition, Point } from "../api/figures.ts";
import { named, number, t, time, worded } from "../i18n/index.ts";
import { Lines, type Column } from "../parts/Lines.tsx";
import { Chart } from "./Chart.tsx";
import { stateOf, type Series, type Span, type State } from "./course.ts";
import { madeOf, missingOf, SAID, SIGN, valued } from "./words.ts";

export function Card({ of, change }: { of: Series; change: Span | null }) {
  const { name, unit, definition, points } = of;
  const now = points.at(-1) ?? null;
  const state = stateOf(definition, now?.value ?? null);
  const title = named("figure", name);
  return (
    <article class={`figure is-${state}`} aria-labelledby={`figure-${name}`}>
      <h3 id={`figure-${name}`}>
        {title} {title !== name && <code>{name}</code>}
      </h3>
      <p class="now">
        {now?.value != null && <b>{valued(now.value, unit)}</b>} <Verdict state={state} definition={definition} />
        {now && madeOf(now) && <small>{madeOf(now)}</small>}
      </p>
      {now?.missing && (
        <p class="lacks">
          <span aria-hidden="true">⚠ </span>
          <bdi>{missingOf(now)}</bdi>
        </p>
      )}
      {!now && <p class="lacks">{t("figures.never")}</p>}
      {definition ? <Meaning of={definition} /> : <p class="means">{t("figures.other")}</p>}
      {points.length > 1 && points.some((point) => point.value !== null) && (
        <Chart
          label={t("figures.course", { figure: title, n: points.length })}
          points={points}
          unit={unit}
          target={definition?.target ?? null}
          change={change}
        />
      )}
      {points.length > 0 && <Points of={of} title={title} />}
    </article>
  );
}

function Verdict({ state, definition }: { state: State; definition: Definition | null }) {
  const target = definition?.target ?? null;
  const wanted =
    definition && target !== null
      ? t(definition.atLeast ? "figures.atLeast" : "figures.atMost", { target: valued(target, definition.unit) })
      : "";
  return (
    <span class="beside-target">
      <span aria-hidden="true">{SIGN[state]} </span>
      {t(SAID[state])}
      {wanted && <span class="wanted"> · {wanted}</span>}
      {definition?.targetDecided && <span class="wanted"> · {t("figures.targetDecided", { target: shipped(definition) })}</span>}
    </span>
  );
}

function shipped({ shipsWith, unit }: Definition): string {
  return shipsWith === null ? t("figures.noTarget") : valued(shipsWith, unit);
}

/** A share shows both of its sides, one above the other; all else is told in a sentence. */
function Meaning({ of }: { of: Definition }) {
  if (!of.numerator || !of.denominator) return <p class="means">{worded(of)}</p>;
  return (
    <dl class="means fraction">
      <dt class="visually-hidden">{t("figures.numerator")}</dt>
      <dd>{worded(of.numerator)}</dd>
      <dt class="visually-hidden">{t("figures.denominator")}</dt>
      <dd>{worded(of.denominator)}</dd>
    </dl>
  );
}

const columns = (unit: string): Column<Point>[] => [
  { name: "period", title: t("figures.period"), cell: (one) => said(one.period) },
  {
    name: "value",
    title: t("figures.value"),
    isNumber: true,
    cell: (one) => (one.value === null ? <span class="faint">{t("figures.none")}</span> : valued(one.value, unit)),
  },
  { name: "numbers", title: t("figures.numbers"), cell: (one) => madeOf(one) },
  { name: "missing", title: t("figures.missing"), cell: (one) => <bdi>{missingOf(one)}</bdi> },
  { name: "computed", title: t("figures.computed"), cell: (one) => time(one.computed) },
  { name: "size", title: t("figures.size"), isNumber: true, cell: (one) => number(one.size) },
];

/** A day, or an hour of it; a run of its own is named by its instant, without colons. */
function said(period: string): string {
  return period.length > 13 ? t("figures.again") : period;
}

/** Made when it is opened: a series may be long. */
function Points({ of, title }: { of: Series; title: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("figures.points", { n: of.points.length })}</summary>
      {open && <Lines caption={`${title}: ${t("figures.points", { n: of.points.length })}`} rows={of.points} keyOf={(one) => one.period} columns={columns(of.unit)} />}
    </details>
  );
}
