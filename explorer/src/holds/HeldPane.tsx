// One lot or device: every hold that reaches it, and whether that is all there may be.
import { useEffect, useRef } from "preact/hooks";
import { ask, whole } from "../api/ask.ts";
import { HELD_BY, type HeldBy } from "../api/holds.ts";
import { named, t, worded } from "../i18n/index.ts";
import { Failure } from "../parts/Failure.tsx";
import { useAsked } from "../parts/useAsked.ts";
import { go, href, route } from "../route.ts";
import { said } from "../time/moments.ts";
import { shown } from "../work/kinds.ts";

export function HeldPane({ of }: { of: string }) {
  const { asOf, knownAt } = route.value;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { told, failed, again } = useAsked(
    async (stop) => whole((await ask(HELD_BY, { key: of, asOf, knownAt }, stop)).heldBy),
    [asOf, knownAt],
  );
  return (
    <aside class="record" aria-labelledby="held-title">
      <header>
        <h2 id="held-title" tabIndex={-1} ref={heading}>
          <small>{t("holds.whatHolds")}</small>
          <bdi>{of}</bdi>
        </h2>
        <button type="button" class="close" onClick={() => go({ row: null })} aria-label={t("record.close")}>
          ×
        </button>
      </header>
      <p class="actions">
        <a class="button" href={shown(of)}>
          {t("work.mayBeDone")}
        </a>
        <a class="button" href={href({ page: "trace", keys: [of] }, { fresh: true })}>
          {t("trace.startAgain")}
        </a>
      </p>
      {failed && <Failure refusal={failed} onRetry={again} />}
      {!told && !failed && <p class="busy">{t("trace.loading")}</p>}
      {told && <Told of={told} />}
    </aside>
  );
}

function Told({ of }: { of: HeldBy }) {
  const free = !of.held && of.complete;
  return (
    <>
      <p class={free ? "good" : "bad"} role="status">
        <b>
          <span aria-hidden="true">{of.held ? "■ " : free ? "✓ " : "⚠ "}</span>
          {t(of.held ? "holds.isHeld" : free ? "holds.isFree" : "holds.mayBeHeld")}
        </b>
      </p>
      <ul class="holding">
        {of.holds.map((hold) => (
          <li key={hold.key}>
            <a href={shown(hold.key)}>
              <bdi>{hold.key}</bdi>
            </a>
            <p>
              {hold.reason ? <bdi>{hold.reason}</bdi> : t("holds.noReason")}{" "}
              <small>{hold.decided ? t("holds.since", { day: said(hold.decided) }) : t("holds.noDay")}</small>
            </p>
            <p>
              <a href={href({ page: "holds", about: hold.key, where: "all" })}>{t("holds.alsoReaches")}</a>
            </p>
          </li>
        ))}
      </ul>
      {of.hidden > 0 && <p>{t("holds.hidden", { n: of.hidden })}</p>}
      <p class={of.complete ? "good" : "bad"}>
        <span aria-hidden="true">{of.complete ? "✓ " : "⚠ "}</span>
        {of.complete ? t("trace.complete") : t("trace.incomplete", { n: of.gaps.length })}
      </p>
      {[...of.gaps, ...of.notes].length > 0 && (
        <ul>
          {[...of.gaps, ...of.notes].map((one, i) => (
            <li key={i}>
              <b>{named("gap", one.kind)}</b>: <bdi>{worded(one.words)}</bdi>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
