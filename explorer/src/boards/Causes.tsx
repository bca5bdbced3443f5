// Common cause: what bad items met more often than good ones, and how well chance alone explains it.
import { useEffect, useState } from "preact/hooks";
import type { ResultOf } from "gql.tada";
import { ask, whole } from "../api/ask.ts";
import { CAUSES } from "../api/boards.ts";
import { language, named, number, t, type Text } from "../i18n/index.ts";
import { useAsked } from "../parts/useAsked.ts";
import { href, route } from "../route.ts";
import { Board } from "./Board.tsx";
import { alike, enrichment, standsOut, type Counts } from "./chance.ts";
import { Foot, Said, State, Tools } from "./parts.tsx";

type Page = NonNullable<ResultOf<typeof CAUSES>["commonCause"]>;
type Factor = Page["ranking"]["edges"][number]["node"];
interface Told {
  first: Page;
  factors: Factor[];
  more: boolean;
}

/** What is bad by itself, and records that say what is. */
const LABELS = ["Device", "Lot", "Complaint", "AdverseEvent", "ServiceEvent", "Nonconformity"];
/** Kinds of factors that a trace can start at. */
const TRACED = ["lot", "device", "supplier"];
const KINDS: Record<string, Text> = {
  lot: "cause.lot",
  device: "cause.device",
  supplier: "cause.supplier",
  equipment: "cause.equipment",
  room: "cause.room",
  site: "cause.site",
  person: "cause.person",
  specification: "cause.specification",
  day: "cause.day",
  week: "cause.week",
};

export function Causes() {
  const { keys, asOf, knownAt } = route.value;
  const [pages, setPages] = useState(1);
  const question = JSON.stringify([keys, asOf, knownAt]);
  useEffect(() => setPages(1), [question]);
  const { told, failed, again } = useAsked<Told>(
    async (stop) => (keys.length ? await ranking({ keys: [...keys], asOf, knownAt }, pages, stop) : null),
    [question, pages],
  );
  return (
    <Board title={t("cause.title")} intro={t("cause.intro")} hint={t("cause.hint")} labels={LABELS} failed={failed} onRetry={again}>
      {told && <Ranking told={told} onMore={() => setPages(pages + 1)} />}
    </Board>
  );
}

async function ranking(
  asked: { keys: string[]; asOf: string | null; knownAt: number | null },
  pages: number,
  stop: AbortSignal,
): Promise<Told> {
  const read = async (knownAt: number | null, after: string | null): Promise<Page> =>
    whole((await ask(CAUSES, { ...asked, knownAt, after }, stop)).commonCause);
  const first = await read(asked.knownAt, null);
  let last = first;
  const factors = first.ranking.edges.map((edge) => edge.node);
  for (let page = 1; page < pages && last.ranking.pageInfo.hasNextPage; page++) {
    last = await read(first.ledger.size, whole(last.ranking.pageInfo.endCursor));
    factors.push(...last.ranking.edges.map((edge) => edge.node));
  }
  return { first, factors, more: last.ranking.pageInfo.hasNextPage };
}

function Ranking({ told, onMore }: { told: Told; onMore: () => void }) {
  const { first, factors, more } = told;
  const of: Counts = { bad: first.bad.length, good: first.goodItems };
  const out = factors.filter(standsOut).length;
  return (
    <>
      <State of={first}>
        <p>
          <b>{t("cause.compared", { bad: of.bad, good: of.good })}</b> · {t("cause.tested", { n: first.tested })}
        </p>
      </State>
      <p class="verdict" role="status">
        <span aria-hidden="true">{out ? "★ " : "○ "}</span>
        {of.good === 0 ? t("cause.noGood") : out ? t("cause.standOut", { n: out }) : t("cause.nothing")}
      </p>
      <p class="shown">{t("trace.shown", { shown: factors.length, total: first.ranking.totalCount })}</p>
      {factors.length > 0 && <Factors factors={factors} of={of} bad={first.bad} />}
      {more && (
        <button type="button" onClick={onMore}>
          {t("find.more")}
        </button>
      )}
      <p class="faint">{t("cause.proves")}</p>
      <Said of={first} />
      <Tools />
      <Foot of={first} />
    </>
  );
}

const HEADS: readonly Text[] = [
  "cause.rank",
  "cause.candidate",
  "cause.badWith",
  "cause.badWithout",
  "cause.goodWith",
  "cause.goodWithout",
  "cause.times",
  "cause.p",
  "cause.q",
  "cause.look",
];

const COUNTED: readonly Text[] = HEADS.slice(2, -1);

function Factors({ factors, of, bad }: { factors: readonly Factor[]; of: Counts; bad: readonly string[] }) {
  const sizes = alike(factors);
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={t("cause.caption")}>
      <table class="ranking">
        <caption class="visually-hidden">{t("cause.caption")}</caption>
        <thead>
          <tr>
            {HEADS.map((head) => (
              <th key={head} scope="col" class={COUNTED.includes(head) ? "n" : undefined}>
                {t(head)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {factors.map((factor) => (
            <Line key={`${factor.kind} ${factor.key} ${factor.when}`} factor={factor} of={of} bad={bad} others={sizes.get(factor.group)! - 1} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ factor, of, bad, others }: { factor: Factor; of: Counts; bad: readonly string[]; others: number }) {
  const is = standsOut(factor);
  return (
    <tr class={is ? "is-out" : ""}>
      <td>
        {is && <span title={t("cause.isOut")}>★ </span>}
        {is && <span class="visually-hidden">{t("cause.isOut")} </span>}
        {number(factor.rank)}
      </td>
      <th scope="row">
        <small>{kind(factor.kind)}</small> <bdi>{factor.name ?? factor.key}</bdi> {factor.when && <b>{factor.when}</b>}
        {factor.name && (
          <code>
            <bdi>{factor.key}</bdi>
          </code>
        )}
        {others > 0 && <em>{t("cause.alike", { n: others })}</em>}
      </th>
      <td class="n">
        {number(factor.bad)} <Part part={factor.bad} whole={of.bad} />
      </td>
      <td class="n">{number(of.bad - factor.bad)}</td>
      <td class="n">
        {number(factor.good)} <Part part={factor.good} whole={of.good} />
      </td>
      <td class="n">{number(of.good - factor.good)}</td>
      <td class="n">{times(enrichment(factor, of), factor, of)}</td>
      <td class="n">{factor.p}</td>
      <td class="n">{factor.q}</td>
      <td>
        <Look factor={factor} bad={bad} />
      </td>
    </tr>
  );
}

const kind = (name: string): string => (KINDS[name] ? t(KINDS[name]) : named("label", name));

function times(found: number | null, factor: Counts, of: Counts): string {
  if (found === null) return of.good && factor.bad ? t("cause.onlyBad") : "–";
  return `${new Intl.NumberFormat(language.value, { maximumSignificantDigits: 3 }).format(found)}×`;
}

/** A part of a whole, drawn; the numbers stand beside it. */
function Part({ part, whole }: { part: number; whole: number }) {
  return (
    <span class="part" aria-hidden="true">
      <span style={{ width: `${whole ? (100 * part) / whole : 0}%` }} />
    </span>
  );
}

/** A trace from the factor, or, where none can start there, the bad items' with its evidence beside them. */
function Look({ factor, bad }: { factor: Factor; bad: readonly string[] }) {
  if (factor.when) return null;
  const traced = TRACED.includes(factor.kind);
  const where = traced
    ? { page: "trace", keys: [factor.key], row: null, direction: "both" }
    : { page: "trace", keys: bad, row: factor.key, direction: "backward" };
  return (
    <a href={href(where as Parameters<typeof href>[0])} aria-label={`${t(traced ? "cause.trace" : "cause.evidence")} ${factor.key}`}>
      {t(traced ? "cause.trace" : "cause.evidence")}
    </a>
  );
}
