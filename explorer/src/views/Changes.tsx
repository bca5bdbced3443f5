// What the ledger came to know since the size that is looked at.
import type { ResultOf } from "gql.tada";
import { ask, whole } from "../api/ask.ts";
import { DIFF } from "../api/documents.ts";
import { answer } from "../answer.ts";
import { amount, named, t, time } from "../i18n/index.ts";
import { href, route } from "../route.ts";
import { Failure } from "../parts/Failure.tsx";
import { useAsked } from "../parts/useAsked.ts";

type Change = NonNullable<ResultOf<typeof DIFF>["recallDiff"]>["changes"][number];

export function Changes() {
  const { knownAt, keys, asOf, direction } = route.value;
  const newest = answer.value?.newest ?? 0;
  const wanted = knownAt !== null && knownAt < newest;
  const { told, failed, again } = useAsked<Change[]>(
    async (stop) => {
      if (!wanted) return null;
      const [forward, backward] = [direction !== "backward", direction !== "forward"];
      const data = await ask(DIFF, { keys: [...keys], from: knownAt, to: newest, asOf, forward, backward }, stop);
      const all = [
        ...(forward ? whole(data.recallDiff).changes : []),
        ...(backward ? whole(data.genealogyDiff).changes : []),
      ];
      return [...new Map(all.map((change) => [JSON.stringify(change), change])).values()];
    },
    [wanted, keys.join("\n"), knownAt, newest, asOf, direction],
  );
  if (!wanted) return null;
  return (
    <section class="changes">
      <h2>{t("time.changed")}</h2>
      {failed && <Failure refusal={failed} onRetry={again} />}
      {!told && !failed && <p class="busy">{t("trace.loading")}</p>}
      {told?.length === 0 && <p>{t("time.changedNone", { size: knownAt })}</p>}
      {told && told.length > 0 && (
        <table>
          <caption>{t("time.changedSince", { from: knownAt, to: newest })}</caption>
          <tbody>
            {told.map((change, i) => {
              const row = change.after ?? change.before!;
              return (
                <tr key={i} class={`how-${change.how}`}>
                  <td>{named("how", change.how)}</td>
                  <td>{named("label", row.label)}</td>
                  <td>
                    <a href={href({ row: change.key })}>
                      <bdi>{row.name ?? change.key}</bdi>
                    </a>
                  </td>
                  <td>
                    {amount(change.before?.quantity ?? null, change.before?.unit ?? null)} →{" "}
                    {amount(change.after?.quantity ?? null, change.after?.unit ?? null)}
                  </td>
                  <td>
                    {change.commits.map((cause) => (
                      <span key={cause.seq}>
                        {t("record.commit", { n: cause.seq })} <bdi>{cause.reason}</bdi>{" "}
                        <small>{time(cause.recordTime)}</small>
                      </span>
                    ))}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}
