// What every board says beside its table: whether it is whole, what is missing, and what it stands on.
import type { ComponentChildren } from "preact";
import type { ResultOf } from "gql.tada";
import type { GAP, NOTE } from "../api/documents.ts";
import { named, t, worded } from "../i18n/index.ts";
import { Share } from "../parts/Share.tsx";

interface Whole {
  complete: boolean;
  gaps: ResultOf<typeof GAP>[];
  notes: ResultOf<typeof NOTE>[];
  sha256: string;
  ledger: { size: number; root: string };
}

export function State({ of: { complete, gaps }, children }: { of: Whole; children?: ComponentChildren }) {
  return (
    <div class={`summary ${complete ? "is-complete" : "is-incomplete"}`}>
      <p class="state">
        <b>
          <span aria-hidden="true">{complete ? "✓ " : "⚠ "}</span>
          {complete ? t("trace.complete") : t("trace.incomplete", { n: gaps.length })}
        </b>
      </p>
      {children}
    </div>
  );
}

/** Gaps and notes in full, in words. */
export function Said({ of: { gaps, notes } }: { of: Whole }) {
  return (
    <>
      {gaps.length > 0 && <Listed title={t("board.gaps")} all={gaps} />}
      {notes.length > 0 && <Listed title={t("missing.notes")} all={notes} />}
    </>
  );
}

function Listed({ title, all }: { title: string; all: readonly { kind: string; words: { en: string; zh: string } }[] }) {
  return (
    <>
      <h2>{title}</h2>
      <ul>
        {all.map((one, i) => (
          <li key={i}>
            <b>{named("gap", one.kind)}</b>: <bdi>{worded(one.words)}</bdi>
          </li>
        ))}
      </ul>
    </>
  );
}

export function Foot({ of: { ledger, sha256 } }: { of: Whole }) {
  return (
    <footer class="stands-on">
      <p>
        {t("trace.ledger", { size: ledger.size })} <code>{ledger.root}</code> · <code>{sha256}</code>
      </p>
    </footer>
  );
}

export function Tools() {
  return (
    <p class="actions">
      <button type="button" onClick={() => print()}>
        {t("export.print")}
      </button>
      <Share />
    </p>
  );
}
