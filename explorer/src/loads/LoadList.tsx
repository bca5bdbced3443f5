// Loads: what is under way with its bars, and every load with its account.
import type { ResultOf } from "gql.tada";
import { useState } from "preact/hooks";
import { ask, whole } from "../api/ask.ts";
import { CLOSE_LOAD, LOADS, UNDER_WAY } from "../api/loads.ts";
import { number, t, time, type Text } from "../i18n/index.ts";
import { Failure } from "../parts/Failure.tsx";
import { useAsked } from "../parts/useAsked.ts";
import { href } from "../route.ts";
import { Closing } from "./Closing.tsx";
import { usePolled } from "./polling.ts";
import { held, percent } from "./progress.ts";

const MOST = 500;
const PAGE = 50;

type UnderWay = ResultOf<typeof UNDER_WAY>;
type Load = NonNullable<ResultOf<typeof LOADS>["loads"]>["edges"][number]["node"];
type Pushed = NonNullable<UnderWay["pushedFiles"]>[number];

const STATES: Record<Load["state"], readonly [sign: string, text: Text]> = {
  BEGUN: ["…", "loads.begun"],
  ENDED: ["✓", "loads.ended"],
  ABANDONED: ["✕", "loads.abandoned"],
};

export function LoadList() {
  const [closed, setClosed] = useState(0);
  const { told, failed, again } = usePolled(
    async (stop) => {
      const said = await ask(UNDER_WAY, { most: MOST }, stop);
      return { pushed: whole(said.pushedFiles), begun: whole(said.loads) };
    },
    ({ pushed, begun }) => pushed.length > 0 || begun.totalCount > 0,
  );
  const loads = told?.begun.edges.map((edge) => edge.node) ?? [];
  const waiting = told && held(told.pushed, loads);
  const news = JSON.stringify([closed, told?.pushed.length, told?.begun.edges.map((edge) => edge.node.load)]);
  return (
    <>
      <section aria-labelledby="under-way">
        <h2 id="under-way">{t("loads.underWay")}</h2>
        {failed && <Failure refusal={failed} onRetry={again} />}
        {!told && !failed && <p class="busy">{t("trace.loading")}</p>}
        {waiting && waiting.pushed.length + waiting.begun.length === 0 && <p>{t("loads.nothingUnderWay")}</p>}
        {waiting && waiting.pushed.length + waiting.begun.length > 0 && (
          <ul class="under-way">
            {waiting.pushed.map((one) => (
              <PushedFile key={`${one.sha256}${one.received}`} of={one} />
            ))}
            {waiting.begun.map((one) => (
              <BegunLoad key={one.load} of={one} onClosed={() => (setClosed(closed + 1), again())} />
            ))}
          </ul>
        )}
        {told && told.begun.totalCount > MOST && (
          <p class="bad">{t("trace.shown", { shown: MOST, total: told.begun.totalCount })}</p>
        )}
      </section>
      {told && <All news={news} />}
    </>
  );
}

function PushedFile({ of }: { of: Pushed }) {
  const waits = of.rowsRead === null;
  return (
    <li>
      <b>
        <bdi>{of.file}</bdi>
      </b>{" "}
      <small>
        <bdi>{t("loads.pushedBy", { actor: of.actor, time: time(of.received) })}</bdi>
      </small>
      {waits ? (
        <p>{t("loads.waits")}</p>
      ) : (
        <p class="bar">
          <progress aria-label={of.file} value={percent(of.rowsRead ?? 0, of.rowsAbout)} max={100} />
          <span>{t("loads.rowsAbout", { n: of.rowsRead ?? 0, about: of.rowsAbout })}</span>
        </p>
      )}
    </li>
  );
}

function BegunLoad({ of, onClosed }: { of: Load; onClosed: () => void }) {
  const [first] = useState(of.rowsSoFar);
  const moves = of.rowsSoFar !== first;
  return (
    <li>
      <b>
        <bdi>{of.file}</bdi>
      </b>{" "}
      <small>
        <bdi>{t("loads.begunBy", { actor: of.begun.actor, time: time(of.begun.recordTime) })}</bdi>
      </small>
      <p class="bar">
        {moves && <progress aria-label={of.file} />}
        <span>{t("loads.rowsSoFar", { n: of.rowsSoFar ?? 0 })}</span>
      </p>
      {!moves && <p class="faint">{t("loads.rests")}</p>}
      <Closing
        title={t("loads.giveUp")}
        explained={t("loads.giveUpText", { file: of.file })}
        run={async (given) => [whole((await ask(CLOSE_LOAD, { load: of.load, ...given })).closeLoad)]}
        onClosed={onClosed}
      />
    </li>
  );
}

function All({ news }: { news: string }) {
  const [before, setBefore] = useState<string | null>(null);
  const { told, failed, again } = useAsked(
    async (stop) => whole((await ask(LOADS, { last: PAGE, before }, stop)).loads),
    [before, before === null ? news : ""],
  );
  const shown = told?.edges.map((edge) => edge.node).reverse() ?? [];
  return (
    <section aria-labelledby="all-loads">
      <h2 id="all-loads">{t("loads.all")}</h2>
      {failed && <Failure refusal={failed} onRetry={again} />}
      {!told && !failed && <p class="busy">{t("trace.loading")}</p>}
      {told?.totalCount === 0 && <p>{t("loads.none")}</p>}
      {shown.length > 0 && <Account loads={shown} />}
      {told && told.totalCount > 0 && (
        <p class="pages">
          <span>{t("trace.shown", { shown: shown.length, total: told.totalCount })}</span>{" "}
          {told.pageInfo.hasPreviousPage && (
            <button type="button" onClick={() => setBefore(told.pageInfo.startCursor)}>
              {t("loads.older")}
            </button>
          )}{" "}
          {before !== null && (
            <button type="button" onClick={() => setBefore(null)}>
              {t("loads.newest")}
            </button>
          )}
        </p>
      )}
    </section>
  );
}

function Account({ loads }: { loads: readonly Load[] }) {
  return (
    <div class="wide" role="region" tabIndex={0} aria-label={t("loads.all")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("loads.file")}</th>
            <th scope="col">{t("loads.state")}</th>
            <th scope="col" class="n">{t("loads.read")}</th>
            <th scope="col" class="n">= {t("loads.accepted")}</th>
            <th scope="col" class="n">+ {t("loads.rejected")}</th>
            <th scope="col" class="n">+ {t("loads.ignored")}</th>
            <th scope="col">{t("loads.open")}</th>
          </tr>
        </thead>
        <tbody>
          {loads.map((one) => (
            <Line key={one.load} of={one} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ of }: { of: Load }) {
  const [sign, text] = STATES[of.state];
  const rows = of.rows;
  return (
    <tr>
      <th scope="row">
        <bdi>{of.file}</bdi>
        <small>
          <bdi>{of.profile}</bdi>
        </small>
        <small>
          <bdi>{t("loads.begunBy", { actor: of.begun.actor, time: time(of.begun.recordTime) })}</bdi>
        </small>
      </th>
      <td class={`state-${of.state.toLowerCase()}`}>
        <span aria-hidden="true">{sign} </span>
        {t(text)}
        {of.closed && (
          <small>
            {time(of.closed.recordTime)}
            {of.state === "ABANDONED" && <bdi> {of.closed.reason}</bdi>}
          </small>
        )}
      </td>
      {rows ? (
        [rows.read, rows.accepted, rows.rejected, rows.ignored].map((n, i) => (
          <td key={i} class={`n${i === 2 && n > 0 ? " bad" : ""}`}>
            {number(n)}
          </td>
        ))
      ) : (
        <td colSpan={4}>{t("loads.notCounted")}</td>
      )}
      <td>
        {of.openRejects > 0 ? (
          <a href={href({ part: "rejects", load: of.load })}>{t("loads.openRows", { n: of.openRejects })}</a>
        ) : (
          t("loads.noneOpen")
        )}
      </td>
    </tr>
  );
}
