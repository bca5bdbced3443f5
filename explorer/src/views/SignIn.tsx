// Asks who it is, above the page, so that what was being done stays.
import { useEffect, useRef, useState } from "preact/hooks";
import { changePassword, refusalOf, signIn, type Refusal } from "../api/ask.ts";
import { answer, retry } from "../answer.ts";
import { t } from "../i18n/index.ts";
import { Refused } from "../parts/Failure.tsx";

export function SignIn() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [account, setAccount] = useState("");
  const [password, setPassword] = useState("");
  const [failed, setFailed] = useState<Refusal | null>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const [changing, setChanging] = useState(false);
  const [next, setNext] = useState("");
  const go = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      await (changing ? changePassword(account, password, next) : signIn(account, password));
      retry();
    } catch (error) {
      const refusal = refusalOf(error);
      setFailed(refusal);
      if (refusal.code === "PASSWORD_MUST_CHANGE") setChanging(true);
    }
  };
  return (
    <dialog ref={dialog} aria-labelledby="sign-in-title" onCancel={(event) => event.preventDefault()}>
      <form onSubmit={(event) => void go(event)}>
        <h2 id="sign-in-title">{t("signIn.title")}</h2>
        {answer.value && <p>{t("signIn.kept")}</p>}
        <label>
          {t("signIn.account")}
          <input required autocomplete="username" value={account} onInput={(event) => setAccount(event.currentTarget.value)} />
        </label>
        <label>
          {t("signIn.password")}
          <input
            required
            type="password"
            autocomplete="current-password"
            value={password}
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        </label>
        {changing && (
          <label>
            {t("signIn.next")}
            <input
              required
              type="password"
              autocomplete="new-password"
              value={next}
              onInput={(event) => setNext(event.currentTarget.value)}
            />
          </label>
        )}
        {failed && <Refused refusal={failed} />}
        <p class="actions">
          <button type="submit">{t("signIn.go")}</button>
        </p>
      </form>
    </dialog>
  );
}
