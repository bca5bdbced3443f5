// Scorecards: how good each source is, and its course over its loads.
import type { ResultOf } from "gql.tada";
import { ask, whole } from "../api/ask.ts";
import { SCORES } from "../api/loads.ts";
import { number, t, time } from "../i18n/index.ts";
import { Failure } from "../parts/Failure.tsx";
import { useAsked } from "../parts/useAsked.ts";
import { HEIGHT, WIDTH, height, pathOf, pointsOf } from "./chart.ts";

type Source = NonNullable<ResultOf<typeof SCORES>["qualityScorecard"]>["sources"][number];

export function Scores() {
  const { told, failed, again } = useAsked(async (stop) => whole((await ask(SCORES, {}, stop)).qualityScorecard), []);
  return (
    <section class="scores">
      <p>{t("loads.scoresIntro")}</p>
      {failed && <Failure refusal={failed} onRetry={again} />}
      {!told && !failed && <p class="busy">{t("loads.measuring")}</p>}
      {told?.sources.length === 0 && <p>{t("loads.none")}</p>}
      {told?.sources.map((source) => <Card key={source.source} of={source} />)}
      {told && (
        <p class="faint">
          <bdi>{told.formula}</bdi> {t("trace.ledger", { size: told.ledger.size })}
        </p>
      )}
    </section>
  );
}

function Card({ of }: { of: Source }) {
  const holes = of.fields.filter((field) => field.stated < field.required);
  return (
    <article>
      <h2>
        <bdi>{of.source}</bdi>
      </h2>
      <p class="measures">
        <b>{t("loads.score")} {of.score ?? t("loads.noScore")}</b>
        <span>{t("loads.complete", { percent: of.completeness })}</span>
        <span>{summed(of.rows)}</span>
      </p>
      {of.unended > 0 && (
        <p class="bad">
          <span aria-hidden="true">⚠ </span>
          {t("loads.unended", { n: of.unended, total: of.loads.length })}
        </p>
      )}
      <Course of={of} />
      {holes.length > 0 && (
        <details>
          <summary>{t("loads.holes", { n: holes.length })}</summary>
          <table>
            <tbody>
              {holes.map((field) => (
                <tr key={`${field.record}.${field.field}`}>
                  <th scope="row">{`${field.record}.${field.field}`}</th>
                  <td>{t("trace.shown", { shown: field.stated, total: field.required })}</td>
                  <td>
                    <bdi>{field.owner}</bdi>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
      {of.breaches.length > 0 && (
        <details>
          <summary>{t("loads.breaches", { n: of.breaches.length })}</summary>
          <Breaches of={of} />
        </details>
      )}
      <details>
        <summary>{t("loads.courseTable", { n: of.loads.length })}</summary>
        <Loads of={of} />
      </details>
    </article>
  );
}

/** Rows of all loads that have ended; where none has, nobody has counted any. */
function summed({ read, accepted, rejected, ignored }: Source["rows"]): string {
  if (read === null || accepted === null || rejected === null || ignored === null) return t("loads.sumNotCounted");
  return t("loads.sum", { read, accepted, rejected, ignored });
}

function Course({ of }: { of: Source }) {
  const points = pointsOf(of.loads.map((load) => load.score));
  if (points.length < 2) return null;
  const label = t("loads.course", { source: of.source, n: of.loads.length });
  return (
    <figure class="course">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        {[100, 50, 0].map((score) => (
          <g key={score}>
            <line class="grid" x1={0} x2={WIDTH} y1={height(score)} y2={height(score)} />
          </g>
        ))}
        <path d={pathOf(points)} />
        {points.map((point) => (
          <circle key={point.at} cx={point.x} cy={point.y} r={3}>
            <title>{`${of.loads[point.at]!.file}: ${of.loads[point.at]!.score}`}</title>
          </circle>
        ))}
      </svg>
      <figcaption>{label}</figcaption>
    </figure>
  );
}

function Breaches({ of }: { of: Source }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t("loads.rule")}</th>
          <th scope="col" class="n">{t("loads.times")}</th>
          <th scope="col">{t("loads.owner")}</th>
          <th scope="col">{t("loads.nextStep")}</th>
        </tr>
      </thead>
      <tbody>
        {of.breaches.map((one) => (
          <tr key={`${one.rule} ${one.record} ${one.field}`}>
            <th scope="row">
              <code>{one.rule}</code> {one.field ? `${one.record}.${one.field}` : one.record} <small>{one.severity}</small>
            </th>
            <td class="n">{number(one.count)}</td>
            <td>
              <bdi>{one.owner}</bdi>
            </td>
            <td>
              <bdi>{one.nextStep}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Loads({ of }: { of: Source }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t("loads.file")}</th>
          <th scope="col">{t("loads.when")}</th>
          <th scope="col" class="n">{t("loads.read")}</th>
          <th scope="col" class="n">{t("loads.rejected")}</th>
          <th scope="col" class="n">{t("loads.completeness")}</th>
          <th scope="col" class="n">{t("loads.score")}</th>
        </tr>
      </thead>
      <tbody>
        {of.loads.map((load) => (
          <tr key={load.load}>
            <th scope="row">
              <bdi>{load.file}</bdi>
            </th>
            <td>{time(load.recordTime)}</td>
            <td class="n">{load.rows.read === null ? t("loads.notCounted") : number(load.rows.read)}</td>
            <td class="n">{load.rows.rejected === null ? t("loads.notCounted") : number(load.rows.rejected)}</td>
            <td class="n">{load.completeness} %</td>
            <td class="n">{load.score ?? t("loads.noScore")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
