// Files: the table as it is shown, the whole answer of each direction, its certificate, paper.
import { useSignal } from "@preact/signals";
import { askedOf, sides, type Answer } from "../answer.ts";
import { postForFile, refusalOf, type Refusal } from "../api/ask.ts";
import { language, t } from "../i18n/index.ts";
import { save } from "../parts/csv.ts";
import { Refused } from "../parts/Failure.tsx";
import { FileLink } from "../parts/FileLink.tsx";
import { ordered, type Field, type Sorting } from "./affected.ts";

const FORMS = ["csv", "xlsx", "ndjson", "arrow", "graphml"] as const;
const PAPERS = ["csv", "xlsx", "pdf"] as const;

interface Props {
  told: Answer;
  shown: Uint8Array;
  fields: readonly Field[];
  sorting: Sorting;
}

export function Export({ told, shown, fields, sorting }: Props) {
  const failed = useSignal<Refusal | null>(null);
  /** The form that is being made. */
  const making = useSignal("");
  // The server writes the cells again: what is handed over is its word, not the page's.
  const asShown = async (format: string): Promise<void> => {
    [making.value, failed.value] = [format, null];
    const sha256 = [told.forward, told.backward].flatMap((side) => side?.sha256 ?? []);
    const rows = ordered(told.network, shown, sorting);
    try {
      const file = await postForFile("export/shown", { format, language: language.value, ...askedOf(told), fields, rows, sha256 });
      save(file, `lotgraph.${format}`);
    } catch (error) {
      failed.value = refusalOf(error);
    } finally {
      making.value = "";
    }
  };
  return (
    <details class="menu">
      <summary>{t("export.label")}</summary>
      <div>
        <p>
          {t("export.shown")}
          <br />
          {PAPERS.map((form) => (
            <button key={form} type="button" class="link" disabled={making.value !== ""} onClick={() => asShown(form)}>
              {form.toUpperCase()}
            </button>
          ))}
          <span role="status">{making.value && t("export.making", { form: making.value.toUpperCase() })}</span>
        </p>
        {sides.value.map((side) => (
          <p key={side.direction}>
            {t("export.whole")}: {t(side.direction === "forward" ? "trace.forward" : "trace.backward")}
            <br />
            {FORMS.map((form) => (
              <FileLink key={form} href={inForm(side.exportUrl, form)} name={`lotgraph-${side.direction}.${form}`} failed={failed}>
                {form.toUpperCase()}
              </FileLink>
            ))}
            <FileLink href={inForm(side.exportUrl, "certificate")} name={`lotgraph-${side.direction}.certificate.json`} failed={failed}>
              {t("export.certificate")}
            </FileLink>
          </p>
        ))}
        {failed.value && <Refused refusal={failed.value} />}
        <button type="button" onClick={() => print()}>
          {t("export.print")}
        </button>
      </div>
    </details>
  );
}

/** The address of another form of the same answer. */
export function inForm(url: string, form: string): string {
  return `${url}&format=${form}`;
}
