// Something that went wrong beside what is on the page: said until it is put away.
import { signal } from "@preact/signals";
import type { Refusal } from "../api/ask.ts";
import { t, type Text } from "../i18n/index.ts";
import { said } from "./Failure.tsx";

/** What is said, and the server's words for it where there are some. */
export const notice = signal<{ text: Text; refusal?: Refusal } | null>(null);

export function Notice() {
  if (!notice.value) return null;
  const { text, refusal } = notice.value;
  return (
    <div class="failure notice" role="alert">
      <p>
        <b>{t(text)}</b> {refusal && <bdi>{said(refusal).join(" ")}</bdi>}
      </p>
      <button type="button" onClick={() => (notice.value = null)}>
        {t("record.close")}
      </button>
    </div>
  );
}
