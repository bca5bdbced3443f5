// The text of a document. gql.tada parses documents into trees; the server takes text.
import { print as printed } from "@0no-co/graphql.web";
import type { TadaDocumentNode } from "gql.tada";

const texts = new WeakMap<object, string>();

/** The text of a document, made once. */
export function print<Data, Variables>(document: TadaDocumentNode<Data, Variables>): string {
  let text = texts.get(document);
  if (text === undefined) texts.set(document, (text = printed(document as never)));
  return text;
}
