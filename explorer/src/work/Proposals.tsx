// Decisions that wait for signatures: what they state, who has signed, who must, and signing or rejecting them.
import { useState } from "preact/hooks";
import { ask, whole } from "../api/ask.ts";
import { dictionary, PROPOSALS, REJECT, SIGN, type Proposal } from "../api/work.ts";
import { named, t, time } from "../i18n/index.ts";
import { Deciding, said } from "../parts/Deciding.tsx";
import { Failure } from "../parts/Failure.tsx";
import { useAsked } from "../parts/useAsked.ts";
import { roles } from "./Commands.tsx";
import { factsOf, scaledNames, type Fact } from "./fields.ts";

/** So many facts are told of a proposal until all of them are asked for. */
const AT_FIRST = 12;

export function Proposals({ onDone }: { onDone: () => void }) {
  const { told, failed, again } = useAsked(async (stop) => {
    const [waiting, fields] = await Promise.all([ask(PROPOSALS, {}, stop), dictionary()]);
    return { waiting: whole(waiting.proposals), amounts: scaledNames(fields) };
  }, []);
  const [outcome, setOutcome] = useState("");
  const done = (text: string): void => {
    setOutcome(text);
    again();
    onDone();
  };
  return (
    <section aria-labelledby="proposals">
      <h2 id="proposals">
        {t("work.proposals")} {told && <span class="count">({told.waiting.length})</span>}
      </h2>
      {failed && <Failure refusal={failed} onRetry={again} />}
      {!told && !failed && <p class="busy">{t("trace.loading")}</p>}
      <p role="status">{outcome}</p>
      {told?.waiting.length === 0 && <p>{t("work.noProposals")}</p>}
      {told && told.waiting.length > 0 && (
        <ul class="proposals">
          {told.waiting.map((one) => (
            <Waiting key={one.key} of={one} amounts={told.amounts} onDone={done} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface Props {
  of: Proposal;
  amounts: ReadonlySet<string>;
  onDone: (text: string) => void;
}

function Waiting({ of, amounts, onDone }: Props) {
  const facts = factsOf(of.readable, amounts);
  return (
    <li>
      <h3>
        <bdi>{of.reason}</bdi>
      </h3>
      <p>
        <bdi>{t("work.proposedBy", { who: of.proposedBy, size: of.seen })}</bdi>
      </p>
      <Facts all={facts} />
      <ol class="signatures">
        {of.signatures.map((one, i) => (
          <li key={i} class="good">
            <span aria-hidden="true">✓ </span>
            <bdi>
              {t("record.signed", {
                name: one.name,
                role: named("role", one.role),
                meaning: named("meaning", one.meaning),
                time: time(one.signed),
              })}
            </bdi>
          </li>
        ))}
        {of.waiting.map((one, i) => (
          <li key={one.role}>
            <span aria-hidden="true">{i === 0 ? "▶ " : "… "}</span>
            {t(i === 0 ? "work.mustSignNow" : "work.mustSignThen")} {roles([one])}
          </li>
        ))}
      </ol>
      <p class="actions">
        <Deciding
          button={`${t("work.sign")}…`}
          title={t("work.sign")}
          explained={t("work.signText", { reason: of.reason })}
          submit={t("work.sign")}
          reason={null}
          password="must"
          run={async ({ password }) => ({
            decisions: [whole((await ask(SIGN, { key: of.key, password: password ?? "" })).signProposal)],
          })}
          onDone={(became) => onDone(said(became, "work.carriedOut"))}
        />
        <Deciding
          button={`${t("work.reject")}…`}
          title={t("work.reject")}
          explained={t("work.rejectText", { reason: of.reason })}
          submit={t("work.reject")}
          password="none"
          run={async ({ reason }) => {
            whole((await ask(REJECT, { key: of.key, reason })).rejectProposal);
            return { decisions: [] };
          }}
          onDone={() => onDone(t("work.rejected"))}
        />
      </p>
      <details>
        <summary>{t("work.wordForWord")}</summary>
        <pre tabIndex={0}>
          <bdi>{of.content}</bdi>
        </pre>
      </details>
    </li>
  );
}

function Facts({ all }: { all: readonly Fact[] }) {
  const [every, setEvery] = useState(false);
  const shown = every ? all : all.slice(0, AT_FIRST);
  return (
    <>
      <ul class="facts">
        {shown.map((fact, i) => (
          <li key={i}>
            <code>
              <bdi>{fact.key}</bdi>
            </code>{" "}
            {fact.type && <b>{named("type", fact.type)}</b>}{" "}
            {fact.to && (
              <code>
                <bdi>{fact.to}</bdi>
              </code>
            )}
            <dl>
              {Object.entries(fact.properties).map(([name, value]) => (
                <div key={name}>
                  <dt>{named("field", name)}</dt>
                  <dd>
                    <bdi>{name === "stage" ? named("stage", value) : value}</bdi>
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
      {shown.length < all.length && (
        <p>
          {t("trace.shown", { shown: shown.length, total: all.length })}{" "}
          <button type="button" onClick={() => setEvery(true)}>
            {t("found.all", { n: all.length })}
          </button>
        </p>
      )}
    </>
  );
}
