// What a consignee says of each lot or device that it got.
import { useState } from "preact/hooks";
import { ask, Refusal, whole } from "../api/ask.ts";
import { RESPOND, type Consignee } from "../api/case.ts";
import { amount, t } from "../i18n/index.ts";
import { Deciding, type Given } from "../parts/Deciding.tsx";
import { Input } from "../work/Input.tsx";
import type { Acting } from "./Consignees.tsx";
import { codeField } from "./forms.ts";
import { answersOf, type Got } from "./standing.ts";

const AMOUNTS = ["onHand", "sentBack", "corrected", "destroyed"] as const;
type Amount = (typeof AMOUNTS)[number];
type Line = Partial<Record<Amount, string>> & { isLeftOut?: boolean };

const DECIMAL = "[0-9]+(\\.[0-9]{1,9})?";

export function Response({ of, fields, consignee, onDecided }: Acting & { consignee: Consignee }) {
  const answers = answersOf(consignee, of);
  const [lines, setLines] = useState<Readonly<Record<number, Line>>>({});
  const [responded, setResponded] = useState("");
  const [remark, setRemark] = useState("");
  const change = (at: number, change: Line): void => setLines({ ...lines, [at]: { ...lines[at], ...change } });
  const run = async (given: Given) => {
    const responses = answers.flatMap((one, at) => {
      const { isLeftOut, ...said } = lines[at] ?? {};
      return isLeftOut ? [] : [{ ...zero(said), consignee: consignee.key, about: one.about, unit: one.unit, responded, remark }];
    });
    const told = whole((await ask(RESPOND, { key: of.key, responses, ...given })).recordResponses);
    if (!told.decision) throw new Refusal("BAD_REQUEST", told.against.join("; ") || t("case.nothingSaid"), "");
    return { decisions: [told.decision], against: told.against };
  };
  return (
    <Deciding button={`${t("case.respond")}…`} title={t("case.respond")} submit={t("case.respond")} wide run={run} onDone={onDecided}>
      <Input of={codeField(fields, "Response", "responded")} value={responded} onChange={setResponded} required />
      <div class="wide" role="region" tabIndex={0} aria-label={t("case.respond")}>
        <table class="answers">
          <thead>
            <tr>
              <th scope="col">{t("case.about")}</th>
              <th scope="col" class="n">{t("case.got")}</th>
              {AMOUNTS.map((name) => (
                <th key={name} scope="col">{t(`case.${name}`)}</th>
              ))}
              <th scope="col">{t("case.said")}</th>
            </tr>
          </thead>
          <tbody>
            {answers.map((one, at) => (
              <Answer key={`${one.about} ${one.unit}`} of={one} line={lines[at] ?? {}} onChange={(said) => change(at, said)} />
            ))}
          </tbody>
        </table>
      </div>
      <Input of={codeField(fields, "Response", "remark", false)} value={remark} onChange={setRemark} />
    </Deciding>
  );
}

/** What is left empty is none. */
function zero(said: Partial<Record<Amount, string>>): Record<Amount, string> {
  return Object.fromEntries(AMOUNTS.map((name) => [name, said[name]?.trim() || "0"])) as Record<Amount, string>;
}

function Answer({ of, line, onChange }: { of: Got; line: Line; onChange: (change: Line) => void }) {
  return (
    <tr>
      <th scope="row">
        <bdi>{of.about}</bdi>
      </th>
      <td class="n">{of.quantity === null ? t("case.notStated") : amount(of.quantity, of.unit)}</td>
      {AMOUNTS.map((name) => (
        <td key={name}>
          <input
            type="text"
            inputMode="decimal"
            pattern={DECIMAL}
            size={7}
            placeholder="0"
            disabled={line.isLeftOut ?? false}
            aria-label={`${t(`case.${name}`)} ${of.about} ${of.unit}`}
            value={line[name] ?? ""}
            onInput={(event) => onChange({ [name]: event.currentTarget.value })}
          />
        </td>
      ))}
      <td>
        <input
          type="checkbox"
          checked={!line.isLeftOut}
          aria-label={`${t("case.said")} ${of.about}`}
          onChange={(event) => onChange({ isLeftOut: !event.currentTarget.checked })}
        />
      </td>
    </tr>
  );
}
