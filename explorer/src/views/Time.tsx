// Both clocks: what was so then, and what the ledger knew.
import { answer } from "../answer.ts";
import { t } from "../i18n/index.ts";
import { go, href, route } from "../route.ts";

export function Time() {
  const { asOf, knownAt, timeAware, direction } = route.value;
  const newest = Math.max(answer.value?.newest ?? 1, 1);
  return (
    <details class="menu time">
      <summary>{t("time.label")}</summary>
      <div>
        <label>
          {t("time.asOf")}
          <input type="date" value={asOf?.slice(0, 10) ?? ""} onChange={(event) => go({ asOf: event.currentTarget.value || null })} />
        </label>
        <label>
          {t("time.knownAt")}
          <input
            type="range"
            min={1}
            max={newest}
            value={knownAt ?? newest}
            aria-valuetext={String(knownAt ?? newest)}
            onChange={(event) => {
              const size = event.currentTarget.valueAsNumber;
              go({ knownAt: size < newest ? size : null });
            }}
          />
          <output>{knownAt ?? newest}</output>
        </label>
        {direction !== "backward" && (
          <label>
            <input type="checkbox" checked={timeAware} onChange={(event) => go({ timeAware: event.currentTarget.checked })} />
            {t("time.aware")}
          </label>
        )}
      </div>
    </details>
  );
}

/** Says that what is on the page is not the newest, and leads back. */
export function Pinned() {
  const { asOf, knownAt } = route.value;
  if (!isPinned()) return null;
  return (
    <p class="pinned" role="status">
      <b>{t("time.pinned", { asOf: asOf ?? t("time.now"), knownAt: String(knownAt ?? t("time.newest")) })}</b>{" "}
      <a href={href({ asOf: null, knownAt: null })}>{t("time.reset")}</a>
    </p>
  );
}

function isPinned(): boolean {
  const { asOf, knownAt } = route.value;
  return asOf !== null || knownAt !== null;
}
