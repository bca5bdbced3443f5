// Every consignee of today's answer, and everybody who was told: found, chosen, told, opened.
import { useMemo, useState } from "preact/hooks";
import { ask, whole } from "../api/ask.ts";
import { NOTIFY, type Case, type Consignee } from "../api/case.ts";
import type { Dictionary } from "../api/work.ts";
import { named, number, t, time } from "../i18n/index.ts";
import { Deciding, type Became } from "../parts/Deciding.tsx";
import { Lines, type Column } from "../parts/Lines.tsx";
import { go, route } from "../route.ts";
import { Input } from "../work/Input.tsx";
import { ConsigneePane } from "./ConsigneePane.tsx";
import { codeField } from "./forms.ts";
import { countsOf, fitting, gotOf, inShort, SIGNS, STANDINGS, type Standing } from "./standing.ts";

export interface Acting {
  of: Case;
  fields: Dictionary;
  onDecided: (became: Became) => void;
}

export function Consignees(props: Acting) {
  const { of } = props;
  const { row } = route.value;
  const [standing, setStanding] = useState<Standing | null>(null);
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(() => fitting(of.consignees, standing, text), [of, standing, text]);
  const counts = countsOf(of.consignees);
  const flip = (key: string): void => {
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    setChosen(next);
  };
  const toTell = shown.filter((one) => one.standing === "to_tell");
  const open = of.consignees.find((one) => one.key === row);
  return (
    <section class="consignees" aria-labelledby="consignees">
      <h2 id="consignees">{t("case.consigneesTitle")}</h2>
      <div class="toolbar">
        <span class="choice" role="group" aria-label={t("case.standing")}>
          <button type="button" aria-pressed={standing === null} onClick={() => setStanding(null)}>
            {t("work.every")} {number(of.consignees.length)}
          </button>
          {STANDINGS.map((one) => (
            <button key={one} type="button" aria-pressed={standing === one} onClick={() => setStanding(one)}>
              <span aria-hidden="true">{SIGNS[one]} </span>
              {named("standing", one)} {number(counts.get(one) ?? 0)}
            </button>
          ))}
        </span>
        <label class="narrow">
          {t("trace.narrow")}
          <input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        <span class="shown" role="status">
          {t("trace.shown", { shown: shown.length, total: of.consignees.length })}
        </span>
      </div>
      <Telling {...props} chosen={chosen} toTell={toTell} onChoose={setChosen} />
      <div class={`stage ${open ? "has-record" : ""}`}>
        <Lines
          caption={t("case.consigneesTitle")}
          rows={shown}
          keyOf={(one) => one.key}
          columns={columns(chosen, flip)}
          chosen={row}
          onOpen={(one) => go({ row: one.key })}
        />
        {open && <ConsigneePane {...props} key={open.key} consignee={open} />}
      </div>
    </section>
  );
}

const columns = (chosen: ReadonlySet<string>, flip: (key: string) => void): Column<Consignee>[] => [
  {
    name: "mark",
    title: <span class="visually-hidden">{t("case.choose")}</span>,
    cell: (one) =>
      one.standing === "to_tell" ? (
        <input type="checkbox" checked={chosen.has(one.key)} aria-label={`${t("case.choose")} ${one.name || one.key}`} onChange={() => flip(one.key)} />
      ) : null,
  },
  {
    name: "name",
    title: named("label", "Customer"),
    cell: (one) => (
      <button type="button" class="link" onClick={() => go({ row: one.key })}>
        <bdi>{one.name || one.key}</bdi>
      </button>
    ),
  },
  {
    name: "standing",
    title: t("case.standing"),
    cell: (one) => (
      <span class={`is-${one.standing}`}>
        <span aria-hidden="true">{SIGNS[one.standing as Standing] ?? "?"} </span>
        {named("standing", one.standing)}
      </span>
    ),
  },
  { name: "got", title: t("case.got"), isNumber: true, cell: (one) => <bdi>{inShort(gotOf(one), t("case.notStated"))}</bdi> },
  { name: "country", title: named("field", "country"), cell: (one) => <bdi>{one.country}</bdi> },
  { name: "notified", title: t("case.notified"), cell: (one) => when(one.notified) },
  { name: "method", title: named("field", "method"), cell: (one) => one.method && named("code", one.method) },
  { name: "responded", title: t("case.responded"), cell: (one) => when(one.responded) },
  { name: "attempts", title: t("case.attempts"), isNumber: true, cell: (one) => number(one.attempts) },
  { name: "check", title: t("case.check"), cell: (one) => one.check && named("code", one.check) },
];

export function when(text: string | null): string {
  if (!text) return "";
  return text.includes("T") ? time(text) : text;
}

interface TellingProps extends Acting {
  chosen: ReadonlySet<string>;
  toTell: readonly Consignee[];
  onChoose: (chosen: ReadonlySet<string>) => void;
}

/** Tell those who were chosen, or all that nobody told. */
function Telling({ of, fields, onDecided, chosen, toTell, onChoose }: TellingProps) {
  const [method, setMethod] = useState("letter");
  const [language, setLanguage] = useState("en");
  const still = of.consignees.filter((one) => one.standing === "to_tell");
  const picked = still.filter((one) => chosen.has(one.key)).map((one) => one.key);
  const tell = (consignees: string[] | null) => async (given: { reason: string; password: string | null }) => {
    const told = whole((await ask(NOTIFY, { key: of.key, method, language, consignees, ...given })).notifyConsignees);
    return { decisions: told.decisions, against: told.against };
  };
  if (!still.length) return null;
  const form = (
    <>
      <Input of={codeField(fields, "Notice", "method")} value={method} onChange={setMethod} required />
      <Input of={codeField(fields, "Notice", "language")} value={language} onChange={setLanguage} required />
    </>
  );
  const done = (became: Became): void => {
    onChoose(new Set());
    onDecided(became);
  };
  return (
    <p class="actions">
      <button type="button" disabled={!toTell.length} onClick={() => onChoose(new Set(toTell.map((one) => one.key)))}>
        {t("case.chooseShown", { n: toTell.length })}
      </button>
      <Deciding
        button={t("case.tellChosen", { n: picked.length })}
        explained={t("case.tellText")}
        submit={t("case.tell")}
        disabled={!picked.length}
        run={tell(picked)}
        onDone={done}
      >
        {form}
      </Deciding>
      <Deciding
        button={t("case.tellAll", { n: still.length })}
        explained={t("case.tellText")}
        submit={t("case.tell")}
        run={tell(null)}
        onDone={done}
      >
        {form}
      </Deciding>
    </p>
  );
}
