// A file of the server to be kept: the browser fetches it by the session, the page by the key of this tab.
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { credentials, fetchFile, refusalOf, type Refusal } from "../api/ask.ts";
import { save } from "./csv.ts";

interface Props {
  href: string;
  /** The name of the file. */
  name: string;
  /** Where a refusal is told. */
  failed: Signal<Refusal | null>;
  label?: string;
  children: ComponentChildren;
}

export function FileLink({ href, name, failed, label, children }: Props) {
  return (
    <a href={href} onClick={(event) => download(event, failed)} download={name} aria-label={label}>
      {children}
    </a>
  );
}

/** A link carries no token of this tab; with one the file is fetched and handed over. */
async function download(event: Event, failed: Signal<Refusal | null>): Promise<void> {
  const link = event.currentTarget as HTMLAnchorElement;
  if (!Object.keys(credentials()).length) return;
  event.preventDefault();
  failed.value = null;
  try {
    save(await fetchFile(link.href), link.download);
  } catch (error) {
    failed.value = refusalOf(error);
  }
}
