// Every figure before and after a change: the commits of a day, or one commit; and what they changed.
import { useEffect, useState } from "preact/hooks";
import { ask, whole } from "../api/ask.ts";
import { AROUND, type Comparison, type Pair, type Point } from "../api/figures.ts";
import { named, number, t, time } from "../i18n/index.ts";
import { Failure } from "../parts/Failure.tsx";
import { Lines, type Column } from "../parts/Lines.tsx";
import { useAsked } from "../parts/useAsked.ts";
import { go, route } from "../route.ts";
import type { Span } from "./course.ts";
import { madeOf, missingOf, valued } from "./words.ts";

/** The most that a number of the API can be. */
const MOST = 2_147_483_647;

type Commit = Comparison["commits"][number];
type Changed = Comparison["changed"][number];

/** A number is a commit; all else goes as a day, and the server says what is wrong with it. */
export function askedOf(text: string): { day: string | null; commit: number | null } {
  const isCommit = /^\d+$/.test(text) && Number(text) <= MOST;
  return isCommit ? { day: null, commit: Number(text) } : { day: text, commit: null };
}

/** What was compared last, so that the pictures can show where it lies. */
export function useChange() {
  const { around } = route.value;
  return useAsked(
    async (stop) => (around ? whole((await ask(AROUND, askedOf(around), stop)).figuresAround) : null),
    [around],
  );
}

export function spanOf(told: Comparison | null): Span | null {
  const times = told?.commits.map((one) => Date.parse(one.recordTime)) ?? [];
  return times.length ? { since: Math.min(...times), until: Math.max(...times) } : null;
}

export function ChangeForm() {
  const { around } = route.value;
  const [text, setText] = useState(around ?? "");
  useEffect(() => setText(around ?? ""), [around]);
  const submit = (event: Event): void => {
    event.preventDefault();
    go({ around: text.trim() || null });
  };
  return (
    <form class="around" onSubmit={submit}>
      <label>
        {t("figures.around")}{" "}
        <input type="text" value={text} placeholder={t("figures.aroundHint")} maxLength={40} spellcheck={false} onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <button>{t("figures.compare")}</button>
      {around && (
        <button type="button" onClick={() => go({ around: null })}>
          {t("trace.clear")}
        </button>
      )}
    </form>
  );
}

export function Change({ asked: { told, failed, again } }: { asked: ReturnType<typeof useChange> }) {
  const { around } = route.value;
  if (!around) return null;
  return (
    <section aria-labelledby="change">
      <h2 id="change">
        {t("figures.aroundTitle")} <bdi>{/^\d+$/.test(around) ? t("record.commit", { n: Number(around) }) : around}</bdi>
      </h2>
      {failed && <Failure refusal={failed} onRetry={again} />}
      {!told && !failed && <p class="busy">{t("trace.loading")}</p>}
      {told && <Compared told={told} />}
    </section>
  );
}

function Compared({ told }: { told: Comparison }) {
  return (
    <>
      <Lines caption={t("figures.commits", { n: told.commits.length })} rows={told.commits} keyOf={(one) => String(one.seq)} columns={commits()} />
      <details>
        <summary>{t("figures.changed", { n: told.changed.length })}</summary>
        <Lines caption={t("figures.changed", { n: told.changed.length })} rows={told.changed} keyOf={(one) => `${one.actor} ${one.kind} ${one.of} ${one.origin}`} columns={changes()} />
      </details>
      {told.targets.length > 0 && (
        <ul class="retargets">
          {told.targets.map((one) => (
            <li key={one.name}>
              {t("figures.retarget", { figure: named("figure", one.name), before: aim(one.before, one.unit), after: aim(one.after, one.unit) })}
            </li>
          ))}
        </ul>
      )}
      {told.figures.length === 0 ? <p>{t("figures.never")}</p> : <Pairs all={told.figures} />}
    </>
  );
}

const aim = (target: string | null, unit: string): string => (target === null ? t("figures.noTarget") : valued(target, unit));

const commits = (): Column<Commit>[] => [
  { name: "seq", title: t("figures.commit"), isNumber: true, cell: (one) => number(one.seq) },
  { name: "time", title: t("loads.when"), cell: (one) => time(one.recordTime) },
  { name: "actor", title: t("figures.actor"), cell: (one) => <bdi>{one.actor}</bdi> },
  { name: "reason", title: t("figures.reason"), cell: (one) => <bdi>{one.reason}</bdi> },
];

const changes = (): Column<Changed>[] => [
  { name: "facts", title: t("figures.facts"), isNumber: true, cell: (one) => number(one.facts) },
  { name: "of", title: t("figures.of"), cell: (one) => <bdi>{one.of}</bdi> },
  { name: "kind", title: t("figures.kind"), cell: (one) => `${one.kind.replaceAll("_", " ")}, ${one.origin}` },
  { name: "actor", title: t("figures.actor"), cell: (one) => <bdi>{one.actor}</bdi> },
];

function Pairs({ all }: { all: readonly Pair[] }) {
  return (
    <div class="wide pairs" role="region" tabIndex={0} aria-label={t("figures.aroundTitle")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("figures.figure")}</th>
            <th scope="col" class="n">{t("figures.before")}</th>
            <th scope="col" class="n">{t("figures.after")}</th>
            <th scope="col" class="n">{t("figures.difference")}</th>
          </tr>
        </thead>
        <tbody>
          {all.map((one) => (
            <tr key={one.name}>
              <th scope="row">{named("figure", one.name)}</th>
              <Side of={one.before} />
              <Side of={one.after} />
              <td class="n">
                <b>{signed(one)}</b>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function signed({ difference, unit }: Pair): string {
  if (difference === null) return "";
  return `${Number(difference) > 0 ? "+" : ""}${valued(difference, unit)}`;
}

/** One side; why there is nothing is said in its place. */
function Side({ of }: { of: Point | null }) {
  if (!of) return <td class="n faint">{t("figures.notThen")}</td>;
  return (
    <td class="n">
      {of.value !== null ? valued(of.value, of.unit) : <span class="faint">{t("figures.none")}</span>}
      {madeOf(of) && <small>{madeOf(of)}</small>}
      <small>{t("trace.ledger", { size: of.size })}</small>
      {of.missing && (
        <small class="lacks">
          <bdi>{missingOf(of)}</bdi>
        </small>
      )}
    </td>
  );
}
