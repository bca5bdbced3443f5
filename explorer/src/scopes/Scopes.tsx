// Saved questions: open one, see what changed since, compare two.
import type { ResultOf } from "gql.tada";
import { ask, whole } from "../api/ask.ts";
import { SCOPE, SCOPES, SCOPE_DIFF } from "../api/documents.ts";
import { amount, named, number, t, worded } from "../i18n/index.ts";
import { go, href, route } from "../route.ts";
import { Failure } from "../parts/Failure.tsx";
import { useAsked } from "../parts/useAsked.ts";

type Saved = NonNullable<ResultOf<typeof SCOPES>["scopes"]>[number];
type Difference = NonNullable<ResultOf<typeof SCOPE_DIFF>["scopeDiff"]>;

export function Scopes() {
  const { told: all, failed, again } = useAsked(async (stop) => whole((await ask(SCOPES, {}, stop)).scopes), []);
  const chosen = route.value.scopes;
  const flip = (name: string): void => {
    const without = chosen.filter((one) => one !== name);
    go({ scopes: without.length < chosen.length ? without : [...chosen, name].slice(-2) });
  };
  return (
    <div class="page scopes">
      <h1>{t("scopes.title")}</h1>
      <p>{t("scopes.intro")}</p>
      {failed && <Failure refusal={failed} onRetry={again} />}
      {!all && !failed && <p class="busy">{t("trace.loading")}</p>}
      {all?.length === 0 && <p>{t("scopes.none")}</p>}
      {all && all.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{t("scopes.compare")}</th>
              <th scope="col">{t("scopes.name")}</th>
              <th scope="col">{t("scopes.starts")}</th>
              <th scope="col">{t("scopes.counts")}</th>
              <th scope="col" />
            </tr>
          </thead>
          <tbody>
            {all.map((saved) => (
              <Line key={nameOf(saved)} saved={saved} chosen={chosen.includes(nameOf(saved))} onFlip={flip} />
            ))}
          </tbody>
        </table>
      )}
      {chosen.length === 1 && <Since name={chosen[0]!} />}
      {chosen.length === 2 && <Compared a={chosen[0]!} b={chosen[1]!} />}
      {all && all.length > 1 && chosen.length < 2 && <p>{t("scopes.pickTwo")}</p>}
    </div>
  );
}

const nameOf = (saved: Saved): string => `${saved.owner}/${saved.name}`;

function Line({ saved, chosen, onFlip }: { saved: Saved; chosen: boolean; onFlip: (name: string) => void }) {
  const where = {
    page: "trace",
    keys: saved.start,
    direction: saved.direction,
    asOf: saved.asOf,
    knownAt: saved.knownAt,
  } as const;
  return (
    <tr>
      <td>
        <input
          type="checkbox"
          checked={chosen}
          aria-label={`${t("scopes.compare")} ${saved.name}`}
          onChange={() => onFlip(nameOf(saved))}
        />
      </td>
      <th scope="row">
        <bdi>{saved.name}</bdi>
        <br />
        <small>
          <bdi>{t("scopes.owner", { owner: saved.owner })}</bdi> <bdi class="note">{saved.note}</bdi>
        </small>
      </th>
      <td>
        {saved.start.map((key) => (
          <bdi key={key} class="key">
            {key}
          </bdi>
        ))}
        {saved.startsHidden > 0 && <em>{t("scopes.hidden", { n: saved.startsHidden })}</em>}
      </td>
      <td>
        {saved.counts?.map((one) => (
          <span key={one.label} class="count">
            {named("label", one.label)} {number(one.count)}
          </span>
        ))}
      </td>
      <td>
        <a class="button" href={href(where, { fresh: true })}>
          {t("scopes.open")}
        </a>
      </td>
    </tr>
  );
}

function Since({ name }: { name: string }) {
  const { told, failed, again } = useAsked(async (stop) => whole((await ask(SCOPE, { name }, stop)).scope), [name]);
  return (
    <section aria-live="polite">
      <h2>
        {t("scopes.since")}: <bdi>{name}</bdi>
      </h2>
      {failed && <Failure refusal={failed} onRetry={again} />}
      {!told && !failed && <p class="busy">{t("trace.loading")}</p>}
      {told && told.reproduced !== null && (
        <p class={told.reproduced ? "good" : "bad"}>{t(told.reproduced ? "scopes.reproduced" : "scopes.notReproduced")}</p>
      )}
      {told && <DifferenceOf difference={told.since} />}
    </section>
  );
}

function Compared({ a, b }: { a: string; b: string }) {
  const { told, failed, again } = useAsked(async (stop) => whole((await ask(SCOPE_DIFF, { a, b }, stop)).scopeDiff), [a, b]);
  return (
    <section aria-live="polite">
      <h2>
        <bdi>{t("scopes.comparing", { a, b })}</bdi>
      </h2>
      {failed && <Failure refusal={failed} onRetry={again} />}
      {!told && !failed && <p class="busy">{t("trace.loading")}</p>}
      {told && <DifferenceOf difference={told} />}
    </section>
  );
}

function DifferenceOf({ difference }: { difference: Difference }) {
  const { rows, gapsCame, gapsWent } = difference;
  if (!rows.length && !gapsCame.length && !gapsWent.length) return <p>{t("scopes.same")}</p>;
  return (
    <>
      <table class="difference">
        <tbody>
          {rows.map((row) => {
            const said = row.after ?? row.before!;
            return (
              <tr key={row.key} class={`how-${row.how}`}>
                <td>{named("how", row.how)}</td>
                <td>{named("label", said.label)}</td>
                <td>
                  <bdi>{said.name ?? row.key}</bdi>
                </td>
                <td>
                  {amount(row.before?.quantity ?? null, row.before?.unit ?? null)} →{" "}
                  {amount(row.after?.quantity ?? null, row.after?.unit ?? null)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <ul>
        {gapsCame.map((gap, i) => (
          <li key={`came${i}`}>
            {named("how", "added")}: <bdi>{worded(gap.words)}</bdi>
          </li>
        ))}
        {gapsWent.map((gap, i) => (
          <li key={`went${i}`}>
            {named("how", "removed")}: <bdi>{worded(gap.words)}</bdi>
          </li>
        ))}
      </ul>
    </>
  );
}
