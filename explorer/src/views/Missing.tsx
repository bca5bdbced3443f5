// What an answer lacks, or may lack, and what is worth knowing besides.
import { answer, gaps, notes } from "../answer.ts";
import { named, t, worded } from "../i18n/index.ts";
import { go, href } from "../route.ts";

export function Missing() {
  const excluded = answer.value?.forward?.excluded?.rows ?? []; // null where the recall is not time-aware
  return (
    <div class="missing">
      {gaps.value.length === 0 ? <p>{t("missing.none")}</p> : <p>{t("missing.intro")}</p>}
      {gaps.value.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{t("missing.message")}</th>
              <th scope="col">{t("missing.where")}</th>
            </tr>
          </thead>
          <tbody>
            {gaps.value.map((gap, i) => (
              <tr key={i} class="is-gap">
                <td>
                  <b>{named("gap", gap.kind)}</b>: <bdi>{worded(gap.words)}</bdi>
                </td>
                <td>{gap.key ? <Link of={gap.key} /> : gap.label ? named("label", gap.label) : ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {excluded.length > 0 && (
        <>
          <h3>{t("time.leftOut", { n: excluded.length })}</h3>
          <ul>
            {excluded.map((row) => (
              <li key={row.key}>
                {named("label", row.label)} <Link of={row.key} />
                {row.byPostingDate && <em> {t("time.byPostingDate")}</em>}
              </li>
            ))}
          </ul>
        </>
      )}
      {notes.value.length > 0 && (
        <>
          <h3>{t("missing.notes")}</h3>
          <ul>
            {notes.value.map((note, i) => (
              <li key={i}>
                <b>{named("gap", note.kind)}</b>: <bdi>{worded(note.words)}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Link({ of }: { of: string }) {
  const open = (event: Event): void => {
    event.preventDefault();
    go({ row: of });
  };
  return (
    <a href={href({ row: of })} onClick={open}>
      <bdi>{of}</bdi>
    </a>
  );
}
