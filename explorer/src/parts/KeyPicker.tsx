// A record by its key, or by what it is called: what is meant is chosen where a text means several.
import { useEffect, useRef, useState } from "preact/hooks";
import { ask, refusalOf, whole, type Refusal } from "../api/ask.ts";
import { FIND } from "../api/found.ts";
import { grouped, hitOf, type Hit } from "../find/ranking.ts";
import { split } from "../graph/keys.ts";
import { named, t } from "../i18n/index.ts";
import { route } from "../route.ts";
import { Refused } from "./Failure.tsx";

/** So many are offered where a text means several. */
const OFFERED = 8;

interface Props {
  /** Labels that may be chosen; null where any may. */
  labels: readonly string[] | null;
  hint: string;
  /** What the box and its button are called, where nothing is added to a list. */
  label?: string;
  button?: string;
  onAdd: (key: string) => void;
}

interface Offer {
  text: string;
  hits: Hit[];
  /** How many there are; null where that is not known. */
  total: number | null;
}

export function KeyPicker({ labels, hint, label = t("board.add"), button = t("board.add"), onAdd }: Props) {
  const [typed, setTyped] = useState("");
  const [offer, setOffer] = useState<Offer | null>(null);
  const [failed, setFailed] = useState<Refusal | null>(null);
  const box = useRef<HTMLInputElement>(null);
  // What is typed and not added is not sent with a form around this: that is said before, not after.
  useEffect(() => box.current?.setCustomValidity(typed.trim() ? t("board.addFirst") : ""), [typed]);
  const take = (key: string): void => {
    setTyped("");
    setOffer(null);
    onAdd(key);
    box.current?.focus();
  };
  const look = async (): Promise<void> => {
    const text = typed.trim();
    if (!text) return;
    setFailed(null);
    setOffer(null);
    if (text.includes(":")) return take(text);
    try {
      const found = await offered(text, labels);
      if (found.hits.length === 1 && found.total === 1) take(found.hits[0]!.key);
      else setOffer(found);
    } catch (error) {
      setFailed(refusalOf(error));
    }
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    void look();
  };
  return (
    <div class="add">
      <label>
        {label}
        <input
          ref={box}
          type="text"
          value={typed}
          placeholder={hint}
          maxLength={2000}
          spellcheck={false}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={press}
        />
      </label>
      <button type="button" onClick={() => void look()}>
        {button}
      </button>
      {failed && <Refused refusal={failed} />}
      {offer && (
        <div role="status">
          {offer.hits.length === 0 ? (
            <bdi>{t("board.noneCalled", { text: offer.text })}</bdi>
          ) : (
            <>
              {offer.total === null ? t("board.whichOfMany", { n: offer.hits.length }) : t("board.which", { n: offer.total })}{" "}
              {offer.hits.map((hit) => (
                <button key={hit.key} type="button" class="small" onClick={() => take(hit.key)}>
                  {named("label", hit.label)} <bdi>{hit.key}</bdi>
                </button>
              ))}
            </>
          )}
        </div>
      )}
    </div>
  );
}

/** What is called exactly so and may stand here, else the best of what begins so. */
async function offered(text: string, labels: readonly string[] | null): Promise<Offer> {
  const { asOf, knownAt } = route.value;
  const page = whole((await ask(FIND, { text, first: 500, after: null, asOf, knownAt })).search);
  const all = page.edges.map((edge) => hitOf(edge.node)).filter((hit) => labels === null || labels.includes(hit.label));
  const hits = grouped(all, text).flatMap((group) => group.hits);
  const exact = hits.filter((hit) => split(hit.key).parts.at(-1) === text);
  const offers = exact.length ? exact : hits;
  const known = !page.pageInfo.hasNextPage && offers.length <= OFFERED;
  return { text, hits: offers.slice(0, OFFERED), total: known ? offers.length : null };
}
