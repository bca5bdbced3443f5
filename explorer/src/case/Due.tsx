// Which report is due when, and the paper that is it, filled from evidence.
import { useSignal, type Signal } from "@preact/signals";
import type { Case } from "../api/case.ts";
import { language, named, t, worded } from "../i18n/index.ts";
import { Refused } from "../parts/Failure.tsx";
import { FileLink } from "../parts/FileLink.tsx";
import type { Refusal } from "../api/ask.ts";

const FORMS = ["pdf", "xlsx", "json", "xml"] as const;
type Report = Case["dueReports"][number];

export function Due({ of }: { of: Case }) {
  const failed = useSignal<Refusal | null>(null);
  const title = t("case.due", { n: of.dueReports.filter(isOpen).length });
  return (
    <section aria-labelledby="due">
      <h2 id="due">{title}</h2>
      {of.dueReports.length === 0 && <p>{t("case.noDue")}</p>}
      {of.dueReports.length > 0 && (
        <div class="wide" role="region" tabIndex={0} aria-label={title}>
          <table>
            <thead>
              <tr>
                <th scope="col">{named("field", "authority")}</th>
                <th scope="col">{named("field", "report")}</th>
                <th scope="col">{t("case.started")}</th>
                <th scope="col">{t("work.due")}</th>
                <th scope="col">{t("work.stage")}</th>
                <th scope="col">{t("case.paper")}</th>
              </tr>
            </thead>
            <tbody>
              {of.dueReports.map((one) => (
                <Line key={`${one.rule} ${one.about} ${one.started}`} recall={of.key} of={one} failed={failed} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {of.uncovered.map((one) => (
        <p key={one} class="bad" lang="en">
          <bdi>{one}</bdi>
        </p>
      ))}
      {failed.value && <Refused refusal={failed.value} />}
    </section>
  );
}

const isOpen = (one: Report): boolean => !one.state.startsWith("answered");

function Line({ recall, of, failed }: { recall: string; of: Report; failed: Signal<Refusal | null> }) {
  const overdue = of.state === "overdue";
  return (
    <tr>
      <th scope="row">{of.authority}</th>
      <td>
        {worded(of.report)} <small>{of.article}</small>
        {of.unknown.length > 0 && (
          <small class="bad">
            <br />
            {t("case.unknown", { names: of.unknown.map((name) => named("condition", name)).join(", ") })}
          </small>
        )}
      </td>
      <td>
        {of.started} <small>{named("event", of.event)}</small>
      </td>
      <td>
        {of.due} {of.atOnce && <small>{t("case.atOnce")}</small>}
      </td>
      <td class={overdue ? "bad" : ""}>
        {overdue && <span aria-hidden="true">▲ </span>}
        {named("clock", of.state)}
      </td>
      <td>
        {of.pack
          ? FORMS.map((form) => (
              <FileLink
                key={form}
                href={address(recall, of.pack ?? "", form)}
                name={`${of.pack}.${form}`}
                failed={failed}
                label={`${worded(of.report)} ${form.toUpperCase()}`}
              >
                {form.toUpperCase()}{" "}
              </FileLink>
            ))
          : "–"}
      </td>
    </tr>
  );
}

/** The paper as a file, in the reader's language. */
function address(recall: string, pack: string, form: string): string {
  return `case/paper?${new URLSearchParams({ recall, pack, form, language: language.value })}`;
}
