// The frame of every page: the box, the pages, language, keys that work everywhere.
import { useEffect, useRef } from "preact/hooks";
import { account, askWays, signInWanted, signOut } from "./api/ask.ts";
import { Balance } from "./boards/Balance.tsx";
import { Causes } from "./boards/Causes.tsx";
import { Environment } from "./environment/Environment.tsx";
import { Box, Find, find, scanned } from "./find/Find.tsx";
import { Wedge } from "./find/wedge.ts";
import { LANGUAGES, language, speak, t, type Language } from "./i18n/index.ts";
import { Loads } from "./loads/Loads.tsx";
import { redo, undo } from "./marks.ts";
import { go, href, route, type Page } from "./route.ts";
import { Scopes } from "./scopes/Scopes.tsx";
import { Help } from "./views/Help.tsx";
import { SignIn } from "./views/SignIn.tsx";
import { Trace } from "./views/Trace.tsx";

const SHOWN = ["find", "trace", "scopes", "causes", "balance", "loads", "help"] as const satisfies readonly Page[];

export function App() {
  const box = useRef<HTMLInputElement | null>(null);
  const { page } = route.value;
  useEffect(() => {
    document.documentElement.lang = language.value;
  }, [language.value]);
  // Only to know whether there is a session to end; whatever is asked says itself why it was refused.
  useEffect(() => void askWays().catch(() => undefined), []);
  useEffect(() => {
    const wedge = new Wedge(find, (text) => (scanned.value = text));
    const press = (event: KeyboardEvent): void => {
      if (signInWanted.peek() || (event.target as Element).closest?.("dialog")) return;
      const writing = isWriting(event.target);
      if (!writing && wedge.press(event)) {
        event.preventDefault();
        event.stopPropagation();
        return;
      }
      if (!writing) everywhere(event, box.current);
    };
    addEventListener("keydown", press, { capture: true });
    return () => removeEventListener("keydown", press, { capture: true });
  }, []);
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), document.getElementById("main")?.focus())}>
        {t("nav.skip")}
      </a>
      <header class="top">
        <a class="brand" href={href({}, { fresh: true })}>
          lotgraph
        </a>
        <Box take={(element) => (box.current = element)} />
        <nav aria-label={t("nav.label")}>
          {SHOWN.map((one) => (
            <a key={one} href={href({ page: one, row: null })} aria-current={page === one ? "page" : undefined}>
              {t(`nav.${one}`)}
            </a>
          ))}
        </nav>
        <label class="language">
          <span class="visually-hidden">{t("nav.language")}</span>
          <select value={language.value} onChange={(event) => speak(event.currentTarget.value as Language)}>
            {Object.entries(LANGUAGES).map(([code, name]) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {account.value && (
          <button type="button" onClick={() => void signOut()}>
            {t("signIn.out")}
          </button>
        )}
      </header>
      <main id="main" tabIndex={-1}>
        {page === "find" && <Find />}
        {page === "trace" && <Trace />}
        {page === "environment" && <Environment />}
        {page === "scopes" && <Scopes />}
        {page === "causes" && <Causes />}
        {page === "balance" && <Balance />}
        {page === "loads" && <Loads />}
        {page === "help" && <Help />}
      </main>
      {signInWanted.value && <SignIn />}
    </>
  );
}

function isWriting(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  if (element?.tagName === "INPUT") return !["checkbox", "radio", "range", "button"].includes((element as HTMLInputElement).type);
  return element?.tagName === "TEXTAREA" || element?.tagName === "SELECT" || element?.isContentEditable === true;
}

function everywhere(event: KeyboardEvent, box: HTMLInputElement | null): void {
  const held = event.ctrlKey || event.metaKey;
  if (event.altKey) return;
  if (held && event.key.toLowerCase() === "z") (event.shiftKey ? redo : undo)();
  else if (held && event.key.toLowerCase() === "y") redo();
  else if (held) return;
  else if (event.key === "/") {
    box?.focus();
    box?.select();
  } else if (event.key === "?") go({ page: "help" });
  else if (event.key === "Escape" && route.peek().row) go({ row: null });
  else return;
  event.preventDefault();
}
