// What became of what was shipped of each lot or device.
import type { Account, Case } from "../api/case.ts";
import { t } from "../i18n/index.ts";
import { Lines, type Column } from "../parts/Lines.tsx";
import { href } from "../route.ts";

export function Accounts({ of }: { of: Case }) {
  return (
    <section aria-labelledby="accounts">
      <h2 id="accounts">{t("case.accounts", { n: of.accounts.length })}</h2>
      {of.accounts.length === 0 ? (
        <p>{t("case.nothingShipped")}</p>
      ) : (
        <Lines
          caption={t("case.accounts", { n: of.accounts.length })}
          rows={of.accounts}
          keyOf={(one) => `${one.about} ${one.unit}`}
          columns={columns()}
        />
      )}
    </section>
  );
}

const columns = (): Column<Account>[] => [
  {
    name: "about",
    title: t("case.about"),
    cell: (one) => (
      <a href={href({ page: "trace", keys: [one.about] }, { fresh: true })}>
        <bdi>{one.about}</bdi>
      </a>
    ),
  },
  { name: "unit", title: t("table.unit"), cell: (one) => <bdi>{one.unit}</bdi> },
  { name: "shipped", title: t("case.shipped"), isNumber: true, cell: (one) => known(one.shipped) },
  { name: "onHand", title: t("case.onHand"), isNumber: true, cell: (one) => one.onHand },
  { name: "sentBack", title: t("case.sentBack"), isNumber: true, cell: (one) => one.sentBack },
  { name: "corrected", title: t("case.corrected"), isNumber: true, cell: (one) => one.corrected },
  { name: "destroyed", title: t("case.destroyed"), isNumber: true, cell: (one) => one.destroyed },
  {
    name: "open",
    title: t("case.open"),
    isNumber: true,
    cell: (one) => (
      <b class={one.open === "0" ? "good" : "bad"}>
        <span aria-hidden="true">{one.open === null ? "? " : one.open === "0" ? "✓ " : one.open.startsWith("-") ? "▼ " : "▲ "}</span>
        {known(one.open)}
      </b>
    ),
  },
];

const known = (quantity: string | null): string => quantity ?? t("case.notStated");
