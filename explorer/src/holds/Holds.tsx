// What is on hold: every hold in force, and the lots and devices it reaches, still here or shipped already.
import { board, type Board, type Hold } from "../api/holds.ts";
import { Foot, Said, State, Tools } from "../boards/parts.tsx";
import { shortly } from "../graph/keys.ts";
import { named, number, t } from "../i18n/index.ts";
import { Failure } from "../parts/Failure.tsx";
import { KeyPicker } from "../parts/KeyPicker.tsx";
import { useAsked } from "../parts/useAsked.ts";
import { go, href, route } from "../route.ts";
import { said } from "../time/moments.ts";
import { Pinned } from "../views/Time.tsx";
import { shown } from "../work/kinds.ts";
import { HeldPane } from "./HeldPane.tsx";
import { Items } from "./Items.tsx";

const ITEMS = ["Lot", "Device"];

export function Holds() {
  const { asOf, knownAt, row } = route.value;
  const { told, failed, again } = useAsked((stop) => board({ asOf, knownAt }, stop), [asOf, knownAt]);
  return (
    <div class="page board holds">
      <h1>{t("holds.title")}</h1>
      <p>{t("holds.intro")}</p>
      <div class="asking">
        <label>
          {t("time.asOf")}{" "}
          <input type="date" value={asOf?.slice(0, 10) ?? ""} onChange={(event) => go({ asOf: event.currentTarget.value || null })} />
        </label>
        <KeyPicker labels={ITEMS} label={t("holds.ask")} button={t("nav.find")} hint={t("balance.hint")} onAdd={(key) => go({ row: key })} />
      </div>
      <Pinned />
      {failed && <Failure refusal={failed} onRetry={again} />}
      {!told && !failed && (
        <p class="busy" role="status">
          {t("trace.loading")}
        </p>
      )}
      <div class={`stage ${row ? "has-record" : ""}`}>
        <div>{told && <Shown told={told} />}</div>
        {row && <HeldPane key={row} of={row} />}
      </div>
    </div>
  );
}

function Shown({ told: { last, holds } }: { told: Board }) {
  return (
    <>
      <State of={last}>
        <p>
          <b>{t("holds.inForce", { n: last.holds.totalCount })}</b> · {t("holds.reached", { n: last.items.totalCount })}
        </p>
        {last.gaps.length > 0 && (
          <p>
            <button type="button" class="link" onClick={() => document.getElementById("held-missing")?.focus()}>
              {t("trace.seeMissing")}
            </button>
          </p>
        )}
      </State>
      <Tools />
      {holds.length === 0 ? <p>{t("holds.none")}</p> : <Table holds={holds} />}
      {holds.length > 0 && <Items holds={holds.map((one) => one.decision.key)} size={last.ledger.size} />}
      <div id="held-missing" tabIndex={-1}>
        <Said of={last} />
      </div>
      <Foot of={last} />
    </>
  );
}

function Table({ holds }: { holds: readonly Hold[] }) {
  return (
    <div class="wide" role="region" tabIndex={0} aria-label={t("holds.caption")}>
      <table>
        <caption class="visually-hidden">{t("holds.caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{named("label", "Hold")}</th>
            <th scope="col">{t("holds.on")}</th>
            <th scope="col" class="n">{t("holds.onHand")}</th>
            <th scope="col" class="n">{t("holds.shipped")}</th>
            <th scope="col" class="n">{t("holds.usedUp")}</th>
            <th scope="col" class="n">{t("holds.freed")}</th>
          </tr>
        </thead>
        <tbody>
          {holds.map((one) => (
            <Line key={one.decision.key} of={one} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ of }: { of: Hold }) {
  const { about } = route.value;
  const { key, reason, decided, lifted, targets } = of.decision;
  return (
    <tr class={about === key ? "is-chosen" : ""}>
      <th scope="row">
        <a href={shown(key)} title={key}>
          <bdi>{shortly(key).number}</bdi>
        </a>{" "}
        <b>{reason ? <bdi>{reason}</bdi> : <span class="faint">{t("holds.noReason")}</span>}</b>
        <small>{decided ? t("holds.since", { day: said(decided) }) : t("holds.noDay")}</small>
        {lifted && <small>{t("holds.until", { day: said(lifted) })}</small>}
      </th>
      <td>
        <Targets of={targets} />
      </td>
      <Count of={key} where="onHand" count={of.onHand.totalCount} />
      <Count of={key} where="shipped" count={of.shipped.totalCount} />
      <Count of={key} where="usedUp" count={of.usedUp.totalCount} />
      <td class="n">{number(of.freedByLift)}</td>
    </tr>
  );
}

function Targets({ of }: { of: readonly string[] }) {
  if (!of.length) return <span class="bad">{t("holds.nothing")}</span>;
  return (
    <ul class="targets">
      {of.map((key) => (
        <li key={key}>
          <a href={href({ page: "trace", keys: [key] }, { fresh: true })}>
            <bdi>{key}</bdi>
          </a>
        </li>
      ))}
    </ul>
  );
}

interface CountProps {
  of: string;
  where: "onHand" | "shipped" | "usedUp";
  count: number;
}

/** How many there are, and the way to them. What was shipped is out of reach of every hold, and so it is marked. */
function Count({ of, where, count }: CountProps) {
  const { about, where: chosen } = route.value;
  return (
    <td class={`n ${where === "shipped" && count ? "bad" : ""}`}>
      {where === "shipped" && count > 0 && <span aria-hidden="true">▲ </span>}
      {count > 0 ? (
        <a
          href={href({ about: of, where })}
          aria-current={about === of && chosen === where ? "true" : undefined}
          aria-label={`${t(`holds.${where}`)}: ${number(count)}, ${of}`}
        >
          {number(count)}
        </a>
      ) : (
        number(count)
      )}
    </td>
  );
}
