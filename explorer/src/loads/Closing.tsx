// Closes something for ever, with the reason; whoever must sign gives the password at once.
import { useId, useRef, useState } from "preact/hooks";
import { refusalOf, type Refusal } from "../api/ask.ts";
import { t } from "../i18n/index.ts";
import { Refused } from "../parts/Failure.tsx";
import { Password } from "../parts/Password.tsx";

interface Decision {
  done: boolean;
  waiting: readonly { role: string }[];
}

interface Props {
  title: string;
  explained: string;
  run: (given: { reason: string; password: string | null }) => Promise<readonly Decision[]>;
  onClosed: () => void;
  disabled?: boolean;
}

export function Closing({ title, explained, run, onClosed, disabled = false }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const [reason, setReason] = useState("");
  const [password, setPassword] = useState("");
  const [failed, setFailed] = useState<Refusal | null>(null);
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const close = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      const decisions = await run({ reason, password: password || null });
      const roles = new Set(decisions.flatMap((one) => one.waiting.map((next) => next.role.replaceAll("_", " "))));
      setSaid(roles.size ? t("loads.proposed", { roles: [...roles].join(", ") }) : t("loads.closedNow"));
      setFailed(null);
      dialog.current?.close();
      onClosed();
    } catch (error) {
      setFailed(refusalOf(error));
    } finally {
      setPassword("");
      setBusy(false);
    }
  };
  return (
    <span class="closing">
      <button type="button" disabled={disabled} onClick={() => dialog.current?.showModal()}>
        {title}
      </button>{" "}
      <span role="status">{said}</span>
      <dialog ref={dialog} aria-labelledby={heading}>
        <form onSubmit={(event) => void close(event)}>
          <h2 id={heading}>{title}</h2>
          <p>
            <bdi>{explained}</bdi>
          </p>
          <label>
            {t("loads.reason")}
            <input required pattern=".*\S.*" value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
          </label>
          <Password label={t("loads.password")} kind="current" optional value={password} onChange={setPassword} />
          {failed && <Refused refusal={failed} />}
          <p class="actions">
            <button type="submit" disabled={busy}>
              {t("loads.close")}
            </button>
            <button type="button" onClick={() => dialog.current?.close()}>
              {t("cancel")}
            </button>
          </p>
        </form>
      </dialog>
    </span>
  );
}
