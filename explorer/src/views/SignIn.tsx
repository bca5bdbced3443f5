// Asks who it is, above the page, so that what was being done stays. What it offers is what the server has.
import { useEffect, useRef, useState } from "preact/hooks";
import { askWays, changePassword, refusalOf, signIn, type Refusal, type Ways } from "../api/ask.ts";
import { answer, retry } from "../answer.ts";
import { t } from "../i18n/index.ts";
import { Failure, Refused } from "../parts/Failure.tsx";
import { Password } from "../parts/Password.tsx";
import { useAsked } from "../parts/useAsked.ts";
import { REASONS, leave, refusedThere } from "../returning.ts";

export function SignIn() {
  const dialog = useRef<HTMLDialogElement>(null);
  const { told: ways, failed, again } = useAsked(askWays, []);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="who" aria-labelledby="sign-in-title" onCancel={(event) => event.preventDefault()}>
      <h2 id="sign-in-title">{t("signIn.title")}</h2>
      {answer.value && <p>{t("signIn.kept")}</p>}
      {!ways && !failed && <p class="busy">{t("trace.loading")}</p>}
      {failed && <Failure refusal={failed} onRetry={again} />}
      {refusedThere.value && (
        <p role="alert" class="bad">
          {t(REASONS[refusedThere.value])}
        </p>
      )}
      {ways?.provider && <AtProvider provider={ways.provider} />}
      {ways?.accounts && <ByPassword divided={ways.provider !== null} />}
      {ways && !ways.accounts && <NoAccounts external={ways.provider !== null} onRetry={again} />}
    </dialog>
  );
}

function AtProvider({ provider }: { provider: NonNullable<Ways["provider"]> }) {
  if (!provider.overTls) return <p>{t("signIn.needsTls", { name: provider.name })}</p>;
  return (
    <p>
      <a class="button chief" href="session/provider" onClick={leave}>
        <bdi>{t("signIn.provider", { name: provider.name })}</bdi>
      </a>
    </p>
  );
}

function ByPassword({ divided }: { divided: boolean }) {
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [failed, setFailed] = useState<Refusal | null>(null);
  const [changing, setChanging] = useState(false);
  const [next, setNext] = useState("");
  const go = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      await (changing ? changePassword(login, password, next) : signIn(login, password));
      refusedThere.value = null;
      retry();
    } catch (error) {
      const refusal = refusalOf(error);
      setFailed(refusal);
      if (refusal.code === "PASSWORD_MUST_CHANGE") setChanging(true);
    }
  };
  return (
    <form class={divided ? "divided" : ""} onSubmit={(event) => void go(event)}>
      {divided && <p class="faint">{t("signIn.orPassword")}</p>}
      <label>
        {t("signIn.account")}
        <input required autocomplete="username" value={login} onInput={(event) => setLogin(event.currentTarget.value)} />
      </label>
      <Password label={t("signIn.password")} kind="current" value={password} onChange={setPassword} />
      {changing && <Password label={t("signIn.next")} kind="new" value={next} onChange={setNext} />}
      {failed && <Refused refusal={failed} />}
      <p class="actions">
        <button type="submit">{t("signIn.go")}</button>
      </p>
    </form>
  );
}

/** A server that answers only who signs in, and nobody can yet. */
function NoAccounts({ external, onRetry }: { external: boolean; onRetry: () => void }) {
  return (
    <section class={external ? "divided" : ""}>
      <h3>{t("signIn.nobody")}</h3>
      <p>{t("signIn.nobodyText")}</p>
      <p>
        <code>lotgraph user add ada --person 1017 --name &quot;Ada Byron&quot; --role administrator</code>
      </p>
      <p>
        <code>lotgraph user password ada</code>
      </p>
      {external && <p>{t("signIn.nobodyExternal")}</p>}
      <p class="actions">
        <button type="button" onClick={onRetry}>
          {t("retry")}
        </button>
      </p>
    </section>
  );
}
