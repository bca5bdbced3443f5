// A decision: its reason, the password of who must sign, and what became of it. What was written stays until it is taken.
import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { refusalOf, type Refusal } from "../api/ask.ts";
import { named, t, type Text } from "../i18n/index.ts";
import { Refused } from "./Failure.tsx";
import { Password } from "./Password.tsx";

interface Decided {
  done: boolean;
  waiting: readonly { role: string }[];
}

/** What became of it. */
export interface Became {
  decisions: readonly Decided[];
  /** Who or what it did not hold for, and why; the form stays open with it. */
  against?: readonly string[];
}

export interface Given {
  reason: string;
  password: string | null;
}

interface Props<B extends Became> {
  submit: string;
  run: (given: Given) => Promise<B>;
  onDone: (became: B) => void;
  /** Where no reason is asked for. */
  reason?: Text | null;
  password?: "may" | "must" | "none";
  onCancel?: () => void;
  children?: ComponentChildren;
}

/** What is said of it. */
export function said({ decisions }: Became, done: Text): string {
  const roles = new Set(decisions.flatMap((one) => one.waiting.map((next) => named("role", next.role))));
  return roles.size ? t("loads.proposed", { roles: [...roles].join(", ") }) : t(done);
}

export function DecisionForm<B extends Became>(props: Props<B>) {
  const { submit, run, onDone, onCancel, children, reason: asks = "work.reason", password: signs = "may" } = props;
  const [reason, setReason] = useState("");
  const [password, setPassword] = useState("");
  const [failed, setFailed] = useState<Refusal | null>(null);
  const [against, setAgainst] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    event.stopPropagation();
    setBusy(true);
    setFailed(null);
    try {
      const became = await run({ reason, password: password || null });
      setAgainst(became.against ?? []);
      if (!became.against?.length) setReason("");
      onDone(became);
    } catch (error) {
      setFailed(refusalOf(error));
    } finally {
      setPassword("");
      setBusy(false);
    }
  };
  return (
    <form class="decision" onSubmit={(event) => void send(event)}>
      {children}
      {asks && (
        <label>
          {t(asks)}
          <input required pattern=".*\S.*" value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
        </label>
      )}
      {signs !== "none" && (
        <Password
          label={t(signs === "must" ? "work.password" : "loads.password")}
          kind="current"
          optional={signs === "may"}
          value={password}
          onChange={setPassword}
        />
      )}
      {failed && <Refused refusal={failed} />}
      {against.length > 0 && (
        <div role="alert" class="bad">
          {t("work.notFor", { n: against.length })}
          <ul>
            {against.map((one) => (
              <li key={one}>
                <bdi>{one}</bdi>
              </li>
            ))}
          </ul>
        </div>
      )}
      <p class="actions">
        <button type="submit" class="chief" disabled={busy}>
          {submit}
        </button>
        {onCancel && (
          <button type="button" onClick={onCancel}>
            {t("cancel")}
          </button>
        )}
      </p>
    </form>
  );
}

interface InDialog<B extends Became> extends Omit<Props<B>, "onCancel"> {
  /** What the button that opens it says, and its title where that is another one. */
  button: string;
  title?: string;
  explained?: string;
  disabled?: boolean;
  wide?: boolean;
}

/** The same in a dialog that a button opens. */
export function Deciding<B extends Became>({ button, title = button, explained, disabled = false, wide = false, ...form }: InDialog<B>) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const close = (): void => dialog.current?.close();
  return (
    <>
      <button type="button" disabled={disabled} onClick={() => dialog.current?.showModal()}>
        {button}
      </button>
      <dialog ref={dialog} class={wide ? "broad" : ""} aria-labelledby={heading}>
        <h2 id={heading}>{title}</h2>
        {explained && (
          <p>
            <bdi>{explained}</bdi>
          </p>
        )}
        <DecisionForm
          {...form}
          onCancel={close}
          onDone={(became) => {
            if (!became.against?.length) close();
            form.onDone(became);
          }}
        />
      </dialog>
    </>
  );
}
