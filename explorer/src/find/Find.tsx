// One box for text and scans, and what was found.
import { useEffect, useRef, useState } from "preact/hooks";
import { signal } from "@preact/signals";
import type { ResultOf } from "gql.tada";
import { ask, refusalOf, whole, type Refusal } from "../api/ask.ts";
import { FIND, SCAN } from "../api/found.ts";
import { t } from "../i18n/index.ts";
import { go, route, visit } from "../route.ts";
import { Record } from "../views/Record.tsx";
import { Failure } from "../parts/Failure.tsx";
import { CameraButton } from "./Camera.tsx";
import { pageOf } from "./leading.ts";
import { hitOf, type Hit } from "./ranking.ts";
import { Groups } from "./Results.tsx";
import { Separators, shown } from "./wedge.ts";

type Scan = NonNullable<ResultOf<typeof SCAN>["scan"]>;

// The most that a page may have: what is found is ranked among what was read.
const PAGE = 500;

interface Found {
  text: string;
  /** What the text says as a label; null where it is none. */
  label: Scan | null;
  /** What was searched for; empty where the label says it all. */
  searched: string;
  hits: Hit[];
  /** Keys of the hits that the label names, the most specific first. */
  meant: string[];
  after: string | null;
}

/** What a text means: the records that a label names, else all that are called so. */
async function look(text: string, clocks: { asOf: string | null; knownAt: number | null }, stop: AbortSignal): Promise<Found> {
  const scan = whole((await ask(SCAN, { text, first: PAGE, ...clocks }, stop)).scan);
  const label = scan.agency ? scan : null;
  const named = scan.nodes.map(hitOf);
  const meant = named.map((hit) => hit.key);
  if (named.length && !scan.mayBeNumber) return { text, label, searched: "", hits: named, meant, after: null };
  // Nobody here carries the label: its lot or serial may be known as a supplier's.
  const searched = (label && !label.mayBeNumber && (label.serial ?? label.lot)) || text;
  const found = await search(searched, null, clocks, stop);
  return { text, label, searched, hits: joined(named, found.hits), meant, after: found.after };
}

async function search(
  text: string,
  after: string | null,
  clocks: { asOf: string | null; knownAt: number | null },
  stop: AbortSignal,
): Promise<{ hits: Hit[]; after: string | null }> {
  const page = whole((await ask(FIND, { text, first: PAGE, after, ...clocks }, stop)).search);
  const more = page.pageInfo.hasNextPage ? whole(page.pageInfo.endCursor) : null;
  return { hits: page.edges.map((edge) => hitOf(edge.node)), after: more };
}

/** What is there and what is new, each once. */
function joined(before: readonly Hit[], found: readonly Hit[]): Hit[] {
  return [...new Map([...found, ...before].map((hit) => [hit.key, hit])).values()];
}

/** Whether there is nothing to choose and nothing to compare with the label. */
function isPlain({ hits, after, label, searched }: Found): boolean {
  if (searched || !label) return hits.length === 1 && !after && !label?.findings.length;
  // A label of one device means its lot and its material, too; one that means two lots leaves the choice.
  const alike = hits.filter((hit) => hit.label === hits[0]?.label);
  return alike.length === 1 && !label.separatorsLost && !label.findings.length;
}

/** The results of the text in the address. */
export function Find() {
  const { text, row, asOf, knownAt } = route.value;
  const [found, setFound] = useState<Found | null>(null);
  const [failed, setFailed] = useState<Refusal | null>(null);
  const [turn, setTurn] = useState(0);
  const stop = useRef(new AbortController());
  const run = async (before: Found | null): Promise<void> => {
    stop.current.abort();
    stop.current = new AbortController();
    const mine = stop.current.signal;
    const clocks = { asOf, knownAt };
    try {
      if (before) {
        const more = await search(before.searched, before.after, clocks, mine);
        setFound({ ...before, hits: joined(before.hits, more.hits), after: more.after });
      } else {
        const first = await look(text, clocks, mine);
        setFound(first);
        const page = isPlain(first) ? pageOf(first.hits[0]!) : null;
        if (page) visit(page, { replace: true });
      }
      setFailed(null);
    } catch (error) {
      if (!mine.aborted) setFailed(refusalOf(error));
    }
  };
  useEffect(() => {
    if (text) void run(null);
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
      <div class={`stage ${row ? "has-record" : ""}`}>
        <div>{found?.text === text && text && <Results found={found} onMore={() => void run(found)} />}</div>
        {row && <Record of={row} />}
      </div>
    </div>
  );
}

/** What the label says, where it should be compared with the thing itself. */
function Label({ label }: { label: Scan }) {
  return (
    <div class="label" role="alert">
      <p>
        <code>
          <bdi>{shown(label.canonical ?? "")}</bdi>
        </code>
      </p>
      {label.separatorsLost && <p class="bad">{t("find.lost")}</p>}
      <ul>
        {label.findings.map((finding, i) => (
          <li key={i}>
            <bdi>{finding.message}</bdi> <small>{finding.rule}</small>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Results({ found, onMore }: { found: Found; onMore: () => void }) {
  const { label } = found;
  const odd = label && (label.separatorsLost || label.findings.length > 0) ? <Label label={label} /> : null;
  if (!found.hits.length) {
    return (
      <div role="status">
        {odd}
        <h1>
          <bdi>{t("find.none", { text: shown(found.text) })}</bdi>
        </h1>
        <p>{t("find.noneNext")}</p>
      </div>
    );
  }
  return (
    <>
      {odd}
      <h1 aria-live="polite">
        {t(found.after || label?.more ? "find.foundMore" : "find.found", { n: found.hits.length })}: <bdi>{shown(found.text)}</bdi>
      </h1>
      <Groups
        key={found.text}
        text={found.searched || found.text}
        hits={found.hits}
        meant={found.meant}
        more={Boolean(found.after || label?.more)}
      />
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
      <CameraButton />
    </form>
  );
}

/** Look for a text. */
export function find(text: string): void {
  const wanted = text.replaceAll("␝", "\u001d").trim();
  if (wanted) go({ page: "find", text: wanted, keys: [], row: null, scopes: [] });
}
