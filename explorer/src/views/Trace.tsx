// The answer: whether it is whole, how much it is, and the views of it.
import { useEffect, useMemo, useState } from "preact/hooks";
import { answer, asking, complete, failure, gaps, retry, sides, type Answer } from "../answer.ts";
import { language, number, t } from "../i18n/index.ts";
import { marks } from "../marks.ts";
import { DIRECTIONS, VIEWS, go, href, route } from "../route.ts";
import { Choice } from "../parts/Choice.tsx";
import { Failure } from "../parts/Failure.tsx";
import { Marked } from "../parts/Marked.tsx";
import { Share } from "../parts/Share.tsx";
import { Around } from "../around/Around.tsx";
import { Density } from "../density/Density.tsx";
import { Timeline } from "../timeline/Timeline.tsx";
import { SaveScope } from "../scopes/SaveScope.tsx";
import { narrowed, FIELDS, type Field, type Sorting } from "./affected.ts";
import { Changes } from "./Changes.tsx";
import { Columns } from "./Columns.tsx";
import { Export } from "./Export.tsx";
import { Flow } from "./Flow.tsx";
import { Missing } from "./Missing.tsx";
import { Record } from "./Record.tsx";
import { Table } from "./Table.tsx";
import { Pinned, Time } from "./Time.tsx";

export function Trace() {
  const where = route.value;
  if (!where.keys.length) return <p class="page">{t("trace.noneChosen")}</p>;
  const told = answer.value;
  return (
    <div class="trace">
      {failure.value && (
        <>
          <Failure refusal={failure.value} onRetry={retry} />
          {told && <p class="stale">{t("error.kept")}</p>}
        </>
      )}
      {asking.value && (
        <p class="busy" role="status">
          {t("trace.loading")}
        </p>
      )}
      {told && <Answered told={told} />}
    </div>
  );
}

function Answered({ told }: { told: Answer }) {
  const { network, places } = told;
  const where = route.value;
  const [text, setText] = useState("");
  const [sorting, setSorting] = useState<Sorting>({ field: "type", down: false });
  const [fields, setFields] = useState<readonly Field[]>(FIELDS.filter((field) => field !== "key"));
  const shown = useMemo(() => narrowed(network, text), [network, text, language.value]);
  const count = useMemo(() => shown.reduce((sum, one) => sum + one, 0), [shown]);
  const chosen = where.row === null ? null : (network.index.get(where.row) ?? null);
  const open = (row: number): void => go({ row: network.keys[row]! });
  const view = { network, shown, chosen, marked: marks.value, onOpen: open };
  return (
    <>
      <Summary network={network} />
      <div class="toolbar">
        <Choice label={t("view.label")} all={VIEWS} chosen={where.view} name={(one) => viewName(one)} onChoose={(one) => go({ view: one })} />
        <Choice
          label={t("trace.direction")}
          all={DIRECTIONS}
          chosen={where.direction}
          name={(one) => t(`trace.${one}`)}
          onChoose={(one) => go({ direction: one })}
        />
        <label class="narrow">
          {t("trace.narrow")}
          <input type="search" value={text} placeholder={t("trace.narrowHint")} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        <span class="shown" role="status">
          {t("trace.shown", { shown: count, total: network.size })}
        </span>
        <Time />
        {where.view === "table" && <Fields fields={fields} onChange={setFields} />}
        <Export told={told} shown={shown} fields={fields} sorting={sorting} />
        <SaveScope />
        <a class="button" href={href({ page: "work", opens: "Recall", keys: where.keys }, { fresh: true })}>
          {t("work.openRecall")}
        </a>
        <Share />
      </div>
      <Pinned />
      <LeftOut />
      <Marked />
      {where.view !== "missing" && count === 0 && text && <p>{t("trace.none", { text })}</p>}
      <div class={`stage ${where.row ? "has-record" : ""}`}>
        {where.view === "columns" && <Columns {...view} places={places} />}
        {where.view === "table" && <Table {...view} fields={fields} sorting={sorting} onSort={setSorting} />}
        {where.view === "flow" && <Flow told={told} />}
        {where.view === "density" && <Density {...view} places={places} onOpen={(row) => go({ view: "columns", row: network.keys[row]! })} />}
        {where.view === "timeline" && <Timeline told={told} shown={shown} onOpen={open} />}
        {where.view === "around" && <Around {...view} places={places} />}
        {where.view === "missing" && <Missing />}
        {where.row && <Record of={where.row} />}
      </div>
      <Changes />
      <Footer />
    </>
  );
}

function viewName(view: (typeof VIEWS)[number]): string {
  return view === "missing" && gaps.value.length ? `${t("view.missing")} (${number(gaps.value.length)})` : t(`view.${view}`);
}

function Summary({ network }: { network: Answer["network"] }) {
  const customers = network.labels.filter((label) => label === "Customer").length;
  const devices = answer.value?.forward?.totals.devices ?? network.labels.filter((label) => label === "Device").length;
  const whole = complete.value;
  const state = whole ? t("trace.complete") : t("trace.incomplete", { n: gaps.value.length });
  const [deviceText, customerText] = [t("trace.devices", { n: devices }), t("trace.customers", { n: customers })];
  const said = t("trace.announce", { n: network.size, devices: deviceText, customers: customerText, state });
  useEffect(() => {
    document.title = `${route.value.keys.join(", ")} – lotgraph`;
  }, [network]);
  return (
    <div class={`summary ${whole ? "is-complete" : "is-incomplete"}`}>
      <h1>
        {sides.value[0]!.start.map((key) => (
          <bdi key={key}>{key}</bdi>
        ))}
      </h1>
      <p class="state">
        <b>
          <span aria-hidden="true">{whole ? "✓ " : "⚠ "}</span>
          {state}
        </b>{" "}
        {whole ? t("trace.completeText") : <a href={href({ view: "missing" })}>{t("trace.seeMissing")}</a>}
      </p>
      <p class="totals">
        <b>{t("trace.summary", { n: network.size })}</b> · <b>{deviceText}</b> · <b>{customerText}</b>
      </p>
      <p class="visually-hidden" role="status">
        {said}
      </p>
    </div>
  );
}

function Fields({ fields, onChange }: { fields: readonly Field[]; onChange: (fields: readonly Field[]) => void }) {
  const flip = (field: Field): void =>
    onChange(FIELDS.filter((one) => (one === field ? !fields.includes(one) : fields.includes(one))));
  return (
    <details class="menu">
      <summary>{t("table.columns")}</summary>
      <div>
        {FIELDS.map((field) => (
          <label key={field}>
            <input type="checkbox" checked={fields.includes(field)} disabled={fields.length === 1 && fields[0] === field} onChange={() => flip(field)} />
            {t(`table.${field}`)}
          </label>
        ))}
      </div>
    </details>
  );
}

/** A time-aware answer is shorter than the conservative one, and says by what. */
function LeftOut() {
  const { excluded } = answer.value?.forward ?? {};
  if (!excluded) return null;
  return (
    <p class="pinned" role="status">
      <b>{t("time.leftOut", { n: excluded.rows.length })}</b> <a href={href({ view: "missing" })}>{t("time.seeLeftOut")}</a>{" "}
      <a href={href({ timeAware: false })}>{t("time.putBack")}</a>
    </p>
  );
}

/** What every answer stands on, also on paper. */
function Footer() {
  return (
    <footer class="stands-on">
      {sides.value.map((side) => (
        <p key={side.direction}>
          {t(side.direction === "forward" ? "trace.forward" : "trace.backward")}:{" "}
          {t("trace.ledger", { size: side.ledger.size })} <code>{side.ledger.root}</code> · <code>{side.sha256}</code>
        </p>
      ))}
    </footer>
  );
}
