// The frame of a board: what it is for, the records it is about, and what became of asking.
import type { ComponentChildren } from "preact";
import type { Refusal } from "../api/ask.ts";
import { t } from "../i18n/index.ts";
import { Failure } from "../parts/Failure.tsx";
import { route } from "../route.ts";
import { Pinned } from "../views/Time.tsx";
import { Chosen } from "./Chosen.tsx";

interface Props {
  title: string;
  intro: string;
  hint: string;
  /** What may be chosen. */
  labels: readonly string[];
  failed: Refusal | null;
  onRetry: () => void;
  /** What was told, once it is there. */
  children: ComponentChildren;
}

export function Board({ title, intro, hint, labels, failed, onRetry, children }: Props) {
  const { length } = route.value.keys;
  return (
    <div class="page board">
      <h1>{title}</h1>
      <p>{intro}</p>
      <Chosen labels={labels} hint={hint} />
      <Pinned />
      {failed && <Failure refusal={failed} onRetry={onRetry} />}
      {length > 0 && !children && !failed && (
        <p class="busy" role="status">
          {t("trace.loading")}
        </p>
      )}
      {length === 0 && <p>{t("board.none")}</p>}
      {children}
    </div>
  );
}
