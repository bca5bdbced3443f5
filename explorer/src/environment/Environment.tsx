// The environment of a room, or of a step: picture, tables, and the time that is looked at.
import { useEffect } from "preact/hooks";
import { ask, whole } from "../api/ask.ts";
import { ENVIRONMENT } from "../api/environment.ts";
import { named, t, worded } from "../i18n/index.ts";
import { shortly } from "../graph/keys.ts";
import { Failure } from "../parts/Failure.tsx";
import { Share } from "../parts/Share.tsx";
import { useAsked } from "../parts/useAsked.ts";
import { go, href, route } from "../route.ts";
import { HOUR, instant, said } from "../time/moments.ts";
import { Record } from "../views/Record.tsx";
import { Pinned } from "../views/Time.tsx";
import { Chart } from "./Chart.tsx";
import { Holes, Points, Readings, Steps } from "./Tables.tsx";
import { domainOf, type Told } from "./told.ts";

/** Enough for a screen: a point of a curve is then about two pixels wide. */
const POINTS = 400;
/** One page; how many there are is said beside. */
const STEPS = 500;

/** What is asked, as the address says it. */
export function questionOf() {
  const { about, from, to, asOf, knownAt } = route.value;
  return { key: about ?? "", from, to, asOf, knownAt };
}

export function Environment() {
  const question = questionOf();
  const { told, failed, again } = useAsked(
    async (stop) => whole((await ask(ENVIRONMENT, { ...question, points: POINTS, steps: STEPS }, stop)).environment),
    Object.values(question),
  );
  useEffect(() => {
    document.title = `${question.key} – lotgraph`;
  }, [question.key]);
  if (!question.key) return <p class="page">{t("environment.none")}</p>;
  return (
    <div class="trace environment">
      <div class={`summary ${told ? (told.complete ? "is-complete" : "is-incomplete") : "is-unknown"}`}>
        <h1>
          {t("environment.title")} <bdi>{question.key}</bdi>
        </h1>
        {told && <State told={told} />}
      </div>
      <Period told={told} />
      <Pinned />
      {failed && <Failure refusal={failed} onRetry={again} />}
      {!failed && !told && (
        <p class="busy" role="status">
          {t("trace.loading")}
        </p>
      )}
      {told && <Shown told={told} />}
    </div>
  );
}

function State({ told }: { told: Told }) {
  const readings = told.series.reduce((sum, one) => sum + one.readings, 0);
  const outside = told.series.reduce((sum, one) => sum + one.outside, 0);
  return (
    <>
      <p class="state" role="status">
        <b>
          <span aria-hidden="true">{told.complete ? "✓ " : "⚠ "}</span>
          {told.complete ? t("trace.complete") : t("trace.incomplete", { n: told.gaps.length })}
        </b>
      </p>
      <p class="totals">
        {t("environment.all", { n: readings })} · <b class={outside ? "bad" : ""}>{t("environment.outside", { n: outside })}</b>
      </p>
    </>
  );
}

/** The time that is looked at; nearer is asked anew, so that a point tells of fewer readings. */
function Period({ told }: { told: Told | null }) {
  const { from, to } = route.value;
  const look = (since: number, until: number): void => go({ from: instant(since), to: instant(until) });
  const drawn = told && domainOf(told);
  const move = (nearer: number, shift: number) => (): void => {
    if (!drawn) return;
    const half = Math.max(((drawn.until - drawn.since) / 2) * nearer, HOUR / 60);
    const middle = (drawn.since + drawn.until) / 2 + shift * half;
    look(middle - half, middle + half);
  };
  const set = (side: "from" | "to") => (event: Event) => {
    const text = (event.currentTarget as HTMLInputElement).value;
    go({ [side]: text ? `${text}:00Z` : null });
  };
  return (
    <div class="toolbar">
      <label>
        {t("environment.from")}{" "}
        <input type="datetime-local" value={(from ?? told?.from)?.slice(0, 16) ?? ""} onChange={set("from")} />
      </label>
      <label>
        {t("environment.to")}{" "}
        <input type="datetime-local" value={(to ?? told?.to)?.slice(0, 16) ?? ""} onChange={set("to")} />
      </label>
      <span class="choice" role="group" aria-label={t("environment.time")}>
        <button type="button" disabled={!drawn} onClick={move(1, -1)}>
          {t("environment.earlier")}
        </button>
        <button type="button" disabled={!drawn} onClick={move(1, 1)}>
          {t("environment.later")}
        </button>
        <button type="button" disabled={!drawn} onClick={move(0.5, 0)}>
          {t("environment.nearer")}
        </button>
        <button type="button" disabled={!drawn} onClick={move(2, 0)}>
          {t("environment.wider")}
        </button>
        <button type="button" disabled={!from && !to} onClick={() => go({ from: null, to: null })}>
          {t("environment.whole")}
        </button>
      </span>
      <Share />
    </div>
  );
}

function Shown({ told }: { told: Told }) {
  const { row } = route.value;
  return (
    <>
      <div class={`stage ${row ? "has-record" : ""}`}>
        <div class="sheet">
          <Places told={told} />
          <Gaps told={told} />
          {told.places.length > 0 && told.series.length === 0 && <p class="bad">{t("environment.noReadings")}</p>}
          <Chart told={told} onStep={(key) => go({ row: key })} />
          <Legend />
          <Readings told={told} />
          <Points told={told} />
          <Holes told={told} />
          <Steps told={told} />
        </div>
        {row && <Record of={row} />}
      </div>
      <footer class="stands-on">
        <p>
          {t("trace.ledger", { size: told.ledger.size })} <code>{told.ledger.root}</code> · <code>{told.sha256}</code>
        </p>
      </footer>
    </>
  );
}

function Places({ told }: { told: Told }) {
  if (!told.places.length) return <p class="bad">{t("environment.noPlace")}</p>;
  const { from, to } = told;
  const spell = from || to ? t("environment.during", { from: said(from) || "…", to: said(to) || "…" }) : t("environment.ever");
  return (
    <p>
      {t("environment.places")}{" "}
      {told.places.map((place) => (
        <a key={place} class="place" href={href({ about: place, from, to, row: null })} aria-current={place === told.key ? "true" : undefined}>
          <bdi>{shortly(place).number}</bdi>
        </a>
      ))}{" "}
      · {spell}
    </p>
  );
}

function Gaps({ told }: { told: Told }) {
  if (!told.gaps.length) return null;
  return (
    <ul class="gaps">
      {told.gaps.map((gap, i) => (
        <li key={i}>
          <span aria-hidden="true">⚠ </span>
          <b>{named("gap", gap.kind)}</b>: <bdi>{worded(gap.words)}</bdi>
        </li>
      ))}
    </ul>
  );
}

function Legend() {
  return (
    <p class="legend" aria-hidden="true">
      <span class="is-within">{t("environment.isWithin")}</span>
      <span class="is-outside">▼ {t("environment.isOutside")}</span>
      <span class="is-unknown">? {t("environment.isUnknown")}</span>
      <span class="is-limit">{t("environment.limit")}</span>
      <span>≠ {t("environment.limitsDiffer")}</span>
      <span class="is-hole">{t("environment.hole")}</span>
    </p>
  );
}

