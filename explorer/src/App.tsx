// The frame of every page: the box, the pages, language, keys that work everywhere.
import { useEffect, useRef } from "preact/hooks";
import { askWays, signInWanted } from "./api/ask.ts";
import { Balance } from "./boards/Balance.tsx";
import { Causes } from "./boards/Causes.tsx";
import { Case } from "./case/Case.tsx";
import { Environment } from "./environment/Environment.tsx";
import { Figures } from "./figures/Figures.tsx";
import { Box, Find, find, scanned } from "./find/Find.tsx";
import { Wedge } from "./find/wedge.ts";
import { Holds } from "./holds/Holds.tsx";
import { LANGUAGES, language, speak, t, type Language } from "./i18n/index.ts";
import { Loads } from "./loads/Loads.tsx";
import { redo, undo } from "./marks.ts";
import { Notice } from "./parts/Notice.tsx";
import { person } from "./person.ts";
import { go, href, route, type Page } from "./route.ts";
import { Scopes } from "./scopes/Scopes.tsx";
import { ClockRefused } from "./views/ClockRefused.tsx";
import { Help } from "./views/Help.tsx";
import { SignIn } from "./views/SignIn.tsx";
import { SignOut } from "./views/SignOut.tsx";
import { Trace } from "./views/Trace.tsx";
import { Work } from "./work/Work.tsx";

const SHOWN = ["find", "trace", "scopes", "causes", "balance", "work", "holds", "figures", "loads", "help"] as const satisfies readonly Page[];

/** Pages that show what was so, and known, at a time. */
const ASKS_CLOCKS = new Set<Page>(["find", "trace", "environment", "causes", "balance", "holds"]);

export function App() {
  const box = useRef<HTMLInputElement | null>(null);
  const { page, badClock } = route.value;
  const refused = badClock !== null && ASKS_CLOCKS.has(page);
  useEffect(() => {
    document.documentElement.lang = language.value;
  }, [language.value]);
  // Only to know whether there is a session to end; whatever is asked says itself why it was refused.
  useEffect(() => {
    const look = (): void => void (document.visibilityState === "visible" && askWays().catch(() => undefined));
    look();
    addEventListener("visibilitychange", look); // In another tab another person may have signed in.
    return () => removeEventListener("visibilitychange", look);
  }, []);
  useEffect(() => {
    // An open menu lies over the page: it closes as soon as one goes on beside it.
    const close = (event: Event): void => void closeMenus(event.target as Node);
    addEventListener("pointerdown", close);
    return () => removeEventListener("pointerdown", close);
  }, []);
  useEffect(() => {
    const wedge = new Wedge(find, (text) => (scanned.value = text));
    let again = false; // a key that was held back until it was sure that no scanner sent it
    const act = (event: KeyboardEvent): void => {
      const { key, code, shiftKey } = event;
      const target = (event.target as Element).isConnected ? event.target! : document.body;
      again = true;
      target.dispatchEvent(new KeyboardEvent("keydown", { key, code, shiftKey, bubbles: true, cancelable: true }));
      again = false;
    };
    const press = (event: KeyboardEvent): void => {
      if (signInWanted.peek() || (event.target as Element).closest?.("dialog")) return;
      if (isWriting(event.target)) return;
      if (!again && wedge.press(event, () => act(event))) {
        event.preventDefault();
        event.stopPropagation();
      } else everywhere(event, box.current);
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
        <Box key={person.value} take={(element) => (box.current = element)} />
        <nav aria-label={t("nav.label")}>
          {SHOWN.map((one) => (
            <a key={one} href={leadingTo(one)} aria-current={(page === "case" ? "work" : page) === one ? "page" : undefined}>
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
        <SignOut />
      </header>
      <Notice />
      <main id="main" key={person.value} tabIndex={-1}>
        {refused ? <ClockRefused /> : <Content page={page} />}
      </main>
      {signInWanted.value && <SignIn />}
    </>
  );
}

/** Pages that stand for themselves begin anew; others go on with what is looked at. */
function leadingTo(page: Page): string {
  const { asOf, knownAt } = route.value;
  if (page === "work" || page === "figures") return href({ page }, { fresh: true });
  return page === "holds" ? href({ page, asOf, knownAt }, { fresh: true }) : href({ page, row: null });
}

function Content({ page }: { page: Page }) {
  return (
    <>
      {page === "find" && <Find />}
      {page === "trace" && <Trace />}
      {page === "environment" && <Environment />}
      {page === "scopes" && <Scopes />}
      {page === "causes" && <Causes />}
      {page === "balance" && <Balance />}
      {page === "work" && <Work />}
      {page === "case" && <Case />}
      {page === "holds" && <Holds />}
      {page === "figures" && <Figures />}
      {page === "loads" && <Loads />}
      {page === "help" && <Help />}
    </>
  );
}

function isWriting(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  if (element?.tagName === "INPUT") return !["checkbox", "radio", "range", "button"].includes((element as HTMLInputElement).type);
  return element?.tagName === "TEXTAREA" || element?.tagName === "SELECT" || element?.isContentEditable === true;
}

/** Close the open menus that do not hold an element; whether there was one. The focus goes back to what opened it. */
function closeMenus(beside: Node | null): boolean {
  const open = [...document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")].filter((menu) => !menu.contains(beside));
  for (const menu of open) {
    if (menu.contains(document.activeElement)) menu.querySelector("summary")?.focus();
    menu.open = false;
  }
  return open.length > 0;
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
  else if (event.key === "Escape" && closeMenus(null)) return;
  else if (event.key === "Escape" && route.peek().row) go({ row: null });
  else return;
  event.preventDefault();
}
