// Saves the question that is on the page under a name.
import { useRef, useState } from "preact/hooks";
import { sides } from "../answer.ts";
import { ask, refusalOf, whole, type Refusal } from "../api/ask.ts";
import { SAVE_SCOPE } from "../api/documents.ts";
import { t } from "../i18n/index.ts";
import { notes } from "../marks.ts";
import { Refused } from "../parts/Failure.tsx";
import { href, route } from "../route.ts";

export function SaveScope() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [name, setName] = useState("");
  const [note, setNote] = useState("");
  const [shared, setShared] = useState(false);
  const [failed, setFailed] = useState<Refusal | null>(null);
  const [saved, setSaved] = useState<{ name: string; later: boolean } | null>(null);
  const open = (): void => {
    // What was noted of records goes with the question, to be changed as one likes.
    if (!note) setNote([...notes.value].map(([key, text]) => `${key}: ${text}`).join("\n"));
    dialog.current?.showModal();
  };
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { keys, direction, asOf, knownAt } = route.value;
    const way = direction === "backward" ? "backward" : "forward";
    try {
      const said = await ask(SAVE_SCOPE, { name, note, keys: [...keys], direction: way, asOf, knownAt, shared });
      const { name: called, savedAt } = whole(said.saveScope);
      // A scope is asked anew: its answer may know more than the one on the page.
      setSaved({ name: called, later: savedAt > (sides.value[0]?.ledger.size ?? savedAt) });
      setFailed(null);
      dialog.current?.close();
    } catch (error) {
      setFailed(refusalOf(error));
    }
  };
  return (
    <span>
      <button type="button" onClick={open}>
        {t("scopes.save")}
      </button>{" "}
      <span role="status">
        {saved && (
          <a href={href({ page: "scopes" }, { fresh: true })}>
            <bdi>{t("scopes.saved", { name: saved.name })}</bdi>
          </a>
        )}
        {saved?.later && ` ${t("scopes.savedLater")}`}
      </span>
      <dialog ref={dialog} aria-labelledby="save-scope-title">
        <form onSubmit={(event) => void save(event)}>
          <h2 id="save-scope-title">{t("scopes.save")}</h2>
          <p>
            {t("scopes.keeps")} <b>{t(route.value.direction === "backward" ? "trace.backward" : "trace.forward")}</b>
            {route.value.timeAware && ` ${t("scopes.conservative")}`}
          </p>
          <label>
            {t("scopes.name")}
            <input required maxLength={200} value={name} onInput={(event) => setName(event.currentTarget.value)} />
          </label>
          <label>
            {t("scopes.note")}
            <textarea rows={3} maxLength={4000} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
          </label>
          <label class="check">
            <input type="checkbox" checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />
            {t("scopes.shared")}
          </label>
          {failed && <Refused refusal={failed} />}
          <p class="actions">
            <button type="submit">{t("save")}</button>
            <button type="button" onClick={() => dialog.current?.close()}>
              {t("cancel")}
            </button>
          </p>
        </form>
      </dialog>
    </span>
  );
}
