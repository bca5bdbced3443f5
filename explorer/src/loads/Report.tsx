// What would become of a file, and what its sender should mend.
import { number, t } from "../i18n/index.ts";

/** As `lotgraph profile check --format json` prints it. */
export interface Checked {
  file: string;
  profile: string;
  kind: string;
  accepted_file: boolean;
  rows: { read: number; accepted: number; rejected: number; ignored: Record<string, number> };
  columns: readonly { name: string; required: boolean; present: boolean; filled: number; rows: number }[];
  faults: readonly { column: string; rule: string; message: string; severity: string; count: number; lines: readonly number[] }[];
  notes: readonly string[];
}

export function Report({ of }: { of: Checked }) {
  const ignored = Object.values(of.rows.ignored).reduce((sum, n) => sum + n, 0);
  const { read, accepted, rejected } = of.rows;
  const lacking = of.columns.filter((column) => column.required && !column.present);
  return (
    <article class="checked">
      <h2>
        <bdi>{of.file}</bdi> <small>{`${of.profile} ${of.kind}`}</small>
      </h2>
      <p class={of.accepted_file ? "verdict good" : "verdict bad"}>
        <b>
          <span aria-hidden="true">{of.accepted_file ? "✓ " : "✕ "}</span>
          {t(of.accepted_file ? "loads.wouldBeTaken" : "loads.wouldBeRejected", { n: rejected })}
        </b>
      </p>
      <p>{t("loads.sum", { read, accepted, rejected, ignored })}</p>
      {lacking.map((column) => (
        <p key={column.name} class="bad">
          <bdi>{t("loads.columnMissing", { column: column.name })}</bdi>
        </p>
      ))}
      {of.faults.length > 0 && <Faults of={of} />}
      {Object.entries(of.rows.ignored).map(([reason, n]) => (
        <p key={reason}>
          <bdi>{t("loads.ignoredFor", { n, reason })}</bdi>
        </p>
      ))}
      {of.notes.map((note) => (
        <p key={note} class="faint">
          <bdi>{note}</bdi>
        </p>
      ))}
      {of.columns.length > 0 && (
        <details>
          <summary>{t("loads.columns", { n: of.columns.length })}</summary>
          <Columns of={of} />
        </details>
      )}
    </article>
  );
}

function Faults({ of }: { of: Checked }) {
  return (
    <>
      <h3>{t("loads.toMend")}</h3>
      <div class="wide" role="region" tabIndex={0} aria-label={t("loads.toMend")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("loads.column")}</th>
              <th scope="col">{t("loads.wrong")}</th>
              <th scope="col" class="n">{t("loads.rows")}</th>
              <th scope="col">{t("loads.firstLines")}</th>
            </tr>
          </thead>
          <tbody>
            {of.faults.map((fault, i) => (
              <tr key={i} class={fault.severity === "rejected" ? "is-gap" : ""}>
                <th scope="row">
                  <bdi>{fault.column || "–"}</bdi>
                </th>
                <td>
                  <code>{fault.rule}</code>{" "}
                  <b class={fault.severity === "rejected" ? "bad" : "faint"}>
                    {t(fault.severity === "rejected" ? "loads.isRejected" : "loads.isFinding")}
                  </b>
                  <p>
                    <bdi>{fault.message}</bdi>
                  </p>
                </td>
                <td class="n">{number(fault.count)}</td>
                <td>
                  {fault.lines.join(", ")}
                  {fault.count > fault.lines.length && "…"}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Columns({ of }: { of: Checked }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t("loads.column")}</th>
          <th scope="col">{t("loads.there")}</th>
          <th scope="col" class="n">{t("loads.filled")}</th>
        </tr>
      </thead>
      <tbody>
        {of.columns.map((column) => (
          <tr key={column.name}>
            <th scope="row">
              <bdi>{column.name}</bdi> {column.required && <small>{t("loads.required")}</small>}
            </th>
            <td>{t(column.present ? "loads.yes" : "loads.no")}</td>
            <td class="n">{column.present ? t("trace.shown", { shown: column.filled, total: column.rows }) : ""}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
