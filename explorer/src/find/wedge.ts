// A scanner that types: a burst of keys that no hand makes, ended by Enter or Tab, wherever the focus is.

/** Keys closer than this belong to a burst. */
const BURST_MS = 50;
const LEAST = 6;
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

/** Collects bursts of keys that land outside of the box; `press` says whether the key belongs to one. */
export class Wedge {
  #text = "";
  #last = -Infinity;
  readonly #separators = new Separators();

  constructor(
    private readonly take: (text: string) => void,
    private readonly show: (text: string) => void = () => {},
  ) {}

  press(key: Key): boolean {
    if (key.repeat) return false; // a key that is held down
    const known = this.#text.length >= LEAST;
    const follows = key.timeStamp - this.#last < (known ? PATIENCE_MS : BURST_MS);
    this.#last = key.timeStamp;
    if (!follows) this.#text = "";
    if ((key.key === "Enter" || key.key === "Tab") && follows && known) {
      const text = cleaned(this.#text);
      this.#text = "";
      this.take(text);
      return true;
    }
    const typed = key.key.length === 1 && !key.ctrlKey && !key.metaKey && !key.altKey;
    this.#text += this.#separators.press(key) ? SEPARATOR : typed ? key.key : "";
    if (this.#text.length < LEAST) return false;
    this.show(this.#text);
    return true;
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
