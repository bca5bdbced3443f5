// The lots and devices that holds reach: of all of them or of one, wherever they are or in one place, page by page.
import { useMemo, useState } from "preact/hooks";
import { ask, whole } from "../api/ask.ts";
import { ITEMS, type Item } from "../api/holds.ts";
import { shortly } from "../graph/keys.ts";
import { amount, named, number, t, type Text } from "../i18n/index.ts";
import { Choice } from "../parts/Choice.tsx";
import { Failure } from "../parts/Failure.tsx";
import { Lines, type Column } from "../parts/Lines.tsx";
import { usePages } from "../parts/usePages.ts";
import { go, PLACES, route, type Place } from "../route.ts";
import { shown } from "../work/kinds.ts";

const NAMES: Record<Place, Text> = { all: "work.every", onHand: "holds.onHand", shipped: "holds.shipped", usedUp: "holds.usedUp" };
const ASKED = { all: null, onHand: "ON_HAND", shipped: "SHIPPED", usedUp: "USED_UP" } as const;

/** `size` is the ledger size of the board: its pages and its counts are of one answer. */
export function Items({ holds, size }: { holds: readonly string[]; size: number }) {
  const { about, where, asOf, row } = route.value;
  const [text, setText] = useState("");
  const { pages, failed, busy, more, again } = usePages(
    async (after, stop) =>
      whole((await ask(ITEMS, { asOf, knownAt: size, hold: about, where: ASKED[where], after }, stop)).onHold).items,
    (page) => page.pageInfo.endCursor,
    [about, where, asOf, size],
  );
  const last = pages.at(-1);
  const read = useMemo(() => pages.flatMap((page) => page.edges.map((edge) => edge.node)), [pages]);
  const fits = useMemo(() => read.filter((one) => hits(one, text.trim().toLowerCase())), [read, text]);
  return (
    <section aria-labelledby="held-items">
      <h2 id="held-items">{t("holds.items")}</h2>
      <div class="filters">
        <label>
          {named("label", "Hold")}{" "}
          <select value={about ?? ""} onChange={(event) => go({ about: event.currentTarget.value || null })}>
            <option value="">{t("work.every")}</option>
            {holds.map((key) => (
              <option key={key} value={key}>
                {key}
              </option>
            ))}
            {about && !holds.includes(about) && <option value={about}>{about}</option>}
          </select>
        </label>
        <Choice label={t("holds.where")} all={PLACES} chosen={where} name={(one) => t(NAMES[one])} onChoose={(one) => go({ where: one })} />
        <label>
          {t("trace.narrow")} <input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
      </div>
      {failed && <Failure refusal={failed} onRetry={again} />}
      {last?.totalCount === 0 && <p>{t("holds.noItems")}</p>}
      {last && last.totalCount > 0 && (
        <Lines caption={t("holds.items")} rows={fits} keyOf={(one) => one.key} columns={columns()} chosen={row} onOpen={(one) => go({ row: one.key })} />
      )}
      {busy && <p class="busy">{t("trace.loading")}</p>}
      {last && last.totalCount > 0 && (
        <p class="pages">
          <span role="status">
            {t("trace.shown", { shown: fits.length, total: last.totalCount })}
            {last.pageInfo.hasNextPage && ` · ${t("holds.readSoFar", { n: read.length })}`}
          </span>
          {last.pageInfo.hasNextPage && !busy && (
            <button type="button" onClick={more}>
              {t("find.more")}
            </button>
          )}
        </p>
      )}
    </section>
  );
}

const hits = (one: Item, text: string): boolean =>
  !text || [one.key, ...one.holds, ...one.shipments].some((key) => key.toLowerCase().includes(text));

const columns = (): Column<Item>[] => [
  {
    name: "item",
    title: t("holds.item"),
    cell: (one) => (
      <button type="button" class="link" onClick={() => go({ row: one.key })}>
        <bdi>{one.key}</bdi>
      </button>
    ),
  },
  { name: "kind", title: t("work.kind"), cell: (one) => named("label", one.label) },
  { name: "where", title: t("holds.where"), cell: (one) => <Where of={one} /> },
  { name: "quantity", title: t("table.quantity"), isNumber: true, cell: (one) => onHand(one) },
  { name: "holds", title: t("holds.heldBy"), cell: (one) => <HeldBy of={one} /> },
  { name: "shipments", title: t("holds.shippedIn"), cell: (one) => <Keys of={one.shipments} /> },
];

/** A part may be here and a part shipped: it is in both places. */
function Where({ of }: { of: Item }) {
  const out = of.shipments.length > 0;
  if (!of.here && !out) return <span class="faint">{t("holds.usedUp")}</span>;
  return (
    <>
      {of.here && <span class="good">✓ {t("holds.onHand")}</span>} {out && <span class="bad">▲ {t("holds.shipped")}</span>}
    </>
  );
}

function onHand(of: Item): string {
  if (!of.here) return "";
  return of.quantity === null ? t("holds.notKnown") : amount(of.quantity, of.unit);
}

function HeldBy({ of }: { of: Item }) {
  return (
    <>
      {of.holds.length > 1 && <b>{number(of.holds.length)}: </b>}
      <Keys of={of.holds} />
      {of.hidden > 0 && <em> {t("holds.hidden", { n: of.hidden })}</em>}
    </>
  );
}

function Keys({ of }: { of: readonly string[] }) {
  return (
    <>
      {of.map((key, i) => (
        <span key={key}>
          {i > 0 && ", "}
          <a href={shown(key)} title={key}>
            <bdi>{shortly(key).number}</bdi>
          </a>
        </span>
      ))}
    </>
  );
}
