// Closes something for ever, with the reason; whoever must sign gives the password at once.
import { useState } from "preact/hooks";
import { t } from "../i18n/index.ts";
import { Deciding, said, type Became, type Given } from "../parts/Deciding.tsx";

interface Props {
  title: string;
  explained: string;
  run: (given: Given) => Promise<Became["decisions"]>;
  onClosed: () => void;
  disabled?: boolean;
}

export function Closing({ title, explained, run, onClosed, disabled = false }: Props) {
  const [told, setTold] = useState("");
  return (
    <span class="closing">
      <Deciding
        button={title}
        explained={explained}
        disabled={disabled}
        submit={t("loads.close")}
        reason="loads.reason"
        run={async (given) => ({ decisions: await run(given) })}
        onDone={(became) => {
          setTold(said(became, "loads.closedNow"));
          onClosed();
        }}
      />{" "}
      <span role="status">{told}</span>
    </span>
  );
}
