// Mass balance: what came into lots and devices, what left, and what nothing explains.
import type { ResultOf } from "gql.tada";
import { ask, whole } from "../api/ask.ts";
import { BALANCE } from "../api/boards.ts";
import { named, t, type Text } from "../i18n/index.ts";
import { useAsked } from "../parts/useAsked.ts";
import { href, route } from "../route.ts";
import { Board } from "./Board.tsx";
import { Foot, Said, State, Tools } from "./parts.tsx";
import { leftOf, type Left } from "./sums.ts";

type Page = NonNullable<ResultOf<typeof BALANCE>["massBalance"]>;
type Row = Page["rows"]["edges"][number]["node"];
interface Told {
  last: Page;
  rows: Row[];
}

const LABELS = ["Lot", "Device"];
const CAME = ["received", "produced", "returned"] as const;
const WENT = ["consumed", "shipped"] as const;
/** No record of the graph states these. */
const UNSTATED = ["scrapped", "onHand"] as const;
const HEADS: Record<(typeof CAME)[number] | (typeof WENT)[number] | (typeof UNSTATED)[number], Text> = {
  received: "balance.received",
  produced: "balance.produced",
  returned: "balance.returned",
  consumed: "balance.consumed",
  shipped: "balance.shipped",
  scrapped: "balance.scrapped",
  onHand: "balance.onHand",
};
const SHAPE: Record<Left, string> = { none: "✓", over: "▲", short: "▼", unknown: "?" };
const SAID: Record<Left, Text> = {
  none: "balance.none",
  over: "balance.over",
  short: "balance.short",
  unknown: "balance.unknown",
};

export function Balance() {
  const { keys, asOf, knownAt } = route.value;
  const { told, failed, again } = useAsked<Told>(
    async (stop) => (keys.length ? await balances({ keys: [...keys], asOf, knownAt }, stop) : null),
    [JSON.stringify([keys, asOf, knownAt])],
  );
  return (
    <Board title={t("balance.title")} intro={t("balance.intro")} hint={t("balance.hint")} labels={LABELS} failed={failed} onRetry={again}>
      {told && <Sheet told={told} />}
    </Board>
  );
}

/** All rows, whatever their number, of one ledger size. */
async function balances(asked: { keys: string[]; asOf: string | null; knownAt: number | null }, stop: AbortSignal): Promise<Told> {
  const rows: Row[] = [];
  let { knownAt } = asked;
  let after: string | null = null;
  for (;;) {
    const last: Page = whole((await ask(BALANCE, { ...asked, knownAt, after }, stop)).massBalance);
    rows.push(...last.rows.edges.map((edge) => edge.node));
    if (!last.rows.pageInfo.hasNextPage) return { last, rows };
    knownAt = last.ledger.size;
    after = whole(last.rows.pageInfo.endCursor);
  }
}

function Sheet({ told: { last, rows } }: { told: Told }) {
  const left = rows.filter((row) => leftOf(row.unexplained) !== "none").length;
  return (
    <>
      <State of={last}>
        <p>
          <b>{t("balance.left", { n: left })}</b> · {t("trace.shown", { shown: rows.length, total: last.rows.totalCount })}
        </p>
      </State>
      <p class="faint">{t("balance.equation")}</p>
      <div class="wide" tabIndex={0} role="region" aria-label={t("balance.caption")}>
        <table class="sheet">
          <caption class="visually-hidden">{t("balance.caption")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("balance.record")}</th>
              <th scope="col">{t("table.unit")}</th>
              {[...CAME, ...WENT, ...UNSTATED].map((name) => (
                <th key={name} scope="col" class={`n ${name}`}>
                  {t(HEADS[name])}
                </th>
              ))}
              <th scope="col" class="n left">
                {t("balance.unexplained")}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Line key={row.key} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      <p class="faint">{t("balance.unstated")}</p>
      <Said of={last} />
      <Tools />
      <Foot of={last} />
    </>
  );
}

function Line({ row }: { row: Row }) {
  const left = leftOf(row.unexplained);
  return (
    <tr>
      <th scope="row">
        <small>{named("label", row.label)}</small> {row.name && <bdi>{row.name}</bdi>}{" "}
        <a href={href({ page: "trace", keys: [row.key], row: null })}>
          <bdi>{row.key}</bdi>
        </a>
      </th>
      <td>{row.unit ?? <em>{t("balance.unknown")}</em>}</td>
      {[...CAME, ...WENT].map((name) => (
        <td key={name} class={`n ${name}`}>
          {row[name] ?? <em>{t("balance.unknown")}</em>}
        </td>
      ))}
      {UNSTATED.map((name) => (
        <td key={name} class={`n ${name}`}>
          {row[name] ?? <em>{t("balance.notStated")}</em>}
        </td>
      ))}
      <td class={`n left is-${left}`}>
        <span aria-hidden="true">{SHAPE[left]}</span> <b>{row.unexplained ?? ""}</b> <small>{t(SAID[left])}</small>
      </td>
    </tr>
  );
}
