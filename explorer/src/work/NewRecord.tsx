// Opening a record of a kind: the form of its first command, filled in with what led here.
import { useState } from "preact/hooks";
import { ask, whole } from "../api/ask.ts";
import { OPEN_RECALL } from "../api/case.ts";
import { dictionary, FORMS, type Dictionary, type Form } from "../api/work.ts";
import { named, t, worded } from "../i18n/index.ts";
import { Choice } from "../parts/Choice.tsx";
import { DecisionForm, said } from "../parts/Deciding.tsx";
import { Failure } from "../parts/Failure.tsx";
import { KeyPicker } from "../parts/KeyPicker.tsx";
import { Keys } from "../parts/Keys.tsx";
import { useAsked } from "../parts/useAsked.ts";
import { href, route } from "../route.ts";
import { Opening, type Done } from "./Commands.tsx";
import { beginning } from "./fields.ts";
import { Outcome } from "./Panel.tsx";

export const opens = ({ commands }: Form) => commands.filter((one) => one.stages.includes("absent"));

export function NewRecord({ label }: { label: string }) {
  const { told, failed, again } = useAsked(async (stop) => {
    const [forms, fields] = await Promise.all([ask(FORMS, {}, stop), dictionary()]);
    return { forms: whole(forms.workForms), fields };
  }, []);
  const [done, setDone] = useState<Done | null>(null);
  const form = told?.forms.find((one) => one.label === label);
  return (
    <div class="page work">
      <p>
        <a href={href({ page: "work" }, { fresh: true })}>← {t("work.all")}</a>
      </p>
      <h1>{t("work.newOf", { label: named("label", label) })}</h1>
      {failed && <Failure refusal={failed} onRetry={again} />}
      {!told && !failed && <p class="busy">{t("trace.loading")}</p>}
      {told && (!form || !opens(form).length) && <p>{t("work.notOpenedHere")}</p>}
      <div role="status">
        {done && (
          <>
            <Outcome text={said(done, "work.done")} waits={done.decisions.some((one) => !one.done)} opened={done.key} />
            <p>
              <code>
                <bdi>{done.key}</bdi>
              </code>
            </p>
          </>
        )}
      </div>
      {told && form && !done && <p>{worded(form.description)}</p>}
      {told && form && !done && (label === "Recall" ? <OpenRecall onDone={setDone} /> : <Openings form={form} fields={told.fields} onDone={setDone} />)}
    </div>
  );
}

interface Props {
  form: Form;
  fields: Dictionary;
  onDone: (done: Done) => void;
}

function Openings({ form, fields, onDone }: Props) {
  const { keys, about } = route.value;
  const all = opens(form);
  const [name, setName] = useState(all[0]?.command ?? "");
  const command = all.find((one) => one.command === name);
  return (
    <>
      {all.length > 1 && (
        <p>
          <Choice label={t("work.command")} all={all.map((one) => one.command)} chosen={name} name={(one) => named("command", one)} onChoose={setName} />
        </p>
      )}
      {command && (
        <Opening
          key={name}
          record={form.label}
          label={form.label}
          command={command}
          dictionary={fields}
          beginning={beginning(command, keys, about)}
          onDone={onDone}
        />
      )}
    </>
  );
}

/** A recall is opened from a whole answer: the server asks it, and keeps its certificate. */
function OpenRecall({ onDone }: { onDone: (done: Done) => void }) {
  const { keys, about } = route.value;
  const [name, setName] = useState("");
  const [starts, setStarts] = useState(keys);
  const [cameOf, setCameOf] = useState<readonly string[]>(about ? [about] : []);
  return (
    <DecisionForm
      submit={named("command", "open")}
      run={async (given) => {
        const asked = { name, starts: [...starts], cameOf: [...cameOf], ...given };
        const { key, decision } = whole((await ask(OPEN_RECALL, asked)).openRecall);
        return { key, decisions: [decision] };
      }}
      onDone={onDone}
    >
      <p>{t("case.openIntro")}</p>
      <label>
        {named("field", "name")}
        <input required value={name} onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      <fieldset class="tie">
        <legend>{named("tie", "RECALLS")}</legend>
        <Keys keys={starts} onChange={setStarts} />
        <KeyPicker labels={["Lot", "Device", "Material"]} hint={t("work.tieHint")} onAdd={(key) => setStarts([...new Set([...starts, key])])} />
      </fieldset>
      <fieldset class="tie">
        <legend>
          {named("tie", "LED_TO")} <small>{t("work.ifAny")}</small>
        </legend>
        <Keys keys={cameOf} onChange={setCameOf} />
        <KeyPicker
          labels={["Complaint", "AdverseEvent", "Nonconformity"]}
          hint={t("work.tieHint")}
          onAdd={(key) => setCameOf([...new Set([...cameOf, key])])}
        />
      </fieldset>
    </DecisionForm>
  );
}
