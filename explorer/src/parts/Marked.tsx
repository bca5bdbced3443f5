// What is marked, and where to go with it.
import { t } from "../i18n/index.ts";
import { canRedo, canUndo, clear, marks, notes, redo, undo } from "../marks.ts";
import { href } from "../route.ts";

export function Marked() {
  const all = [...marks.value];
  if (!all.length && !canUndo.value && !canRedo.value) return null;
  return (
    <p class="marked">
      <span role="status">★ {t("mark.count", { n: all.length })}</span>
      {all.length > 0 && (
        <>
          <a class="button" href={href({ page: "trace", keys: all, row: null })}>
            {t("mark.trace")}
          </a>
          <a class="button" href={href({ page: "causes", keys: all, row: null })}>
            {t("nav.causes")}
          </a>
          <a class="button" href={href({ page: "balance", keys: all, row: null })}>
            {t("nav.balance")}
          </a>
        </>
      )}
      {notes.value.size > 0 && (
        <details class="menu">
          <summary>{t("mark.notes", { n: notes.value.size })}</summary>
          <dl>
            {[...notes.value].map(([key, text]) => (
              <div key={key}>
                <dt>
                  <a href={href({ row: key })}>
                    <bdi>{key}</bdi>
                  </a>
                </dt>
                <dd>
                  <bdi>{text}</bdi>
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      <button type="button" onClick={clear} disabled={!all.length}>
        {t("mark.clear")}
      </button>
      <button type="button" onClick={undo} disabled={!canUndo.value}>
        {t("undo")}
      </button>
      <button type="button" onClick={redo} disabled={!canRedo.value}>
        {t("redo")}
      </button>
    </p>
  );
}
