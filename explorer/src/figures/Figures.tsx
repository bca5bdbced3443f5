// Key figures: what they are now beside their targets, their course, before and after a change, and the mock recalls.
import { ask, whole } from "../api/ask.ts";
import { FIGURES, type Definition, type Drill, type Point } from "../api/figures.ts";
import { number, t, time } from "../i18n/index.ts";
import { saveCsv } from "../parts/csv.ts";
import { Failure } from "../parts/Failure.tsx";
import { Share } from "../parts/Share.tsx";
import { useAsked } from "../parts/useAsked.ts";
import { route } from "../route.ts";
import { Record } from "../views/Record.tsx";
import { Card } from "./Card.tsx";
import { Change, ChangeForm, spanOf, useChange } from "./Change.tsx";
import { seriesOf, stateOf, type Series } from "./course.ts";
import { Drills } from "./Drills.tsx";
import { drillRows, pointRows } from "./files.ts";

interface Told {
  definitions: readonly Definition[];
  points: readonly Point[];
  drills: readonly Drill[];
}

export function Figures() {
  const { row } = route.value;
  const { told, failed, again } = useAsked<Told>(async (stop) => {
    const said = await ask(FIGURES, {}, stop);
    return { definitions: whole(said.figureDefinitions), points: whole(said.indicators), drills: whole(said.drills) };
  }, []);
  return (
    <div class="page board figures">
      <h1>{t("figures.title")}</h1>
      <p>{t("figures.intro")}</p>
      {failed && <Failure refusal={failed} onRetry={again} />}
      {!told && !failed && (
        <p class="busy" role="status">
          {t("trace.loading")}
        </p>
      )}
      {told && (
        <div class={`stage ${row ? "has-record" : ""}`}>
          <div>
            <Shown told={told} />
          </div>
          {row && <Record of={row} />}
        </div>
      )}
    </div>
  );
}

function Shown({ told }: { told: Told }) {
  const change = useChange();
  const series = seriesOf(told.definitions, told.points);
  return (
    <>
      <Summary all={series} />
      <p class="actions tools">
        <button type="button" disabled={!told.points.length} onClick={() => saveCsv(pointRows(told.points), "lotgraph-figures.csv")}>
          {t("figures.csv")}
        </button>
        <button type="button" disabled={!told.drills.length} onClick={() => saveCsv(drillRows(told.drills), "lotgraph-drills.csv")}>
          {t("figures.drillsCsv")}
        </button>
        <button type="button" onClick={() => print()}>
          {t("export.print")}
        </button>
        <Share />
      </p>
      <ChangeForm />
      <Change asked={change} />
      <section aria-labelledby="each-figure">
        <h2 id="each-figure">{t("figures.each")}</h2>
        <div class="each-figure">
          {series.map((one) => (
            <Card key={one.name} of={one} change={spanOf(change.told)} />
          ))}
        </div>
      </section>
      <Drills all={told.drills} />
    </>
  );
}

/** How many figures are as they should be, and how many are not whole: that is never out of sight. */
function Summary({ all }: { all: readonly Series[] }) {
  const now = all.map((one) => one.points.at(-1) ?? null);
  const states = all.map((one, i) => stateOf(one.definition, now[i]?.value ?? null));
  const count = (state: string): number => states.filter((one) => one === state).length;
  const lacking = now.filter((one) => one === null || one.missing).length;
  const last = now.reduce<Point | null>((best, one) => (one && (!best || one.computed > best.computed) ? one : best), null);
  return (
    <div class={`summary ${lacking ? "is-incomplete" : "is-complete"}`}>
      <p class="state" role="status">
        <b>
          <span aria-hidden="true">{lacking ? "⚠ " : "✓ "}</span>
          {lacking ? t("figures.lacking", { n: lacking, total: number(all.length) }) : t("figures.nothingLacks")}
        </b>
      </p>
      <p class="totals">
        ✓ {t("figures.reached")} <b>{number(count("reached"))}</b> · ▲ {t("figures.missed")}{" "}
        <b class={count("missed") ? "bad" : ""}>{number(count("missed"))}</b> · ○ {t("figures.free")} <b>{number(count("free"))}</b> · –{" "}
        {t("figures.none")} <b>{number(count("none"))}</b>
      </p>
      {last && <p class="faint">{t("figures.lastOf", { time: time(last.computed), size: last.size })}</p>}
    </div>
  );
}
