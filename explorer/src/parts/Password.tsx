// A field for a password, which the browser's own keeper may fill in.
interface Props {
  label: string;
  kind: "current" | "new";
  value: string;
  onChange: (text: string) => void;
  optional?: boolean;
}

export function Password({ label, kind, value, onChange, optional = false }: Props) {
  return (
    <label>
      {label}
      <input
        required={!optional}
        type="password"
        autocomplete={`${kind}-password`}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
