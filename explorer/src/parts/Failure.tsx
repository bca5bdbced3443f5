// Why there is no answer, and what to do next.
import type { Refusal } from "../api/ask.ts";
import { language, t } from "../i18n/index.ts";

export function Failure({ refusal, onRetry }: { refusal: Refusal; onRetry: () => void }) {
  const [message, nextStep] = said(refusal);
  return (
    <div class="failure" role="alert">
      <h3>{t("error.title")}</h3>
      <p>
        <bdi>{message}</bdi>
      </p>
      <p>
        <bdi>{nextStep}</bdi>
      </p>
      <button type="button" onClick={onRetry}>
        {t("retry")}
      </button>
    </div>
  );
}

/** The same in a dialog. */
export function Refused({ refusal }: { refusal: Refusal }) {
  return (
    <p role="alert" class="bad">
      <bdi>{said(refusal).join(" ")}</bdi>
    </p>
  );
}

/** What is wrong, and what to do next. */
export function said({ code, message, nextStep, zh }: Refusal): [string, string] {
  if (code === "OFFLINE") return [t("error.offline"), t("error.offlineNext")];
  if (zh && language.value === "zh-CN") return [zh.message, zh.nextStep];
  return [message || t("error.nothing"), nextStep];
}
