// From a hold to what it reaches, and from a lot or device to what holds it.
import { split } from "../graph/keys.ts";
import { t } from "../i18n/index.ts";
import { href } from "../route.ts";

export function HoldLink({ of }: { of: string }) {
  const { prefix } = split(of);
  if (prefix !== "hold" && prefix !== "lot" && prefix !== "device") return null;
  const isHold = prefix === "hold";
  return (
    <p>
      <a class="button" href={href(isHold ? { page: "holds", about: of } : { page: "holds", row: of }, { fresh: true })}>
        {t(isHold ? "holds.whatItReaches" : "holds.whatHolds")}
      </a>
    </p>
  );
}
