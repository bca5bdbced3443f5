// A clock in a link that cannot be read: nothing is asked, since the newest is not what the link means.
import { t } from "../i18n/index.ts";
import { href, route } from "../route.ts";

export function ClockRefused() {
  return (
    <div class="failure" role="alert">
      <h1>{t("clock.title")}</h1>
      <p>
        {t("clock.why")} <code>{route.value.badClock}</code>
      </p>
      <p>{t("clock.next")}</p>
      <a class="button" href={href({ knownAt: null })}>
        {t("clock.newest")}
      </a>
    </div>
  );
}
