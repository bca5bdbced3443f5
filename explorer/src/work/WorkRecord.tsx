// The page of one record: its stage, what may be done with it, and its whole history.
import { useState } from "preact/hooks";
import { HoldLink } from "../holds/HoldLink.tsx";
import { t } from "../i18n/index.ts";
import { href } from "../route.ts";
import { History } from "../views/Record.tsx";
import { Panel } from "./Panel.tsx";

export function WorkRecord({ of }: { of: string }) {
  const [turn, setTurn] = useState(0);
  return (
    <div class="page work">
      <p>
        <a href={href({ page: "work" }, { fresh: true })}>← {t("work.all")}</a>
      </p>
      <h1>
        <bdi>{of}</bdi>
      </h1>
      <HoldLink of={of} />
      <Panel key={of} of={of} turn={turn} onDone={() => setTurn(turn + 1)} />
      <History key={`${of} ${turn}`} of={of} />
    </div>
  );
}
