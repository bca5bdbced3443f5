// A record: why it is here, what is next to it, and the evidence behind it.
import { useEffect, useRef, useState } from "preact/hooks";
import type { ResultOf } from "gql.tada";
import { ask, whole } from "../api/ask.ts";
import { HISTORY } from "../api/documents.ts";
import { answer } from "../answer.ts";
import { named, number, t, time } from "../i18n/index.ts";
import { START, neighbours, pathTo, type Network } from "../graph/network.ts";
import { marks, note, notes, toggle } from "../marks.ts";
import { canProve, proves } from "../proof.ts";
import { go, href } from "../route.ts";
import { describe } from "./describe.ts";
import { Dossier } from "./Dossier.tsx";
import { Failure } from "../parts/Failure.tsx";
import { EnvironmentLink } from "../environment/EnvironmentLink.tsx";
import { HoldLink } from "../holds/HoldLink.tsx";
import { useAsked } from "../parts/useAsked.ts";
import { WorkLink } from "../work/WorkLink.tsx";

type Told = ResultOf<typeof HISTORY>;
type Version = NonNullable<Told["history"]>[number];

export function Record({ of }: { of: string }) {
  const network = answer.value?.network ?? null;
  const row = network?.index.get(of) ?? null;
  const label = row === null ? null : named("label", network!.labels[row]!);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [of]);
  const marked = marks.value.has(of);
  return (
    <aside class="record" aria-labelledby="record-title">
      <header>
        <h2 id="record-title" tabIndex={-1} ref={heading}>
          {label && <small>{label}</small>}
          <bdi>{network && row !== null ? describe(network, row).title : of}</bdi>
        </h2>
        <button type="button" class="close" onClick={() => go({ row: null })} aria-label={t("record.close")}>
          ×
        </button>
      </header>
      <p class="key">
        <code>
          <bdi>{of}</bdi>
        </code>
        <Copy text={of} />
      </p>
      <p class="actions">
        {row !== null && (
          <a class="button" href={href({ page: "trace", keys: [of], row: null }, { fresh: true })}>
            {t("trace.startAgain")}
          </a>
        )}
        {row !== null && (
          <button type="button" aria-pressed={marked} onClick={() => toggle([of])}>
            {t(marked ? "record.unmark" : "record.mark")}
          </button>
        )}
      </p>
      {marked && <Note key={of} of={of} />}
      <EnvironmentLink of={of} />
      <WorkLink of={of} />
      <HoldLink of={of} />
      {network && row !== null && <Why network={network} row={row} />}
      {network && row !== null && <Next network={network} row={row} />}
      <History of={of} />
      <Dossier of={of} />
    </aside>
  );
}

/** What the investigator notes; it goes into the note of a scope that is saved. */
function Note({ of }: { of: string }) {
  return (
    <label class="note">
      {t("record.note")}
      <textarea rows={2} maxLength={500} value={notes.value.get(of) ?? ""} onChange={(event) => note(of, event.currentTarget.value.trim())} />
    </label>
  );
}

function Why({ network, row }: { network: Network; row: number }) {
  const path = pathTo(network, row);
  const start = network.reach[row]! & START;
  return (
    <section>
      <h3>{t("record.why")}</h3>
      {start ? (
        <p>{t("record.isStart")}</p>
      ) : path === null ? (
        <p>{t("record.noPath")}</p>
      ) : (
        <ol class="path">
          {path.map((edge, i) => {
            const { types, sources, targets, keys } = network.edges;
            const [type, source, target, key] = [types[edge]!, sources[edge]!, targets[edge]!, keys[edge]!];
            return (
              <li key={i}>
                {i === 0 && <RowLink network={network} row={source} />}
                <a class="edge" href={href({ row: key })} title={`${t("record.edge")}: ${key}`}>
                  {named("type", type)}
                </a>
                <RowLink network={network} row={target} />
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}

/** How many neighbours of a kind are told one by one before a count stands for the rest. */
const TOLD = 8;

function Next({ network, row }: { network: Network; row: number }) {
  return (
    <section>
      <h3>{t("record.next")}</h3>
      {(["in", "out"] as const).map((way) => {
        const all = neighbours(network[way], row);
        return (
          all.length > 0 && (
            <div key={way} class="next">
              {t(`record.${way}`)} <b>{number(all.length)}</b>
              <ul>
                {all.slice(0, TOLD).map((next) => (
                  <li key={next}>
                    <RowLink network={network} row={next} />
                  </li>
                ))}
              </ul>
              {all.length > TOLD && <p>{t("trace.shown", { shown: TOLD, total: all.length })}</p>}
            </div>
          )
        );
      })}
    </section>
  );
}

function RowLink({ network, row }: { network: Network; row: number }) {
  return (
    <a class="row" href={href({ row: network.keys[row]! })}>
      <small>{named("label", network.labels[row]!)}</small> <bdi>{describe(network, row).title}</bdi>
    </a>
  );
}

/** Every statement of a record, with what it changed and who signed it. */
export function History({ of }: { of: string }) {
  const { told, failed, again } = useAsked(
    async (stop) => {
      const data = await ask(HISTORY, { key: of }, stop);
      return { history: whole(data.history), head: whole(data.ledgerHead) };
    },
    [of],
  );
  return (
    <section aria-live="polite">
      <h3>{t("record.history")}</h3>
      {failed && <Failure refusal={failed} onRetry={again} />}
      {!failed && !told && <p class="busy">{t("trace.loading")}</p>}
      {told && told.history.length === 0 && <p>{t("record.noHistory")}</p>}
      <ol class="history">
        {told?.history.map((version, i) => <Statement key={i} version={version} head={told.head} />)}
      </ol>
    </section>
  );
}

function Statement({ version, head }: { version: Version; head: NonNullable<Told["ledgerHead"]> }) {
  const [proven, setProven] = useState<boolean | null>(null);
  const check = async (): Promise<void> => {
    const { proof } = version;
    setProven(proof.size === head.size && (await proves(proof, head.root)));
  };
  return (
    <li class={version.holds ? "" : "is-withdrawn"}>
      <p>
        <b>{t("record.commit", { n: version.commit })}</b>{" "}
        {t("record.statedBy", { actor: version.actor, time: time(version.recordTime) })}
        {!version.holds && <em> {t("record.withdrawn")}</em>}
        <br />
        <bdi>
          {version.file && version.line
            ? t("record.source", { file: version.file, line: version.line })
            : t("record.noSource")}
        </bdi>{" "}
        <small>
          <bdi>{version.reason}</bdi>
        </small>
      </p>
      {version.changes.length > 0 && (
        <dl>
          {version.changes.map((change) => (
            <div key={change.name}>
              <dt>{change.name}</dt>
              <dd>
                <bdi>{change.after ?? "—"}</bdi>
                {change.before !== null && <small> {t("record.was", { before: change.before })}</small>}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {version.signatures.map((signed, i) => (
        <p key={i} class="signed">
          {t("record.signed", { name: signed.name, role: signed.role, meaning: signed.meaning, time: time(signed.signed) })}
        </p>
      ))}
      {canProve() ? (
        <p>
          <button type="button" onClick={() => void check()}>
            {t("record.prove")}
          </button>{" "}
          {proven !== null && (
            <span role="status" class={proven ? "good" : "bad"}>
              {proven ? t("record.proven", { size: head.size }) : t("record.unproven")}
            </span>
          )}
        </p>
      ) : (
        <p>
          <small>{t("record.proofNeedsSecure")}</small>
        </p>
      )}
    </li>
  );
}

function Copy({ text }: { text: string }) {
  const [done, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setDone(true);
  };
  if (!navigator.clipboard) return null;
  return (
    <button type="button" class="small" onClick={() => void copy()}>
      {t(done ? "record.copied" : "record.copy")}
    </button>
  );
}
