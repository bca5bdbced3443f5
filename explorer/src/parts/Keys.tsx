// Keys that were chosen, each with a way to take it off again.
import { t } from "../i18n/index.ts";

export function Keys({ keys, onChange }: { keys: readonly string[]; onChange: (keys: readonly string[]) => void }) {
  if (!keys.length) return null;
  return (
    <ul class="keys-chosen">
      {keys.map((key) => (
        <li key={key}>
          <code>
            <bdi>{key}</bdi>
          </code>
          <button
            type="button"
            class="small"
            aria-label={t("board.remove", { key })}
            onClick={() => onChange(keys.filter((one) => one !== key))}
          >
            ×
          </button>
        </li>
      ))}
    </ul>
  );
}
