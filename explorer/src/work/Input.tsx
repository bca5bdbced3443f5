// The input of a declared field: codes as choices, days and times, numbers, text.
import { useId } from "preact/hooks";
import { named, t } from "../i18n/index.ts";
import { moment, type Field } from "./fields.ts";

interface Props {
  of: Field;
  value: string;
  onChange: (value: string) => void;
  /** Whether the browser holds the form back without it; else the server says what it lacks. */
  required?: boolean;
}

export function Input(props: Props) {
  const { of, required = false } = props;
  const hint = useId();
  const needed = of.needed && !required;
  return (
    <div class="field">
      {of.input === "time" ? (
        <Moment {...props} hint={hint} />
      ) : (
        <label>
          {named("field", of.name)}
          {of.unit && ` (${of.unit})`}
          {needed && <small> {t("work.needed")}</small>}
          <One {...props} hint={hint} />
        </label>
      )}
      {of.means && (
        <small id={hint} class="visually-hidden" lang="en">
          {of.means}
        </small>
      )}
    </div>
  );
}

function One({ of, value, onChange, required = false, hint }: Props & { hint: string }) {
  const take = (event: { currentTarget: { value: string } }): void => onChange(event.currentTarget.value);
  const common = { value, required, "aria-describedby": of.means ? hint : undefined };
  switch (of.input) {
    case "code":
      return (
        <select {...common} onChange={take}>
          <option value="">{t("work.choose")}</option>
          {of.values.map((code) => (
            <option key={code} value={code}>
              {named("code", code)}
            </option>
          ))}
        </select>
      );
    case "day":
      return <input type="date" {...common} onInput={take} />;
    case "integer":
      return <input type="number" step={1} {...common} onInput={take} />;
    case "decimal":
      return <input type="text" inputMode="decimal" pattern="-?[0-9]+(\.[0-9]{1,9})?" {...common} onInput={take} />;
    case "line":
      return <input type="text" {...common} onInput={take} />;
    default:
      return <textarea rows={2} {...common} onInput={take} />;
  }
}

/** A day, and the time in UTC where it is known. */
function Moment({ of, value, onChange, required = false, hint }: Props & { hint: string }) {
  const [day = "", clock = ""] = value.replace(/:00Z$/, "").split("T");
  const name = named("field", of.name);
  return (
    <fieldset class="moment" aria-describedby={of.means ? hint : undefined}>
      <legend>
        {name}
        {of.needed && !required && <small> {t("work.needed")}</small>}
      </legend>
      <label>
        <span>{t("work.day")}</span>
        <input type="date" value={day} required={required} onInput={(event) => onChange(moment(event.currentTarget.value, clock))} />
      </label>
      <label>
        <span>{t("work.clock")}</span>
        <input type="time" value={clock} disabled={!day} onInput={(event) => onChange(moment(day, event.currentTarget.value))} />
      </label>
    </fieldset>
  );
}
