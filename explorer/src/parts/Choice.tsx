// One of a few: buttons that say which is chosen.
interface Props<T extends string> {
  label: string;
  all: readonly T[];
  chosen: T;
  name: (one: T) => string;
  onChoose: (one: T) => void;
}

export function Choice<T extends string>({ label, all, chosen, name, onChoose }: Props<T>) {
  return (
    <span class="choice" role="group" aria-label={label}>
      {all.map((one) => (
        <button key={one} type="button" aria-pressed={one === chosen} onClick={() => onChoose(one)}>
          {name(one)}
        </button>
      ))}
    </span>
  );
}
