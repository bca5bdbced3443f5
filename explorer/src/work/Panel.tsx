// Where a record stands, and what may be done with it now.
import { useEffect, useState } from "preact/hooks";
import { ask, whole } from "../api/ask.ts";
import { dictionary, STANDING } from "../api/work.ts";
import { named, t } from "../i18n/index.ts";
import { said } from "../parts/Deciding.tsx";
import { Failure } from "../parts/Failure.tsx";
import { useAsked } from "../parts/useAsked.ts";
import { href } from "../route.ts";
import { CommandCard, type Done } from "./Commands.tsx";
import { FOLLOWS, shown } from "./kinds.ts";

interface Props {
  of: string;
  /** Counts what was decided on the page: after each of it, this stands elsewhere. */
  turn: number;
  /** Something was decided or proposed here. */
  onDone: () => void;
  /** What the recall of a panel is about: what a hold of it would hold. */
  starts?: readonly string[];
}

export function Panel({ of, turn, onDone, starts = [] }: Props) {
  const { told, failed, again } = useAsked(
    async (stop) => {
      const [standing, fields] = await Promise.all([ask(STANDING, { key: of }, stop), dictionary()]);
      return { standing: whole(standing.work), fields };
    },
    [of],
  );
  const [outcome, setOutcome] = useState<{ text: string; waits: boolean } | null>(null);
  useEffect(() => void (turn && again()), [turn]);
  const done = (became: Done): void => {
    setOutcome({ text: said(became, "work.done"), waits: became.decisions.some((one) => !one.done) });
    onDone();
  };
  return (
    <section class="standing" aria-labelledby="standing">
      <h2 id="standing">
        {t("work.stage")}: {told && <strong class="stage-name">{named("stage", told.standing.stage)}</strong>}
      </h2>
      {failed && <Failure refusal={failed} onRetry={again} />}
      {!told && !failed && <p class="busy">{t("trace.loading")}</p>}
      <div role="status">{outcome && <Outcome {...outcome} />}</div>
      {told && told.standing.open.length === 0 && <p>{t("work.atEnd")}</p>}
      {told && told.standing.open.length > 0 && (
        <ul class="commands" aria-label={t("work.mayBeDone")}>
          {told.standing.open.map((command) => (
            <CommandCard
              key={`${told.standing.stage} ${command.command}`}
              record={of}
              label={told.standing.label}
              command={command}
              dictionary={told.fields}
              onDone={done}
            />
          ))}
        </ul>
      )}
      {told && <Follows of={of} label={told.standing.label} starts={starts} />}
    </section>
  );
}

export function Outcome({ text, waits, opened }: { text: string; waits: boolean; opened?: string }) {
  return (
    <p class={`outcome ${waits ? "is-waiting" : "is-done"}`}>
      <span aria-hidden="true">{waits ? "… " : "✓ "}</span>
      {text} {opened && !waits && <a href={shown(opened)}>{t("work.openIt")}</a>}
      {waits && <a href={href({ page: "work" }, { fresh: true })}>{t("work.seeProposals")}</a>}
    </p>
  );
}

/** What may be opened from it. */
function Follows({ of, label, starts }: { of: string; label: string; starts: readonly string[] }) {
  const all = FOLLOWS[label] ?? [];
  if (!all.length) return null;
  return (
    <p class="actions follows">
      <span>{t("work.follows")}</span>
      {all.map(({ opens, from }) => (
        <a
          key={opens}
          class="button"
          href={href({ page: "work", opens, keys: from === "it" ? [of] : starts, about: from === "it" ? null : of }, { fresh: true })}
        >
          {named("label", opens)}…
        </a>
      ))}
    </p>
  );
}
