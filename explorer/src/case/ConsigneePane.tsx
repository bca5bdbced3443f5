// One consignee: what it got, and what is recorded of it.
import { useSignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { ask, whole, type Refusal } from "../api/ask.ts";
import { ATTEMPT, CHECK, GIVE_UP, type Consignee } from "../api/case.ts";
import { amount, language, named, t } from "../i18n/index.ts";
import { Deciding } from "../parts/Deciding.tsx";
import { Refused } from "../parts/Failure.tsx";
import { FileLink } from "../parts/FileLink.tsx";
import { Lines, type Column } from "../parts/Lines.tsx";
import { go, href } from "../route.ts";
import { Input } from "../work/Input.tsx";
import { when, type Acting } from "./Consignees.tsx";
import { codeField } from "./forms.ts";
import { Response } from "./Response.tsx";
import { SIGNS, type Standing } from "./standing.ts";

interface Props extends Acting {
  consignee: Consignee;
}

export function ConsigneePane(props: Props) {
  const { consignee: who, of, onDecided } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [who.key]);
  const failed = useSignal<Refusal | null>(null);
  const told = who.standing !== "to_tell";
  return (
    <aside class="record" aria-labelledby="consignee-title">
      <header>
        <h2 id="consignee-title" tabIndex={-1} ref={heading}>
          <small>
            {SIGNS[who.standing as Standing]} {named("standing", who.standing)}
          </small>
          <bdi>{who.name || who.key}</bdi>
        </h2>
        <button type="button" class="close" onClick={() => go({ row: null })} aria-label={t("record.close")}>
          ×
        </button>
      </header>
      <p class="key">
        <code>
          <bdi>{who.key}</bdi>
        </code>
      </p>
      <p>
        {who.address ? <bdi>{who.address}</bdi> : <b class="bad">{t("case.noAddress")}</b>}
        {who.phone && (
          <>
            <br />
            <bdi>{who.phone}</bdi>
          </>
        )}
      </p>
      {who.standing === "in_vain" && <p class="bad">{t("case.inVain")}</p>}
      {who.standing !== "in_vain" && (
        <p>
          <FileLink href={letter(of.key, who.key)} name="letter.pdf" failed={failed}>
            {t("case.letter")}
          </FileLink>
        </p>
      )}
      {failed.value && <Refused refusal={failed.value} />}
      {told && (
        <p class="actions">
          <Response {...props} />
          <Tried {...props} label="OutreachAttempt" title={t("case.attempt")} />
          <Tried {...props} label="EffectivenessCheck" title={t("case.checkIt")} />
          {who.standing === "told" && (
            <Deciding
              button={`${t("case.giveUp")}…`}
              title={t("case.giveUp")}
              explained={t("case.giveUpText", { name: who.name || who.key })}
              submit={t("case.giveUp")}
              run={async (given) => ({
                decisions: [whole((await ask(GIVE_UP, { key: of.key, consignee: who.key, ...given })).giveUpConsignee)],
              })}
              onDone={onDecided}
            />
          )}
        </p>
      )}
      {!told && <p class="faint">{t("case.firstTell")}</p>}
      <h3>{t("case.gotTitle", { n: who.deliveries.length })}</h3>
      <Lines
        caption={t("case.gotTitle", { n: who.deliveries.length })}
        rows={who.deliveries}
        keyOf={(one) => `${one.about} ${one.document}`}
        columns={deliveries()}
      />
    </aside>
  );
}

const deliveries = (): Column<Consignee["deliveries"][number]>[] => [
  {
    name: "about",
    title: t("case.about"),
    cell: (one) => (
      <a href={href({ page: "trace", keys: [one.about] }, { fresh: true })}>
        <bdi>{one.about}</bdi>
      </a>
    ),
  },
  {
    name: "quantity",
    title: t("table.quantity"),
    isNumber: true,
    cell: (one) => <bdi>{one.quantity === null ? t("case.notStated") : amount(one.quantity, one.unit)}</bdi>,
  },
  { name: "shipped", title: t("case.shippedOn"), cell: (one) => when(one.shipped) },
  { name: "document", title: named("label", "Shipment"), cell: (one) => <bdi>{one.document}</bdi> },
];

/** One more try to reach them, or a check whether they acted: both have a way and a result. */
function Tried({ of, fields, consignee, onDecided, label, title }: Props & { label: "OutreachAttempt" | "EffectivenessCheck"; title: string }) {
  const [method, setMethod] = useState("telephone");
  const [result, setResult] = useState("");
  const [remark, setRemark] = useState("");
  return (
    <Deciding
      button={`${title}…`}
      title={title}
      submit={title}
      run={async (given) => {
        const wish = { key: of.key, consignee: consignee.key, method, result, remark, ...given };
        const told = label === "OutreachAttempt" ? (await ask(ATTEMPT, wish)).recordAttempt : (await ask(CHECK, wish)).recordCheck;
        return { decisions: [whole(told)] };
      }}
      onDone={(became) => {
        setResult("");
        setRemark("");
        onDecided(became);
      }}
    >
      <Input of={codeField(fields, label, "method")} value={method} onChange={setMethod} required />
      <Input of={codeField(fields, label, "result")} value={result} onChange={setResult} required />
      <Input of={codeField(fields, label, "remark", false)} value={remark} onChange={setRemark} />
    </Deciding>
  );
}

/** The letter to it as a file, in the reader's language. */
function letter(recall: string, consignee: string): string {
  return `case/letter?${new URLSearchParams({ recall, consignee, language: language.value })}`;
}
