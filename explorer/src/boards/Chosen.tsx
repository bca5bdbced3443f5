// The records that a board is about: marked ones, or those that are typed.
import { useState } from "preact/hooks";
import { ask, refusalOf, whole, type Refusal } from "../api/ask.ts";
import { FIND } from "../api/found.ts";
import { grouped, hitOf, type Hit } from "../find/ranking.ts";
import { split } from "../graph/keys.ts";
import { named, t } from "../i18n/index.ts";
import { marks } from "../marks.ts";
import { Refused } from "../parts/Failure.tsx";
import { go, route } from "../route.ts";

/** So many are offered where a text means several. */
const OFFERED = 8;

interface Props {
  /** Labels that the board can be about. */
  labels: readonly string[];
  /** What the typed text should name. */
  hint: string;
}

export function Chosen({ labels, hint }: Props) {
  const { keys } = route.value;
  const marked = [...marks.value];
  const choose = (all: readonly string[]): void => go({ keys: [...new Set(all)] });
  return (
    <section class="chosen" aria-label={t("board.chosen")}>
      {keys.length > 0 && (
        <ul>
          {keys.map((key) => (
            <li key={key}>
              <code>
                <bdi>{key}</bdi>
              </code>
              <button type="button" class="small" aria-label={t("board.remove", { key })} onClick={() => choose(keys.filter((one) => one !== key))}>
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="actions">
        <Add labels={labels} hint={hint} onAdd={(key) => choose([...keys, key])} />
        {marked.length > 0 && (
          <button type="button" onClick={() => choose(marked)}>
            {t("board.useMarked", { n: marked.length })}
          </button>
        )}
        {keys.length > 0 && (
          <button type="button" onClick={() => choose([])}>
            {t("board.clear")}
          </button>
        )}
      </div>
    </section>
  );
}

interface Offer {
  text: string;
  hits: Hit[];
  /** How many there are; null where that is not known. */
  total: number | null;
}

function Add({ labels, hint, onAdd }: Props & { onAdd: (key: string) => void }) {
  const [typed, setTyped] = useState("");
  const [offer, setOffer] = useState<Offer | null>(null);
  const [failed, setFailed] = useState<Refusal | null>(null);
  const take = (key: string): void => {
    setTyped("");
    setOffer(null);
    onAdd(key);
  };
  const look = async (event: Event): Promise<void> => {
    event.preventDefault();
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
  return (
    <form class="add" onSubmit={(event) => void look(event)}>
      <label>
        {t("board.add")}
        <input type="text" value={typed} placeholder={hint} maxLength={2000} spellcheck={false} onInput={(event) => setTyped(event.currentTarget.value)} />
      </label>
      <button type="submit">{t("board.add")}</button>
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
    </form>
  );
}

/** What is called exactly so and may stand here, else the best of what begins so. */
async function offered(text: string, labels: readonly string[]): Promise<Offer> {
  const { asOf, knownAt } = route.value;
  const page = whole((await ask(FIND, { text, first: 500, after: null, asOf, knownAt })).search);
  const all = page.edges.map((edge) => hitOf(edge.node)).filter((hit) => labels.includes(hit.label));
  const hits = grouped(all, text).flatMap((group) => group.hits);
  const exact = hits.filter((hit) => split(hit.key).parts.at(-1) === text);
  const offers = exact.length ? exact : hits;
  const known = !page.pageInfo.hasNextPage && offers.length <= OFFERED;
  return { text, hits: offers.slice(0, OFFERED), total: known ? offers.length : null };
}
