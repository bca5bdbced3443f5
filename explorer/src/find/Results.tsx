// What was found: groups in order, how much of each is shown, and what flows into and out of each record.
import { useState } from "preact/hooks";
import type { ResultOf } from "gql.tada";
import { ask, whole } from "../api/ask.ts";
import { NEIGHBOURS } from "../api/found.ts";
import { Failure } from "../parts/Failure.tsx";
import { Marked } from "../parts/Marked.tsx";
import { useAsked } from "../parts/useAsked.ts";
import { shortly } from "../graph/keys.ts";
import { named, number, t, type Text } from "../i18n/index.ts";
import { marks, toggle } from "../marks.ts";
import { route } from "../route.ts";
import { leadingTo } from "./leading.ts";
import { foundBy, grouped, type Group, type GroupName, type Hit, type NumberName } from "./ranking.ts";

type Beside = NonNullable<ResultOf<typeof NEIGHBOURS>["neighbours"]>[number];

/** Of each group this many are shown until all are asked for. */
const AT_FIRST = 20;
/** What one question about neighbours takes. */
const MOST = 500;

const GROUP: Record<GroupName, Text> = {
  lots: "found.lots",
  serials: "found.serials",
  supplierLots: "found.supplierLots",
  orders: "found.orders",
  customers: "found.customers",
  documents: "found.documents",
  packages: "found.packages",
  suppliers: "found.suppliers",
  others: "found.others",
};
const BY: Record<NumberName, Text> = {
  supplierLot: "found.bySupplierLot",
  document: "found.byDocument",
  deliveryNote: "found.byDeliveryNote",
  purchaseOrder: "found.byPurchaseOrder",
  salesOrder: "found.bySalesOrder",
  udi: "found.byUdi",
};

interface Props {
  text: string;
  hits: readonly Hit[];
  /** Keys that a label names. */
  meant: readonly string[];
  /** Whether there are more than were read. */
  more: boolean;
}

export function Groups({ text, hits, meant, more }: Props) {
  const [whole, setWhole] = useState<ReadonlySet<GroupName>>(new Set());
  const groups = grouped(hits, text, meant);
  const shownOf = (group: Group): Hit[] => (whole.has(group.name) ? group.hits : group.hits.slice(0, AT_FIRST));
  const keys = groups.flatMap((group) => shownOf(group).map((hit) => hit.key));
  const { told, failed, again } = useBeside(keys);
  return (
    <>
      <p class="shown">
        <span role="status">{t("trace.shown", { shown: keys.length, total: hits.length })}</span>
        {more && <> {t("found.rankedAmong", { n: hits.length })}</>}
      </p>
      {failed && <Failure refusal={failed} onRetry={again} />}
      <Marked />
      {groups.map((group) => (
        <section key={group.name}>
          <h2>
            {t(GROUP[group.name])}{" "}
            <span>
              {shownOf(group).length < group.hits.length
                ? t("trace.shown", { shown: shownOf(group).length, total: group.hits.length })
                : number(group.hits.length)}
            </span>
          </h2>
          <ul class="found">
            {shownOf(group).map((hit) => (
              <Line key={hit.key} hit={hit} text={text} beside={told?.get(hit.key) ?? null} waiting={!told && !failed} />
            ))}
          </ul>
          {shownOf(group).length < group.hits.length && (
            <button type="button" onClick={() => setWhole(new Set([...whole, group.name]))}>
              {t("found.all", { n: group.hits.length })}
            </button>
          )}
        </section>
      ))}
    </>
  );
}

/** Of all records on the page at once; a page that shows more than one question takes asks a few. */
function useBeside(keys: readonly string[]) {
  const { asOf, knownAt } = route.value;
  return useAsked(
    async (stop) => {
      const found = new Map<string, Beside>();
      for (let from = 0; from < keys.length; from += MOST) {
        const told = await ask(NEIGHBOURS, { keys: keys.slice(from, from + MOST), asOf, knownAt }, stop);
        for (const one of whole(told.neighbours)) found.set(one.key, one);
      }
      return found;
    },
    [keys.join(" "), asOf, knownAt],
  );
}

function Line({ hit, text, beside, waiting }: { hit: Hit; text: string; beside: Beside | null; waiting: boolean }) {
  const { number: own, of } = shortly(hit.key);
  const by = foundBy(hit, text);
  return (
    <li>
      <input
        type="checkbox"
        checked={marks.value.has(hit.key)}
        aria-label={`${t("table.mark")} ${hit.key}`}
        onChange={() => toggle([hit.key])}
      />
      <span class="hit">
        <a href={leadingTo(hit)} aria-current={route.value.row === hit.key ? "true" : undefined}>
          <b>
            <bdi>{hit.name ?? own}</bdi>
          </b>{" "}
          <small>
            {named("label", hit.label)} {of && <bdi>{of}</bdi>}
          </small>{" "}
          <code>
            <bdi>{hit.key}</bdi>
          </code>
        </a>
        {by && (
          <em>
            {t(BY[by.name])} <bdi>{by.text}</bdi>
          </em>
        )}
        {!hit.stated && <em>{t("find.unstated")}</em>}
        <span class="beside">{beside ? <Flows beside={beside} /> : waiting ? t("found.counting") : t("found.notCounted")}</span>
      </span>
    </li>
  );
}

function Flows({ beside }: { beside: Beside }) {
  const { flowsIn, flowsOut } = beside;
  const hidden = beside.hiddenIn + beside.hiddenOut;
  if (!flowsIn.length && !flowsOut.length && !hidden) return <>{t("found.noFlow")}</>;
  return (
    <>
      {flowsIn.length > 0 && <Side arrow="←" says={t("record.in")} counts={flowsIn} />}
      {flowsOut.length > 0 && <Side arrow="→" says={t("record.out")} counts={flowsOut} />}
      {hidden > 0 && <em>{t("found.hidden", { n: hidden })}</em>}
    </>
  );
}

function Side({ arrow, says, counts }: { arrow: string; says: string; counts: Beside["flowsIn"] }) {
  return (
    <span>
      <span aria-hidden="true">{arrow}</span> {says}{" "}
      {counts.map((one, i) => (
        <span key={one.label}>
          {i > 0 && ", "}
          {named("label", one.label)} <b>{number(one.count)}</b>
        </span>
      ))}
    </span>
  );
}
