// The keys.
import { t, type Text } from "../i18n/index.ts";

const KEYS: readonly [readonly string[], Text][] = [
  [["/"], "help.find"],
  [["↑", "↓", "←", "→"], "help.move"],
  [["Enter"], "help.open"],
  [["."], "help.mark"],
  [["Ctrl Z", "Ctrl Y"], "help.undo"],
  [["Esc"], "help.close"],
  [["?"], "help.help"],
];

export function Help() {
  return (
    <div class="page">
      <h1>{t("help.title")}</h1>
      <dl class="keys">
        {KEYS.map(([keys, text]) => (
          <div key={text}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
      <p>{t("help.scan")}</p>
      <p>
        <a href="graphql">{t("nav.query")}</a>
      </p>
    </div>
  );
}
