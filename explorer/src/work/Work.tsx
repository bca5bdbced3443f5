// What is under way: where it piles up, what is overdue, what waits for a signature; and new records.
import { useMemo, useState } from "preact/hooks";
import { ask, whole } from "../api/ask.ts";
import { FORMS, WORKLIST, type Form, type Waiting } from "../api/work.ts";
import { named, number, t, time } from "../i18n/index.ts";
import { Failure } from "../parts/Failure.tsx";
import { Lines, type Column } from "../parts/Lines.tsx";
import { useAsked } from "../parts/useAsked.ts";
import { go, href, route } from "../route.ts";
import { shown } from "./kinds.ts";
import { NewRecord, opens } from "./NewRecord.tsx";
import { piles, type Pile } from "./piles.ts";
import { Proposals } from "./Proposals.tsx";
import { WorkRecord } from "./WorkRecord.tsx";

export function Work() {
  const { keys, opens: label } = route.value;
  if (label) return <NewRecord key={label} label={label} />;
  return keys[0] ? <WorkRecord key={keys[0]} of={keys[0]} /> : <Overview />;
}

function Overview() {
  const { told, failed, again } = useAsked(async (stop) => {
    const [list, forms] = await Promise.all([ask(WORKLIST, {}, stop), ask(FORMS, {}, stop)]);
    return { list: whole(list.worklist), forms: whole(forms.workForms), behind: whole(list.rulesBehind) };
  }, []);
  return (
    <div class="page work">
      <h1>{t("work.title")}</h1>
      {told && <Openable forms={told.forms} />}
      <Proposals onDone={again} />
      <section aria-labelledby="under-way">
        <h2 id="under-way">{t("work.underWay")}</h2>
        {failed && <Failure refusal={failed} onRetry={again} />}
        {!told && !failed && <p class="busy">{t("trace.loading")}</p>}
        {told && told.behind > 0 && <p class="note">{t("work.rulesBehind", { n: number(told.behind) })}</p>}
        {told?.list.length === 0 && <p>{t("work.nothing")}</p>}
        {told && told.list.length > 0 && <List {...told} />}
      </section>
    </div>
  );
}

function Openable({ forms }: { forms: readonly Form[] }) {
  return (
    <details class="menu new-record">
      <summary>{t("work.new")}</summary>
      <ul>
        {forms
          .filter((form) => opens(form).length > 0)
          .map(({ label }) => (
            <li key={label}>
              <a href={href({ page: "work", opens: label }, { fresh: true })}>{named("label", label)}</a>
            </li>
          ))}
      </ul>
    </details>
  );
}

const columns = (): Column<Waiting>[] => [
  {
    name: "record",
    title: t("work.record"),
    cell: (one) => (
      <a href={shown(one.key)}>
        <bdi>{one.name || one.key}</bdi>
      </a>
    ),
  },
  { name: "kind", title: t("work.kind"), cell: (one) => named("label", one.label) },
  { name: "stage", title: t("work.stage"), cell: (one) => named("stage", one.stage) },
  { name: "due", title: t("work.due"), cell: (one) => <Due of={one} /> },
  { name: "key", title: t("table.key"), cell: (one) => <bdi>{one.key}</bdi> },
];

function Due({ of: { due, overdue } }: { of: Waiting }) {
  if (!due) return <span class="faint">{t("work.noDue")}</span>;
  return (
    <span class={overdue ? "bad" : ""}>
      {overdue && <b>▲ {t("work.overdue")} </b>}
      {due.includes("T") ? time(due) : due}
    </span>
  );
}

function List({ list, forms }: { list: readonly Waiting[]; forms: readonly Form[] }) {
  const { kind } = route.value;
  const [text, setText] = useState("");
  const kinds = useMemo(() => piles(list, forms), [list, forms]);
  const [label, stage] = (kind ?? "").split(" ");
  const fits = list.filter(
    (one) => (!label || one.label === label) && (!stage || one.stage === stage) && hits(one, text.trim().toLowerCase()),
  );
  return (
    <>
      <table class="piles">
        <caption>{t("work.piles")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("work.kind")}</th>
            <th scope="col" class="n">{t("work.count")}</th>
            <th scope="col" class="n">{t("work.late")}</th>
            <th scope="col">{t("work.stages")}</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map((pile) => (
            <PileRow key={pile.label} of={pile} />
          ))}
        </tbody>
      </table>
      <div class="filters">
        <label>
          {t("work.kind")}{" "}
          <select value={label ?? ""} onChange={(event) => go({ kind: event.currentTarget.value || null })}>
            <option value="">{t("work.every")}</option>
            {kinds.map((pile) => (
              <option key={pile.label} value={pile.label}>
                {`${named("label", pile.label)} (${number(pile.count)})`}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t("trace.narrow")}{" "}
          <input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        {stage && (
          <button type="button" onClick={() => go({ kind: label ?? null })}>
            {t("work.onlyStage", { stage: named("stage", stage) })} ×
          </button>
        )}
        <span class="shown" role="status">
          {t("trace.shown", { shown: fits.length, total: list.length })}
        </span>
      </div>
      <Lines caption={t("work.underWay")} rows={fits} keyOf={(one) => one.key} columns={columns()} />
    </>
  );
}

const hits = (one: Waiting, text: string): boolean => !text || `${one.key} ${one.name}`.toLowerCase().includes(text);

function PileRow({ of }: { of: Pile }) {
  return (
    <tr>
      <th scope="row">
        <a href={href({ kind: of.label })}>{named("label", of.label)}</a>
      </th>
      <td class="n">{number(of.count)}</td>
      <td class={`n ${of.overdue ? "bad" : ""}`}>
        {of.overdue > 0 && <span aria-hidden="true">▲ </span>}
        {number(of.overdue)}
      </td>
      <td>
        <ul class="stages">
          {of.stages.map((one) => (
            <li key={one.stage} class={one.isMost ? "is-most" : ""}>
              <a href={href({ kind: `${of.label} ${one.stage}` })}>
                {named("stage", one.stage)} <b>{number(one.count)}</b>
                {one.isMost && <small> ◆ {t("work.most")}</small>}
              </a>
              <span class="part" aria-hidden="true">
                <span style={{ width: `${Math.round((100 * one.count) / of.count)}%` }} />
              </span>
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}
