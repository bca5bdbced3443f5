// The records that a board is about: marked ones, or those that are typed.
import { t } from "../i18n/index.ts";
import { marks } from "../marks.ts";
import { KeyPicker } from "../parts/KeyPicker.tsx";
import { Keys } from "../parts/Keys.tsx";
import { go, route } from "../route.ts";

interface Props {
  /** Labels that the board can be about. */
  labels: readonly string[];
  /** What the typed text should name. */
  hint: string;
}

export function Chosen({ labels, hint }: Props) {
  const { keys } = route.value;
  const marked = [...marks.value];
  const choose = (all: readonly string[]): void => go({ keys: [...new Set(all)] });
  return (
    <section class="chosen" aria-label={t("board.chosen")}>
      <Keys keys={keys} onChange={choose} />
      <div class="actions">
        <KeyPicker labels={labels} hint={hint} onAdd={(key) => choose([...keys, key])} />
        {marked.length > 0 && (
          <button type="button" onClick={() => choose(marked)}>
            {t("board.useMarked", { n: marked.length })}
          </button>
        )}
        {keys.length > 0 && (
          <button type="button" onClick={() => choose([])}>
            {t("board.clear")}
          </button>
        )}
      </div>
    </section>
  );
}
