// The same as the picture, in tables: readings one by one, points as drawn, holes and silent sensors, steps.
import { useEffect, useState } from "preact/hooks";
import type { ResultOf } from "gql.tada";
import { ask, refusalOf, whole, type Refusal } from "../api/ask.ts";
import { READINGS } from "../api/environment.ts";
import { number, t } from "../i18n/index.ts";
import { shortly } from "../graph/keys.ts";
import { Choice } from "../parts/Choice.tsx";
import { Failure } from "../parts/Failure.tsx";
import { href } from "../route.ts";
import { said } from "../time/moments.ts";
import { questionOf } from "./Environment.tsx";
import { STATE, stateOf, type State, type Told } from "./told.ts";

type Page = NonNullable<ResultOf<typeof READINGS>["environment"]>["readings"];
type Reading = Page["edges"][number]["node"];

const PAGE = 100;

function Link({ of }: { of: string }) {
  return (
    <a href={href({ row: of })}>
      <bdi>{shortly(of).number}</bdi>
    </a>
  );
}

/** Readings one by one: at first those outside of limits, or of which nothing says whether they were. */
export function Readings({ told }: { told: Told }) {
  const [which, setWhich] = useState<"odd" | "all">("odd");
  const [found, setFound] = useState<{ readings: Reading[]; total: number; after: string | null } | null>(null);
  const [failed, setFailed] = useState<Refusal | null>(null);
  const more = async (after: string | null, before: Reading[], stop?: AbortSignal): Promise<void> => {
    try {
      const asked = { ...questionOf(), knownAt: told.ledger.size, outside: which === "odd", first: PAGE, after };
      const page = whole((await ask(READINGS, asked, stop)).environment).readings;
      const next = page.pageInfo.hasNextPage ? whole(page.pageInfo.endCursor) : null;
      setFound({ readings: [...before, ...page.edges.map((edge) => edge.node)], total: page.totalCount, after: next });
      setFailed(null);
    } catch (error) {
      if (!stop?.aborted) setFailed(refusalOf(error));
    }
  };
  useEffect(() => {
    const stop = new AbortController();
    setFound(null);
    void more(null, [], stop.signal);
    return () => stop.abort();
  }, [told, which]);
  return (
    <section>
      <h3>{t("environment.oneByOne")}</h3>
      <p>
        <Choice
          label={t("environment.oneByOne")}
          all={["odd", "all"] as const}
          chosen={which}
          name={(one) => t(one === "odd" ? "environment.odd" : "environment.every")}
          onChoose={setWhich}
        />{" "}
        {found && <span role="status">{t("trace.shown", { shown: found.readings.length, total: found.total })}</span>}
      </p>
      {failed && <Failure refusal={failed} onRetry={() => void more(found?.after ?? null, found?.readings ?? [])} />}
      {found && found.total === 0 && <p>{t(which === "odd" ? "environment.noneOdd" : "environment.noReadings")}</p>}
      {found && found.total > 0 && (
        <table>
          <thead>
            <Head names={[t("environment.sensor"), t("environment.from"), t("environment.to"), ...VALUES()]} />
          </thead>
          <tbody>
            {found.readings.map((one) => (
              <tr key={`${one.key} ${one.place}`} class={`is-${one.state}`}>
                <th scope="row">
                  <a href={href({ row: one.key })}>
                    <bdi>{one.sensor}</bdi>
                  </a>{" "}
                  <small>
                    <bdi>{one.quantityKind}</bdi> <bdi>{shortly(one.place).number}</bdi>
                  </small>
                </th>
                <td>{said(one.started) || t("environment.noTime")}</td>
                <td>{said(one.ended)}</td>
                <Values of={one} uom={one.uom} state={one.state as State} />
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {found?.after && (
        <button type="button" onClick={() => void more(found.after, found.readings)}>
          {t("find.more")}
        </button>
      )}
    </section>
  );
}

const VALUES = (): string[] => [
  t("environment.minimum"),
  t("environment.maximum"),
  t("environment.lower"),
  t("environment.upper"),
  t("environment.state"),
];

function Head({ names }: { names: readonly string[] }) {
  return (
    <tr>
      {names.map((name) => (
        <th key={name} scope="col">
          {name}
        </th>
      ))}
    </tr>
  );
}

interface Measured {
  minimum: string | null;
  maximum: string | null;
  lowerLimit: string | null;
  upperLimit: string | null;
  /** Of one reading they are as it states them. */
  limitsAreOne?: boolean;
}

function Values({ of, uom, state }: { of: Measured; uom: string | null; state: State }) {
  return (
    <>
      {[of.minimum, of.maximum, of.lowerLimit, of.upperLimit].map((value, i) => (
        <td key={i} class="quantity">
          {value ?? (i > 1 && of.limitsAreOne === false ? `≠ ${t("environment.limitsDiffer")}` : "–")} {value && <bdi>{uom}</bdi>}
        </td>
      ))}
      <td>
        {state === "outside" && <span aria-hidden="true">▼ </span>}
        {t(STATE[state])}
      </td>
    </>
  );
}

/** What the curves are drawn from. */
export function Points({ told }: { told: Told }) {
  const count = told.series.reduce((sum, one) => sum + one.points.length, 0);
  if (!count) return null;
  return (
    <details>
      <summary>
        {t("environment.asDrawn")} <span>{number(count)}</span>
      </summary>
      <table>
        <thead>
          <Head names={[t("environment.sensor"), t("environment.from"), t("environment.to"), t("environment.count"), ...VALUES()]} />
        </thead>
        <tbody>
          {told.series.flatMap((one) =>
            one.points.map((point, i) => (
              <tr key={`${one.place} ${one.sensor} ${one.quantityKind} ${one.uom} ${i}`} class={`is-${stateOf(point)}`}>
                <th scope="row">
                  <bdi>{one.sensor}</bdi>{" "}
                  <small>
                    <bdi>{one.quantityKind}</bdi> <bdi>{shortly(one.place).number}</bdi>
                  </small>
                </th>
                <td>{said(point.from)}</td>
                <td>{said(point.to)}</td>
                <td class="quantity">{number(point.readings)}</td>
                <Values of={point} uom={one.uom} state={stateOf(point)} />
              </tr>
            )),
          )}
        </tbody>
      </table>
    </details>
  );
}

export function Holes({ told }: { told: Told }) {
  const holes = told.series.flatMap((series) => series.holes.map((hole) => ({ series, hole })));
  const silent = told.silent ?? [];
  if (!holes.length && told.silent?.length === 0) return null;
  return (
    <section>
      <h3>
        {t("environment.without")} <small>{number(holes.length + silent.length)}</small>
      </h3>
      <p>{t("environment.holeMeans")}</p>
      {told.silent === null && <p class="bad">{t("environment.silentUnknown")}</p>}
      <table>
        <thead>
          <Head names={[t("environment.sensor"), t("environment.from"), t("environment.to")]} />
        </thead>
        <tbody>
          {silent.map(({ place, sensor }) => (
            <tr key={`${place} ${sensor}`}>
              <th scope="row">
                <bdi>{sensor}</bdi> <small>{shortly(place).number}</small>
              </th>
              <td colSpan={2}>{t("environment.silent")}</td>
            </tr>
          ))}
          {holes.map(({ series, hole }, i) => (
            <tr key={i}>
              <th scope="row">
                <bdi>{series.sensor}</bdi>{" "}
                <small>
                  <bdi>{series.quantityKind}</bdi> {shortly(series.place).number}
                </small>
              </th>
              <td>{said(hole.from)}</td>
              <td>{said(hole.to)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function Steps({ told }: { told: Told }) {
  const { edges, totalCount } = told.steps;
  return (
    <section>
      <h3>
        {t("environment.steps")} <small>{t("trace.shown", { shown: edges.length, total: totalCount })}</small>
      </h3>
      {edges.length < totalCount && <p class="bad">{t("environment.moreSteps")}</p>}
      {edges.length > 0 && (
        <table>
          <thead>
            <Head names={[t("label.ProcessStep"), t("environment.from"), t("environment.to"), t("environment.precision")]} />
          </thead>
          <tbody>
            {edges.map(({ node }) => (
              <tr key={node.key}>
                <th scope="row">
                  <Link of={node.key} />
                </th>
                <td>{said(node.started) || t("environment.noTime")}</td>
                <td>{said(node.ended) || t("environment.noTime")}</td>
                <td>{PRECISION()[node.precision] ?? node.precision}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

const PRECISION = (): Record<string, string> => ({
  stated: t("environment.stated"),
  by_day: t("environment.byDay"),
  undated: t("environment.byNothing"),
});
