// A scanner that types: a burst of keys that no hand makes, ended by Enter or Tab, wherever the focus is.

/** Keys closer than this belong to a burst. */
export const BURST_MS = 50;
/** So many characters are a scan before it has ended; so many are one where Enter or Tab ends them. */
const LEAST = 6;
const LEAST_ENDED = 4;
/** Once it is known for a burst, a busy machine may deliver its rest late. */
const PATIENCE_MS = 500;
const SEPARATOR = "\u001d";
// What scanners send in the place of the group separator.
const WRITTEN = /<GS>|\{GS\}|\\x1d|\\u001d|␝/gi;

/** The text of a scan with its separators as GS1 has them; symbology identifiers stay, they tell the code. */
export function cleaned(text: string): string {
  return text.replace(WRITTEN, SEPARATOR).trim();
}

/** How a text with separators is shown. */
export const shown = (text: string): string => text.replaceAll(SEPARATOR, "␝");

/** What is asked of a key that was pressed. */
export interface Key {
  key: string;
  code: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  repeat: boolean;
  timeStamp: number;
}

/** Keys that are part of typing another one. */
const HELD_DOWN = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock"]);

/**
 * Collects bursts of keys that land outside of the box; `press` says whether the page is to leave the key alone.
 * The first character of a burst may be a key that does something by itself: `act` does it, once no other key
 * follows so closely that a scanner may have sent it.
 */
export class Wedge {
  #text = "";
  #last = -Infinity;
  #act: (() => void) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #separators = new Separators();

  constructor(
    private readonly take: (text: string) => void,
    private readonly show: (text: string) => void = () => {},
  ) {}

  press(key: Key, act: () => void = () => {}): boolean {
    if (key.repeat) return false; // a key that is held down
    const known = this.#text.length >= LEAST;
    const follows = key.timeStamp - this.#last < (known ? PATIENCE_MS : BURST_MS);
    this.#last = key.timeStamp;
    if (!follows) this.#begin();
    if ((key.key === "Enter" || key.key === "Tab") && this.#text.length >= LEAST_ENDED) return this.#end();
    const added = this.#added(key);
    this.#text += added;
    if (!added) return this.#other(key);
    this.#hold(this.#text.length > 1 || added === " " ? null : act);
    if (this.#text.length >= LEAST) this.show(this.#text);
    return this.#text.trim() !== ""; // a blank alone presses a button
  }

  /** What is no part of a scan, such as an arrow, comes after what was pressed before it. */
  #other(key: Key): false {
    if (key.altKey || HELD_DOWN.has(key.key)) this.#wait();
    else if (this.#text.length < LEAST) this.#begin();
    return false;
  }

  #begin(): void {
    this.#now();
    this.#text = "";
  }

  #end(): true {
    const text = cleaned(this.#text);
    this.#hold(null);
    this.#text = "";
    this.take(text);
    return true;
  }

  #added(key: Key): string {
    if (this.#separators.press(key)) return SEPARATOR;
    return key.key.length === 1 && !key.ctrlKey && !key.metaKey && !key.altKey ? key.key : "";
  }

  #hold(act: (() => void) | null): void {
    this.#act = act;
    this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (this.#act) this.#timer = setTimeout(() => this.#now(), BURST_MS);
  }

  #now(): void {
    clearTimeout(this.#timer);
    const act = this.#act;
    this.#act = null;
    act?.();
  }
}

/** Tells the group separator, which scanners send as Ctrl+], as F8, as Alt+029 or as it is. */
export class Separators {
  #digits = "";

  press(key: Key): boolean {
    if (!key.altKey) this.#digits = "";
    else if (/^[0-9]$/.test(key.key)) this.#digits += key.key;
    const control = key.ctrlKey && (key.key === "]" || key.code === "BracketRight");
    return key.key === "F8" || key.key === SEPARATOR || control || this.#digits.endsWith("029");
  }
}
