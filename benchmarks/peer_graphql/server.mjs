// The Neo4j GraphQL Library at its best: one plain HTTP server, the schema built once, every document parsed and
// validated once. Reads {uri, user, password, database} from stdin, prints its port, and ends when stdin does.
import { createServer } from "node:http";
import { Neo4jGraphQL } from "@neo4j/graphql";
import { execute, parse, validate } from "graphql";
import neo4j from "neo4j-driver";

const typeDefs = `#graphql
  type Item @node {
    key: String!
    name: String
    quantity: Int
  }
  type Query {
    recall(key: String!): [Item!]! @cypher(
      statement: """
      MATCH (a:Item {key: $key})-[:CONSUMED_IN|PRODUCED|HAS_UNIT*1..]->(b) RETURN DISTINCT b AS item
      """
      columnName: "item"
    )
    genealogy(key: String!): [Item!]! @cypher(
      statement: """
      MATCH (a:Item {key: $key})<-[:CONSUMED_IN|PRODUCED|HAS_UNIT*1..]-(b) RETURN DISTINCT b AS item
      """
      columnName: "item"
    )
  }
`;

const documents = new Map();

function documentOf(schema, query) {
  let document = documents.get(query);
  if (document === undefined) {
    document = parse(query);
    const errors = validate(schema, document);
    if (errors.length > 0) throw errors[0];
    documents.set(query, document);
  }
  return document;
}

async function answer(schema, driver, database, body) {
  const { query, variables } = JSON.parse(body);
  const contextValue = { executionContext: driver, sessionConfig: { database } };
  const document = documentOf(schema, query);
  return JSON.stringify(await execute({ schema, document, variableValues: variables, contextValue }));
}

function serve(schema, driver, database) {
  const server = createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", async () => {
      let said;
      try {
        said = await answer(schema, driver, database, Buffer.concat(parts).toString());
      } catch (error) {
        said = JSON.stringify({ errors: [{ message: String(error) }] });
      }
      response.writeHead(200, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(said) });
      response.end(said);
    });
  });
  server.keepAliveTimeout = 600_000;
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));
}

process.stdin.once("data", async (line) => {
  const { uri, user, password, database } = JSON.parse(line.toString());
  const driver = neo4j.driver(uri, neo4j.auth.basic(user, password), { disableLosslessIntegers: true });
  serve(await new Neo4jGraphQL({ typeDefs, driver }).getSchema(), driver, database);
});
process.stdin.on("end", () => process.exit(0));
