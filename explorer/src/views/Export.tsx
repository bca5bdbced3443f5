// Files: the table as it is shown, the whole answer of each direction, its certificate, paper.
import { signal } from "@preact/signals";
import { complete, gaps, sides, type Answer } from "../answer.ts";
import { credentials, fetchFile, refusalOf, type Refusal } from "../api/ask.ts";
import { t } from "../i18n/index.ts";
import { Refused } from "../parts/Failure.tsx";
import { route } from "../route.ts";
import { csv, ordered, type Field, type Sorting } from "./affected.ts";

const FORMS = ["csv", "xlsx", "ndjson", "arrow", "graphml"] as const;

interface Props {
  told: Answer;
  shown: Uint8Array;
  fields: readonly Field[];
  sorting: Sorting;
}

export function Export({ told, shown, fields, sorting }: Props) {
  const asShown = (): void => {
    const rows = ordered(told.network, shown, sorting);
    const text = csv(told.network, rows, fields, footer(rows.length, told.network.size));
    save(new Blob([text], { type: "text/csv;charset=utf-8" }), "lotgraph.csv");
  };
  return (
    <details class="menu">
      <summary>{t("export.label")}</summary>
      <div>
        <button type="button" onClick={asShown}>
          {t("export.shown")}
        </button>
        {sides.value.map((side) => (
          <p key={side.direction}>
            {t("export.whole")}: {t(side.direction === "forward" ? "trace.forward" : "trace.backward")}
            <br />
            {FORMS.map((form) => (
              <a key={form} href={inForm(side.exportUrl, form)} onClick={download} download={`lotgraph-${side.direction}.${form}`}>
                {form.toUpperCase()}
              </a>
            ))}
            <a href={inForm(side.exportUrl, "certificate")} onClick={download} download={`lotgraph-${side.direction}.certificate.json`}>
              {t("export.certificate")}
            </a>
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

function footer(shown: number, total: number): string {
  const { asOf, knownAt } = route.value;
  const side = sides.value[0]!;
  return t("export.footer", {
    start: side.start.join(" "),
    asOf: asOf ?? t("time.now"),
    knownAt: String(knownAt ?? side.ledger.size),
    size: String(side.ledger.size),
    root: side.ledger.root,
    sha256: sides.value.map((one) => one.sha256).join(" "),
    state: state(),
    shown: String(shown),
    total: String(total),
    time: new Date().toISOString(),
  });
}

function state(): string {
  const excluded = sides.value.find((side) => side.excluded)?.excluded;
  const whole = complete.value ? t("trace.complete") : t("trace.incomplete", { n: gaps.value.length });
  return excluded ? `${whole}; ${t("time.leftOut", { n: excluded.rows.length })}` : whole;
}

/** A link carries no token of this tab; with one the file is fetched and handed over. */
async function download(event: Event): Promise<void> {
  const link = event.currentTarget as HTMLAnchorElement;
  if (!Object.keys(credentials()).length) return;
  event.preventDefault();
  failed.value = null;
  try {
    save(await fetchFile(link.href), link.download);
  } catch (error) {
    failed.value = refusalOf(error);
  }
}

const failed = signal<Refusal | null>(null);

function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

