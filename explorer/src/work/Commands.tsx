// What may be done with a record: each command with who signs it, what is against it, and its form.
import { useState } from "preact/hooks";
import { ask, whole } from "../api/ask.ts";
import { DO, type Command, type Decided, type Dictionary } from "../api/work.ts";
import { named, t, worded } from "../i18n/index.ts";
import { DecisionForm, Deciding, type Given } from "../parts/Deciding.tsx";
import { KeyPicker } from "../parts/KeyPicker.tsx";
import { Keys } from "../parts/Keys.tsx";
import { fieldsOf, stated, tied, type Ends, type Values } from "./fields.ts";
import { Input } from "./Input.tsx";

export interface Done {
  key: string;
  decisions: readonly Decided[];
}

interface Props {
  /** A key; or a label, to open a new record. */
  record: string;
  label: string;
  command: Command;
  dictionary: Dictionary;
  onDone: (done: Done) => void;
  beginning?: Ends;
}

export function CommandCard(props: Props) {
  const { command } = props;
  const name = named("command", command.command);
  const [values, setValues] = useState<Values>({});
  const [ends, setEnds] = useState<Ends>({});
  return (
    <li class="command">
      <h3>
        {name}{" "}
        <small>
          <span aria-hidden="true">→</span> {named("stage", command.leadsTo)}
        </small>
      </h3>
      <p>{worded(command.description)}</p>
      <Signs of={command} />
      <Against all={command.against} />
      <Deciding
        button={`${name}…`}
        title={`${name}: ${props.record}`}
        wide
        submit={name}
        run={(given) => carry(props, values, ends, given)}
        onDone={props.onDone}
      >
        <Against all={command.against} />
        <Fields {...props} values={values} onValues={setValues} ends={ends} onEnds={setEnds} />
      </Deciding>
    </li>
  );
}

/** The form of a command that opens a record; it stands on the page. */
export function Opening(props: Props) {
  const [values, setValues] = useState<Values>({});
  const [ends, setEnds] = useState<Ends>(props.beginning ?? {});
  const name = named("command", props.command.command);
  return (
    <DecisionForm submit={name} run={(given) => carry(props, values, ends, given)} onDone={props.onDone}>
      <p>{worded(props.command.description)}</p>
      <Fields {...props} values={values} onValues={setValues} ends={ends} onEnds={setEnds} isNew />
    </DecisionForm>
  );
}

async function carry({ record, command }: Props, values: Values, ends: Ends, given: Given): Promise<Done> {
  const wish = { record, command: command.command, fields: stated(values), ties: tied(ends), ...given };
  const { key, decision } = whole((await ask(DO, wish)).work);
  return { key, decisions: [decision] };
}

interface Filled extends Props {
  values: Values;
  onValues: (values: Values) => void;
  ends: Ends;
  onEnds: (ends: Ends) => void;
  isNew?: boolean;
}

function Fields({ label, command, dictionary, values, onValues, ends, onEnds, isNew = false }: Filled) {
  return (
    <>
      {command.ties.map((tie) => (
        <fieldset key={tie.type} class="tie">
          <legend>
            {named("tie", tie.type)} {!tie.required && <small>{t("work.ifAny")}</small>}
          </legend>
          <Keys keys={ends[tie.type] ?? []} onChange={(keys) => onEnds({ ...ends, [tie.type]: keys })} />
          <KeyPicker
            labels={null}
            hint={t("work.tieHint")}
            onAdd={(key) => onEnds({ ...ends, [tie.type]: [...new Set([...(ends[tie.type] ?? []), key])] })}
          />
        </fieldset>
      ))}
      {fieldsOf(label, command, dictionary).map((field) => (
        <Input
          key={field.name}
          of={field}
          value={values[field.name] ?? ""}
          required={isNew && field.needed}
          onChange={(value) => onValues({ ...values, [field.name]: value })}
        />
      ))}
    </>
  );
}

/** Who signs it, in order. */
export function Signs({ of }: { of: { approvers: Command["approvers"] } }) {
  if (!of.approvers.length) return null;
  return (
    <p class="signs">
      {t("work.signs")} {roles(of.approvers)}
    </p>
  );
}

export function roles(approvers: Command["approvers"]): string {
  const signers = approvers.map((one) => t("work.signer", { role: named("role", one.role), meaning: named("meaning", one.meaning) }));
  return signers.join(t("work.then"));
}

function Against({ all }: { all: Command["against"] }) {
  if (!all.length) return null;
  return (
    <div class="against">
      <p>
        <span aria-hidden="true">✕ </span>
        {t("work.against", { n: all.length })}
      </p>
      <ul>
        {all.map((one) => (
          <li key={one.en}>
            <bdi>{worded(one)}</bdi>
          </li>
        ))}
      </ul>
    </div>
  );
}
