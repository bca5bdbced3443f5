// Why there is no answer, and what to do next.
import type { Refusal } from "../api/ask.ts";
import { t } from "../i18n/index.ts";

export function Failure({ refusal, onRetry }: { refusal: Refusal; onRetry: () => void }) {
  const offline = refusal.code === "OFFLINE";
  return (
    <div class="failure" role="alert">
      <h3>{t("error.title")}</h3>
      <p>
        <bdi>{offline ? t("error.offline") : refusal.message}</bdi>
      </p>
      <p>
        <bdi>{offline ? t("error.offlineNext") : refusal.nextStep}</bdi>
      </p>
      <button type="button" onClick={onRetry}>
        {t("retry")}
      </button>
    </div>
  );
}
