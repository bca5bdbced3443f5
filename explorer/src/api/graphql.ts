// Documents typed by docs/schema.graphql.
import { initGraphQLTada } from "gql.tada";
import type { introspection } from "./schema.d.ts";

export const graphql = initGraphQLTada<{ introspection: introspection; disableMasking: true }>();
