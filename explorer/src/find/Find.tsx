// One box for text and scans, and what was found.
import { useEffect, useRef, useState } from "preact/hooks";
import { signal } from "@preact/signals";
import type { ResultOf } from "gql.tada";
import { ask, refusalOf, type Refusal } from "../api/ask.ts";
import { FIND } from "../api/documents.ts";
import { named, number, t } from "../i18n/index.ts";
import { go, href, route } from "../route.ts";
import { Failure } from "../parts/Failure.tsx";
import { Separators, shown } from "./wedge.ts";

type Node = NonNullable<ResultOf<typeof FIND>["search"]>["edges"][number]["node"];

const PAGE = 50;

interface Found {
  text: string;
  nodes: Node[];
  after: string | null;
}

/** The results of the text in the address. */
export function Find() {
  const { text, asOf, knownAt } = route.value;
  const [found, setFound] = useState<Found | null>(null);
  const [failed, setFailed] = useState<Refusal | null>(null);
  const [turn, setTurn] = useState(0);
  const stop = useRef(new AbortController());
  const look = async (before: Found | null): Promise<void> => {
    stop.current.abort();
    stop.current = new AbortController();
    const mine = stop.current.signal;
    try {
      const after = before?.after ?? null;
      const { search } = await ask(FIND, { text, first: PAGE, after, asOf, knownAt }, mine);
      const nodes = [...(before?.nodes ?? []), ...(search?.edges.map((edge) => edge.node) ?? [])];
      const more = search?.pageInfo.hasNextPage ? (search.pageInfo.endCursor ?? null) : null;
      setFailed(null);
      setFound({ text, nodes, after: more });
      if (nodes.length === 1 && !more && !before) go({ page: "trace", text, keys: [nodes[0]!.key] }, { replace: true });
    } catch (error) {
      if (!mine.aborted) setFailed(refusalOf(error));
    }
  };
  useEffect(() => {
    if (text) void look(null);
    else setFound(null);
    return () => stop.current.abort();
  }, [text, asOf, knownAt, turn]);
  return (
    <div class="page find">
      {failed && <Failure refusal={failed} onRetry={() => setTurn(turn + 1)} />}
      {!text && (
        <>
          <h1>{t("find.label")}</h1>
          <p>{t("find.start")}</p>
          <p class="faint">{t("find.examples")}</p>
        </>
      )}
      {text && !failed && found?.text !== text && (
        <p class="busy" role="status">
          {t("trace.loading")}
        </p>
      )}
      {found?.text === text && text && <Results found={found} onMore={() => void look(found)} />}
    </div>
  );
}

function Results({ found, onMore }: { found: Found; onMore: () => void }) {
  if (!found.nodes.length) {
    return (
      <div role="status">
        <h1>
          <bdi>{t("find.none", { text: shown(found.text) })}</bdi>
        </h1>
        <p>{t("find.noneNext")}</p>
      </div>
    );
  }
  const groups = Map.groupBy(found.nodes, (node) => node.label);
  return (
    <>
      <h1 aria-live="polite">
        {t(found.after ? "find.foundMore" : "find.found", { n: found.nodes.length })}: <bdi>{shown(found.text)}</bdi>
      </h1>
      {[...groups].map(([label, nodes]) => (
        <section key={label}>
          <h2>
            {named("label", label)} <span>{number(nodes.length)}</span>
          </h2>
          <ul class="found">
            {nodes.map((node) => (
              <li key={node.key}>
                <a href={href({ page: "trace", keys: [node.key], row: null })}>
                  {node.name && <b><bdi>{node.name}</bdi></b>} <code><bdi>{node.key}</bdi></code>
                </a>
                {!node.stated && <em> {t("find.unstated")}</em>}
              </li>
            ))}
          </ul>
        </section>
      ))}
      {found.after && (
        <button type="button" onClick={onMore}>
          {t("find.more")}
        </button>
      )}
    </>
  );
}

/** What a scanner has sent so far. */
export const scanned = signal("");

/** The box in the head of every page. */
export function Box({ take }: { take: (element: HTMLInputElement | null) => void }) {
  const { text } = route.value;
  const [typed, setTyped] = useState(shown(text));
  useEffect(() => setTyped(shown(text)), [text]);
  useEffect(() => {
    if (scanned.value) setTyped(shown(scanned.value));
  }, [scanned.value]);
  const separators = useRef(new Separators());
  const press = (event: KeyboardEvent): void => {
    if (!separators.current.press(event)) return;
    event.preventDefault();
    setTyped((before) => `${before}␝`);
  };
  const look = (event: Event): void => {
    event.preventDefault();
    find(typed);
  };
  return (
    <form role="search" class="box" onSubmit={look}>
      <input
        ref={take}
        type="search"
        aria-label={t("find.label")}
        placeholder={t("find.hint")}
        value={typed}
        maxLength={2000}
        spellcheck={false}
        autocomplete="off"
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={press}
      />
      <button type="submit">{t("nav.find")}</button>
    </form>
  );
}

/** Look for a text. */
export function find(text: string): void {
  const wanted = text.replaceAll("␝", "\u001d").trim();
  if (wanted) go({ page: "find", text: wanted, keys: [], row: null, scopes: [] });
}
