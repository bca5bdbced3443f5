// The address of what is on the page, for somebody else.
import { useState } from "preact/hooks";
import { t } from "../i18n/index.ts";
import { route } from "../route.ts";

export function Share() {
  const [said, setSaid] = useState("");
  const here = route.value;
  const share = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(location.href);
      setSaid(t("share.copied"));
    } catch {
      setSaid(`${t("share.byHand")} ${location.href}`);
    }
  };
  return (
    <span class="share">
      <button type="button" onClick={() => void share()}>
        {t("share.link")}
      </button>{" "}
      <span role="status" key={JSON.stringify(here)}>
        {said}
      </span>
    </span>
  );
}
