// Mock recalls that were kept, the last one on top, with what each of them scored.
import type { Drill } from "../api/figures.ts";
import { number, t, time, type Text } from "../i18n/index.ts";
import { href } from "../route.ts";
import { Chart } from "./Chart.tsx";
import { valued } from "./words.ts";

const VERDICTS: Record<string, Text> = {
  reached: "figures.reached",
  reached_with_gaps: "figures.withGaps",
  not_reached: "figures.missed",
};

export function Drills({ all }: { all: readonly Drill[] }) {
  const own = all.filter((one) => !one.madeUp);
  return (
    <section aria-labelledby="drills">
      <h2 id="drills">{t("figures.drills", { n: all.length })}</h2>
      <p>{t("figures.drillsIntro")}</p>
      {all.length === 0 && (
        <p>
          {t("figures.noDrills")} <code>lotgraph drill --scope NAME</code>
        </p>
      )}
      {own.length > 1 && (
        <Chart
          label={t("figures.drillCourse", { n: own.length })}
          isTitled
          points={own.map((one) => ({ value: one.seconds, computed: one.performed }))}
          unit="s"
        />
      )}
      {all.length > 0 && <Table all={all} />}
    </section>
  );
}

function Table({ all }: { all: readonly Drill[] }) {
  return (
    <div class="wide" role="region" tabIndex={0} aria-label={t("figures.drills", { n: all.length })}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("figures.scope")}</th>
            <th scope="col" class="n">{t("figures.rows")}</th>
            <th scope="col" class="n">{t("figures.toList")}</th>
            <th scope="col">{t("figures.located")}</th>
            <th scope="col" class="n">{t("figures.gaps")}</th>
            <th scope="col">{t("figures.truth")}</th>
            <th scope="col">{t("figures.target")}</th>
          </tr>
        </thead>
        <tbody>
          {[...all].reverse().map((one) => (
            <Line key={one.key} of={one} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ of }: { of: Drill }) {
  return (
    <tr>
      <th scope="row">
        <a href={href({ row: of.key })}>
          <bdi>{of.scope}</bdi>
        </a>
        <small>{time(of.performed)}</small>
        {of.madeUp && <small>{t("figures.madeUp")}</small>}
      </th>
      <td class="n">{number(of.rows)}</td>
      <td class="n">{valued(of.seconds, "s")}</td>
      <td>
        <ul class="located">
          {of.units.map((unit) => (
            <li key={unit.unit}>
              <bdi>{unit.unit || t("figures.noUnit")}</bdi>{" "}
              <b>{unit.share === null ? t("figures.notKnown", { n: unit.unknown }) : valued(unit.share, "%")}</b>
              {unit.unexplained !== "0" && <small> {t("figures.unexplained", { quantity: unit.unexplained })}</small>}
            </li>
          ))}
        </ul>
      </td>
      <td class={`n ${of.gaps ? "bad" : ""}`}>
        {of.gaps > 0 && <span aria-hidden="true">⚠ </span>}
        {number(of.gaps)}
      </td>
      <td>
        {of.precision === null || of.recall === null
          ? t("figures.noTruth")
          : t("figures.against", { precision: of.precision, recall: of.recall })}
      </td>
      <td class={of.verdict === "reached" ? "good" : "bad"}>
        <span aria-hidden="true">{of.verdict === "reached" ? "✓ " : of.verdict === "not_reached" ? "▲ " : "⚠ "}</span>
        {t(VERDICTS[of.verdict] ?? "figures.missed")}
        <small>{t("figures.drillTarget", { time: valued(of.targetSeconds, "s"), share: of.targetLocated })}</small>
      </td>
    </tr>
  );
}
