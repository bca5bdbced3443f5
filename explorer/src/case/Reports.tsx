// What authorities were told, and recording that they were.
import { useState } from "preact/hooks";
import { ask, whole } from "../api/ask.ts";
import { SUBMIT } from "../api/case.ts";
import { named, t } from "../i18n/index.ts";
import { Deciding } from "../parts/Deciding.tsx";
import { stated, type Values } from "../work/fields.ts";
import { Input } from "../work/Input.tsx";
import { when, type Acting } from "./Consignees.tsx";
import { codeField } from "./forms.ts";

const FIELDS = ["authority", "report", "submitted", "sha256", "reference"] as const;
const NONE = { authority: "", report: "", submitted: "", sha256: "", reference: "" };

export function Reports({ of, fields, onDecided }: Acting) {
  const [values, setValues] = useState<Values>({});
  return (
    <section aria-labelledby="reports">
      <h2 id="reports">{t("case.reports", { n: of.reports.length })}</h2>
      {of.reports.length === 0 && <p>{t("case.noReports")}</p>}
      {of.reports.length > 0 && (
        <div class="wide" role="region" tabIndex={0} aria-label={t("case.reports", { n: of.reports.length })}>
          <table>
            <thead>
              <tr>
                {FIELDS.slice(0, 4).map((name) => (
                  <th key={name} scope="col">{named("field", name)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {of.reports.map((one) => (
                <tr key={one.key}>
                  <th scope="row">
                    <bdi>{one.authority}</bdi>
                  </th>
                  <td>
                    <bdi>{one.report}</bdi>
                  </td>
                  <td>{when(one.submitted)}</td>
                  <td>
                    <code>{one.sha256}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p class="actions">
        <Deciding
          button={`${t("case.submit")}…`}
          title={t("case.submit")}
          submit={t("case.submit")}
          run={async (given) => {
            const sent = Object.fromEntries(stated(values).map(({ name, value }) => [name, value]));
            return { decisions: [whole((await ask(SUBMIT, { about: of.key, ...NONE, ...sent, ...given })).recordSubmission)] };
          }}
          onDone={(became) => {
            setValues({});
            onDecided(became);
          }}
        >
          {FIELDS.map((name) => (
            <Input
              key={name}
              of={codeField(fields, "RegulatoryReport", name, name !== "reference")}
              value={values[name] ?? ""}
              required={name !== "reference"}
              onChange={(value) => setValues({ ...values, [name]: value })}
            />
          ))}
        </Deciding>
      </p>
    </section>
  );
}
