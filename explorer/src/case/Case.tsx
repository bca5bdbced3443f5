// A recall as it stands today: who must be told, was told and answered; what became of the devices; what comes next.
import { useState } from "preact/hooks";
import { ask, whole } from "../api/ask.ts";
import { CASE, type Case as Told } from "../api/case.ts";
import { dictionary, type Dictionary } from "../api/work.ts";
import { named, number, t, worded } from "../i18n/index.ts";
import { said, type Became } from "../parts/Deciding.tsx";
import { Failure } from "../parts/Failure.tsx";
import { Share } from "../parts/Share.tsx";
import { useAsked } from "../parts/useAsked.ts";
import { href, route } from "../route.ts";
import { History } from "../views/Record.tsx";
import { Outcome, Panel } from "../work/Panel.tsx";
import { Accounts } from "./Accounts.tsx";
import { Consignees } from "./Consignees.tsx";
import { Due } from "./Due.tsx";
import { Reports } from "./Reports.tsx";
import { countsOf } from "./standing.ts";

export function Case() {
  const key = route.value.keys[0];
  if (!key) return <p class="page">{t("case.none")}</p>;
  return <Read key={key} of={key} />;
}

function Read({ of }: { of: string }) {
  const { told, failed, again } = useAsked(
    async (stop) => {
      const [read, fields] = await Promise.all([ask(CASE, { key: of }, stop), dictionary()]);
      return { read: whole(read.recallCase), fields };
    },
    [of],
  );
  const [turn, setTurn] = useState(0);
  const done = (): void => {
    setTurn(turn + 1);
    again();
  };
  return (
    <div class="page board case">
      <p>
        <a href={href({ page: "work" }, { fresh: true })}>← {t("work.all")}</a>
      </p>
      {failed && (
        <>
          <h1>
            <bdi>{of}</bdi>
          </h1>
          <Failure refusal={failed} onRetry={again} />
        </>
      )}
      {!told && !failed && <p class="busy">{t("case.reading")}</p>}
      {told && <Stands of={told.read} fields={told.fields} turn={turn} onDone={done} />}
    </div>
  );
}

interface Props {
  of: Told;
  fields: Dictionary;
  turn: number;
  onDone: () => void;
}

function Stands({ of, fields, turn, onDone }: Props) {
  const [outcome, setOutcome] = useState<{ text: string; waits: boolean } | null>(null);
  const decided = (became: Became): void => {
    const text = said(became, "work.done");
    setOutcome(became.decisions.length ? { text, waits: became.decisions.some((one) => !one.done) } : null);
    onDone();
  };
  const act = { of, fields, onDecided: decided };
  return (
    <>
      <Head of={of} />
      <p class="actions tools">
        <button type="button" onClick={() => print()}>
          {t("export.print")}
        </button>
        <a class="button" href={href({ page: "trace", keys: of.starts, direction: "forward", view: "table" }, { fresh: true })}>
          {t("case.trace")}
        </a>
        <Share />
      </p>
      <Panel of={of.key} starts={of.starts} turn={turn} onDone={onDone} />
      <div role="status">{outcome && <Outcome {...outcome} />}</div>
      <Consignees {...act} />
      <Accounts of={of} />
      <Due of={of} />
      <Reports {...act} />
      <History key={`${of.key} ${turn}`} of={of.key} />
      <footer class="stands-on">
        <p>
          {t("trace.ledger", { size: of.knownAt })} <code>{of.root}</code> · {t("export.certificate")} <code>{of.certificate}</code>
        </p>
      </footer>
    </>
  );
}

function Head({ of }: { of: Told }) {
  const counts = countsOf(of.consignees);
  return (
    <div class={`summary ${of.complete ? "is-complete" : "is-incomplete"}`}>
      <h1>
        <bdi>{of.name || of.key}</bdi>
      </h1>
      <p>
        <code>
          <bdi>{of.key}</bdi>
        </code>
      </p>
      <p>
        {of.recallClass ? t("case.class", { class: of.recallClass }) : t("case.noClass")} · {named("stage", of.stage)}
      </p>
      <p class="state">
        <b>
          <span aria-hidden="true">{of.complete ? "✓ " : "⚠ "}</span>
          {of.complete ? t("case.complete") : t("case.incomplete", { n: of.gaps.length })}
        </b>
      </p>
      <p class="totals">
        {t("case.consignees", { n: of.consignees.length })}
        {[...counts].map(([standing, count]) => (
          <span key={standing}>
            {" "}
            · {named("standing", standing)} <b>{number(count)}</b>
          </span>
        ))}
        {of.checksNeeded !== null && (
          <span>
            {" "}
            · {t("case.checks", { done: of.consignees.filter((one) => one.check).length, needed: of.checksNeeded })}
          </span>
        )}
      </p>
      <p class="starts">
        {t("case.recalled")}{" "}
        {of.starts.map((key) => (
          <code key={key}>
            <bdi>{key}</bdi>{" "}
          </code>
        ))}
      </p>
      {of.gaps.length > 0 && (
        <details class="lacks">
          <summary>{t("trace.seeMissing")}</summary>
          <ul>
            {of.gaps.map((gap, i) => (
              <li key={i}>
                <bdi>{worded(gap)}</bdi>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
