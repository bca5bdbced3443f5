// From a record to what may be done with it.
import { split } from "../graph/keys.ts";
import { t } from "../i18n/index.ts";
import { shown, WORKED } from "./kinds.ts";

export function WorkLink({ of }: { of: string }) {
  if (!WORKED.has(split(of).prefix)) return null;
  return (
    <p>
      <a class="button" href={shown(of)}>
        {t("work.mayBeDone")}
      </a>
    </p>
  );
}
