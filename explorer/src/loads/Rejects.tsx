// Rows that were not accepted: each is a gap of the answers it may touch until it is dealt with and closed.
import type { ResultOf } from "gql.tada";
import { useState } from "preact/hooks";
import { ask, whole } from "../api/ask.ts";
import { CLOSE_REJECTS, REJECTS } from "../api/loads.ts";
import { number, t, time, type Text } from "../i18n/index.ts";
import { Choice } from "../parts/Choice.tsx";
import { Failure } from "../parts/Failure.tsx";
import { usePages } from "../parts/usePages.ts";
import { go, href, route } from "../route.ts";
import { Closing } from "./Closing.tsx";

const PAGE = 100;
const WHICH = ["open", "closed", "both"] as const;
type Which = (typeof WHICH)[number];
type Page = NonNullable<ResultOf<typeof REJECTS>["rejects"]>;
type Row = Page["edges"][number]["node"];

const NAMES: Record<Which, Text> = { open: "loads.whichOpen", closed: "loads.whichClosed", both: "loads.whichBoth" };
const IS_OPEN: Record<Which, boolean | null> = { open: true, closed: false, both: null };

export function Rejects() {
  const { load } = route.value;
  const [which, setWhich] = useState<Which>("open");
  const [rule, setRule] = useState("");
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const filters = { load, rule: rule || null, text, open: IS_OPEN[which] };
  const { pages, failed, busy, more, again } = usePages(
    async (after, stop) => whole((await ask(REJECTS, { first: PAGE, after, ...filters }, stop)).rejects),
    (page) => page.pageInfo.endCursor,
    [filters],
  );
  const rows = pages.flatMap((page) => page.edges.map((edge) => edge.node));
  const last = pages.at(-1);
  const flip = (key: string): void => {
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    setChosen(next);
  };
  const still = rows.filter((row) => !row.closed && chosen.has(row.key)).map((row) => row.key);
  return (
    <section class="rejects">
      <p>{t("loads.rejectsIntro")}</p>
      <div class="filters">
        <Choice label={t("loads.state")} all={WHICH} chosen={which} name={(one) => t(NAMES[one])} onChoose={setWhich} />
        <label>
          {t("loads.rule")}{" "}
          <select value={rule} onChange={(event) => setRule(event.currentTarget.value)}>
            <option value="">{t("loads.anyRule")}</option>
            {last?.byRule.map((one) => (
              <option key={one.rule} value={one.rule}>
                {`${one.rule} (${number(one.count)})`}
              </option>
            ))}
            {rule && !last?.byRule.some((one) => one.rule === rule) && <option value={rule}>{rule}</option>}
          </select>
        </label>
        <label>
          {t("loads.file")} <input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        {load && (
          <span>
            {t("loads.ofLoad")} <code>{load}</code>{" "}
            <button type="button" onClick={() => go({ load: null })}>
              {t("loads.allLoads")}
            </button>
          </span>
        )}
      </div>
      {last && !last.whole && <p class="stale">{t("loads.notWhole")}</p>}
      {failed && <Failure refusal={failed} onRetry={again} />}
      {rows.length > 0 && <Rows rows={rows} chosen={chosen} onFlip={flip} />}
      {last?.totalCount === 0 && <p>{t(which === "open" ? "loads.noRejects" : "loads.noneFit")}</p>}
      {busy && <p class="busy">{t("trace.loading")}</p>}
      {last && last.totalCount > 0 && (
        <p class="pages">
          <span role="status">{t("trace.shown", { shown: rows.length, total: last.totalCount })}</span>{" "}
          {last.pageInfo.hasNextPage && !busy && (
            <button type="button" onClick={more}>
              {t("find.more")}
            </button>
          )}
        </p>
      )}
      <p class="actions">
        <Closing
          title={t("loads.closeChosen", { n: still.length })}
          explained={t("loads.closeText")}
          disabled={still.length === 0}
          run={async (given) => whole((await ask(CLOSE_REJECTS, { keys: still, ...given })).closeRejects).decisions}
          onClosed={() => (setChosen(new Set()), again())}
        />
        {load && which !== "closed" && (
          <Closing
            title={t("loads.closeLoad")}
            explained={t("loads.closeLoadText")}
            run={async (given) => whole((await ask(CLOSE_REJECTS, { load, ...given })).closeRejects).decisions}
            onClosed={again}
          />
        )}
      </p>
    </section>
  );
}

function Rows({ rows, chosen, onFlip }: { rows: readonly Row[]; chosen: ReadonlySet<string>; onFlip: (key: string) => void }) {
  return (
    <div class="wide" role="region" tabIndex={0} aria-label={t("loads.rejects")}>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span class="visually-hidden">{t("table.mark")}</span>
            </th>
            <th scope="col">{t("loads.where")}</th>
            <th scope="col">{t("loads.wrong")}</th>
            <th scope="col">{t("loads.row")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Reject key={row.key} row={row} chosen={chosen.has(row.key)} onFlip={onFlip} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Reject({ row, chosen, onFlip }: { row: Row; chosen: boolean; onFlip: (key: string) => void }) {
  const where = t("loads.line", { file: row.file, line: row.line });
  return (
    <tr class={row.closed ? "is-closed" : ""}>
      <td>
        {!row.closed && (
          <input type="checkbox" checked={chosen} aria-label={`${t("table.mark")} ${where}`} onChange={() => onFlip(row.key)} />
        )}
      </td>
      <th scope="row">
        <bdi>{where}</bdi>
      </th>
      <td>
        <code>{row.rule}</code>
        {row.column && (
          <>
            {" "}
            <bdi>{t("loads.inColumn", { column: row.column })}</bdi>
          </>
        )}
        {row.message && (
          <p>
            <bdi>{row.message}</bdi>
          </p>
        )}
        {row.closed && (
          <p class="good">
            <bdi>{t("loads.closedBy", { actor: row.closed.actor, time: time(row.closed.recordTime), reason: row.closed.reason })}</bdi>
          </p>
        )}
      </td>
      <td>
        {row.raw === null ? <em>{t("loads.hidden")}</em> : <code class="raw">{row.raw}</code>}
        {row.touches.length > 0 && (
          <p>
            {t("loads.touches")}{" "}
            {row.touches.map((key) => (
              <a key={key} href={href({ page: "trace", keys: [key] }, { fresh: true })}>
                <bdi>{key}</bdi>
              </a>
            ))}
          </p>
        )}
      </td>
    </tr>
  );
}
